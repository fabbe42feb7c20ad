"""The public original: the same pixels or pages; place, device and everything hidden are gone, rights stay."""

import json
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, PngImagePlugin

from media_pipeline.errors import ProcessingFailed
from tests.media_pipeline import media_samples, pdf_samples
from tests.media_pipeline.recipes.making import make, taken

TRACES = (b"SERIAL", b"SECRET", b"TOOL-99", b"4711", b"105.85", b"21.028")


def tags(path: Path) -> dict:
    """Everything that exiftool finds, by group."""
    shown = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-charset", "iptc=UTF8", path], capture_output=True, text=True, check=True
    )  # fmt: skip
    return json.loads(shown.stdout)[0]


def same_pixels(one: Path, other: Path) -> bool:
    with Image.open(one) as first, Image.open(other) as second:
        return ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is None


def test_a_photo_keeps_its_maker_and_rights_and_loses_the_place(tmp_path: Path) -> None:
    source = media_samples.camera_jpeg()
    before = tags(source)
    assert any(key.startswith("GPS:") for key in before), "the sample has something to lose"
    made = make("original", "source", source, tmp_path)["original"]
    assert made.media_type == "image/jpeg"
    found = tags(made.path)
    groups = {key.partition(":")[0] for key in found}
    assert not groups & {"GPS", "IFD1", "ExifIFD", "MakerNotes", "XMP-exif"}
    assert found["IPTC:By-line"] == "Nguyễn Văn A"
    assert found["IPTC:Credit"] == "TTXVN"
    assert found["IPTC:Caption-Abstract"] == "Bộ phận Một cửa"
    assert found["IPTC:CopyrightNotice"] == "© VP"
    assert found["IFD0:Orientation"] == before["IFD0:Orientation"]
    data = made.path.read_bytes()
    assert [trace for trace in TRACES if trace in data] == []
    assert "Máy X".encode() not in data
    assert same_pixels(source, made.path)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".gif"])
def test_other_kinds_of_pictures(suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"source{suffix}"
    source.write_bytes(media_samples.picture(suffix).read_bytes())
    given = ["-XMP-exif:GPSLatitude=21.0285", "-XMP-dc:Creator=Nguyễn Văn A", "-Comment=SECRET"]
    if suffix != ".gif":
        given += [
            "-EXIF:Make=SECRETMAKE",
            "-GPSLatitude=21.0285",
            "-GPSLatitudeRef=N",
            "-EXIF:SerialNumber=SERIAL-4711",
        ]
    subprocess.run(["exiftool", "-q", "-m", "-overwrite_original", *given, source], check=True, capture_output=True)
    made = make("original", "source", source, tmp_path / "out")["original"]
    data = made.path.read_bytes()
    assert [trace for trace in TRACES if trace in data] == []
    found = tags(made.path)
    assert not [key for key in found if "GPS" in key]
    assert found["XMP-dc:Creator"] == "Nguyễn Văn A"
    assert same_pixels(source, made.path)


def test_text_chunks_of_a_png_are_dropped(tmp_path: Path) -> None:
    source = tmp_path / "text.png"
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET place")
    info.add_itxt("Author", "SECRET author")
    media_samples.photo(200, 100).save(source, pnginfo=info)
    made = make("original", "source", source, tmp_path / "out")["original"]
    assert b"SECRET" not in made.path.read_bytes()


def test_what_is_hidden_behind_the_picture_is_cut_off(tmp_path: Path) -> None:
    source = tmp_path / "both.jpg"
    source.write_bytes(media_samples.picture().read_bytes() + b"PK\x03\x04" + b"SECRET ARCHIVE" * 20)
    made = make("original", "source", source, tmp_path / "out")["original"]
    assert b"SECRET" not in made.path.read_bytes()
    assert same_pixels(media_samples.picture(), made.path)


def test_a_name_like_an_option_is_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "-o"
    folder.mkdir()
    source = folder / "-all=.jpg"
    source.write_bytes(media_samples.camera_jpeg().read_bytes())
    made = make("original", "source", source, tmp_path / "out")["original"]
    assert b"SERIAL" not in made.path.read_bytes()


def test_a_pdf_keeps_pages_and_text_and_loses_what_acts(tmp_path: Path) -> None:
    armed = pdf_samples.arm(media_samples.handbook(), tmp_path / "armed.pdf")
    before = armed.read_bytes()
    hidden = (
        b"SCRIPT",
        b"LAUNCHED",
        b"ATTACHED SECRET",
        b"PRIVATE-DATA",
        b"PRODUCER-77",
        b"XMP-SERIAL",
        b"SERIAL-4711",
    )
    assert [each for each in hidden if each not in before] == [], "the sample has something to lose"
    made = make("original", "source", armed, tmp_path / "out")["original"]
    plain = tmp_path / "plain.pdf"
    with pikepdf.open(made.path) as pdf:
        assert len(pdf.pages) == 3
        assert str(pdf.docinfo["/Title"]) == "Cẩm nang dịch vụ công"
        assert "/OpenAction" not in pdf.Root and "/AA" not in pdf.Root
        assert len(pdf.attachments) == 0
        actions = [str(each.A.S) for each in pdf.pages[0].Annots if "/A" in each]
        assert actions == ["/URI"], "links to the web stay"
        pdf.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert [each for each in hidden if each in plain.read_bytes()] == []


def test_pages_look_and_read_as_before(tmp_path: Path) -> None:
    source = media_samples.handbook()
    made = make("original", "source", source, tmp_path)["original"]
    shown = []
    for path in (source, made.path):
        document = pypdfium2.PdfDocument(path)
        page = document[1]
        shown.append((page.get_textpage().get_text_bounded(), page.render(scale=0.5).to_pil().tobytes()))
        document.close()
    assert shown[0] == shown[1]


def test_film_and_sound_have_no_public_original(tmp_path: Path) -> None:
    with pytest.raises(ProcessingFailed) as failed:
        make("original", "source", media_samples.clip(), tmp_path)
    assert failed.value.code == "no_public_original"


def test_a_picture_that_cannot_be_scrubbed_is_not_handed_out(tmp_path: Path) -> None:
    source = taken(media_samples.picture())
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe1\x00\x01")
    with pytest.raises(ProcessingFailed) as failed:
        make("original", "source", type(source)(broken, "image/jpeg", source.facts), tmp_path / "out")
    assert failed.value.code == "scrub_failed"
    assert str(tmp_path) not in str(failed.value)
