"""Metadata of pages: Dublin Core (Circular 24/2011/TT-BTTTT), schema.org, Open Graph, oEmbed."""

from collections.abc import Sequence

from cms.library import public
from cms.library.public import Kind, Publication

from . import addresses, listing, vocabulary
from .contexts import Head, LanguageLink, MetaTag, Picture, json_ld

SCHEMA_TYPES = {
    Kind.VIDEO: "VideoObject",
    Kind.AUDIO: "AudioObject",
    Kind.INFOGRAPHIC: "ImageObject",
    Kind.POSTER: "ImageObject",
    Kind.HANDBOOK: "DigitalDocument",
    Kind.SMS: "CreativeWork",
}
DC_TYPES = {
    Kind.VIDEO: "MovingImage",
    Kind.AUDIO: "Sound",
    Kind.INFOGRAPHIC: "StillImage",
    Kind.POSTER: "StillImage",
    Kind.HANDBOOK: "Text",
    Kind.SMS: "Text",
}
DESCRIPTION_LENGTH = 300


def of_edition(publication: Publication, languages: Sequence[Publication], picture: Picture | None) -> Head:
    """The head of a material page. Needs the vocabularies of ``public.page_editions``."""
    variant = publication.variant
    url = addresses.absolute(public.publication_path(publication))
    return Head(
        title=publication.title,
        description=description(publication),
        canonical_url=url,
        image_url=addresses.absolute(picture.url) if picture else "",
        tags=dublin_core(publication, url),
        alternates=tuple(
            LanguageLink(
                addresses.absolute(public.publication_path(each)), vocabulary.language_name(each.variant.language)
            )
            for each in languages
            if each.variant_id != variant.pk
        ),
        oembed_url=addresses.oembed(publication),
        json_ld=json_ld(schema(publication, url, picture)),
    )


def description(publication: Publication) -> str:
    """The summary, else the beginning of the text, cut at a word."""
    text = " ".join((publication.summary or publication.text or publication.title).split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rpartition(" ")[0] + " …"


def dublin_core(publication: Publication, url: str) -> tuple[MetaTag, ...]:
    """The elements that Circular 24/2011 asks for; many values joined by a semicolon."""
    material = publication.variant.material
    formats = dict.fromkeys(each.media_type for each in listing.listed(public.downloads(publication)))
    values = {
        "title": publication.title,
        "creator": publication.credit,
        "subject": _joined(material.topics.all()),
        "description": description(publication),
        "publisher": material.agency.name,
        "contributor": publication.variant.agency.name if publication.variant.agency_id != material.agency_id else "",
        "date": f"{publication.public_from:%Y-%m-%d}",
        "type": DC_TYPES[material.kind],
        "format": "; ".join(formats),
        "identifier": url,
        "source": publication.source,
        "language": publication.variant.language.code,
        "coverage": _joined(material.provinces.all()) or "Việt Nam",
        "rights": publication.licence.url or publication.licence.name,
    }
    return tuple(MetaTag(f"DC.{name}", value) for name, value in values.items() if value)


def schema(publication: Publication, url: str, picture: Picture | None) -> dict[str, object]:
    """The work for search engines (schema.org)."""
    material = publication.variant.material
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES[material.kind],
        "name": publication.title,
        "description": description(publication),
        "url": url,
        "identifier": addresses.printed_code(publication),
        "inLanguage": publication.variant.language.code,
        "isAccessibleForFree": True,
        "datePublished": publication.public_from.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": material.agency.name},
        "creditText": publication.credit,
        "license": publication.licence.url or publication.licence.name,
    }
    if picture:
        data["thumbnailUrl"] = addresses.absolute(picture.url)
    if material.kind in (Kind.VIDEO, Kind.AUDIO, Kind.INFOGRAPHIC, Kind.POSTER):
        if material.kind == Kind.VIDEO:
            data["uploadDate"] = publication.public_from.isoformat()
        wanted = listing.wanted_most(publication)
        if wanted:
            data["contentUrl"] = addresses.absolute(wanted.url)
        if seconds := listing.seconds(publication):
            data["duration"] = f"PT{round(seconds)}S"
    return data


def _joined(terms: object) -> str:
    return "; ".join(term.name for term in terms)
