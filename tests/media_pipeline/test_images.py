"""Pictures at the door: sizes from the header, bombs refused before anything is unpacked."""

import io
import resource
import struct
from pathlib import Path

import pytest
from PIL import Image

from media_pipeline import door_check, images, jail, sniff
from media_pipeline.errors import Refused
from media_pipeline.jail import child
from tests.media_pipeline import media_samples


def checked(content: bytes, folder: Path) -> door_check.Probed:
    """The door's verdict on these bytes."""
    path = folder / "upload"
    path.write_bytes(content)
    return door_check.probe(path, sniff.sniff(path))


def refused(content: bytes, folder: Path) -> Refused:
    """The door's reason."""
    with pytest.raises(Refused) as error:
        checked(content, folder)
    assert str(folder) not in str(error.value)
    return error.value


def packed(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as bytes."""
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".gif"])
def test_facts_from_the_header(suffix: str, tmp_path: Path) -> None:
    found = checked(media_samples.picture(suffix).read_bytes(), tmp_path)
    assert found.family == "image"
    assert {key: found.facts[key] for key in ("width", "height", "frames", "seconds")} == {
        "width": 800, "height": 600, "frames": 1, "seconds": None,
    }  # fmt: skip


def test_a_picture_on_its_side_has_the_size_that_is_seen(tmp_path: Path) -> None:
    facts = checked(media_samples.camera_jpeg(6).read_bytes(), tmp_path).facts
    assert (facts["width"], facts["height"]) == (600, 800)


def test_a_png_bomb_is_refused_from_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finished: list[jail.Finished] = []
    real = child.run

    def watched(*arguments: object, **options: object) -> jail.Finished:
        finished.append(real(*arguments, **{**options, "level": "landlock"}))
        return finished[-1]

    monkeypatch.setattr(child, "run", watched)
    reason = refused(media_samples.png_bomb(), tmp_path)
    assert reason.code == "image_too_large"
    assert reason.params == {
        "width": 30_000, "height": 30_000, "frames": 1, "megapixels": 900, "max_megapixels": images.MAX_MEGAPIXELS,
    }  # fmt: skip
    # Linux counts what the parent held when it forked into the child's peak.
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert finished[0].peak_kilobytes < max(200_000, inherited + 20_000)


@pytest.mark.parametrize(
    ("size", "code"),
    [((30_001, 100), "image_side_too_long"), ((100, 40_000), "image_side_too_long"),
     ((20_000, 10_001), "image_too_large"),
     ((2**31 - 1, 2**31 - 1), "image_too_large")],
)  # fmt: skip
def test_caps(size: tuple[int, int], code: str, tmp_path: Path) -> None:
    assert refused(media_samples.png_bomb(*size), tmp_path).code == code


def test_a_poster_of_139_megapixels_passes_the_header(tmp_path: Path) -> None:
    facts = checked(media_samples.png_bomb(9933, 14_043), tmp_path).facts
    assert (facts["width"], facts["height"]) == (9933, 14_043)


def test_frames_count_together(tmp_path: Path) -> None:
    frame = packed(Image.new("P", (4000, 4000)), "GIF")
    header, picture = frame[:13], frame[13 + 3 * (2 << (frame[10] & 7)) : -1]
    many = header + frame[13 : 13 + 3 * (2 << (frame[10] & 7))] + picture * 13 + b";"
    reason = refused(many, tmp_path)
    assert reason.code == "image_too_large"
    assert reason.params["megapixels"] == 208


def test_pages_of_a_tiff_count_each_with_its_own_size(tmp_path: Path) -> None:
    pages = [Image.new("1", (12_000, 6_000)) for _ in range(3)]
    whole = packed(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    assert refused(whole, tmp_path).code == "image_too_large"
    fewer = packed(pages[0], "TIFF", save_all=True, append_images=pages[1:2], compression="group4")
    assert checked(fewer, tmp_path).facts["frames"] == 2


@pytest.mark.parametrize("frames", [2, 3])
def test_a_webp_bomb_is_refused_before_its_canvas_is_made(frames: int, tmp_path: Path) -> None:
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + struct.pack("<I", 16_382)[:3] * 2
    body = b"WEBP" + chunk + b"ANIM" + struct.pack("<I", 6) + bytes(6) * frames
    reason = refused(b"RIFF" + struct.pack("<I", len(body)) + body, tmp_path)
    assert reason.code == "image_too_large"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(40), b"GIF89a" + bytes(3),
     b"II*\x00\x08\x00\x00\x00" + bytes(20), b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(40)],
    ids=["jpeg", "png", "gif", "tiff", "webp"],
)  # fmt: skip
def test_a_header_alone_is_unreadable(content: bytes, tmp_path: Path) -> None:
    assert refused(content.ljust(24, b"\x00"), tmp_path).code == "image_unreadable"


def test_one_format_is_never_read_as_another(tmp_path: Path) -> None:
    """The type that the content sniff found is the only one that Pillow may try."""
    path = tmp_path / "a.png"
    path.write_bytes(media_samples.picture(".png").read_bytes())
    with pytest.raises(Refused) as error:
        images.inspect(path, "image/jpeg")
    assert error.value.code == "image_unreadable"


@pytest.mark.parametrize("kind", ["EPS", "PPM", "BMP", "TGA", "PCX", "ICO"])
def test_formats_that_are_not_ours_never_reach_a_decoder(kind: str, tmp_path: Path) -> None:
    assert refused(packed(Image.new("RGB", (16, 16)), kind), tmp_path).code == "unsupported_type"
