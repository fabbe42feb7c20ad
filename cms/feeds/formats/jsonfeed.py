"""JSON Feed 1.1, with what it has no words for below ``_kho``."""

import json
from typing import Any

from cms.feeds.items import Channel, Enclosure, Item, rfc3339, seconds_of


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """A JSON Feed; every file of an edition is an attachment."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.home,
        "feed_url": channel.address("feed.json"),
        "language": channel.language,
        "items": [_item(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(item: Item) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": item.guid,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_text": item.text or item.summary or item.title,
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.updated),
        "authors": [{"name": item.agency}],
        "language": item.language,
        "tags": [name for values in item.terms.values() for _, name in values],
        "attachments": [_attachment(each) for each in item.enclosures],
        "_kho": {
            "about": "/api/v1/docs",
            "kind": item.kind,
            "edition": item.edition,
            "credit": item.credit,
            "source": item.source,
            "licence": item.licence,
            "licence_url": item.licence_url,
            "valid_until": rfc3339(item.valid_until) if item.valid_until else None,
            **{vocabulary: [code for code, _ in values] for vocabulary, values in item.terms.items()},
        },
    }
    if item.image:
        entry["image"] = item.image.url
    return entry


def _attachment(each: Enclosure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "url": each.url,
        "mime_type": each.media_type,
        "title": f"{each.role}-{each.profile}",
        "size_in_bytes": each.bytes,
        "_kho": {"sha256": each.sha256, "width": each.width, "height": each.height},
    }
    if each.seconds:
        found["duration_in_seconds"] = seconds_of(each)
    return found
