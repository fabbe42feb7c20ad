"""Addresses below ``/api/v1/``; whatever is not an operation is a problem document too."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, re_path

from .http import readable
from .problems import document
from .service import api


def unknown(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """404 in the API's own form."""
    return document(404, "Không có địa chỉ này trong API. Xem /api/v1/docs.")


def _wrapped(pattern: URLPattern) -> URLPattern:
    # ninja needs the name of its root to find out its own prefix; the page behind it says nothing.
    pattern.callback = readable(unknown if pattern.name == "api-root" else pattern.callback)
    return pattern


# Not called app_name: Django would take a name of that kind in this module for its own.
operations, application, instance = api.urls
urlpatterns = [
    re_path("", include(([_wrapped(each) for each in operations], application), instance)),
    re_path(r"^.*$", readable(unknown)),
]
