"""People at their screens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from cms.accounts.models import User
from cms.library.models import LanguageVariant, Material
from cms.taxonomy.models import Agency
from tests.cms.conftest import make_material, make_user, make_variant
from tests.cms.feeds.samples import own_folders

STRANGE_NAME = "Tin noi bo LC-7731"
"""ASCII on purpose: it is found in JSON answers as well."""


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    """An empty data folder."""
    own_folders(settings, tmp_path)
    return tmp_path


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which the user is logged in."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def administrator(agency: Agency) -> User:
    """An administrator of the whole programme."""
    return make_user("quan-tri-vien", None, "administrator")


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return User.objects.create_superuser("goc", password="mat-khau-dai")


@pytest.fixture
def strange(stranger: User, other_agency: Agency) -> Material:
    """A material of another agency."""
    return make_material(stranger, other_agency, name=STRANGE_NAME)


@pytest.fixture
def strange_variant(strange: Material, stranger: User) -> LanguageVariant:
    """Its draft."""
    return make_variant(strange, stranger, title=STRANGE_NAME, text=STRANGE_NAME)


def url(name: str, *args: object) -> str:
    """The address of a screen of the variants (``variant:edit``), of the materials, or of the desk."""
    from django.urls import reverse

    names = {"variant": "wagtailsnippets_library_languagevariant", "material": "wagtailsnippets_library_material"}
    space, _, rest = name.partition(":")
    return reverse(f"{names.get(space, space)}:{rest}", args=args)
