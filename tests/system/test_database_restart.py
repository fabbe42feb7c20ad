"""PostgreSQL goes away under the running parts: 503 with a time to come back, then everything goes on by itself."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.media_pipeline.media_samples import sound
from tests.system.installation import ROOT, Installation, stop, wait_for

SCRIPT = ROOT / "deploy" / "development" / "postgresql.sh"
FEED = "/feeds/all/all/atom.xml"
PAGES = ("/", "/tim-kiem/?q=khai", "/kiem-tra/?ma=abcdefgh", "/api/v1/materials", "/readyz", "/quan-tri/login/")


class Postgres:
    """Debian's server, started by the project's own script, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "KHO_PG_DIR": str(folder)}
        started = subprocess.run([SCRIPT, "start"], env=self.env, capture_output=True, text=True)
        assert started.returncode == 0, started.stderr
        self.url = started.stdout.strip()
        self.options = shlex.split((folder / "data" / "postmaster.opts").read_text())

    def control(self, *order: str) -> None:
        """pg_ctl as the user that owns the data."""
        owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"]
        tool = [str(Path(self.options[0]).with_name("pg_ctl")), "-D", str(self.folder / "data"), "-w", *order]
        subprocess.run([*(owner if os.getuid() == 0 else []), *tool], cwd="/", check=True, stdout=subprocess.DEVNULL)

    def away(self) -> None:
        self.control("stop", "-m", "fast")

    def back(self) -> None:
        log = str(self.folder / "server.log")
        self.control("start", "-l", log, "-o", shlex.join(self.options[3:]))

    def end(self) -> None:
        subprocess.run([SCRIPT, "stop"], env=self.env, check=True)


@pytest.fixture
def postgres(tmp_path):
    """A server of its own; its folder lies where the server's user may go."""
    server = Postgres(Path("/tmp") / f"kho-pg-{os.getpid()}-{tmp_path.name}")
    try:
        yield server
    finally:
        server.end()


def test_a_restart_of_the_database_is_outlived(postgres, tmp_path):
    kho = Installation(tmp_path / "data")
    kho.env["DATABASE_URL"] = postgres.url
    kho.manage("migrate", "-v", "0", out=tmp_path / "migrate")
    kho.manage("collectstatic", "--no-input", "-v", "0", out=tmp_path / "static")
    parts = []
    with kho.serve(tmp_path / "web"):
        try:
            for name in ("media_worker", "follow_journal"):
                parts.append(kho.start(name, out=tmp_path / name))
            assert {path: kho.fetch(path)[0] for path in PAGES} == dict.fromkeys(PAGES, 200)
            kho.publish(tmp_path / "tin-nhan", {"kind": "sms", "language": "vi", "text": "Khai sinh trong 60 ngày."})
            wait_for(lambda: b"<entry " in kho.fetch(FEED)[2])

            postgres.away()
            for path in PAGES:
                status, headers, body = kho.fetch(path)
                assert status == 503, path
                assert b"Traceback" not in body and b"OperationalError" not in body, path
                assert path == "/readyz" or headers["retry-after"], path
            assert kho.fetch("/healthz")[0] == 200
            assert b"<entry " in kho.fetch(FEED)[2]

            postgres.back()
            wait_for(lambda: kho.fetch("/readyz")[0] == 200, 30)
            assert {path: kho.fetch(path)[0] for path in PAGES} == dict.fromkeys(PAGES, 200)
            news = {"kind": "audio", "language": "vi", "title": "Bản tin khai sinh", "file": "tin.wav"}
            public_id = kho.publish(tmp_path / "ban-tin", news, sound(".wav", 2.0))
            wait_for(lambda: kho.fetch(f"/api/v1/materials/{public_id}")[0] == 200)
            wait_for(lambda: public_id.encode() in kho.fetch(FEED)[2])
            assert [part.poll() for part in parts] == [None, None]
        finally:
            for part in parts:
                stop(part)
    assert [part.returncode for part in parts] == [0, 0]
