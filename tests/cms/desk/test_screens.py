"""Every page opens for everybody who works here, in Vietnamese."""

import pytest

from .conftest import url

PEOPLE = ["editor", "reviewer", "administrator", "office", "root"]


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_open(who, request, as_user, material, variant):
    client = as_user(request.getfixturevalue(who))
    pages = {
        "/quan-tri/": "An toàn xử lý tệp" if who in ("administrator", "root") else "Bàn biên tập",
        url("material:list"): "Tên làm việc",
        url("variant:list"): "Bản ngôn ngữ",
        url("material:edit", material.pk): "Ngôn ngữ và tệp",
        url("material:history", material.pk): "Nhật ký",
        url("variant:edit", variant.pk): "Tệp",
        url("variant:history", variant.pk): "Các ấn bản",
        url("desk:review", variant.pk): "Quyết định",
    }
    for address, heading in pages.items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert heading in response.content.decode(), address


def test_home_shows_wagtails_own_panels_to_nobody(as_user, root, editor):
    for user in (root, editor):
        page = as_user(user).get("/quan-tri/").content.decode()
        assert "Bàn biên tập" in page
        for trace in ("editor guide", "recent-edits", "Search all pages"):
            assert trace not in page


def test_the_account_page_takes_no_picture(as_user, editor, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.media_pipeline import media_samples as samples

    client = as_user(editor)
    page = client.get("/quan-tri/account/")
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    picture = SimpleUploadedFile("a.jpg", samples.picture().read_bytes())
    client.post("/quan-tri/account/", {"avatar-avatar": picture})
    assert not editor.wagtail_userprofile.avatar


def test_menus_lead_nowhere_closed(as_user, editor, root):
    from cms.desk.wagtail_hooks import menu

    class Item:
        def __init__(self, name: str) -> None:
            self.name = name

    class Asked:
        user = editor

    names = ["images", "documents", "help", "reports", "explorer"]
    for user, kept in ((editor, ["explorer"]), (root, ["help", "reports", "explorer"])):
        Asked.user = user
        items = [Item(name) for name in names]
        menu(Asked(), items)
        assert [item.name for item in items] == kept
        assert "/quan-tri/images/" not in as_user(user).get("/quan-tri/").content.decode()


def test_people_change_the_name_that_colleagues_read(as_user, editor):
    client = as_user(editor)
    page = client.get("/quan-tri/account/").content.decode()
    assert 'name="display_name-display_name"' in page
    assert "first_name" not in page
    data = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    client.post("/quan-tri/account/", {"display_name-display_name": "Nguyễn Thị Hoa", **data})
    editor.refresh_from_db()
    assert str(editor) == "Nguyễn Thị Hoa"


def test_no_search_that_finds_nothing_for_members(as_user, administrator, editor):
    for user in (administrator, editor):
        assert "/quan-tri/users/" not in as_user(user).get("/quan-tri/").content.decode()


def test_who_edits_pages_has_the_menu_of_pages_and_nobody_else_their_drafts(as_user, editor, administrator):
    from django.contrib.auth.models import Group
    from wagtail.models import Page

    administrator.groups.set(Group.objects.filter(name="Editors"))
    root = Page.objects.get(depth=1)
    address = f"/quan-tri/api/main/pages/?child_of={root.pk}&for_explorer=1"
    listed = as_user(administrator).get(address)
    assert listed.status_code == 200
    assert listed.json()["items"]
    assert '"/quan-tri/pages/"' in as_user(administrator).get("/quan-tri/").content.decode()
    assert as_user(editor).get("/quan-tri/api/main/pages/").json()["items"] == []
    for closed in ("images", "documents"):
        assert as_user(administrator).get(f"/quan-tri/api/main/{closed}/").status_code == 404
