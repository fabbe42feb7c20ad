"""The storages that need no service: disk, and memory as one that has no paths."""

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from tests.contracts.storage_contract import *  # noqa: F403  the suite


@pytest.fixture(params=["disk", "memory"])
def storage(request, tmp_path):
    """An empty storage."""
    if request.param == "disk":
        return FileSystemStorage(location=tmp_path / "media")
    return InMemoryStorage()
