"""HLS through the gate: playlists written from the files' own boxes, tracks by byte range.

One master for each edition; it offers the voices of all public editions that share its picture, each at the address
of its own edition, so that withdrawing one language silences that language only.
"""

import hashlib
import re
from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Publication, Role
from media_pipeline import packaging
from media_pipeline.models import Rendition

from .deliver import Representation, deliver, plain
from .views import NOT_FOUND, no_file

PLAYLIST = "application/vnd.apple.mpegurl"
TRACK = re.compile(r"^(?:picture-(?P<height>\d{2,4})|(?P<voice>voice))\.(?P<kind>m3u8|mp4)$", re.ASCII)
MASTER = "master.m3u8"


@require_safe
def hls(request: HttpRequest, public_id: str, language: str, token: str, name: str) -> HttpResponseBase:
    """``/tai-ve/<id>/<lang>/hls/<token>/<name>``; the token dies with its edition."""
    track = TRACK.match(name)
    if name != MASTER and not track:
        return plain(NOT_FOUND, 404)
    wanted = None if name == MASTER else [_rendition_name(track)]
    playlist = name.endswith(".m3u8")
    publication = (
        public.file_editions(wanted, indexes=playlist)
        .filter(variant__material__public_id=public_id, variant__language__code=language, token=token)
        .first()
    )
    if publication is None:
        return _no_stream(public_id, language, token)
    if name == MASTER:
        text = master(publication)
        return deliver(request, _playlist(text)) if text else plain(NOT_FOUND, 404)
    rendition = renditions(publication, Role.VOICE if track["voice"] else Role.PICTURE).get(wanted[0])
    if rendition is None:
        return plain(NOT_FOUND, 404)
    if playlist:
        text = packaging.media_playlist(rendition.index, name.removesuffix(".m3u8") + ".mp4")
        return deliver(request, _playlist(text))
    return deliver(request, _track(publication, rendition))


def renditions(publication: Publication, role: str) -> dict[str, Rendition]:
    """The HLS tracks of the edition's first picture or voice, by name."""
    return {
        rendition.name: rendition
        for file in publication.files.all()
        if file.role == role and file.n == 1
        for build in file.builds.all()
        if build.recipe in ("picture", "voice_hls")
        for rendition in build.renditions.all()
        if rendition.name == "voice" or rendition.name.startswith("rung-")
    }


def voices(publication: Publication, sharing: Sequence[Publication]) -> list[tuple[Publication, Rendition]]:
    """The voices that can be heard with this edition's picture; ``sharing`` from ``public.sharing_picture``.

    An edition without a voice is a silent film and stays silent in its own master.
    """
    found = [(each, voice) for each in sharing if (voice := renditions(each, Role.VOICE).get("voice"))]
    return found if any(each.pk == publication.pk for each, _ in found) else []


def master(publication: Publication) -> str:
    """The master playlist; empty for an edition without a picture."""
    pictures = [
        packaging.PictureTrack(
            uri=f"picture-{rendition.name.removeprefix('rung-')}.m3u8",
            width=rendition.width,
            height=rendition.height,
            index=rendition.index,
            frame_rate=rendition.index.get("frame_rate"),
        )
        for rendition in renditions(publication, Role.PICTURE).values()
    ]
    if not pictures:
        return ""
    tracks = [
        packaging.VoiceTrack(
            uri=_uri(publication, each),
            language=each.variant.language.code,
            name=each.variant.language.autonym,
            default=each.pk == publication.pk,
            index=voice.index,
        )
        for each, voice in voices(publication, public.sharing_picture(publication, indexes=True))
    ]
    return packaging.master_playlist(pictures, tracks)


def _uri(publication: Publication, other: Publication) -> str:
    """Relative, so that whatever stands before the path in an address is inherited."""
    if other.pk == publication.pk:
        return "voice.m3u8"
    return f"../../../{other.variant.language.code}/hls/{other.token}/voice.m3u8"


def _rendition_name(track: re.Match[str]) -> str:
    return "voice" if track["voice"] else f"rung-{track['height']}"


def _no_stream(public_id: str, language: str, token: str) -> HttpResponseBase:
    standing = public.standing(public_id, language)
    if standing.publication is None:
        return no_file(standing)
    if public.pinned(public_id, language, token=token) is None:
        return plain(NOT_FOUND, 404)
    return no_file(standing, public.hls_path(standing.publication))


def _playlist(text: str) -> Representation:
    body = text.encode()
    return Representation(PLAYLIST, len(body), hashlib.sha256(body).hexdigest(), None, body=body)


def _track(publication: Publication, rendition: Rendition) -> Representation:
    return Representation(
        rendition.media_type, rendition.bytes, rendition.sha256, publication.current_from, key=rendition.key
    )
