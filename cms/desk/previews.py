"""An edition as the public will see it, before it is public: its files by private addresses below the admin."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from wagtail.models import Revision

from cms.library.models import LanguageVariant, Role
from cms.library.needs import Place, needs
from media_pipeline.models import MediaFile, Rendition
from media_pipeline.plan import BuildSpec

from .progress import known_builds, places_in

ORIGINAL = "goc"
SHOWN_PAGES = 12
WANTED = {
    Role.PICTURE: ("mp4-360",),
    Role.VOICE: ("mp3-64", "mp3-128", "mp3-32"),
    Role.IMAGE: ("jpeg-1280", "jpeg-960", "jpeg-640", "jpeg-320"),
    Role.COVER: ("jpeg-640", "jpeg-320"),
    Role.CAPTIONS: ("vtt",),
}


@dataclass
class Preview:
    """One place with the addresses to look at it; ``src`` falls back on the original while nothing is made."""

    place: Place
    label: str
    src: str
    original: str
    media_type: str
    made: bool
    poster: str = ""
    captions: str = ""
    pages: list[str] = field(default_factory=list)


def previews(variant: LanguageVariant, revision: Revision) -> list[Preview]:
    """All places of a revision, in the order of the roles."""
    places = places_in({0: revision})[0]
    made = renditions(variant, places)
    shown = []
    for place in places:
        names = made.get((place.role, place.n), {})
        shown.append(_preview(variant, revision, place, names))
    tracks = {p.place.n: p.src for p in shown if p.place.role == Role.CAPTIONS and p.made}
    for each in shown:
        if each.place.role == Role.PICTURE:
            each.captions = tracks.get(each.place.n, "")
    return shown


def renditions(variant: LanguageVariant, places: list[Place]) -> dict[tuple[str, int], dict[str, Rendition]]:
    """What is made for each place, by name."""
    wishes = needs(variant.material.kind, places)
    by_place: dict[tuple[str, int], list[BuildSpec]] = {
        (p.role, p.n): [*wishes.required.get((p.role, p.n), []), *wishes.optional.get((p.role, p.n), [])]
        for p in places
    }
    builds = known_builds(spec for specs in by_place.values() for spec in specs)
    rows: dict[int, list[Rendition]] = {}
    for rendition in Rendition.objects.filter(build__in=[b.pk for b in builds.values()]):
        rows.setdefault(rendition.build_id, []).append(rendition)
    return {
        key: {r.name: r for spec in specs if spec in builds for r in rows.get(builds[spec].pk, [])}
        for key, specs in by_place.items()
    }


def find(variant: LanguageVariant, revision: Revision, role: str, n: int, name: str) -> MediaFile | Rendition | None:
    """The original, or the made file of this name, of a place; None when there is none."""
    places = places_in({0: revision})[0]
    for place in places:
        if (place.role, place.n) == (role, n):
            if name == ORIGINAL:
                return place.file.media_file
            return renditions(variant, places)[role, n].get(name)
    return None


def _preview(variant: LanguageVariant, revision: Revision, place: Place, names: dict[str, Rendition]) -> Preview:
    def url(name: str) -> str:
        return reverse("desk:draft_file", args=[variant.pk, revision.pk, place.role, place.n, name])

    best = next((name for name in WANTED.get(Role(place.role), ()) if name in names), "")
    label = Role(place.role).label + (f" {place.n}" if place.n > 1 else "")
    return Preview(
        place=place,
        label=label,
        src=url(best or ORIGINAL),
        original=url(ORIGINAL),
        media_type=names[best].media_type if best else place.file.media_file.media_type,
        made=bool(best),
        poster=url("poster") if "poster" in names else "",
        pages=list(_pages(names, url)),
    )


def _pages(names: dict[str, Rendition], url: object) -> Iterator[str]:
    pages = sorted(name for name in names if name.startswith("page-"))
    return (url(name) for name in pages[:SHOWN_PAGES])
