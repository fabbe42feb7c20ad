"""Rows of the vocabularies as the pages name them."""

from cms.library.public import Kind, Publication
from cms.taxonomy.models import Language, Licence

from . import wording
from .contexts import Credit, LanguageName

PROGRAMME = "Kho tài liệu truyền thông dịch vụ công trực tuyến"
KIND_NAMES = {
    Kind.VIDEO: "Video",
    Kind.AUDIO: "Bản tin phát thanh",
    Kind.INFOGRAPHIC: "Infographic",
    Kind.POSTER: "Áp phích",
    Kind.HANDBOOK: "Sổ tay",
    Kind.SMS: "Tin nhắn",
}


def language_name(language: Language) -> LanguageName:
    """A language by autonym and Vietnamese name."""
    return LanguageName(language.code, language.autonym, language.name)


def licence_label(licence: Licence) -> str:
    """The licence in few letters."""
    return wording.licence_label(licence.code, licence.name)


def credit(publication: Publication) -> Credit:
    """How to name the source of an edition."""
    licence = publication.licence
    kind = KIND_NAMES[publication.variant.material.kind]
    return Credit(
        line=f"{kind}: {publication.credit}, qua {PROGRAMME}. {licence_label(licence)}.",
        licence=licence.name,
        licence_url=licence.url,
        terms=wording.licence_terms(licence.commercial, licence.derivatives),
    )


def byline(publication: Publication) -> str:
    """Who and when: "Bộ Tư pháp · 20/11/2026"."""
    return f"{publication.variant.material.agency.name} · {wording.day(publication.public_from)}"
