"""What people do on the screens, as the browser would send it."""

from collections.abc import Iterable

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from cms.library.models import LanguageVariant

from .conftest import url


def fresh(variant: LanguageVariant) -> LanguageVariant:
    """The row as it is now."""
    return LanguageVariant.objects.get(pk=variant.pk)


def opened(client: Client, variant: LanguageVariant) -> dict[str, str]:
    """Open the edit page in a tab: the fields of its form as they stand."""
    page = client.get(url("variant:edit", variant.pk))
    assert page.status_code == 200
    draft = fresh(variant).get_latest_revision_as_object()
    revision = fresh(variant).latest_revision_id
    assert f'name="loaded_revision_id" value="{revision}"' in page.content.decode()
    return {
        "loaded_revision_id": str(revision),
        "title": draft.title,
        "summary": draft.summary,
        "text": draft.text,
    }


def save(client: Client, variant: LanguageVariant, form: dict[str, str], **changes: str) -> HttpResponse:
    """Press "Lưu nháp" (or another button given in ``changes``)."""
    return client.post(url("variant:edit", variant.pk), {**form, **changes})


def submit(client: Client, variant: LanguageVariant) -> HttpResponse:
    """Open the page and press "Gửi duyệt"."""
    return save(client, variant, opened(client, variant), **{"action-submit": "1"})


def decide(client: Client, variant: LanguageVariant, button: str = "approve", **fields: object) -> HttpResponse:
    """Press a button of the review page, having looked at the newest revision unless told otherwise."""
    fields.setdefault("revision", fresh(variant).latest_revision_id)
    return client.post(url("desk:review", variant.pk), {"when": "now", **fields, button: "1"})


def said(client: Client, response: HttpResponse) -> str:
    """All messages that the person reads after this answer."""
    if response.status_code == 302:
        response = client.get(response.url)
    return response.content.decode()


def words(messages: Iterable[str]) -> str:
    """Messages as they stand in a page."""
    return escape(" ".join(messages))


def messages_of(response: HttpResponse) -> list[str]:
    """The messages put in the queue by this answer."""
    return [str(message) for message in get_messages(response.wsgi_request)]
