"""Every address of Kho (the public contract), most specific first, Wagtail's pages last."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls

from cms.desk.account import account
from cms.pages import presenting
from cms.portal import site_pages


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Wagtail's own image and document libraries are other doors for files: they do not exist here."""
    raise Http404


urlpatterns = [
    re_path(r"^quan-tri/(images|documents)/", closed),
    path("quan-tri/tai-len/", include("cms.desk.uploads.urls")),
    path("quan-tri/account/", account, name="desk_account"),
    path("quan-tri/", include(admin_urls)),
    path("feeds/", include("cms.feeds.urls")),
    path("api/v1/", include("cms.api.urls")),
    path("", include("cms.portal.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "cms.portal.views.errors.bad_request"
handler403 = "cms.portal.views.errors.forbidden"
handler404 = "cms.portal.views.errors.not_found"
handler500 = "cms.portal.views.errors.server_error"

# Pages and portal are siblings that may not import each other: the editors' pages are drawn in the portal's look.
presenting.connect(home=site_pages.present_home, text=site_pages.present_text)
