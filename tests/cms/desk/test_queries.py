"""Lists, pages and panels cost the same number of queries however long they are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.library import actions
from cms.library.models import LanguageVariant
from cms.taxonomy.models import Language
from tests.cms.conftest import make_material, make_variant, publish
from tests.cms.feeds.samples import media_file

from .conftest import url

pytestmark = pytest.mark.django_db


def cost(client: Client, address: str) -> int:
    """Queries of one request; the first one fills caches of content types."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def grow(editor, reviewer, agency) -> Callable[[int], None]:
    """Adds materials: a draft, one under review, one public, one scheduled with a file … in turn."""

    def add(count: int) -> None:
        for i in range(count):
            kind = "poster" if i % 2 else "sms"
            variant = make_variant(make_material(editor, agency, kind, name=f"Tài liệu {i}"), editor, title=f"Bản {i}")
            if kind == "poster":
                version = actions.store_file(media_file("image"), name=f"{i}.jpg", agency=agency, actor=editor)
                actions.attach(variant, version, actor=editor)
                variant = LanguageVariant.objects.get(pk=variant.pk)
            if i % 4 == 0:
                publish(variant, editor, reviewer)
            elif i % 4 == 3:
                actions.submit(variant, actor=editor)
            elif i % 4 == 1:
                publish(variant, editor, reviewer)

    return add


@pytest.mark.parametrize("name", ["material:list", "variant:list"])
def test_lists_of_2_and_20_rows_cost_the_same(name, as_user, editor, grow):
    client = as_user(editor)
    grow(4)
    few = cost(client, url(name))
    grow(16)
    assert client.get(url(name)).content.decode().count("<tr") >= 20
    assert cost(client, url(name)) == few


def test_home_costs_the_same(as_user, reviewer, grow):
    client = as_user(reviewer)
    grow(8)
    few = cost(client, "/quan-tri/")
    grow(16)
    assert cost(client, "/quan-tri/") == few


def test_a_material_of_2_and_12_languages_costs_the_same(as_user, editor, agency):
    material = make_material(editor, agency, "poster")
    languages = list(Language.objects.exclude(code="vi").values_list("code", flat=True)[:11])

    def add(code: str) -> None:
        variant = make_variant(material, editor, code)
        version = actions.store_file(media_file("image"), name=f"{code}.jpg", agency=agency, actor=editor)
        actions.attach(variant, version, actor=editor)

    client = as_user(editor)
    add("vi")
    add(languages[0])
    few = cost(client, url("material:edit", material.pk))
    for code in languages[1:]:
        add(code)
    assert cost(client, url("material:edit", material.pk)) == few
