"""The bulk page in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.policies import may

from . import bulk

URLS = [path("tai-nhieu-tep/", bulk.page, name="page")]


class BulkMenuItem(MenuItem):
    """Shown to whoever uploads."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Editors, reviewers and administrators."""
        return may(request.user, "upload")


@hooks.register("register_admin_urls")
def bulk_urls() -> list[URLPattern]:
    """The page's address."""
    return [path("", include((URLS, "desk_bulk")))]


@hooks.register("register_admin_menu_item")
def bulk_menu() -> MenuItem:
    """The page's menu entry."""
    return BulkMenuItem("Tải nhiều tệp", reverse("desk_bulk:page"), name="bulk", icon_name="upload", order=120)
