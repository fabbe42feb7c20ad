"""Addresses of resumable uploads, before Wagtail's own, which answer a lost session with a redirect."""

from django.urls import path

from .protocol import TusView

app_name = "desk_uploads"

urlpatterns = [
    path("", TusView.as_view(), name="create"),
    path("<slug:upload>", TusView.as_view(), name="upload"),
]
