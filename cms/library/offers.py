"""What an edition offers to take away: its files by profile, their names and addresses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from media_pipeline import plan
from media_pipeline.models import Build, Rendition
from search.text import ascii_filename, slug

from .models import Publication, PublicationFile, Role
from .needs import Needs, Place, needs

CARD_RENDITIONS = (
    "poster",
    "poster-webp",
    "cover",
    "jpeg-320",
    "jpeg-640",
    "jpeg-1280",
    "webp-320",
    "webp-640",
    "mp4-360",
    "mp3-32",
    "mp3-64",
    "mp3-128",
    "original",
    "text",
    "vtt",
)
EXTENSIONS = {
    "video/mp4": "mp4",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "application/json": "json",
    "text/vtt": "vtt",
}


@dataclass(frozen=True)
class Download:
    """One file of an edition. ``key`` is where its bytes lie; ``place`` and ``profile`` make its address."""

    role: str
    n: int
    profile: str
    filename: str
    key: str
    sha256: str
    bytes: int
    media_type: str
    width: int | None
    height: int | None
    seconds: float | None
    rendition_id: int

    @property
    def place(self) -> str:
        """``voice-mp3-64``, or ``image2-jpeg-1280`` for the second image."""
        return f"{self.role}{self.n if self.n > 1 else ''}-{self.profile}"

    def path(self, publication: Publication, *, pinned: bool = False) -> str:
        """The address of the current edition's file, or (``pinned``) of this very edition's."""
        edition = publication.number if pinned else None
        return download_path(
            publication.variant.material.public_id,
            publication.variant.language.code,
            self.place,
            self.filename,
            edition=edition,
        )


def material_path(public_id: str, language: str = "", title: str = "") -> str:
    """The page of a material, in a language when one is given. A title without ASCII letters becomes ``tai-lieu``."""
    if not language:
        return f"/tai-lieu/{public_id}/"
    return f"/tai-lieu/{public_id}/{language}/{slug(title)[:80].strip('-') or 'tai-lieu'}/"


def download_path(public_id: str, language: str, place: str, filename: str, *, edition: int | None = None) -> str:
    """The address of a download through the gate."""
    pin = f"a{edition}/" if edition is not None else ""
    return f"/tai-ve/{public_id}/{language}/{pin}{place}/{filename}"


def hls_path(publication: Publication, name: str = "master.m3u8") -> str:
    """The address of a file of the edition's HLS package."""
    variant = publication.variant
    return f"/tai-ve/{variant.material.public_id}/{variant.language.code}/hls/{publication.token}/{name}"


def publication_path(publication: Publication) -> str:
    """The page on which an edition stands."""
    return material_path(publication.variant.material.public_id, publication.variant.language.code, publication.title)


def profile_of(recipe: str, name: str) -> str | None:
    """The public profile of a rendition, or None for what is only reached through HLS."""
    if recipe == "mp4":
        return f"{name.removeprefix('mp4-')}p"
    if recipe == "voice_hls" or name.startswith("rung-"):
        return None
    return name


def prefetch_files(names: Iterable[str] | None = None, *, indexes: bool = False) -> Prefetch:
    """Files, their originals, pinned builds and renditions (only those named) in a constant number of queries.

    ``indexes`` brings the byte ranges of HLS tracks along, which only playlists need.
    """
    renditions = Rendition.objects.all() if names is None else Rendition.objects.filter(name__in=list(names))
    if not indexes:
        renditions = renditions.defer("index")
    builds = Build.objects.prefetch_related(Prefetch("renditions", queryset=renditions))
    files = PublicationFile.objects.select_related("file_version__media_file").prefetch_related(
        Prefetch("builds", queryset=builds)
    )
    return Prefetch("files", queryset=files)


def downloads(publication: Publication, *, optional: bool = False) -> list[Download]:
    """The files of an edition, in order of role and profile.

    ``optional`` adds what is made beside the required builds (720p MP4, MP3 of a film's voice): a few more queries.
    """
    if optional:
        return all_downloads([publication])[publication.pk]
    return _sorted(_pinned(publication))


def all_downloads(publications: Sequence[Publication]) -> dict[int, list[Download]]:
    """Pinned and optional files of editions by their id; as many queries for many editions as for one."""
    wishes = {publication.pk: _needs(publication) for publication in publications}
    built = plan.find(dict.fromkeys(spec for each in wishes.values() for spec in each.all_optional()))
    ids = [build.pk for build in built.values() if build.completed_at]
    complete = {build.pk: build for build in Build.objects.filter(pk__in=ids).prefetch_related("renditions")}
    found = {}
    for publication in publications:
        optional = [
            download
            for (role, n), specs in wishes[publication.pk].optional.items()
            for spec in specs
            if spec in built and built[spec].pk in complete
            for download in _of_build(publication, role, n, complete[built[spec].pk])
        ]
        found[publication.pk] = _sorted([*_pinned(publication), *optional])
    return found


def find_download(publication: Publication, place: str) -> Download | None:
    """The file at ``<role>-<profile>``; looks at pinned builds first."""
    for optional in (False, True):
        for download in downloads(publication, optional=optional):
            if download.place == place:
                return download
    return None


def _of_build(publication: Publication, role: str, n: int, build: Build) -> Iterator[Download]:
    for rendition in build.renditions.all():
        profile = profile_of(build.recipe, rendition.name)
        if profile is None:
            continue
        yield Download(
            role=role,
            n=n,
            profile=profile,
            filename=filename(publication, profile, rendition.media_type),
            key=rendition.key,
            sha256=rendition.sha256,
            bytes=rendition.bytes,
            media_type=rendition.media_type,
            width=rendition.width,
            height=rendition.height,
            seconds=rendition.seconds,
            rendition_id=rendition.pk,
        )


def _pinned(publication: Publication) -> list[Download]:
    return [
        download
        for file in publication.files.all()
        for build in file.builds.all()
        for download in _of_build(publication, file.role, file.n, build)
    ]


def _needs(publication: Publication) -> Needs:
    places = [
        Place(file.role, file.n, file.file_version, file.mode, file.offset_ms) for file in publication.files.all()
    ]
    return needs(publication.variant.material.kind, places)


def _sorted(found: list[Download]) -> list[Download]:
    return sorted(found, key=lambda each: (each.role, each.n, _natural(each.profile)))


def filename(publication: Publication, profile: str, media_type: str) -> str:
    """An ASCII name that plain players and old file systems take: title, language, profile."""
    stem = f"{slug(publication.title)[:60].strip('-') or publication.variant.material.public_id}"
    extension = EXTENSIONS.get(media_type, "bin")
    return ascii_filename(f"{stem}-{publication.variant.language.code}-{profile}.{extension}")


def _natural(profile: str) -> tuple[str, int]:
    digits = "".join(letter for letter in profile if letter.isdigit())
    return profile.rstrip("p0123456789").rstrip("-"), -int(digits or 0)


def has_picture(publication: Publication) -> bool:
    """Whether the edition is a film with an HLS package."""
    return any(file.role == Role.PICTURE for file in publication.files.all())
