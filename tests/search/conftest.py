"""Fixtures of the search tests."""

import pytest

pytest.register_assert_rewrite("tests.contracts.search_contract")

from search.engines.embedded.engine import EmbeddedEngine  # noqa: E402  after the contract is marked for rewriting
from tests.search.corpus import texts  # noqa: E402


@pytest.fixture
def embedded(tmp_path):
    """A fresh embedded engine."""
    engine = EmbeddedEngine(tmp_path / "search")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    """An embedded engine over the 310 Vietnamese texts."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("services"))
    engine.index(texts())
    yield engine
    engine.close()
