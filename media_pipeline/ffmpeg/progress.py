"""ffmpeg's `-progress` lines as seconds done."""

from __future__ import annotations


def seconds_done(line: str) -> float | None:
    """Seconds of output that a line reports, None for every other line.

    `out_time_us` counts microseconds; it is negative or 'N/A' before the first frame."""
    key, _, value = line.strip().partition("=")
    if key != "out_time_us":
        return None
    try:
        return max(0.0, int(value) / 1_000_000)
    except ValueError:
        return None


def percent(done: float, total: float) -> float:
    """0 to 100; 0 while the total is unknown."""
    return min(100.0, 100.0 * done / total) if total > 0 else 0.0
