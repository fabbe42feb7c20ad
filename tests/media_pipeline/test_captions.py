"""Captions: what is read, what is refused and on which line, what goes out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from media_pipeline import captions
from media_pipeline.errors import ProcessingFailed, Refused

HEAD = "WEBVTT\n\n"


def inspected(content: str | bytes, folder: Path) -> dict:
    """Facts of this text as a file."""
    path = folder / "a.vtt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return captions.inspect(path)


def converted(content: str | bytes, folder: Path) -> str:
    """The WebVTT made of it."""
    path, target = folder / "a.vtt", folder / "out" / "b.vtt"
    target.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    captions.convert(path, target)
    return target.read_bytes().decode("utf-8")


def test_facts(tmp_path: Path) -> None:
    facts = inspected(HEAD + "00:01.000 --> 00:02.500\nMột\n\n01:00:00.000 --> 01:00:01.250\nHai\n", tmp_path)
    assert facts == {"cues": 2, "seconds": 3601.25}


def test_only_words_go_out(tmp_path: Path) -> None:
    source = (
        "\ufeffWEBVTT - Tên\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE riêng\n\n"
        "ten-cua-dong\n00:01.000 --> 00:02.000 align:start position:10%\n"
        "<v Lan>Xin <c.vang>chào</c></v> &amp; <b>bạn</b>\n"
        "dòng <00:01.500>hai\n\n00:03.000 --> 00:04.000\n1 &lt; 2 và AT&T\n"
    )
    assert converted(source, tmp_path) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nXin chào &amp; bạn\ndòng hai\n\n"
        "00:00:03.000 --> 00:00:04.000\n1 &lt; 2 và AT&amp;T\n"
    )


def test_what_goes_out_is_read_back_the_same(tmp_path: Path) -> None:
    first = converted(HEAD + "00:01.000 --> 00:02.000\n<i>Ê Đê</i> &lt;ba&gt; & bốn\n", tmp_path)
    assert converted(first, tmp_path) == first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    text = HEAD + "00:01.000 --> 00:02.000\nꪼꪕ ភាសាខ្មែរ Tiếng Việt\n"
    assert "ꪼꪕ ភាសាខ្មែរ Tiếng Việt" in converted(marks.get(encoding, b"") + text.encode(encoding), tmp_path)


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    assert "hòa" in converted(HEAD + "00:01.000 --> 00:02.000\nho\u0300a\n", tmp_path)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(ending: str, tmp_path: Path) -> None:
    text = (HEAD + "00:01.000 --> 00:02.000\na\nb\n\n00:03.000 --> 00:04.000\nc\n").replace("\n", ending)
    assert inspected(text, tmp_path)["cues"] == 2


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (HEAD + "00:01.000 --> 00:02.000\n<script>alert(1)</script>\n", "captions_markup",
         {"line": 4, "found": "<script"}),
        (HEAD + "00:01.000 --> 00:02.000\na\n<img src=x onerror=alert(1)>\n", "captions_markup", {"line": 5}),
        (HEAD + "00:01.000 --> 00:02.000\n&lt;script&gt;x\n", "captions_markup", {"line": 4}),
        (HEAD + "00:01.000 --> 00:02.000\n<a href='javascript:x'>b</a>\n", "captions_markup", {"line": 4}),
        (HEAD + "00:01.000 --> 00:02.000\n<a href='http://x'>b</a>\n", "captions_markup", {"line": 4}),
        (HEAD + "NOTE <script>\n\n00:01.000 --> 00:02.000\na\n", "captions_markup", {"line": 3}),
        (HEAD + "STYLE\n::cue { background: url(http://x/) }\n\n00:01.000 --> 00:02.000\na\n", "captions_markup",
         {"line": 4, "found": "url("}),
        (HEAD + "00:02.000 --> 00:01.000\na\n", "captions_time", {"line": 3, "found": "00:02.000 --> 00:01.000"}),
        (HEAD + "00:01.000 --> 00:02.000\na\n\nno time here\nb\n", "captions_syntax",
         {"line": 6, "found": "no time here"}),
        (HEAD + "00:61.000 --> 00:99.000\na\n", "captions_syntax", {"line": 3}),
        ("1\n00:00:01,000 -> 00:00:02,000\na\n", "captions_syntax", {"line": 1}),
        (HEAD, "captions_empty", {}),
        (HEAD + "NOTE only a note\n", "captions_empty", {}),
        (HEAD + "00:01.000 --> 00:02.000\n\n", "captions_empty", {}),
        ((HEAD + "00:01.000 --> 00:02.000\nTi").encode() + b"\xaa\xbfng\n", "captions_encoding", {"line": 4}),
        ((HEAD + "00:01.000 --> 00:02.000\nchào\n").encode("cp1258", "replace") + b"\xfd", "captions_encoding", {}),
        (HEAD.encode() + b"00:01.000 --> 00:02.000\na\x00b\n", "captions_encoding", {"line": 4}),
    ],
)  # fmt: skip
def test_refusals_name_the_line(content: str | bytes, code: str, params: dict, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        inspected(content, tmp_path)
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


def test_too_much_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        inspected(HEAD + "00:01.000 --> 00:02.000\n" + "a" * 5_300_000, tmp_path)
    assert refused.value.code == "captions_too_large"


def test_processing_says_failed_where_the_door_says_refused(tmp_path: Path) -> None:
    with pytest.raises(ProcessingFailed) as failed:
        converted(HEAD, tmp_path)
    assert failed.value.code == "captions_empty"


def test_cues_come_out_in_order_of_time(tmp_path: Path) -> None:
    text = converted(HEAD + "00:05.000 --> 00:06.000\nsau\n\n00:01.000 --> 00:02.000\ntrước\n", tmp_path)
    assert text.index("trước") < text.index("sau")


@pytest.mark.parametrize("length", [50_000])
def test_hostile_lines_take_no_time(length: int, tmp_path: Path) -> None:
    for filler in ("<", "<b", "{\\", "&amp;", "<b " * 3, "-->"):
        text = HEAD + "00:01.000 --> 00:02.000\nx" + filler * (length // len(filler)) + "\n"
        try:
            assert inspected(text, tmp_path)["cues"] == 1
        except Refused as refused:
            assert refused.code.startswith("captions_")


def test_the_child_answers_in_one_line_of_json(tmp_path: Path) -> None:
    """As the jail calls it: a program of its own that needs nothing of ours."""
    path = tmp_path / "a.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\na\n")
    program = Path(captions.__file__).parent / "children" / "captions.py"
    request = json.dumps({"path": str(path), "target": ""})
    done = subprocess.run([sys.executable, "-E", "-s", program, request], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"ok": {"cues": 1, "seconds": 2.0}}
