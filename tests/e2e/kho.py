"""A whole Kho of its own: `make run`'s supervisor with web server, media worker and journal, and a small library."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "cms.config.settings.production"
# Of the demo: one of each kind, the film with a second voice, a picture in four languages, an old and a withdrawn one.
KEYS = (
    "nop-ho-so-5-buoc", "nop-ho-so-4-buoc", "video-khai-sinh", "so-tay-to-cong-nghe-so", "loa-xa-khai-sinh",
    "ban-tin-lua-dao", "ap-phich-lua-dao", "sms-bo-sung-ho-so", "sms-ho-tro-cu",
)  # fmt: skip
FILL = (
    "import django; django.setup()\n"
    "from cms.library.demo import catalogue, filling\n"
    f"filling.fill(print, [each for each in catalogue.materials() if each['key'] in {KEYS!r}])"
)


class Kho:
    """Started on a free port; ``base`` is its address."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.log = data.parent / "kho.log"
        kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
        self.environment = {
            **kept, "LANG": "C.UTF-8", "KHO_DATA_DIR": str(data), "KHO_DEMO": "no", "PORT": str(port),
            "HOST": "127.0.0.1", "SITE_URL": self.base, "DJANGO_SETTINGS_MODULE": SETTINGS, "LOG_LEVEL": "WARNING",
            "KHO_FREE_DISK_FLOOR": "0",
        }  # fmt: skip
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "deploy" / "run.py")],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Until it is served; fails with its log when it ended before."""
        while "Ctrl-C để dừng" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)

    def fill(self) -> None:
        """Make the small library."""
        done = self.python(FILL)
        assert done.returncode == 0, done.stdout + done.stderr

    def python(self, code: str) -> subprocess.CompletedProcess:
        """Run Python beside the server, on its data."""
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)

    def json(self, path: str) -> Any:
        """What the public API says."""
        with urllib.request.urlopen(self.base + path, timeout=20) as answer:
            return json.load(answer)

    def stop(self) -> None:
        """As by Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
