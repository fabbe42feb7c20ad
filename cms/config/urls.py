"""Every address of Kho (the public contract), most specific first, Wagtail's pages last."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Wagtail's own image and document libraries are other doors for files: they do not exist here."""
    raise Http404


urlpatterns = [
    re_path(r"^quan-tri/(images|documents)/", closed),
    path("quan-tri/", include(admin_urls)),
    path("feeds/", include("cms.feeds.urls")),
    path("api/v1/", include("cms.api.urls")),
    path("", include(wagtail_urls)),
]
