"""Wakes the workers that share this data folder, by touching a file."""

import logging
import secrets
from pathlib import Path

from media_pipeline import options

logger = logging.getLogger(__name__)


def wake_file() -> Path:
    """Its change is the signal; its content, the last build's id, only helps a person who looks."""
    return options.data_dir() / "workers" / "wake"


class EmbeddedExecutor:
    """For workers on this machine; those elsewhere find the work at their next look into the database."""

    def nudge(self, build_id: int, lane: str) -> None:
        """Replace the wake file."""
        path = wake_file()
        fresh = path.with_name(f"wake.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(f"{build_id} {lane}\n", encoding="ascii")
            fresh.replace(path)
        except OSError as error:
            # A full disk must not undo what was asked for: the workers look by themselves anyway.
            logger.warning("could not wake the workers for build %s: %s", build_id, error)


def wake_mark() -> tuple[int, int]:
    """A value that differs after every nudge."""
    try:
        status = wake_file().stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)
