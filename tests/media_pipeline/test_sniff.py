"""What a file is, by its bytes: what is taken, and under what name the rest is refused."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from media_pipeline import sniff
from media_pipeline.errors import Refused
from tests.media_pipeline import media_samples

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nXin ch\xc3\xa0o\n"
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nXin\n"


def seen(content: bytes, folder: Path, name: str = "") -> sniff.Sniffed:
    """`content` as a file."""
    path = folder / "upload"
    path.write_bytes(content)
    return sniff.sniff(path, name)


@pytest.mark.parametrize(
    ("make", "media_type", "family", "demuxer"),
    [
        (media_samples.clip, "video/mp4", "video", "mov"),
        (lambda: media_samples.clip(suffix=".mov", video=("-c:v", "qtrle")), "video/quicktime", "video", "mov"),
        (media_samples.variable_rate, "video/x-matroska", "video", "matroska"),
        (lambda: media_samples.clip(suffix=".webm", video=("-c:v", "libvpx", "-deadline", "realtime"), sound=False),
         "video/webm", "video", "matroska"),
        (lambda: media_samples.sound(".m4a"), "audio/mp4", "audio", "mov"),
        (lambda: media_samples.sound(".mp3"), "audio/mpeg", "audio", "mp3"),
        (media_samples.unheadered_vbr, "audio/mpeg", "audio", "mp3"),
        (lambda: media_samples.sound(".wav"), "audio/wav", "audio", "wav"),
        (lambda: media_samples.sound(".ogg"), "audio/ogg", "audio", "ogg"),
        (lambda: media_samples.sound(".flac"), "audio/flac", "audio", "flac"),
        (lambda: media_samples.picture(".jpg"), "image/jpeg", "image", None),
        (lambda: media_samples.picture(".png"), "image/png", "image", None),
        (lambda: media_samples.picture(".webp"), "image/webp", "image", None),
        (lambda: media_samples.picture(".tif"), "image/tiff", "image", None),
        (lambda: media_samples.picture(".gif"), "image/gif", "image", None),
        (media_samples.handbook, "application/pdf", "document", None),
    ],
)  # fmt: skip
def test_accepted_kinds(make, media_type: str, family: str, demuxer: str | None) -> None:
    path = make()
    found = sniff.sniff(path, path.name)
    assert (found.media_type, found.family, found.demuxer) == (media_type, family, demuxer)
    assert found.claimed is None
    if demuxer:
        assert sniff.demuxer_of(media_type) == demuxer
    assert sniff.SUFFIXES[media_type] in sniff.EXTENSIONS


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (VTT, "text/vtt"), (b"\xef\xbb\xbf" + VTT, "text/vtt"), (VTT.decode().encode("utf-16"), "text/vtt"),
        (b"WEBVTT", "text/vtt"), (b"WEBVTT - Kho\r\n\r\n", "text/vtt"), (SRT, "application/x-subrip"),
        (b"\xef\xbb\xbf\r\n" + SRT.replace(b"\n", b"\r\n"), "application/x-subrip"),
        (SRT.decode().encode("utf-16"), "application/x-subrip"),
        (SRT.replace(b"ch\xc3\xa0o", b"ch\xb5o"), "application/x-subrip"),
    ],
)  # fmt: skip
def test_captions_in_any_encoding(content: bytes, media_type: str, tmp_path: Path) -> None:
    found = seen(content, tmp_path)
    assert (found.media_type, found.family) == (media_type, "captions")


def _zip(name: str, content: bytes = b"x") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "detected"),
    [
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "text/html"),
        (b"\xef\xbb\xbf  <html>" + b" " * 40, "text/html"),
        (b'<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b'<svg onload="alert(1)"></svg>', "image/svg+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "application/xml"),
        (b'<?xml version="1.0"?><group><image/></group>', "image/x-msl"),
        (b"push graphic-context viewbox 0 0 640 480", "image/x-mvg"),
        (b"AT&TFORM\x00\x00\x00\x10DJVUINFO", "image/vnd.djvu"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox", "application/postscript"),
        (b"\xc5\xd0\xd3\xc6 eps with preview", "application/postscript"),
        (b"MATLAB 5.0 MAT-file, Platform", "application/x-matlab-data"),
        (_zip("a.txt"), "application/zip"),
        (_zip("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (_zip("ppt/presentation.xml"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (gzip.compress(b"x" * 100, mtime=0), "application/gzip"),
        (b"MZ\x90\x00" + bytes(60), "application/x-msdownload"),
        (b"\x7fELF" + bytes(60), "application/x-executable"),
        (b"8BPS\x00\x01" + bytes(30), "image/vnd.adobe.photoshop"),
        (b"\x00\x00\x00\x1cftypheic" + bytes(30), "image/heic"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(30), "image/avif"),
        (b"\xff\x0a" + bytes(30), "image/jxl"),
        (b"RIFF\x10\x00\x00\x00AVI LIST" + bytes(30), "video/x-msvideo"),
        (b"FLV\x01\x05" + bytes(30), "video/x-flv"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(30), "video/x-ms-asf"),
        (b"G" + bytes(187) + b"G" + bytes(187), "video/mp2t"),
        (b"\xff\xf1\x50\x80" + bytes(60), "audio/aac"),
        (b"<?php system($_GET['c']); ?>", "application/x-httpd-php"),
        (b"#!/bin/sh\nrm -rf /tmp/x", "text/x-script"),
        ("Chỉ là văn bản thường, không phải phụ đề.".encode(), "text/plain"),
        (b"\x00\x01\x02\x03" * 20, "application/octet-stream"),
    ],
)
def test_everything_else_is_refused_by_its_name(content: bytes, detected: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        seen(content, tmp_path, "photo.jpg")
    assert (refused.value.code, refused.value.params) == ("unsupported_type", {"detected": detected})


@pytest.mark.parametrize(
    ("content", "detected"),
    [
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "application/vnd.apple.mpegurl"),
        (b"\xef\xbb\xbf#EXTM3U\nhttp://127.0.0.1/\n", "application/vnd.apple.mpegurl"),
        ("#EXTM3U\nsecret.ts\n".encode("utf-16"), "application/vnd.apple.mpegurl"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "text/x-ffconcat"),
        (b"file '/etc/passwd'\nfile 'b'\n", "text/x-ffconcat"),
        (b'<?xml version="1.0"?>\n<MPD type="static"><Period/></MPD>', "application/dash+xml"),
        (b'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "application/dash+xml"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\n", "application/sdp"),
        (b"[playlist]\nFile1=http://127.0.0.1/x", "audio/x-scpls"),
        (b'<SmoothStreamingMedia MajorVersion="2">', "application/vnd.ms-sstr+xml"),
    ],
)
@pytest.mark.parametrize("name", ["film.mp4", "phude.srt", "phude.vtt", "ảnh.jpg"])
def test_playlists_in_disguise_are_called_so(content: bytes, detected: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        seen(content, tmp_path, name)
    assert (refused.value.code, refused.value.params) == ("playlist_in_disguise", {"detected": detected})


def test_nothing_and_next_to_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused) as empty:
        seen(b"", tmp_path, "a.mp4")
    assert empty.value.code == "empty_file"
    for content in (b"x", b"\x00", b"abc\n"):
        with pytest.raises(Refused) as small:
            seen(content, tmp_path, "a.mp4")
        assert (small.value.code, small.value.params) == ("file_too_small", {"bytes": len(content)})


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("handbook.pdf", None), ("HANDBOOK.PDF", None), ("handbook", None), ("photo.jpg", "jpg"), ("a.jpg.php", "php"),
        ("film.mp4", "mp4"), ("../../x.pdf", None), (".pdf", None), ("tiếng\u202evdp.exe", "exe"),
    ],
)  # fmt: skip
def test_a_name_that_says_otherwise_is_noticed(name: str, claimed: str | None) -> None:
    assert sniff.sniff(media_samples.handbook(), name).claimed == claimed


def test_film_and_sound_share_their_containers() -> None:
    assert sniff.sniff(media_samples.clip(), "sound.m4a").claimed is None
    assert sniff.sniff(media_samples.sound(".ogg"), "film.ogg").claimed is None
    assert sniff.sniff(media_samples.clip(), "film.pdf").claimed == "pdf"


def test_a_tag_larger_than_the_first_look_does_not_hide_an_mp3(tmp_path: Path) -> None:
    size = 200_000
    tag = b"ID3\x03\x00\x00" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    assert seen(tag + bytes(size) + media_samples.sound().read_bytes(), tmp_path).media_type == "audio/mpeg"


def test_a_recording_cut_out_of_a_stream_is_an_mp3(tmp_path: Path) -> None:
    middle = media_samples.unheadered_vbr().read_bytes()[50_321:]
    found = seen(middle, tmp_path, "phát thanh.mp3")
    assert (found.media_type, found.claimed) == ("audio/mpeg", None)


@pytest.mark.parametrize("content", [b"\xff\xfb\x90\x64" + bytes(1000), b"\xff\xfb" + b"text that is no frame" * 100])
def test_one_frame_header_is_not_yet_an_mp3(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        seen(content, tmp_path, "a.mp3")
