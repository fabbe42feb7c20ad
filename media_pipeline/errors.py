"""What can go wrong with a file, as codes with parameters; the texts are written elsewhere from the code.

Every code that this package raises stands in `CODES` with the names of its parameters, so that a test can hold the
texts complete. Parameters are plain strings and numbers: they are stored as JSON and shown to the user.
"""

from __future__ import annotations

#: code -> names of its parameters. Codes of the door first, then those of processing, then those of the machine.
CODES: dict[str, tuple[str, ...]] = {
    # The door: content
    "empty_file": (),
    "file_too_small": ("bytes",),
    "unsupported_type": ("detected",),
    "playlist_in_disguise": ("detected",),
    "name_mismatch": ("detected", "claimed"),
    # The door: header and probe
    "media_unreadable": ("detail",),
    "media_encrypted": (),
    "media_no_track": (),
    "media_no_duration": (),
    "media_codec": ("codec",),
    "media_too_long": ("hours", "max_hours"),
    "video_too_small": ("width", "height", "min_side"),
    "video_too_large": ("width", "height", "max_side"),
    "image_unreadable": ("detail",),
    "image_too_large": ("width", "height", "frames", "megapixels", "max_megapixels"),
    "image_side_too_long": ("width", "height", "max_side"),
    "pdf_unreadable": ("detail",),
    "pdf_encrypted": (),
    "pdf_empty": (),
    "captions_too_large": ("bytes", "max_bytes"),
    "captions_encoding": ("line",),
    "captions_syntax": ("line", "found"),
    "captions_markup": ("line", "found"),
    "captions_time": ("line", "found"),
    "captions_empty": (),
    "check_too_heavy": ("what",),
    # Processing
    "media_damaged": ("detail",),
    "duration_differs": ("expected", "found", "output"),
    "tracks_differ": ("expected", "found", "output"),
    "output_missing": ("output",),
    "no_picture_track": (),
    "no_voice_track": (),
    "image_damaged": ("detail",),
    "pdf_damaged": ("detail",),
    "pdf_pages_differ": ("expected", "found"),
    "scrub_failed": ("detail",),
    "no_public_original": ("media_type",),
    "captions_damaged": ("detail",),
    "unknown_parameter": ("name", "value"),
    "too_slow": ("seconds",),
    "too_heavy": ("what",),
    "child_failed": ("detail",),
    # The machine
    "scratch_full": (),
    "jail_unavailable": ("detail",),
    "tool_missing": ("tool",),
}


class MediaError(Exception):
    """A reason with a code and parameters; `str()` is for logs, users get the text made from the code."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class Refused(MediaError):
    """The file is refused at the door: its content or header says that it cannot be taken."""


class ProcessingFailed(MediaError):
    """An accepted file could not be processed; the original is untouched and "try again" is possible."""


class JailUnavailable(MediaError):
    """The machine cannot confine media programs as the policy demands; nothing was run."""

    def __str__(self) -> str:
        return (
            "Máy này không cô lập được chương trình xử lý tệp (bubblewrap và Landlock đều không dùng được) nên không xử"
            " lý tệp nào. Hãy cài bubblewrap hoặc dùng nhân Linux từ 5.13, hoặc đặt SANDBOX=auto khi chỉ chạy thử."
            " / This machine cannot confine media programs (neither bubblewrap nor Landlock works), so nothing is"
            " processed. Install bubblewrap or use Linux 5.13 or later, or set SANDBOX=auto for a trial only."
            f" ({self.params.get('detail', '')})"
        )


class Stopped(Exception):
    """The caller asked to stop (shutdown, lost lease): not a failure of the file."""
