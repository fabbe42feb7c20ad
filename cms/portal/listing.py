"""Which files of an edition people are offered, and under what names."""

from collections.abc import Sequence

from cms.library import public
from cms.library.public import Download, Publication, Role

from . import vocabulary, wording
from .contexts import CardDownload, DownloadRow

# Widths of pictures that are worth a line of their own; the widest is always listed.
COMMON_WIDTH = 1280
FORMATS = {
    "video/mp4": "MP4",
    "audio/mpeg": "MP3",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/gif": "GIF",
    "application/pdf": "PDF",
    "text/vtt": "VTT",
}
ROLE_LABELS = {
    Role.PICTURE: "Video",
    Role.VOICE: "Âm thanh",
    Role.CAPTIONS: "Phụ đề",
    Role.DOCUMENT: "Tài liệu",
    Role.IMAGE: "Hình",
    Role.COVER: "Ảnh bìa",
    Role.PRINT: "Bản in",
}
ORDER = [Role.PRINT, Role.DOCUMENT, Role.PICTURE, Role.IMAGE, Role.VOICE, Role.CAPTIONS, Role.COVER]
LANGUAGE_FREE = (Role.COVER,)


def listed(downloads: Sequence[Download]) -> list[Download]:
    """The files worth a line: originals first, each picture in its widest and in a common width, no page pictures."""
    widest = {
        (each.role, each.n, each.media_type): max(
            other.width or 0
            for other in downloads
            if (other.role, other.n, other.media_type) == (each.role, each.n, each.media_type)
        )
        for each in downloads
    }
    chosen = [each for each in downloads if _worth_a_line(each, widest[each.role, each.n, each.media_type])]
    return sorted(chosen, key=_place_in_list)


def _worth_a_line(download: Download, widest: int) -> bool:
    profile = download.profile
    if profile.startswith("page-") or profile in ("text", "poster-webp"):
        return False
    if profile.startswith("webp-"):
        return download.width == min(COMMON_WIDTH, widest)
    if profile.startswith("jpeg-"):
        return download.width in (COMMON_WIDTH, widest)
    return True


def _place_in_list(download: Download) -> tuple:
    rank = ORDER.index(download.role) if download.role in ORDER else len(ORDER)
    return (
        download.profile != "original",
        download.profile in ("poster", "cover"),
        rank,
        download.n,
        FORMATS.get(download.media_type, ""),
        -download.bytes,
    )


def format_name(download: Download) -> str:
    """ "MP4", "JPEG"; the file's ending for what has no common name."""
    return FORMATS.get(download.media_type, download.filename.rpartition(".")[2].upper())


def label(download: Download) -> str:
    """What the file is for: "Video 720p", "Hình JPEG", "Âm thanh MP3"."""
    if download.profile in ("poster", "cover"):
        return "Ảnh bìa"
    name = ROLE_LABELS.get(download.role, "Tệp")
    if download.n > 1:
        name = f"{name} {download.n}"
    if download.role == Role.PICTURE and download.width and download.height:
        # The profile names what was wished for; a smaller film is not called larger than it is.
        return f"{name} {min(download.width, download.height)}p"
    if download.profile == "original":
        return f"{name}, bản gốc"
    return f"{name} {format_name(download)}"


def detail(download: Download, pages: int = 0) -> str:
    """Measures: "640 × 360", "64 kb/s", "36 trang"."""
    if download.profile.startswith("mp3-"):
        return f"{download.profile.removeprefix('mp3-')} kb/s"
    if download.width and download.height:
        return f"{download.width} × {download.height}"
    return f"{pages} trang" if pages and download.media_type == "application/pdf" else ""


def rows(publication: Publication) -> tuple[DownloadRow, ...]:
    """The lines of the download table of an edition."""
    pages = page_count(publication)
    language = vocabulary.language_name(publication.variant.language)
    return tuple(
        DownloadRow(
            url=each.path(publication),
            label=label(each),
            file_format=format_name(each),
            size=wording.size(each.bytes),
            licence=vocabulary.licence_label(publication.licence),
            credit=publication.credit,
            language=None if each.role in LANGUAGE_FREE else language,
            detail=detail(each, pages),
        )
        for each in listed(public.downloads(publication, optional=True))
    )


def page_count(publication: Publication) -> int:
    """Pages of the edition's document; 0 without one."""
    for file in publication.files.all():
        if file.role == Role.DOCUMENT:
            return file.file_version.media_file.facts.get("pages") or 0
    return 0


def seconds(publication: Publication) -> float | None:
    """Length of the edition's film or sound."""
    media = [file for file in publication.files.all() if file.role in (Role.PICTURE, Role.VOICE)]
    media.sort(key=lambda file: (file.role != Role.PICTURE, file.n))
    return media[0].file_version.media_file.facts.get("seconds") if media else None


def wanted_most(publication: Publication) -> CardDownload | None:
    """The one file that a card offers: film for the web, sound for the radio, picture for print, book as PDF."""
    preference = ("original", "720p", "360p", "mp3-128", "mp3-64", "jpeg-1280")
    candidates = [each for each in listed(public.downloads(publication)) if each.role != Role.COVER]
    for profile in preference:
        for each in candidates:
            if each.profile == profile:
                return CardDownload(each.path(publication), f"Tải {format_name(each)}, {wording.size(each.bytes)}")
    if not candidates:
        return None
    first = candidates[0]
    return CardDownload(first.path(publication), f"Tải {format_name(first)}, {wording.size(first.bytes)}")
