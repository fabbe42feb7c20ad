"""Pictures of an edition in their sizes, as ``<img>`` and ``<picture>`` want them."""

from collections.abc import Sequence

from cms.library import public
from cms.library.public import Download, Publication, Role

from .contexts import Picture

SHOWN_WIDTH = 1280
CARD_WIDTH = 640


def of_ladder(publication: Publication, downloads: Sequence[Download], role: str, width: int) -> Picture | None:
    """The picture of a role (image, cover): the JPEG nearest to ``width``, all others as srcset."""
    jpegs = _ladder(downloads, role, "jpeg-")
    if not jpegs:
        return None
    shown = min(jpegs, key=lambda each: (abs((each.width or 0) - width), each.width or 0))
    return Picture(
        url=shown.path(publication),
        width=shown.width or 0,
        height=shown.height or 0,
        srcset=_srcset(publication, jpegs),
        webp_srcset=_srcset(publication, _ladder(downloads, role, "webp-")),
    )


def single(publication: Publication, downloads: Sequence[Download], role: str, profile: str) -> Picture | None:
    """One picture by its profile (a page of a handbook, the poster of a film); a WebP twin joins it."""
    found = {each.profile: each for each in downloads if each.role == role and each.n == 1}
    shown, webp = found.get(profile), found.get(f"{profile}-webp")
    if shown is None:
        return None
    return Picture(
        url=shown.path(publication),
        width=shown.width or 0,
        height=shown.height or 0,
        webp_srcset=_srcset(publication, [webp]) if webp else "",
    )


def front(publication: Publication, width: int = CARD_WIDTH) -> Picture | None:
    """What stands for the edition on a shelf: its cover, else poster, picture or first page."""
    downloads = public.downloads(publication)
    return (
        of_ladder(publication, downloads, Role.COVER, width)
        or single(publication, downloads, Role.PICTURE, "poster")
        or of_ladder(publication, downloads, Role.IMAGE, width)
        or single(publication, downloads, Role.DOCUMENT, "cover")
    )


def _ladder(downloads: Sequence[Download], role: str, prefix: str) -> list[Download]:
    found = [each for each in downloads if each.role == role and each.n == 1 and each.profile.startswith(prefix)]
    return sorted(found, key=lambda each: each.width or 0)


def _srcset(publication: Publication, ladder: Sequence[Download]) -> str:
    return ", ".join(f"{each.path(publication)} {each.width}w" for each in ladder if each.width)
