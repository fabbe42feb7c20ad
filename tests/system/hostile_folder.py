"""A folder of two hundred files as a ministry might send it: 160 good ones, 40 bad ones, and a table of verdicts."""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from tests.media_pipeline import media_samples as samples

KINDS = {"image": "infographic", "video": "video", "audio": "audio", "document": "handbook", "captions": "video"}


@dataclass(frozen=True)
class Bad:
    """``verdict``: ``refused`` at the door or ``failed`` in processing; ``code`` is the reason's code."""

    name: str
    make: Callable[[Path], object]
    family: str
    verdict: str
    code: str


def png(width: int, height: int, *, data: bool = True) -> bytes:
    """A PNG whose header promises ``width`` × ``height``; the picture data is a few zero bytes, or missing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return head + (chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"") if data else b"")


def cut(source: Path, part: float) -> bytes:
    data = source.read_bytes()
    return data[: int(len(data) * part)]


def locked_pdf(path: Path) -> None:
    with pikepdf.open(samples.handbook()) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="chu", user="doc"))


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Không phải ảnh. " * 20)


def write(content: bytes | str) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def wav_header() -> bytes:
    return (
        b"RIFF"
        + struct.pack("<I", 36)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
        + (b"data" + struct.pack("<I", 0))
    )


VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\n"
MPD = '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>\n'
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>\n'
HTML = "<!doctype html><html><body><script>alert(1)</script><p>Không phải ảnh</p></body></html>\n"
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile /etc/passwd\nduration 3\n"


def table() -> list[Bad]:
    """The verdict of each bad file, fixed: at the door, or accepted and then failed with a reason."""
    photo, film, tone = samples.picture(), samples.clip(), samples.sound()
    return [
        Bad("0-byte.jpg", write(b""), "image", "refused", "empty_file"),
        Bad("0-byte.mp4", write(b""), "video", "refused", "empty_file"),
        Bad("0-byte.pdf", write(b""), "document", "refused", "empty_file"),
        Bad("1-byte.png", write(b"\x89"), "image", "refused", "file_too_small"),
        Bad("1-byte.mp3", write(b"I"), "audio", "refused", "file_too_small"),
        Bad("1-byte.vtt", write(b"W"), "captions", "refused", "file_too_small"),
        Bad("dau.mp4", write(cut(film, 0)[:0] + film.read_bytes()[:32]), "video", "refused", "media_unreadable"),
        Bad("dau.jpg", write(photo.read_bytes()[:24]), "image", "refused", "image_unreadable"),
        Bad("dau.png", write(png(400, 300, data=False)), "image", "refused", "image_unreadable"),
        Bad("dau.pdf", write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "document", "refused", "pdf_unreadable"),
        Bad("dau.mp3", write(b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)), "audio", "refused", "media_unreadable"),
        Bad("dau.wav", write(wav_header()), "audio", "refused", "media_no_duration"),
        Bad("dau.mkv", write(samples.clip(suffix=".mkv").read_bytes()[:40]), "video", "refused", "media_unreadable"),
        Bad("cut.mp4", write(cut(film, 0.6)), "video", "refused", "media_unreadable"),
        Bad("cut-sau-dau.mp4", write(cut(samples.faststart(), 0.6)), "video", "failed", "media_damaged"),
        Bad("cut.jpg", write(cut(photo, 0.5)), "image", "failed", "image_damaged"),
        Bad("cut.png", write(cut(samples.picture(".png"), 0.5)), "image", "failed", "image_damaged"),
        Bad("cut.webp", write(cut(samples.picture(".webp"), 0.5)), "image", "refused", "image_unreadable"),
        Bad("cut.tif", write(cut(samples.picture(".tif"), 0.5)), "image", "failed", "image_damaged"),
        Bad("cut.gif", write(cut(samples.picture(".gif", 640, 480, "P"), 0.5)), "image", "failed", "image_damaged"),
        Bad("cut.flac", write(cut(samples.sound(".flac"), 0.5)), "audio", "failed", "media_damaged"),
        Bad("cut.pdf", write(cut(samples.handbook(), 0.4)), "document", "refused", "pdf_unreadable"),
        Bad("pdf-that.jpg", write(samples.handbook().read_bytes()), "image", "refused", "name_mismatch"),
        Bad("anh-that.pdf", write(photo.read_bytes()), "document", "refused", "name_mismatch"),
        Bad("phim-that.pdf", write(film.read_bytes()), "document", "refused", "name_mismatch"),
        Bad("tieng-that.png", write(tone.read_bytes()), "image", "refused", "name_mismatch"),
        Bad("nen.jpg", zipped, "image", "refused", "unsupported_type"),
        Bad("chuong-trinh.mp4", write(b"MZ" + bytes(300)), "video", "refused", "unsupported_type"),
        Bad("trang.jpg", write(HTML), "image", "refused", "unsupported_type"),
        Bad("ve.png", write(SVG), "image", "refused", "unsupported_type"),
        Bad("sach.pdf", write(b"AT&TFORM" + bytes(60)), "document", "refused", "unsupported_type"),
        Bad("danh-sach.mp4", write(HLS), "video", "refused", "playlist_in_disguise"),
        Bad("noi.mp4", write(CONCAT), "video", "refused", "playlist_in_disguise"),
        Bad("dash.mp4", write(MPD), "video", "refused", "playlist_in_disguise"),
        Bad("phien.mp3", write(SDP), "audio", "refused", "playlist_in_disguise"),
        Bad("phu-de-gia.vtt", write(HLS), "captions", "refused", "playlist_in_disguise"),
        Bad("bom.png", write(png(30000, 30000)), "image", "refused", "image_too_large"),
        Bad("khoa.pdf", locked_pdf, "document", "refused", "pdf_encrypted"),
        Bad("ma-doc.vtt", write(VTT + "<script>alert(1)</script>\n"), "captions", "refused", "captions_markup"),
        Bad("nguoc.vtt", write("WEBVTT\n\n00:05.000 --> 00:01.000\nNgược\n"), "captions", "refused", "captions_time"),
    ]


def poster_a0(path: Path) -> None:
    """An honest A0 poster at 300 dpi: 9933 × 14043 = 139 megapixels."""
    Image.new("RGB", (9933, 14043), (35, 44, 102)).save(path, "JPEG", quality=60)


def good_files(folder: Path) -> list[tuple[str, str]]:
    """Write 160 good files that differ in content; returns (name, family)."""
    made: list[tuple[str, str]] = []

    def keep(name: str, family: str, data: bytes) -> None:
        (folder / name).write_bytes(data)
        made.append((name, family))

    for n in range(60):
        suffix = (".jpg", ".png", ".webp", ".tif", ".gif")[n % 5]
        path = folder / f"hinh-{n:02}{suffix}"
        Image.new("RGB", (200 + n, 150), (4 * n, 90, 200 - 3 * n)).save(path)
        made.append((path.name, "image"))
    for n in range(64):
        stamp = f"00:{n % 60:02}.000 --> 00:{n % 60:02}.900"
        body = (
            f"WEBVTT\n\n{stamp}\nBước {n}\n"
            if n % 2
            else f"1\n00:{stamp.replace('.', ',')}\nBước {n}\n".replace("--> 00:", "--> 00:00:")
        )
        keep(f"phu-de-{n:02}{'.vtt' if n % 2 else '.srt'}", "captions", body.encode())
    for n, suffix in enumerate([".mp3", ".wav", ".m4a", ".ogg", ".flac"] * 3):
        keep(f"tieng-{n:02}{suffix}", "audio", samples.sound(suffix, 1.0 + n / 10).read_bytes())
    for n in range(14):
        keep(f"so-tay-{n:02}.pdf", "document", samples.handbook(pages=1 + n % 3, text=f"Sổ tay số {n}").read_bytes())
    for n, suffix in enumerate([".mp4", ".mov", ".mkv", ".mp4", ".mp4", ".mov"]):
        keep(f"phim-{n:02}{suffix}", "video", samples.clip(160, 90, 1.0 + n / 5, suffix=suffix).read_bytes())
    poster_a0(folder / "ap-phich-a0.jpg")
    made.append(("ap-phich-a0.jpg", "image"))
    return made


def write_folder(folder: Path) -> tuple[list[tuple[str, str]], list[Bad]]:
    """The whole folder with its ``materials.csv``; returns the good files and the table of the bad ones."""
    good, bad = good_files(folder), table()
    for each in bad:
        each.make(folder / each.name)
    rows = [(name, family) for name, family in good] + [(each.name, each.family) for each in bad]
    with (folder / "materials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["material", "kind", "language", "title", "file", "licence"])
        for name, family in rows:
            writer.writerow([name, KINDS[family], "vi", f"Tài liệu {name}", name, "cc-by-4.0"])
    return good, bad
