"""What must be there after a migration, however often it runs."""

import pytest
from django.core.management import call_command
from wagtail.models import Collection, Locale, Page, Site

from cms.pages.models import HomePage
from cms.pages.setup import ensure_site

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_new_database_has_a_home_page_at_the_root(client):
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("testserver", 80, True)
    assert isinstance(site.root_page.specific, HomePage)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    response = client.get("/")
    assert response.status_code == 200 and "Một kho chung, nhiều tiếng nói" in response.content.decode()


def test_running_again_changes_nothing(home):
    home.title = "Trang đầu của tỉnh"
    home.save_revision().publish()
    before = list(Page.objects.order_by("pk").values_list("pk", "title"))
    call_command("migrate", verbosity=0)
    assert list(Page.objects.order_by("pk").values_list("pk", "title")) == before
    assert Site.objects.count() == HomePage.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [("https://kho.example.gov.vn", "kho.example.gov.vn", 443), ("http://127.0.0.1:8123", "127.0.0.1", 8123)],
)
def test_the_site_follows_its_address(home, settings, address, host, port):
    settings.SITE_URL = address
    ensure_site()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == (host, port, home.pk)


def test_a_database_that_lost_its_rows_is_filled_again(client):
    Site.objects.all().delete()
    Page.objects.all().delete()
    Collection.objects.all().delete()
    Locale.objects.all().delete()
    ensure_site()
    assert HomePage.objects.count() == 1 and Collection.objects.count() == 1
    assert Locale.objects.get().language_code == "vi"
    assert client.get("/").status_code == 200


def test_an_editors_own_page_called_home_is_kept(home):
    root = Page.objects.get(depth=1)
    root.add_child(instance=Page(title="Khác", slug="home"))
    root.get_children().get(slug="home").add_child(instance=Page(title="Con", slug="con"))
    ensure_site()
    assert Page.objects.filter(slug="home").exists()


def test_the_groups_of_page_writers_come_back_with_their_rights(db):
    from django.contrib.auth.models import Group

    from cms.pages.setup import ensure_site

    Group.objects.all().delete()
    ensure_site()
    ensure_site()
    rights = {
        group.name: sorted(group.page_permissions.values_list("permission__codename", flat=True))
        for group in Group.objects.all()
    }
    assert rights == {
        "Moderators": ["add_page", "change_page", "publish_page"],
        "Editors": ["add_page", "change_page"],
    }
    assert all(group.permissions.filter(codename="access_admin").exists() for group in Group.objects.all())
