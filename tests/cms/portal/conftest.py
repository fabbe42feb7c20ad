"""Each test has media, feeds and an index of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from cms.journal import follow
from cms.library.models import LanguageVariant, Publication
from tests.cms.feeds.samples import own_folders, shelve


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    """An empty data folder."""
    own_folders(settings, tmp_path)
    return tmp_path


class ClosingClient(Client):
    """A client that closes what a test did not read to its end, as a web server does when a reader leaves."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.answers: list[HttpResponseBase] = []

    def request(self, **request: object) -> HttpResponseBase:
        """Remember the answer."""
        response = super().request(**request)
        self.answers.append(response)
        return response


@pytest.fixture
def client() -> Iterator[ClosingClient]:
    """A reader without a log-in."""
    client = ClosingClient()
    yield client
    for answer in client.answers:
        leave(answer)


@pytest.fixture
def put(editor, reviewer, agency) -> Callable[..., LanguageVariant]:
    """``put(kind, …)`` publishes one language of a material; its builds are done at once with small files."""

    def one(kind: str = "sms", **options: object) -> LanguageVariant:
        return shelve(editor, reviewer, options.pop("agency", agency), kind, **options)

    return one


@pytest.fixture
def index() -> Callable[[], int]:
    """Bring the search index (and the other consumers) to the end of the journal."""
    return follow.catch_up


def leave(response: HttpResponseBase) -> None:
    """Let go of the files of an answer that was not read to its end, without the end of a request: that would close
    the database's connection, which is the test's own."""
    for close in response._resource_closers:
        close()


def edition(variant: LanguageVariant, number: int | None = None) -> Publication:
    """The newest edition of a variant, or the one of a number."""
    editions = Publication.objects.filter(variant=variant)
    return editions.get(number=number) if number else editions.order_by("-number").first()


def body(response) -> bytes:
    """All bytes of an answer, streamed or not."""
    return response.getvalue() if response.streaming else response.content
