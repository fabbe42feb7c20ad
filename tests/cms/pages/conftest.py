"""The home page and folders of each test."""

import pytest

from cms.pages.models import HomePage
from tests.cms.portal.conftest import client, folders, index, put

__all__ = ["client", "folders", "index", "put"]


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page that every installation has."""
    return HomePage.objects.get()
