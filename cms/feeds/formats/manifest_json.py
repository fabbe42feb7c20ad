"""The radio manifest for programs: every bitrate of every item with its hash."""

import json
from typing import Any

from cms.feeds.items import Channel, Item, newest, rfc3339


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """Newest first; ``valid_until`` is the first moment at which an item must not be played any more."""
    manifest = {
        "version": 1,
        "title": channel.title,
        "language": channel.language,
        "url": channel.address("manifest.json"),
        "updated": rfc3339(newest(items)),
        "items": [_item(item) for item in items if item.audio("mp3-64", "mp3-128", "mp3-32")],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.guid,
        "edition": item.edition,
        "title": item.title,
        "summary": item.summary,
        "text": item.text,
        "class": "normal",
        "published": rfc3339(item.published),
        "updated": rfc3339(item.updated),
        "valid_from": rfc3339(item.valid_from),
        "valid_until": rfc3339(item.valid_until) if item.valid_until else None,
        "agency": item.agency,
        "credit": item.credit,
        "licence": item.licence,
        "provinces": [code for code, _ in item.terms.get("province", ())],
        "page": item.url,
        "files": [
            {
                "profile": each.profile,
                "url": each.url,
                "bytes": each.bytes,
                "sha256": each.sha256,
                "media_type": each.media_type,
                "seconds": each.seconds,
            }
            for each in item.enclosures
            if each.medium == "audio"
        ],
    }
