"""Which of Wagtail's own screens members reach. All others do not exist for them: reports, logs, users, workflows and
bulk actions of Wagtail know no agencies."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found

from cms.accounts.models import User

ADMIN = "/quan-tri/"
OPEN_NAMES = {
    "wagtailadmin_home",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_account",
    "desk_account",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles",
}
OPEN_NAMESPACES = {
    "wagtailsnippets_library_material",
    "wagtailsnippets_library_languagevariant",
    "wagtailsnippetchoosers_library_material",
    "wagtailsettings",
}
OWN = "desk"
"""Namespaces of the desk begin with this word; their views check for themselves."""
PAGES = ("wagtailadmin_pages", "wagtailadmin_explore", "wagtailadmin_choose_page", "wagtailadmin_block_preview")
"""Wagtail's page screens, which ask page permissions of their own."""
PAGES_API = ["wagtailadmin_api", "pages"]
"""What the menu of pages reads."""


class ClosedScreens:
    """Middleware: below the admin, members reach only what is listed here; superusers reach everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 404 for a closed screen; anonymous people go on to the log-in page."""
        if not request.path.startswith(ADMIN) or not request.user.is_authenticated or request.user.is_superuser:
            return None
        if is_open(request.resolver_match.namespaces, request.resolver_match.url_name or ""):
            return None
        return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def is_open(namespaces: list[str], name: str) -> bool:
    """Whether members may reach the screen with this URL name."""
    if name in OPEN_NAMES:
        return True
    if namespaces[:2] == PAGES_API:
        return True
    first = namespaces[0] if namespaces else ""
    if first in OPEN_NAMESPACES or first.split("_")[0] == OWN:
        return True
    return first.startswith(PAGES) or (not first and name.startswith(PAGES))


def leads_somewhere(address: str, user: User) -> bool:
    """Whether a menu entry with this address opens for the user."""
    if user.is_superuser:
        return True
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return is_open(match.namespaces, match.url_name or "")
