"""What must be made for a variant: its slots in, wishes for builds out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from media_pipeline.plan import BuildSpec

from .models import FileVersion, Kind, Mode, Role

MP4_REQUIRED = 360
MP4_OPTIONAL = 720

REQUIRED_ROLES = {
    Kind.VIDEO: (Role.PICTURE,),
    Kind.AUDIO: (Role.VOICE,),
    Kind.INFOGRAPHIC: (Role.IMAGE,),
    Kind.POSTER: (Role.IMAGE,),
    Kind.HANDBOOK: (Role.DOCUMENT,),
    Kind.SMS: (),
}
DEFAULT_ROLE = {
    Kind.VIDEO: Role.PICTURE,
    Kind.AUDIO: Role.VOICE,
    Kind.INFOGRAPHIC: Role.IMAGE,
    Kind.POSTER: Role.IMAGE,
    Kind.HANDBOOK: Role.DOCUMENT,
    Kind.SMS: Role.SCRIPT,
}


class Placed(Protocol):
    """A slot of a draft or of an edition."""

    role: str
    n: int
    mode: str
    offset_ms: int


@dataclass(frozen=True)
class Place:
    """A slot with its file, wherever it came from."""

    role: str
    n: int
    file: FileVersion
    mode: str = Mode.REPLACE
    offset_ms: int = 0


@dataclass
class Needs:
    """Wishes by place (role, n): ``required`` before an edition can be current, ``optional`` as they come."""

    required: dict[tuple[str, int], list[BuildSpec]] = field(default_factory=dict)
    optional: dict[tuple[str, int], list[BuildSpec]] = field(default_factory=dict)

    def all_required(self) -> list[BuildSpec]:
        """Every required wish, once."""
        return list(dict.fromkeys(spec for specs in self.required.values() for spec in specs))

    def all_optional(self) -> list[BuildSpec]:
        """Every optional wish, once."""
        return list(dict.fromkeys(spec for specs in self.optional.values() for spec in specs))


def default_role(kind: str, family: str) -> str:
    """The role of an uploaded file when nobody names one: by the kind of material, then by the kind of file."""
    if family == "captions":
        return Role.CAPTIONS
    if kind == Kind.VIDEO and family == "audio":
        return Role.VOICE
    if kind == Kind.VIDEO and family == "image":
        return Role.COVER
    if kind in (Kind.INFOGRAPHIC, Kind.POSTER) and family == "document":
        return Role.PRINT
    if kind == Kind.HANDBOOK and family == "image":
        return Role.COVER
    return DEFAULT_ROLE[Kind(kind)]


def missing_roles(kind: str, places: Iterable[Placed]) -> list[str]:
    """Roles that an edition of this kind cannot do without and that no place fills."""
    filled = {place.role for place in places}
    return [role for role in REQUIRED_ROLES[Kind(kind)] if role not in filled]


def needs(kind: str, places: Sequence[Place]) -> Needs:
    """The wishes for a variant of this kind with these places.

    Required: picture → rungs, poster and the 360p MP4; voice → HLS audio beside a picture, MP3s alone; image → JPEG
    and WebP; document → pages, text, cover and the clean original; captions → VTT; print → its clean original.
    """
    result = Needs()
    pictures = {place.n: place for place in places if place.role == Role.PICTURE}
    voices = {place.n: place for place in places if place.role == Role.VOICE}
    for place in places:
        key = (place.role, place.n)
        file_id = place.file.media_file_id
        if place.role == Role.PICTURE:
            _picture(result, key, place, voices.get(place.n))
        elif place.role == Role.VOICE:
            mp3 = BuildSpec("voice_mp3", files=((Role.VOICE, file_id),))
            if place.n in pictures:
                result.required[key] = [voice_hls(pictures[place.n], place)]
                result.optional[key] = [mp3]
            else:
                result.required[key] = [mp3]
        elif place.role in (Role.IMAGE, Role.COVER):
            result.required[key] = [BuildSpec("image", files=(("image", file_id),))]
        elif place.role == Role.DOCUMENT:
            result.required[key] = [
                BuildSpec("document", files=(("document", file_id),)),
                BuildSpec("original", files=(("source", file_id),)),
            ]
        elif place.role == Role.CAPTIONS:
            result.required[key] = [BuildSpec("captions", files=(("captions", file_id),))]
        elif place.role == Role.PRINT:
            result.optional[key] = [BuildSpec("original", files=(("source", file_id),))]
    return result


def picture(place: Place) -> BuildSpec:
    """Every rung and the poster of a picture."""
    return BuildSpec("picture", files=((Role.PICTURE, place.file.media_file_id),))


def voice_hls(picture_place: Place, voice: Place) -> BuildSpec:
    """A voice made to the length of its picture: it depends on the picture's duration, never on its bytes."""
    seconds = picture_place.file.media_file.facts.get("seconds")
    return BuildSpec(
        "voice_hls",
        files=((Role.VOICE, voice.file.media_file_id),),
        params={
            "seconds": round(seconds, 3) if seconds else None,
            "offset_ms": voice.offset_ms,
            "mode": str(voice.mode),
        },
    )


def mp4(picture_place: Place, voice: Place | None, height: int) -> BuildSpec:
    """A stream copy of one rung and the voice."""
    sources = [(str(Role.PICTURE), picture(picture_place))]
    if voice:
        sources.append((str(Role.VOICE), voice_hls(picture_place, voice)))
    return BuildSpec("mp4", sources=tuple(sources), params={"height": height})


def _picture(result: Needs, key: tuple[str, int], place: Place, voice: Place | None) -> None:
    result.required[key] = [picture(place), mp4(place, voice, MP4_REQUIRED)]
    video = place.file.media_file.facts.get("video") or {}
    if min(video.get("width") or 0, video.get("height") or 0) > MP4_REQUIRED:
        result.optional[key] = [mp4(place, voice, MP4_OPTIONAL)]
