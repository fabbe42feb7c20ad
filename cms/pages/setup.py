"""Rows that the site cannot do without: language, root, home page, and the Site that SITE_URL names."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

HOME_SLUG = "trang-dau"
HOME_TITLE = "Trang đầu"
PAGE_GROUPS = {"Moderators": ("add", "change", "publish"), "Editors": ("add", "change")}


@transaction.atomic
def ensure_site() -> None:
    """Make what is missing; change no page that an editor made. Wagtail's own "Welcome" page gives way."""
    from wagtail.models import Collection, Locale, Page, Site

    from .models import HomePage

    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = HomePage.objects.first()
    if home is None:
        home = root.add_child(instance=HomePage(title=HOME_TITLE, slug=HOME_SLUG, live=True))
    _sync_site(Site, home)
    _ensure_page_groups(root)
    for welcome in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        if welcome.specific_class is Page and not welcome.get_children().exists():
            Page.objects.get(pk=welcome.pk).delete()


def _sync_site(site_model: type, home: object) -> None:
    """The default Site has the host and port of SITE_URL, so that there is one truth."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = site_model.objects.filter(is_default_site=True).first() or site_model(is_default_site=True)
    wanted = (address.hostname or "localhost", port)
    root = site.root_page.specific if site.root_page_id else None
    if (site.hostname, site.port) != wanted or type(root) is not type(home):
        if type(root) is not type(home):
            site.root_page = home
        site.hostname, site.port = wanted
        site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
        site.save()


def _ensure_page_groups(root: object) -> None:
    """Wagtail's two groups of people who write pages, when they are missing; a group that exists is left as it is."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    for name, deeds in PAGE_GROUPS.items():
        group, created = Group.objects.get_or_create(name=name)
        if not created:
            continue
        for label in ("wagtailcore", "wagtailadmin"):
            create_permissions(apps.get_app_config(label), verbosity=0)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for deed in deeds:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{deed}_page")
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)


def after_migrate(sender: object, **_: object) -> None:
    """Receiver of ``post_migrate`` of the pages app."""
    ensure_site()
