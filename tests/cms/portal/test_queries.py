"""The number of SQL queries does not grow with the library."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.library import public
from cms.library.models import Publication
from cms.taxonomy.models import Topic
from tests.cms.feeds.samples import shelve
from tests.cms.portal.conftest import edition

pytestmark = [pytest.mark.django_db]
KINDS = ("sms", "audio", "infographic", "handbook", "video")
MOST = 40


@pytest.fixture
def grow(editor, reviewer, agency, index):
    """Adds materials of all kinds in two languages, all about one topic."""

    def add(rounds: int) -> None:
        topics = Topic.objects.filter(code="III.2")
        for number in range(rounds):
            for kind in KINDS:
                options = {"many": {"topics": topics}, "title": f"Khai sinh {number} {kind}"}
                variant = shelve(editor, reviewer, agency, kind, **options)
                shelve(editor, reviewer, agency, kind, material=variant.material, language="km")
        index()

    return add


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    assert response.status_code == 200
    assert len(captured) <= MOST, f"{path}: {len(captured)}"
    return len(captured)


def test_two_and_twenty_materials_cost_the_same(client, put, grow):
    grow(1)
    variant = Publication.objects.filter(variant__material__kind="video", variant__language__code="vi").get().variant
    page = public.publication_path(edition(variant))
    paths = ["/", "/tim-kiem/", "/tim-kiem/?q=khai+sinh", "/tim-kiem/?q=khai+sinh&lang=vi", page, "/phat-thanh/"]
    paths += [f"/nhung/{variant.material.public_id}/", "/sitemap.xml", "/kiem-tra/"]
    few = {path: queries(client, path) for path in paths}
    grow(4)
    assert public.editions().count() == 50
    assert {path: queries(client, path) for path in paths} == few


def test_a_download_asks_few_questions(client, put, django_assert_max_num_queries):
    variant = put("audio")
    publication = public.file_editions().get(variant=variant)
    path = public.find_download(publication, "voice-mp3-64").path(publication)
    with django_assert_max_num_queries(5):
        assert client.get(path).status_code == 200
    gone = path.replace("mp3-64", "mp3-1")
    with django_assert_max_num_queries(12):
        assert client.get(gone).status_code == 404
