"""IPTC ninjs 3.1: one composite item whose associations are the editions."""

import json
from typing import Any

from cms.feeds.items import Channel, Enclosure, Item, newest, rfc3339

TYPES = {
    "video": "video",
    "audio": "audio",
    "infographic": "graphic",
    "poster": "graphic",
    "handbook": "text",
    "sms": "text",
}


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """The channel as a package for agency systems."""
    package = {
        "uri": channel.urn,
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        },
        "type": "composite",
        "language": channel.language,
        "title": channel.title,
        "headlines": [{"value": channel.title}],
        "versionCreated": rfc3339(newest(items)),
        "associations": [_item(item) for item in items],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": item.guid,
        "uri": item.urn,
        "type": TYPES[item.kind],
        "representationType": "full",
        "version": str(item.edition),
        "firstCreated": rfc3339(item.published),
        "versionCreated": rfc3339(item.updated),
        "pubStatus": "usable",
        "language": item.language,
        "headlines": [{"role": "main", "value": item.title}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": item.summary or item.title}],
        "copyrightNotice": item.credit,
        "usageTerms": item.licence,
        "subjects": [{"name": name, "literal": code} for code, name in item.terms.get("topic", ())],
        "places": [{"name": name, "literal": code} for code, name in item.terms.get("province", ())],
        "infoSources": [{"name": item.agency, "role": "producer"}],
        "altIds": [{"role": "kho", "value": item.guid}],
        "renditions": [_rendition(each) for each in item.enclosures],
    }
    if item.text:
        found["bodies"] = [{"role": "main", "contentType": "text/plain", "value": item.text}]
    if item.valid_until:
        found["expires"] = rfc3339(item.valid_until)
    return found


def _rendition(each: Enclosure) -> dict[str, Any]:
    facts = {
        "name": f"{each.role}-{each.profile}",
        "href": each.url,
        "contentType": each.media_type,
        "sizeInBytes": each.bytes,
        "width": each.width,
        "height": each.height,
        "duration": round(each.seconds, 3) if each.seconds else None,
    }
    return {name: value for name, value in facts.items() if value is not None}
