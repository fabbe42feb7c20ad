"""Captions out: WebVTT, text only."""

from pathlib import Path

import pytest

from tests.media_pipeline.recipes.making import make

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Xin</i> ch&agrave;o <b>bạn</b>\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\nA & B\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_subrip_becomes_webvtt(encoding: str, tmp_path: Path) -> None:
    source = tmp_path / "a.srt"
    source.write_bytes(SRT.encode(encoding))
    made = make("captions", "captions", source, tmp_path / "out")["vtt"]
    assert made.media_type == "text/vtt"
    assert made.seconds == 4.0
    assert made.path.read_bytes().decode("utf-8") == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nXin chào bạn\n\n00:00:03.000 --> 00:00:04.000\nA &amp; B\n"
    )
