"""Fixtures shared by all tests."""

import os
import shutil

import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the data folder of this test process, after the test database in it is closed."""
    if os.environ.get("KHO_TEST_DATA_OWNER") == os.environ.get("PYTEST_XDIST_WORKER", "main"):
        shutil.rmtree(settings.KHO_DATA_DIR, ignore_errors=True)
