"""RSS 2.0 with Media RSS 1.5.1."""

from xml.etree.ElementTree import Element

from cms.feeds.items import GENERATOR, Channel, Item, newest, rfc2822, seconds_of

from . import xml

NAMESPACES = {"atom": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/"}


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """RSS with one ``media:group`` an item: the same content in each quality."""
    rss = xml.root("rss", NAMESPACES, version="2.0")
    head = xml.add(rss, "channel")
    xml.add(head, "title", channel.title)
    xml.add(head, "link", channel.home)
    xml.add(head, "description", channel.description)
    xml.add(head, "language", channel.language)
    xml.add(head, "lastBuildDate", rfc2822(newest(items)))
    xml.add(head, "generator", GENERATOR)
    xml.add(head, "ttl", "15")
    xml.add(head, "atom:link", rel="self", type="application/rss+xml", href=channel.address("mrss.xml"))
    for item in items:
        _item(head, item)
    return xml.document(rss)


def _item(head: Element, item: Item) -> None:
    entry = xml.add(head, "item")
    xml.add(entry, "title", item.title)
    xml.add(entry, "link", item.url)
    xml.add(entry, "description", item.summary or item.text or item.title)
    xml.add(entry, "guid", item.guid, isPermaLink="false")
    xml.add(entry, "pubDate", rfc2822(item.published))
    xml.add(entry, "atom:updated", item.updated.isoformat(timespec="seconds"))
    for code, name in item.terms.get("topic", ()):
        xml.add(entry, "category", f"{code} {name}")
    if item.main:
        xml.add(entry, "enclosure", url=item.main.url, length=item.main.bytes, type=item.main.media_type)
    group = xml.add(entry, "media:group") if len(item.enclosures) > 1 else entry
    for each in item.enclosures:
        xml.add(
            group,
            "media:content",
            url=each.url,
            fileSize=each.bytes,
            type=each.media_type,
            medium=each.medium,
            duration=seconds_of(each) or None,
            width=each.width,
            height=each.height,
            bitrate=each.bitrate // 1000 if each.bitrate else None,
            lang=item.language,
            isDefault="true" if each is item.main else None,
        )
    if item.image:
        xml.add(entry, "media:thumbnail", url=item.image.url, width=item.image.width, height=item.image.height)
    xml.add(entry, "media:credit", item.credit, role="producer")
    xml.add(entry, "media:license", item.licence, type="text/html", href=item.licence_url or None)
