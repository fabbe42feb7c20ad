"""The system checks name each missing tool and what to do."""

import stat

import pytest

from media_pipeline import checks


@pytest.fixture
def only(monkeypatch, tmp_path):
    """A PATH that holds just these programs, each printing a text."""

    def make(**programs: str) -> None:
        for name, text in programs.items():
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        (tmp_path / "cat").symlink_to("/bin/cat")
        monkeypatch.setenv("PATH", str(tmp_path))
        checks.encoders.cache_clear()

    yield make
    checks.encoders.cache_clear()


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_this_machine_lacks_nothing():
    assert checks.check_tools(None) == []
    assert checks.check_encoders(None) == []
    assert checks.check_settings(None) == []
    assert set(checks.ENCODERS) < checks.encoders()


def test_each_missing_tool_is_named_with_its_package(only):
    only(ffmpeg="")
    found = checks.check_tools(None)
    assert ids(found) == ["media_pipeline.W002", "media_pipeline.W003"]
    assert "ffprobe" in found[0].msg
    assert found[0].hint == "apt install ffmpeg"
    assert found[1].hint == "apt install libimage-exiftool-perl"


def test_each_missing_encoder_is_named(only):
    only(ffmpeg=" V....D libx264  H.264\n A....D aac  AAC", ffprobe="", exiftool="")
    found = checks.check_encoders(None)
    assert ids(found) == ["media_pipeline.W004"]
    assert "libmp3lame" in found[0].msg


def test_without_ffmpeg_its_encoders_are_not_asked_for(only):
    only(exiftool="")
    assert checks.check_encoders(None) == []
    assert "media_pipeline.W001" in ids(checks.check_tools(None))


def test_running_bare_is_said_loudly(settings):
    settings.KHO_SANDBOX = "off"
    (message,) = checks.check_jail(None)
    assert message.id == "media_pipeline.W006"
    assert "bubblewrap" in message.hint


def test_a_jail_is_no_news(settings):
    settings.KHO_SANDBOX = "auto"
    assert checks.check_jail(None) == []


def test_a_storage_for_media_is_demanded(settings):
    settings.STORAGES = {name: value for name, value in settings.STORAGES.items() if name != "media"}
    assert ids(checks.check_settings(None)) == ["media_pipeline.E002"]
