"""From the library's public editions to the schemas."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from cms.library import public
from cms.taxonomy import models as taxonomy


def term(row: taxonomy.Term) -> dict[str, str]:
    """Code and name."""
    return {"code": row.code, "name": row.name}


def terms(rows: Iterable[taxonomy.Term]) -> list[dict[str, str]]:
    """Codes and names, in the order of the codes."""
    return sorted((term(row) for row in rows), key=lambda each: each["code"])


def variant_summary(edition: public.Publication) -> dict[str, Any]:
    """An edition in a list."""
    return {
        "language": edition.variant.language.code,
        "title": edition.title,
        "summary": edition.summary,
        "edition": edition.number,
        "url": settings.SITE_URL + public.publication_path(edition),
        "published_at": edition.current_from,
    }


def api_address(public_id: str) -> str:
    """Where the API answers for a material."""
    return f"{settings.SITE_URL}/api/v1/materials/{public_id}"


def material_summary(material: Any, editions: Sequence[public.Publication], changed_at: datetime) -> dict[str, Any]:
    """A material (with its vocabularies at hand) in a list."""
    return {
        "public_id": material.public_id,
        "kind": material.kind,
        "url": settings.SITE_URL + public.material_path(material.public_id),
        "api_url": api_address(material.public_id),
        "agency": term(material.agency),
        "topics": terms(material.topics.all()),
        "audiences": terms(material.audiences.all()),
        "provinces": terms(material.provinces.all()),
        "procedures": terms(material.procedures.all()),
        "campaign": term(material.campaign) if material.campaign else None,
        "valid_from": material.valid_from,
        "valid_to": material.valid_to,
        "changed_at": changed_at,
        "languages": [variant_summary(edition) for edition in editions],
    }


def material(standing: public.Standing, editions: Sequence[public.Publication]) -> dict[str, Any]:
    """A material in full; ``editions`` have their files and vocabularies at hand."""
    files = public.all_downloads(editions)
    successor = standing.successor
    return {
        **material_summary(editions[0].variant.material, editions, max(edition.current_from for edition in editions)),
        "status": standing.status,
        "successor": api_address(successor.variant.material.public_id) if successor else None,
        "variants": [variant(edition, files[edition.pk]) for edition in editions],
    }


def variant(edition: public.Publication, downloads: Sequence[public.Download]) -> dict[str, Any]:
    """An edition in full."""
    return {
        **variant_summary(edition),
        "text": edition.text,
        "credit": edition.credit,
        "source": edition.source,
        "licence": {**term(edition.licence), "url": edition.licence.url},
        "change_note": edition.change_note,
        "hls_url": settings.SITE_URL + public.hls_path(edition) if public.has_picture(edition) else None,
        "files": [
            {"role": role, "n": n, "renditions": [rendition(edition, each) for each in group]}
            for (role, n), group in groupby(downloads, key=lambda each: (each.role, each.n))
        ],
    }


def rendition(edition: public.Publication, download: public.Download) -> dict[str, Any]:
    """A file to take away."""
    return {
        "profile": download.profile,
        "state": "ready",
        "url": settings.SITE_URL + download.path(edition),
        "pinned_url": settings.SITE_URL + download.path(edition, pinned=True),
        "filename": download.filename,
        "bytes": download.bytes,
        "sha256": download.sha256,
        "media_type": download.media_type,
        "seconds": download.seconds,
        "width": download.width,
        "height": download.height,
    }
