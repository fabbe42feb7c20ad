"""Frame rates: a mean or made-up rate is snapped to one that screens and editors know."""

from __future__ import annotations

from fractions import Fraction

#: the rates a made picture may have
STANDARD = (
    Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50),
    Fraction(60000, 1001), Fraction(60),
)  # fmt: skip
_NEAR = Fraction(1, 250)  # 23.976 and 24 lie 1/1000 apart: the nearest is taken
_SMOOTH = 50  # a source from here on may keep up to 60


def parse(text: object) -> Fraction | None:
    """ffprobe's "30000/1001"; None for "0/0", nothing and nonsense."""
    try:
        rate = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return rate if rate > 0 else None


def snap(stated: Fraction | None, mean: Fraction | None) -> Fraction:
    """The constant rate for a picture: `stated` is ffprobe's r_frame_rate, `mean` its avg_frame_rate.

    A variable-rate source of 25 with dropped frames has a mean of 21.5: its stated rate is believed when it is a
    standard one and not far above the mean. Caps: 30, or 60 when the source has 50 or more. Unknown: 25.
    """
    mean = mean or stated
    if mean is None:
        return Fraction(25)
    if stated and stated >= mean and stated <= mean * 2 and _nearest(stated):
        return _capped(_nearest(stated), mean)
    near = _nearest(mean)
    if near:
        return _capped(near, mean)
    if mean < STANDARD[0]:  # few frames a second: repeat them evenly where a standard rate is a multiple
        for rate in (Fraction(24), Fraction(25), Fraction(30)):
            if (rate / mean).denominator == 1:
                return rate
        return Fraction(25) if Fraction(20) < mean else Fraction(30)
    if mean < _SMOOTH:
        return Fraction(24) if mean == 48 else Fraction(30)
    return Fraction(50) if mean % 50 == 0 else Fraction(60)


def _nearest(rate: Fraction) -> Fraction | None:
    best = min(STANDARD, key=lambda each: abs(each - rate))
    return best if abs(best - rate) <= best * _NEAR else None


def _capped(rate: Fraction, mean: Fraction) -> Fraction:
    """60 falls to 30 (and 59.94 to 29.97, 50 to 25) when the frames that are there do not carry it."""
    return rate / 2 if rate >= _SMOOTH and mean < 40 else rate
