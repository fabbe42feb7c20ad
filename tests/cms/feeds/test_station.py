"""A station's whole way on real sound: upload, worker, feed, fetch, check, play."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cms.feeds.refresh import refresh
from cms.library import actions
from cms.library.models import LanguageVariant, Publication
from media_pipeline import worker
from tests.cms.conftest import make_material, make_variant

CLIENT = Path(__file__).resolve().parents[3] / "deploy" / "radio" / "kho-radio.sh"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bulletin(editor, reviewer, agency, tmp_path) -> LanguageVariant:
    """Three seconds of a tone, through the door and the worker, published."""
    source = tmp_path / "ban tin.wav"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=3", str(source)]
    subprocess.run(command, check=True)
    variant = make_variant(make_material(editor, agency, "audio", name="Bản tin"), editor, title="Bản tin sáng")
    file = actions.receive_file(source, name=source.name, agency=agency, actor=editor)
    actions.attach(variant, file, actor=editor)
    actions.submit(LanguageVariant.objects.get(pk=variant.pk), actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    assert worker.drain(timeout=60)
    return LanguageVariant.objects.get(pk=variant.pk)


def test_the_last_build_publishes_without_waiting_for_the_clock(bulletin):
    assert Publication.objects.get().is_current


def test_a_station_fetches_and_checks_the_bulletin(bulletin, live_server, settings, tmp_path):
    settings.SITE_URL = live_server.url
    refresh()
    store = tmp_path / "station"
    environment = {**os.environ, "KHO_FEED": f"{live_server.url}/feeds/radio/vi/15/", "KHO_STORE": str(store)}
    fetched = subprocess.run(["sh", str(CLIENT), "fetch"], env=environment, capture_output=True, text=True, check=False)
    assert fetched.returncode == 0, fetched.stderr
    (sound,) = store.glob("*.mp3")
    assert hashlib.sha256(sound.read_bytes()).hexdigest() == sound.stem
    listed = subprocess.run(["sh", str(CLIENT), "list"], env=environment, capture_output=True, text=True, check=True)
    assert "Bản tin sáng" in listed.stdout and "phát được" in listed.stdout
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_format", str(sound)], capture_output=True, check=True
    )
    assert abs(float(json.loads(probed.stdout)["format"]["duration"]) - 3) < 0.2


@pytest.mark.parametrize("name", ["playlist.m3u8", "playlist.m3u"])
def test_players_play_the_lists(bulletin, live_server, settings, name, tmp_path):
    settings.SITE_URL = live_server.url
    refresh()
    address = f"{live_server.url}/feeds/radio/vi/{name}"
    if name.endswith("m3u"):
        curl = subprocess.run(["curl", "-fsS", address], capture_output=True, text=True, check=True)
        address = next(line for line in curl.stdout.splitlines() if not line.startswith("#"))
    assert shutil.which("ffmpeg")
    heard = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", address, "-f", "wav", str(tmp_path / "heard.wav")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert heard.returncode == 0, heard.stderr
    assert abs((tmp_path / "heard.wav").stat().st_size / (44100 * 2) - 3) < 0.3
