"""The engine contract on the engines that need no service."""

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from search.engines.null import NullEngine
from tests.contracts.search_contract import SearchContract


class TestEmbedded(SearchContract):
    @pytest.fixture
    def engine(self, tmp_path):
        engine = EmbeddedEngine(tmp_path)
        yield engine
        engine.close()


class TestNull(SearchContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return NullEngine(tmp_path)
