"""``/kiem-tra/``: is this material official and current?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Publication, Standing
from cms.portal import addresses, codes, respond, vocabulary, wording
from cms.portal.contexts import CheckPage, Fact, Head, Link, Verdict
from cms.portal.views.materials import preferred

UNREADABLE = "Mã này không đúng dạng. Mã in ở góc tài liệu gồm chữ và số, ví dụ k3m9x2ab-vi-2. Hãy xem lại."


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form; with ``?ma=`` its answer."""
    typed = " ".join(request.GET.get("ma", "").replace("\x00", "").split())[: codes.MAX_LENGTH]
    head = Head(
        title="Kiểm tra tài liệu",
        description="Tài liệu bạn nhận được có đúng là của cơ quan nhà nước và còn dùng được không?",
        canonical_url="" if typed else addresses.absolute(addresses.CHECK),
        noindex=bool(typed),
    )
    code = codes.read(typed) if typed else None
    content = CheckPage(
        head=head,
        action_url=addresses.CHECK,
        code=typed,
        error=UNREADABLE if typed and code is None else "",
        verdict=verdict(code) if code else None,
    )
    return respond.page(request, content, section=addresses.CHECK)


def verdict(code: codes.Code) -> Verdict:
    """The answer about a code. An edition that was corrected is an old one, even while its material is current."""
    standing = _standing(code)
    if standing.status == "unknown":
        return Verdict("unknown")
    agency = standing.material.agency.name
    successor = _link(standing.successor)
    if standing.status == "withdrawn":
        return Verdict("withdrawn", agency, wording.day(standing.since), standing.reason, successor=successor)
    if standing.publication is None or standing.status == "superseded":
        url = public.publication_path(standing.publication) if standing.publication else ""
        found = facts(standing.publication) if standing.publication else ()
        return Verdict("old", agency, wording.day(standing.since), standing.reason, found, url, successor)
    publication = standing.publication
    if code.edition and code.edition != publication.number:
        variant = publication.variant
        older = public.pinned(variant.material.public_id, variant.language.code, code.edition)
        if older is None:
            return Verdict("unknown")
        return Verdict(
            "old",
            agency,
            wording.day(older.ended_at),
            publication.change_note or f"Bản đúng hiện nay là ấn bản {publication.number}.",
            facts(older),
            successor=_link(publication),
        )
    return Verdict("genuine", agency, facts=facts(publication), url=public.publication_path(publication))


def facts(publication: Publication) -> tuple[Fact, ...]:
    """Name, code and dates of what was checked."""
    return (
        Fact("Tên", publication.title, language=vocabulary.language_name(publication.variant.language)),
        Fact("Loại", vocabulary.KIND_NAMES[publication.variant.material.kind]),
        Fact("Mã", addresses.printed_code(publication)),
        Fact("Công bố", wording.day(publication.public_from)),
    )


def _standing(code: codes.Code) -> Standing:
    if code.language:
        return public.standing(code.public_id, code.language)
    editions, standing = public.standing_of_material(code.public_id)
    if not editions:
        return standing
    return public.standing(code.public_id, preferred(editions).variant.language.code)


def _link(publication: Publication | None) -> Link | None:
    return Link(public.publication_path(publication), "Mở bản mới") if publication else None
