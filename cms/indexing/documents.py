"""From a public edition to what search knows of it."""

import html
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from cms.library import public
from cms.taxonomy.models import Province, Term
from media_pipeline import storage
from search.documents import Document
from search.index import batches

log = logging.getLogger(__name__)
MAX_FILE = 16 * 1024 * 1024  # bytes of a rendition that are read
MAX_BODY = 400_000  # characters of one document's text (about 150 pages)
BATCH = 100  # editions in memory at a time

_CUE_TIMES = re.compile(r"^(?:\d+:)?\d{2}:\d{2}[.,]\d{3}\s+-->")
_TAG = re.compile(r"<[^>]*>")


def documents(versions: Mapping[tuple[str, str], int]) -> Iterator[Document]:
    """The truth of this moment about each (public_id, language): its document, or a tombstone when it is not public."""
    for keys in batches(sorted(versions), BATCH):
        rows = _editions().filter(variant__material__public_id__in={public_id for public_id, _ in keys})
        found = {(row.variant.material.public_id, row.variant.language.code): row for row in rows}
        for public_id, language in keys:
            version = versions[public_id, language]
            edition = found.get((public_id, language))
            yield document(edition, version) if edition else Document.tombstone(public_id, language, version)


def all_documents(version: int) -> Iterator[Document]:
    """A document of every public edition."""
    last = 0
    while rows := list(_editions().filter(pk__gt=last).order_by("pk")[:BATCH]):
        for edition in rows:
            yield document(edition, version)
        last = rows[-1].pk


def count() -> int:
    """The number of documents of a complete index."""
    return public.editions().count()


def document(edition: public.Publication, version: int) -> Document:
    """One edition with its relations at hand. Files that cannot be read are logged and left out."""
    variant, material = edition.variant, edition.variant.material
    provinces = list(material.provinces.all())
    return Document(
        key=f"{material.public_id}/{variant.language.code}",
        version=version,
        public_id=material.public_id,
        language=variant.language.code,
        kind=material.kind,
        title=edition.title,
        summary=edition.summary,
        body=body(edition),
        codes=tuple(
            code for code in (material.public_id, material.external_key, *_codes(material.procedures.all())) if code
        ),
        topics=_codes(material.topics.all()),
        audiences=_codes(material.audiences.all()),
        provinces=_codes(provinces),
        agency=material.agency.code,
        campaign=material.campaign.code if material.campaign else "",
        licence=edition.licence.code,
        year=timezone.localtime(edition.current_from).year,
        published_at=int(edition.current_from.timestamp()),
        extra_names=tuple(_names(edition, provinces)),
    )


def body(edition: public.Publication) -> str:
    """The edition's own text, its captions and the text layer of its document, up to ``MAX_BODY`` characters."""
    parts = [edition.text]
    for download in public.downloads(edition):
        if download.profile == "vtt":
            parts.append(spoken_words(_read(download)))
        elif download.profile == "text" and download.media_type == "application/json":
            parts.append(page_texts(_read(download)))
    return "\n".join(part for part in parts if part)[:MAX_BODY]


def spoken_words(vtt: str) -> str:
    """What is said in WebVTT captions: no header, notes, styles, times or tags."""
    said: list[str] = []
    for block in re.split(r"\n\s*\n", vtt.replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        times = next((number for number, line in enumerate(lines) if _CUE_TIMES.match(line)), None)
        if times is not None:
            said += [html.unescape(_TAG.sub("", line)).strip() for line in lines[times + 1 :]]
    return "\n".join(line for line in said if line)


def page_texts(text: str) -> str:
    """The pages of a document's ``text`` rendition, in order."""
    try:
        pages = json.loads(text)["pages"] if text else []
        return "\n".join(page["text"] for page in pages)
    except (ValueError, KeyError, TypeError):
        log.warning("a text layer has another shape than expected and is not searched")
        return ""


def _editions() -> QuerySet[public.Publication]:
    return public.card_editions().prefetch_related(*public.MANY)


def _codes(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(term.code for term in terms))


def _names(edition: public.Publication, provinces: list[Province]) -> Iterator[str]:
    """Further words people look for: provinces by today's and former names, the language, agency and campaign."""
    variant, material = edition.variant, edition.variant.material
    for province in provinces:
        yield province.name
        yield from province.old_names
    yield variant.language.name
    yield variant.language.autonym
    yield material.agency.name
    if material.campaign:
        yield material.campaign.name


def _read(download: public.Download) -> str:
    """A small text file of the media storage; empty, with a line in the log, when it is not there."""
    try:
        with storage.media().open(download.key, "rb") as file:
            return file.read(MAX_FILE).decode("utf-8", "replace")
    except OSError:
        log.exception("the file %s cannot be read; its text is not searched", download.key)
        return ""
