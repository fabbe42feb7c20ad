"""Pictures in several widths: upright, sRGB, on white, without any metadata."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageStat

from media_pipeline import images, jail
from media_pipeline.errors import ProcessingFailed
from media_pipeline.jail import child
from tests.media_pipeline import media_samples
from tests.media_pipeline.recipes.making import make, taken


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1, (1,)), (319, (319,)), (320, (320,)), (639, (320,)), (1280, (320, 640, 960, 1280)),
     (9933, (320, 640, 960, 1280, 1920, 2560))],
)  # fmt: skip
def test_widths_never_enlarge(width: int, widths: tuple[int, ...]) -> None:
    assert images.widths_for(width) == widths


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [(".jpg", "RGB"), (".jpg", "L"), (".jpg", "CMYK"), (".png", "RGB"), (".png", "RGBA"), (".png", "P"), (".png", "LA"),
     (".png", "1"), (".webp", "RGB"), (".tif", "CMYK"), (".tif", "RGB"), (".gif", "P")],
)  # fmt: skip
def test_every_kind_of_picture_is_made_in_both_formats(suffix: str, mode: str, tmp_path: Path) -> None:
    made = make("image", "image", media_samples.picture(suffix, 800, 600, mode), tmp_path)
    assert list(made) == ["jpeg-320", "webp-320", "jpeg-640", "webp-640"]
    for name, each in made.items():
        with Image.open(each.path) as image:
            assert image.format == name.partition("-")[0].upper()
            assert image.size == (each.width, each.height) == (int(name[5:]), int(name[5:]) * 3 // 4)
            assert image.mode == "RGB"
            assert not image.getexif()
            assert "icc_profile" not in image.info and "comment" not in image.info
            if mode in ("RGB", "RGBA", "P", "CMYK"):
                red, green, blue = image.getpixel((image.size[0] // 8, image.size[1] // 8))
                assert red > 150 and green < 90 and blue < 90, "the upper left quarter is red"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(orientation: int, tmp_path: Path) -> None:
    source = tmp_path / "turned.jpg"
    stored = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270,
              2: Image.Transpose.FLIP_LEFT_RIGHT, 4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
              7: Image.Transpose.TRANSVERSE}  # fmt: skip
    photo = media_samples.photo(800, 600)
    exif = Image.Exif()
    exif[0x0112] = orientation
    (photo.transpose(stored[orientation]) if orientation in stored else photo).save(source, exif=exif.tobytes())
    assert (taken(source).facts["width"], taken(source).facts["height"]) == (800, 600)
    made = make("image", "image", source, tmp_path / "out")
    with Image.open(made["jpeg-640"].path) as image:
        assert image.size == (640, 480)
        corners = [image.getpixel(at) for at in ((60, 60), (580, 60), (60, 420), (580, 420))]
    reds = [red > 150 and green < 90 for red, green, _ in corners]
    assert reds == [True, False, False, False]


def test_nothing_of_the_camera_is_left(tmp_path: Path) -> None:
    for each in make("image", "image", media_samples.camera_jpeg(), tmp_path).values():
        data = each.path.read_bytes()
        for trace in (b"Exif", b"SERIAL", b"SECRET", b"GPS", b"photoshop", b"TOOL-99"):
            assert trace not in data


def test_transparency_becomes_white(tmp_path: Path) -> None:
    source = tmp_path / "logo.png"
    image = Image.new("RGBA", (640, 640), (0, 0, 0, 0))
    image.paste((0, 120, 0, 255), (200, 200, 440, 440))
    image.save(source)
    made = make("image", "image", source, tmp_path / "out")
    with Image.open(made["jpeg-320"].path) as small:
        assert min(small.getpixel((10, 10))) > 250
        assert small.getpixel((160, 160))[1] > 100 > small.getpixel((160, 160))[0] + 50


def test_colours_are_converted_to_srgb(tmp_path: Path) -> None:
    """A profile whose red and blue are exchanged: a viewer that ignored it would show the wrong colour."""
    source = tmp_path / "lab.tif"
    srgb = ImageCms.createProfile("sRGB")
    lab = ImageCms.createProfile("LAB")
    red = Image.new("RGB", (400, 400), (220, 30, 30))
    converted = ImageCms.profileToProfile(red, srgb, lab, outputMode="LAB")
    converted.save(source, icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    made = make("image", "image", source, tmp_path / "out")
    with Image.open(made["jpeg-320"].path) as image:
        colour = image.getpixel((100, 100))
    assert max(abs(a - b) for a, b in zip(colour, (220, 30, 30), strict=True)) < 12


def test_a_broken_profile_does_not_lose_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "profile.jpg"
    media_samples.photo().save(source, icc_profile=b"not a profile" * 20)
    assert len(make("image", "image", source, tmp_path / "out")) == 4


def test_sixteen_bits_of_grey_keep_their_tones(tmp_path: Path) -> None:
    source = tmp_path / "grey.png"
    Image.new("I;16", (400, 300), 40_000).save(source)
    made = make("image", "image", source, tmp_path / "out")
    with Image.open(made["jpeg-320"].path) as image:
        assert ImageStat.Stat(image.convert("L")).mean[0] == pytest.approx(40_000 / 256, abs=3)


def test_bands_join_without_a_seam(tmp_path: Path) -> None:
    """A tall picture is reduced in several bands; the result equals reducing it whole."""
    source = tmp_path / "tall.png"
    tall = Image.linear_gradient("L").resize((2600, 5003), Image.Resampling.BICUBIC)
    tall.convert("RGB").save(source, compress_level=1)
    made = make("image", "image", source, tmp_path / "out")
    with Image.open(made["jpeg-320"].path) as image:
        assert image.size == (320, 616)
        whole = tall.resize((320, 616), Image.Resampling.LANCZOS)
        column = [abs(image.convert("L").getpixel((100, y)) - whole.getpixel((100, y))) for y in range(616)]
    assert max(column) <= 4


def test_a_cut_picture_fails_with_a_reason(tmp_path: Path) -> None:
    source = taken(media_samples.truncated(media_samples.picture(".png"), 0.5))
    with pytest.raises(ProcessingFailed) as failed:
        make("image", "image", source, tmp_path)
    assert failed.value.code == "image_damaged"
    assert str(source.path) not in failed.value.params["detail"]


@pytest.mark.parametrize("mode", ["RGBA"])
def test_an_a0_poster_is_accepted_and_made_in_little_memory(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a0.png"
    source.write_bytes(media_samples.flat_png(9933, 14043, (30, 90, 160, 255)[: len(mode)]))
    assert taken(source).facts["width"] == 9933
    peaks = []
    real = child.run

    def watched(*arguments: object, **options: object) -> jail.Finished:
        peaks.append(real(*arguments, **{**options, "level": "landlock"}))
        return peaks[-1]

    monkeypatch.setattr(child, "run", watched)
    made = make("image", "image", source, tmp_path / "out")
    assert made["jpeg-2560"].height == 3619
    assert max(each.peak_kilobytes for each in peaks) < 1_000_000


def test_an_animated_gif_gives_its_first_frame(tmp_path: Path) -> None:
    source = tmp_path / "moving.gif"
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "green", "blue")]
    frames[0].save(source, save_all=True, append_images=frames[1:])
    assert taken(source).facts["frames"] == 3
    with Image.open(make("image", "image", source, tmp_path / "out")["jpeg-320"].path) as image:
        assert image.getpixel((50, 50))[0] > 200


def test_a_polyglot_loses_its_other_half(tmp_path: Path) -> None:
    source = tmp_path / "both.gif"
    plain = io.BytesIO()
    media_samples.photo(400, 300).convert("P").save(plain, "GIF")
    source.write_bytes(plain.getvalue() + b"\n*/=1;alert(document.domain)//")
    for each in make("image", "image", source, tmp_path / "out").values():
        assert b"alert" not in each.path.read_bytes()
