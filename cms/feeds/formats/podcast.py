"""Podcast RSS: RSS 2.0 with the itunes and Podcasting 2.0 namespaces."""

import uuid
from base64 import b64encode
from xml.etree.ElementTree import Element

from cms.feeds.items import GENERATOR, Channel, Enclosure, Item, newest, rfc2822, seconds_of

from . import xml

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
# podcast:guid is the UUIDv5 of the feed's address without scheme, in the namespace that the standard names.
PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
PREFERRED = ("mp3-64", "mp3-128", "mp3-32")  # 64 kbit/s first: weak lines and loudspeakers


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """One episode an item, with every bitrate as an alternate enclosure. Items without audio are left out."""
    rss = xml.root("rss", NAMESPACES, version="2.0")
    head = xml.add(rss, "channel")
    address = channel.address("podcast.xml")
    xml.add(head, "title", channel.title)
    xml.add(head, "link", channel.home)
    xml.add(head, "description", channel.description)
    xml.add(head, "language", channel.language)
    xml.add(head, "lastBuildDate", rfc2822(newest(items)))
    xml.add(head, "generator", GENERATOR)
    xml.add(head, "ttl", "15")
    xml.add(head, "atom:link", rel="self", type="application/rss+xml", href=address)
    xml.add(head, "itunes:author", GENERATOR)
    xml.add(head, "itunes:summary", channel.description)
    xml.add(head, "itunes:type", "episodic")
    xml.add(head, "itunes:explicit", "false")
    xml.add(head, "itunes:category", text="Government")
    xml.add(head, "podcast:guid", str(uuid.uuid5(PODCAST_NAMESPACE, address.partition("://")[2].rstrip("/"))))
    xml.add(head, "podcast:medium", "podcast")
    for item in items:
        main = item.audio(*PREFERRED)
        if main:
            _episode(head, item, main)
    return xml.document(rss)


def _episode(head: Element, item: Item, main: Enclosure) -> None:
    entry = xml.add(head, "item")
    xml.add(entry, "title", item.title)
    xml.add(entry, "link", item.url)
    xml.add(entry, "description", item.summary or item.text or item.title)
    xml.add(entry, "guid", item.guid, isPermaLink="false")
    xml.add(entry, "pubDate", rfc2822(item.published))
    xml.add(entry, "enclosure", url=main.url, length=main.bytes, type=main.media_type)
    xml.add(entry, "itunes:author", item.agency)
    xml.add(entry, "itunes:duration", str(seconds_of(main)))
    xml.add(entry, "itunes:explicit", "false")
    xml.add(entry, "itunes:episodeType", "full")
    xml.add(entry, "podcast:license", item.licence, url=item.licence_url or None)
    for each in item.enclosures:
        if each.medium == "audio":
            _alternate(entry, item, each, each is main)


def _alternate(entry: Element, item: Item, each: Enclosure, default: bool) -> None:
    alternate = xml.add(
        entry,
        "podcast:alternateEnclosure",
        type=each.media_type,
        length=each.bytes,
        bitrate=each.bitrate,
        lang=item.language,
        title=f"{each.role}-{each.profile}",
        default="true" if default else None,
    )
    xml.add(alternate, "podcast:source", uri=each.url)
    digest = b64encode(bytes.fromhex(each.sha256)).decode()
    xml.add(alternate, "podcast:integrity", type="sri", value=f"sha256-{digest}")
