"""Addresses below ``/feeds/``."""

from django.urls import re_path

from . import views

# Short on purpose: a longer name could not lie on any disk.
LANGUAGE = r"(?P<language>[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,6})"
NAME = r"(?P<name>[a-z]{1,20}\.[a-z0-9]{1,5})"

urlpatterns = [
    re_path(rf"^radio/{LANGUAGE}/(?P<province>[0-9]{{2}})/{NAME}$", views.radio, name="radio-feed-of-province"),
    re_path(rf"^radio/{LANGUAGE}/{NAME}$", views.radio, name="radio-feed"),
    re_path(rf"^(?P<kind>[a-z]{{1,20}})/{LANGUAGE}/{NAME}$", views.feed, name="feed"),
]
