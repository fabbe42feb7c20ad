"""The part of a page that is played, read or looked at: one builder for each kind of material."""

import html
import json
import logging
import re
from dataclasses import dataclass
from functools import lru_cache

from cms.library import public
from cms.library.public import Download, Kind, Publication, Role

from . import pictures, sms, vocabulary, wording
from .contexts import (
    AudioPart,
    CaptionTrack,
    Cue,
    HandbookPart,
    PicturePart,
    SmsPart,
    SmsText,
    VideoPart,
    VoiceChoice,
)
from .gate import sources, streams

log = logging.getLogger(__name__)
FULL_WIDTH = 1280
STAMP = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2})\.(\d{3})\s+-->")


@dataclass(frozen=True)
class Stage:
    """What a page shows of an edition; ``stale`` says that its picture is older than the one of the original."""

    part: dict[str, object]
    stale: bool = False


def stage(publication: Publication, languages: list[Publication], page: int) -> Stage:
    """The part that fits the kind, as keyword of the page contexts. ``page`` is for handbooks, counted from 1."""
    kind = publication.variant.material.kind
    downloads = public.downloads(publication)
    if kind == Kind.VIDEO:
        sharing = public.sharing_picture(publication)
        return Stage({"video": video(publication, downloads, sharing)}, _is_stale(publication, languages, sharing))
    if kind == Kind.AUDIO:
        return Stage({"audio": audio(publication, downloads)})
    if kind == Kind.HANDBOOK:
        return Stage({"handbook": handbook(publication, downloads, page)})
    if kind == Kind.SMS:
        return Stage({"sms": message(publication)})
    return Stage({"picture": picture(publication, downloads)})


def video(publication: Publication, downloads: list[Download], sharing: list[Publication]) -> VideoPart:
    """The film: MP4 for everybody, HLS with the voices of all editions that share the picture."""
    mp4 = next(each for each in downloads if each.role == Role.PICTURE and each.profile.endswith("p"))
    cues = tuple(_cues(each.key) for each in downloads if each.role == Role.CAPTIONS and each.profile == "vtt")
    voices = streams.voices(publication, sharing)
    name = vocabulary.language_name
    return VideoPart(
        title=publication.title,
        poster=pictures.single(publication, downloads, Role.PICTURE, "poster") or pictures.front(publication),
        mp4_url=mp4.path(publication),
        mp4_size=wording.size(mp4.bytes),
        width=mp4.width or 640,
        height=mp4.height or 360,
        hls_url=public.hls_path(publication),
        captions=tuple(
            CaptionTrack(each.path(other), name(other.variant.language), default=other.pk == publication.pk)
            for other in sharing
            for each in public.downloads(other)
            if each.role == Role.CAPTIONS and each.n == 1 and each.profile == "vtt"
        ),
        voices=tuple(
            VoiceChoice(name(each.variant.language), each.variant.language.autonym, each.pk == publication.pk)
            for each, _ in voices
        )
        if len(voices) > 1
        else (),
        cues=cues[0] if cues else (),
        script=wording.paragraphs(publication.text),
    )


def audio(publication: Publication, downloads: list[Download]) -> AudioPart:
    """The bulletin; the page plays the 64 kb/s file, for weak links."""
    voice = [each for each in downloads if each.role == Role.VOICE and each.profile.startswith("mp3-")]
    chosen = next((each for each in voice if each.profile == "mp3-64"), voice[0])
    return AudioPart(
        title=publication.title,
        url=chosen.path(publication),
        duration=wording.duration(chosen.seconds),
        script=wording.paragraphs(publication.text),
    )


def picture(publication: Publication, downloads: list[Download]) -> PicturePart:
    """The picture and, word for word, what it says."""
    shown = pictures.of_ladder(publication, downloads, Role.IMAGE, FULL_WIDTH)
    widest = max(
        (each for each in downloads if each.role == Role.IMAGE and each.n == 1 and each.profile.startswith("jpeg-")),
        key=lambda each: each.width or 0,
    )
    return PicturePart(shown, widest.path(publication), wording.paragraphs(publication.text))


def handbook(publication: Publication, downloads: list[Download], page: int) -> HandbookPart:
    """One page of the book with its text; a number outside the book shows the nearest page."""
    leaves = [each for each in downloads if each.role == Role.DOCUMENT and each.profile.startswith("page-")]
    pages = len(leaves)
    page = max(1, min(page, pages))
    texts = next((_texts(each.key) for each in downloads if each.role == Role.DOCUMENT and each.profile == "text"), {})
    return HandbookPart(
        page=page,
        pages=pages,
        picture=pictures.single(publication, downloads, Role.DOCUMENT, f"page-{page:04d}"),
        text=wording.paragraphs(texts.get(page, "")),
        previous_url=f"?trang={page - 1}" if page > 1 else "",
        next_url=f"?trang={page + 1}" if page < pages else "",
    )


def message(publication: Publication) -> SmsPart:
    """The message as it is; Vietnamese also without marks, which costs fewer messages."""
    texts = [(publication.text, "Có dấu" if publication.variant.language.code == "vi" else "")]
    bare = sms.without_marks(publication.text)
    if publication.variant.language.code == "vi" and bare != publication.text:
        texts.append((bare, "Không dấu"))
    return SmsPart(tuple(SmsText(text, *sms.measure(text), note=note) for text, note in texts))


def _is_stale(publication: Publication, languages: list[Publication], sharing: list[Publication]) -> bool:
    """The original was cut anew after this translation: its picture is another file and younger."""
    original = languages[0] if languages else publication
    shared = {each.pk for each in sharing}
    return original.pk not in shared and original.current_from > publication.current_from


def _cues(key: str) -> tuple[Cue, ...]:
    try:
        return _read_cues(key)
    except sources.Missing:
        log.exception("captions are not where they were written")
        return ()


def _texts(key: str) -> dict[int, str]:
    try:
        return _read_texts(key)
    except sources.Missing:
        log.exception("the text of a document is not where it was written")
        return {}


@lru_cache(maxsize=64)
def _read_cues(key: str) -> tuple[Cue, ...]:
    """The lines of a WebVTT file that the pipeline wrote. A key never changes its content."""
    cues: list[Cue] = []
    for block in sources.whole(key).decode().split("\n\n"):
        lines = block.strip().split("\n")
        if match := STAMP.match(lines[0]):
            hours, minutes, seconds, _ = (int(part or 0) for part in match.groups())
            start = hours * 3600 + minutes * 60 + seconds
            cues.append(Cue(wording.clock(start) or "0:00", start, html.unescape(" ".join(lines[1:]))))
    return tuple(cues)


@lru_cache(maxsize=16)
def _read_texts(key: str) -> dict[int, str]:
    """The text of each page of a document. A key never changes its content."""
    return {page["number"]: page["text"] for page in json.loads(sources.whole(key))["pages"]}
