"""System checks: which tool is missing on this machine, and what to do about it.

They are warnings, so that a host without the tools still migrates and serves; media work waits there with a reason.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from media_pipeline import jail, options
from media_pipeline.errors import JailUnavailable

# tool → (check id, Debian package)
TOOLS = {
    "ffmpeg": ("W001", "ffmpeg"),
    "ffprobe": ("W002", "ffmpeg"),
    "exiftool": ("W003", "libimage-exiftool-perl"),
}
ENCODERS = ("libx264", "aac", "libmp3lame")
SECONDS = 20


@register("media")
def check_tools(app_configs: Sequence | None, **kwargs: object) -> list[CheckMessage]:
    """Name each program that the recipes call and this machine lacks."""
    found = []
    for tool, (number, package) in TOOLS.items():
        if shutil.which(tool) is None:
            found.append(
                Warning(
                    f"Thiếu chương trình {tool}: tệp liên quan không xử lý được. / The program {tool} is missing.",
                    hint=f"apt install {package}",
                    id=f"media_pipeline.{number}",
                )
            )
    return found


@register("media")
def check_encoders(app_configs: Sequence | None, **kwargs: object) -> list[CheckMessage]:
    """Name each encoder that this ffmpeg was built without."""
    if shutil.which("ffmpeg") is None:
        return []
    have = encoders()
    return [
        Warning(
            f"ffmpeg trên máy này không có bộ mã hóa {name}. / This ffmpeg lacks the encoder {name}.",
            hint="apt install ffmpeg (Debian's build has it; a static build on PATH may hide it)",
            id="media_pipeline.W004",
        )
        for name in ENCODERS
        if name not in have
    ]


@register("media")
def check_jail(app_configs: Sequence | None, **kwargs: object) -> list[CheckMessage]:
    """Say when media programs would run bare, or not at all."""
    policy = options.sandbox()
    try:
        level = jail.level(policy)
    except JailUnavailable as error:
        text, hint = str(error), "apt install bubblewrap, or Linux 5.13+ with Landlock"
        return [Warning(text, hint=hint, id="media_pipeline.W005")]
    if level != "limits":
        return []
    return [
        Warning(
            "Chương trình xử lý tệp chạy không có vùng cô lập. / Media programs run without a jail, only with limits.",
            hint="apt install bubblewrap, or Linux 5.13+ with Landlock; then SANDBOX=auto or SANDBOX=require",
            id="media_pipeline.W006",
        )
    ]


@register(Tags.files)
def check_settings(app_configs: Sequence | None, **kwargs: object) -> list[CheckMessage]:
    """Refuse a scanner that does not exist: uploads would go unscanned, or nowhere."""
    if options.malware_scanner() not in {"none", "clamav"}:
        return [
            Error(
                f"KHO_MALWARE_SCANNER={options.malware_scanner()!r} không có. / There is no such scanner.",
                hint="'none' or 'clamav'",
                id="media_pipeline.E001",
            )
        ]
    if "media" not in settings.STORAGES:
        return [Error("STORAGES lacks 'media', where originals and renditions lie.", id="media_pipeline.E002")]
    return []


@lru_cache(maxsize=1)
def encoders() -> frozenset[str]:
    """The names of the encoders that this ffmpeg has, asked once a process; empty when it does not answer."""
    order = ["ffmpeg", "-hide_banner", "-encoders"]
    try:
        answer = subprocess.run(order, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    rows = (line.split() for line in answer.stdout.splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1)
