"""The settings this app reads, with the values it falls back to: one place, so that a default is stated once."""

from pathlib import Path

from django.conf import settings

DEFAULT_MAX_UPLOAD_BYTES = 10 * 1024**3
DEFAULT_FREE_DISK_FLOOR = 2 * 1024**3


def data_dir() -> Path:
    """Everything that Kho writes lives below it."""
    return Path(settings.KHO_DATA_DIR)


def scratch_dir() -> Path:
    """Spools and work folders; emptied of leftovers when a worker starts."""
    return Path(settings.KHO_SCRATCH_DIR)


def free_disk_floor() -> int:
    """Bytes that must stay free on the disks that uploads and work use."""
    return int(getattr(settings, "KHO_FREE_DISK_FLOOR", DEFAULT_FREE_DISK_FLOOR))


def max_upload_bytes() -> int:
    """The largest accepted upload."""
    return int(getattr(settings, "KHO_MAX_UPLOAD_BYTES", DEFAULT_MAX_UPLOAD_BYTES))


def quota_bytes() -> int:
    """What one ``fair_key`` may store; 0 is no limit."""
    return int(getattr(settings, "KHO_QUOTA_BYTES", 0))


def sandbox() -> str:
    """``auto``, ``require`` or ``off``: see ``media_pipeline.jail``."""
    return str(getattr(settings, "KHO_SANDBOX", "auto"))


def malware_scanner() -> str:
    """``none`` or ``clamav``."""
    return str(getattr(settings, "KHO_MALWARE_SCANNER", "none"))


def clamd_address() -> str:
    """A socket path, or ``host:port``."""
    return str(getattr(settings, "KHO_CLAMD_ADDRESS", "/run/clamav/clamd.ctl"))


def orphan_days() -> int:
    """How long an object or file that nobody uses is kept."""
    return int(getattr(settings, "KHO_ORPHAN_DAYS", 7))


def executor_path() -> str:
    """Dotted path of the class that wakes the workers."""
    return str(getattr(settings, "KHO_MEDIA_EXECUTOR", "media_pipeline.executors.embedded.EmbeddedExecutor"))
