"""Addresses below ``/feeds/``."""

from django.urls import re_path

from . import views

LANGUAGE = r"(?P<language>[a-z0-9]+(?:-[a-z0-9]+)*)"
NAME = r"(?P<name>[a-z]+\.[a-z0-9]+)"

urlpatterns = [
    re_path(rf"^radio/{LANGUAGE}/(?P<province>[0-9]{{2}})/{NAME}$", views.radio, name="radio-feed-of-province"),
    re_path(rf"^radio/{LANGUAGE}/{NAME}$", views.radio, name="radio-feed"),
    re_path(rf"^(?P<kind>[a-z]+)/{LANGUAGE}/{NAME}$", views.feed, name="feed"),
]
