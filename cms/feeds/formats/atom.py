"""Atom 1.0 (RFC 4287)."""

from xml.etree.ElementTree import Element

from cms.feeds.items import GENERATOR, Channel, Item, newest, rfc3339

from . import xml

NAMESPACE = "http://www.w3.org/2005/Atom"


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """An Atom feed; every file of an edition is an enclosure, the main one first."""
    feed = xml.root("feed", {"": NAMESPACE}, xml_lang=channel.language)
    xml.add(feed, "id", channel.urn)
    xml.add(feed, "title", channel.title)
    xml.add(feed, "subtitle", channel.description)
    xml.add(feed, "updated", rfc3339(newest(items)))
    xml.add(feed, "link", rel="self", type="application/atom+xml", href=channel.address("atom.xml"))
    xml.add(feed, "link", rel="alternate", type="text/html", href=channel.home)
    xml.add(xml.add(feed, "author"), "name", GENERATOR)
    xml.add(feed, "generator", GENERATOR)
    for item in items:
        _entry(feed, item)
    return xml.document(feed)


def _entry(feed: Element, item: Item) -> None:
    entry = xml.add(feed, "entry", xml_lang=item.language)
    xml.add(entry, "id", item.urn)
    xml.add(entry, "title", item.title)
    xml.add(entry, "published", rfc3339(item.published))
    xml.add(entry, "updated", rfc3339(item.updated))
    xml.add(entry, "link", rel="alternate", type="text/html", href=item.url)
    for each in item.enclosures:
        xml.add(entry, "link", rel="enclosure", type=each.media_type, length=each.bytes, href=each.url)
    if item.licence_url:
        xml.add(entry, "link", rel="license", href=item.licence_url)
    xml.add(xml.add(entry, "author"), "name", item.agency)
    for vocabulary, values in item.terms.items():
        for code, name in values:
            xml.add(entry, "category", scheme=f"urn:x-kho:{vocabulary}", term=code, label=name)
    xml.add(entry, "rights", f"{item.credit} · {item.licence}")
    xml.add(entry, "summary", item.summary or item.title, type="text")
    if item.text:
        xml.add(entry, "content", item.text, type="text")
    elif not item.enclosures:
        xml.add(entry, "content", item.summary or item.title, type="text")
