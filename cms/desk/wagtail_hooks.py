"""Where the desk meets Wagtail: its screens, its panels at home, and the menu entries that lead nowhere here."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

import cms.desk.people.hooks
import cms.desk.uploads.hooks  # noqa: F401 - registers the bulk page

from .closed import leads_somewhere
from .home import DraftsPanel, FailedFilesPanel, JailPanel, ReviewsPanel
from .terms import TermsGroup
from .viewsets import DeskGroup

register_snippet(DeskGroup)


@hooks.register("register_admin_viewset")
def terms() -> TermsGroup:
    """Danh mục."""
    return TermsGroup()


NOWHERE = {"images", "documents", "help", "reports", "snippets"}
KEPT_FOR_SUPERUSERS = {"reports", "help"}
OWN_PAGES = {"users", "groups", "workflows", "workflow-tasks", "collections", "locales"}
"""Entries of Wagtail's settings in whose place the desk has pages of its own, or that this house does not use."""


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """The desk's own pages."""
    return [path("", include("cms.desk.urls"))]


@hooks.register("insert_global_admin_css")
def stylesheet() -> str:
    """The desk's own parts look the same on every page."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Kho's panels in place of Wagtail's, which know no agencies."""
    panels[:] = [ReviewsPanel(request), DraftsPanel(request), FailedFilesPanel(request), JailPanel(request)]


@hooks.register("construct_main_menu")
def menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hide what is closed; superusers keep Wagtail's reports and help."""
    hidden = NOWHERE - KEPT_FOR_SUPERUSERS if request.user.is_superuser else NOWHERE
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_settings_menu")
def settings_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Only what opens for this person; accounts are kept on the desk's own pages alone."""
    items[:] = [item for item in items if item.name not in OWN_PAGES and leads_somewhere(item.url, request.user)]
