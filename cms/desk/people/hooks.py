"""People in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.policies import may

from . import views

URLS = [
    path("nguoi-dung/", views.index, name="index"),
    path("nguoi-dung/moi/", views.add, name="add"),
    path("nguoi-dung/<int:pk>/", views.edit, name="edit"),
]


class PeopleMenuItem(MenuItem):
    """Shown to administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Of the programme or of an agency."""
        return may(request.user, "manage")


@hooks.register("register_admin_urls")
def people_urls() -> list[URLPattern]:
    """Their addresses."""
    return [path("", include((URLS, "desk_people")))]


@hooks.register("register_admin_menu_item")
def people_menu() -> MenuItem:
    """Their menu entry."""
    return PeopleMenuItem("Người dùng", reverse("desk_people:index"), name="people", icon_name="group", order=800)
