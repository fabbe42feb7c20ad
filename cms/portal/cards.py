"""Editions as cards on a shelf or in a list of results."""

from collections.abc import Sequence

from cms.library import public
from cms.library.public import Kind, Publication

from . import listing, pictures, sms, vocabulary, wording
from .contexts import Card, Run, plain


def kind_label(publication: Publication) -> str:
    """Kind with its measure: "Video · 4 phút 12 giây"."""
    kind = publication.variant.material.kind
    name = vocabulary.KIND_NAMES[kind]
    measure = ""
    if kind in (Kind.VIDEO, Kind.AUDIO):
        measure = wording.duration(listing.seconds(publication))
    elif kind == Kind.HANDBOOK:
        pages = listing.page_count(publication)
        measure = f"{pages} trang" if pages else ""
    elif kind == Kind.SMS:
        characters, parts = sms.measure(publication.text)
        measure = f"{characters} ký tự, {parts} tin"
    return f"{name} · {measure}" if measure else name


def card(
    publication: Publication,
    languages: Sequence[Publication],
    *,
    title: tuple[Run, ...] = (),
    summary: tuple[Run, ...] = (),
) -> Card:
    """One card. ``languages``: the public editions of the same material; ``title`` and ``summary`` with marked hits."""
    kind = publication.variant.material.kind
    timed = kind in (Kind.VIDEO, Kind.AUDIO)
    return Card(
        url=public.publication_path(publication),
        kind=kind,
        kind_label=kind_label(publication),
        title=title or plain(publication.title),
        language=vocabulary.language_name(publication.variant.language),
        languages=tuple(vocabulary.language_name(each.variant.language) for each in languages),
        byline=vocabulary.byline(publication),
        summary=summary or plain(publication.summary),
        picture=None if kind in (Kind.SMS, Kind.AUDIO) else pictures.front(publication),
        duration=wording.clock(listing.seconds(publication)) if timed else "",
        sms_text=publication.text if kind == Kind.SMS else "",
        licence=vocabulary.licence_label(publication.licence),
        download=listing.wanted_most(publication),
    )
