"""Building XML documents with prefixed names written out."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cms.feeds.items import clean


def add(parent: Element, name: str, content: str | None = None, /, **attributes: object) -> Element:
    """A child element. Attributes that are None are left out; ``xml_lang`` becomes ``xml:lang``."""
    child = SubElement(parent, name, attributes_of(attributes))
    if content is not None:
        child.text = clean(content)
    return child


def attributes_of(attributes: dict[str, object]) -> dict[str, str]:
    """Attribute values as clean strings."""
    return {
        name.replace("xml_lang", "xml:lang"): clean(str(value))
        for name, value in attributes.items()
        if value is not None
    }


def root(name: str, namespaces: dict[str, str], **attributes: object) -> Element:
    """A root element that declares its namespaces: prefix (empty for the default one) → name."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    return Element(name, {**declared, **attributes_of(attributes)})


def document(element: Element) -> bytes:
    """The document as UTF-8 with declaration."""
    indent(element, " ")
    return tostring(element, encoding="utf-8", xml_declaration=True) + b"\n"
