"""No English on the screens of editors, reviewers and administrators."""

import re
from html.parser import HTMLParser

import pytest

from cms.library import actions

from .conftest import url
from .screens import fresh

ENGLISH = re.compile(
    r"\b(the|and|this|your|is|are|was|with|to|of|for|from|save|saved|edit|add|delete|search|view|page|pages|action|"
    r"actions|history|choose|select|filter|sort|draft|publish|log out|log in|sign in|password|username|username|back|"
    r"next|previous|close|open|help|status|user|users|changes|toggle|loading|you|new|please|error|errors|language)\b",
    re.IGNORECASE,
)
SHOWN = ("aria-label", "title", "placeholder", "alt", "aria-description", "data-w-tooltip-content-value")
NAMES = re.compile(r"\b(VNeID|Infographic|SMS|PDF|JPEG|WebP|MP[34]|Landlock|bubblewrap|CC BY[\w .-]*)\b", re.IGNORECASE)


class Words(HTMLParser):
    """Collects what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.found = 0, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "svg"):
            self.hidden += 1
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.found.append(data.strip())


def english(page: str) -> list[str]:
    """Pieces of the page with English words in them."""
    reader = Words()
    reader.feed(page)
    return [words for words in reader.found if ENGLISH.search(NAMES.sub("", words))]


def test_the_reader_would_notice():
    assert english('<p aria-label="Toggle sidebar">Xin chào</p><script>the()</script>') == ["Toggle sidebar"]
    assert english("<p>Save draft</p>") == ["Save draft"]
    assert english("<p>Lưu nháp</p>") == []


@pytest.mark.parametrize("who", ["editor", "reviewer", "administrator", "office"])
def test_no_english_at_work(who, request, as_user, published, editor, agency):
    client = as_user(request.getfixturevalue(who))
    draft = fresh(published).get_latest_revision_as_object()
    draft.text = "Bản thứ hai."
    actions.save_draft(draft, actor=editor)
    actions.submit(published, actor=editor)
    first, second = published.revisions.order_by("pk").first(), fresh(published).latest_revision
    material = published.material
    pages = [
        "/quan-tri/",
        "/quan-tri/account/",
        url("material:list"),
        url("material:list") + "?q=khong-co-gi",
        url("variant:list"),
        url("material:edit", material.pk),
        url("material:history", material.pk),
        url("variant:edit", published.pk),
        url("variant:history", published.pk),
        url("variant:revisions_compare", published.pk, first.pk, second.pk),
        url("desk:review", published.pk),
        "/quan-tri/khong-co-trang-nay/",
    ]
    if who != "office":
        pages += [url("material:add"), f"{url('variant:add')}?material={material.pk}", "/quan-tri/tai-nhieu-tep/"]
    if who in ("reviewer", "administrator", "office"):
        pages += [url("desk:withdraw_variant", published.pk), url("desk:withdraw_material", material.pk)]
    if who == "administrator":
        people = [f"/quan-tri/nguoi-dung/{end}" for end in ("", "moi/", f"{editor.pk}/")]
        terms = [f"/quan-tri/danh-muc/co-quan/{end}" for end in ("", "new/", f"edit/{agency.pk}/")]
        pages += [*people, *terms, "/quan-tri/danh-muc/chien-dich/", url("desk:supersede", material.pk)]
    found = {address: english(client.get(address, follow=True).content.decode()) for address in pages}
    assert {address: words for address, words in found.items() if words} == {}


def test_no_english_when_something_is_wrong(as_user, administrator, material):
    client = as_user(administrator)
    answers = [
        client.post(url("material:add"), {}),
        client.post("/quan-tri/danh-muc/chien-dich/new/", {}),
        client.post(f"{url('variant:add')}?material={material.pk}", {}),
        client.post("/quan-tri/nguoi-dung/moi/", {"roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0, "password": "1"}),
        client.post("/quan-tri/tai-nhieu-tep/", {}),
        client.post(url("desk:withdraw_material", material.pk), {}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert english(answer.content.decode()) == []


def test_the_log_in_page_is_vietnamese(client, db):
    assert english(client.get("/quan-tri/login/").content.decode()) == []
    refused = client.post("/quan-tri/login/", {"username": "ai", "password": "do"})
    assert english(refused.content.decode()) == []


def test_scripts_hear_vietnamese_too(as_user, editor):
    from django.urls import reverse

    catalogue = as_user(editor).get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "Thu g\\u1ecdn t\\u1ea5t c\\u1ea3" in catalogue or "Thu gọn tất cả" in catalogue


def test_no_english_where_pages_are_written(as_user, root):
    from wagtail.models import Page

    home = Page.objects.get(depth=2)
    client = as_user(root)
    pages = [
        "/quan-tri/pages/",
        f"/quan-tri/pages/{home.pk}/",
        f"/quan-tri/pages/{home.pk}/edit/",
        f"/quan-tri/pages/{home.pk}/add_subpage/",
        f"/quan-tri/pages/add/pages/newspage/{home.pk}/",
        f"/quan-tri/pages/{home.pk}/history/",
        "/quan-tri/settings/portal/siteidentity/",
    ]
    found = {address: english(client.get(address, follow=True).content.decode()) for address in pages}
    assert {address: words for address, words in found.items() if words} == {}
