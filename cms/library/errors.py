"""Refusals of actions, in the words that the person will read."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The person may not do this (403)."""


class Conflict(Exception):
    """The thing is not in a state that allows this now (409). ``str()`` is plain Vietnamese: what, and what to do."""
