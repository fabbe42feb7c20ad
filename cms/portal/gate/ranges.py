"""The Range header (RFC 9110, 14): one range of bytes, or nothing."""

import re
from dataclasses import dataclass

# Nineteen digits hold every length there is; longer numbers are taken as no range at all.
ONE_RANGE = re.compile(r"^\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Span:
    """Bytes from ``start`` up to, without, ``stop``."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.stop - self.start


class Unsatisfiable(Exception):
    """The range lies outside: 416."""


def parse(header: str, size: int) -> Span | None:
    """The span asked for of a representation of ``size`` bytes, or None when the whole is to be sent.

    None also for what a server may ignore: other units, broken syntax, more than one range. Raises ``Unsatisfiable``.
    """
    match = ONE_RANGE.match(header)
    if not match:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        wanted = int(last)
        if wanted == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(0, size - wanted), size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(int(last) + 1, size) if last else size)
