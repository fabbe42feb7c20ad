"""Which character belongs to which class: marks, scripts written without spaces, what is dropped, what is a space."""

import sys
import unicodedata

# Scripts that do not put a space between words. Cham (U+AA00–AA5F) does and is therefore not here.
SPACELESS_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0xAA60, 0xAA7F),  # Myanmar extended A (Tai Laing, Khamti)
    (0xAA80, 0xAADF),  # Tai Viet
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),  # Han extension A
    (0x4E00, 0x9FFF),  # Han
    (0x20000, 0x323AF),  # Han extensions B–H, where most Nôm characters are
)
KHMER_COENG = "\u17d2"  # puts the next consonant below the last one: both are one cluster
LATIN_MARK_RANGES = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0xFE20, 0xFE2F))

# Latin letters that have no canonical decomposition (NFD leaves đ and the Central-Highlands ƀ whole).
PLAIN_LETTERS = {
    "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ƌ": "d", "ƀ": "b", "ɓ": "b", "ł": "l", "ø": "o", "ɔ": "o", "ɵ": "o",
    "ħ": "h", "ŧ": "t", "ı": "i", "ɨ": "i", "ŋ": "n", "ɲ": "n", "ɛ": "e", "ə": "e", "ǝ": "e", "ʉ": "u",
    "ß": "ss", "æ": "ae", "œ": "oe", "ƙ": "k", "ƴ": "y", "ɣ": "g", "ʃ": "s",
}  # fmt: skip

# Apostrophes stand inside ethnic names (Čư M'gar, K'Ho): dropped, so that "mgar" and "M’gar" are one word.
APOSTROPHES = frozenset("'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u02c8\u0060\u00b4\u2032\uff07")
TONE_DIGITS = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}  # the digits of VNI typing


def in_ranges(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """True when the code point lies in one of the inclusive ranges."""
    return any(low <= code <= high for low, high in ranges)


def is_spaceless(char: str) -> bool:
    """True for a letter or mark of a script written without spaces between words."""
    return in_ranges(ord(char), SPACELESS_RANGES)


def is_latin_mark(char: str) -> bool:
    """True for a combining mark of the Latin script: tone, breve, horn …; never a vowel of another script."""
    return in_ranges(ord(char), LATIN_MARK_RANGES)


def clean(char: str) -> str:
    """What a character becomes before anything else: itself, a plain space, or nothing.

    Dropped: zero-width characters, soft hyphen, bidi controls, variation selectors, lone surrogates (they cannot be
    stored as UTF-8). Spaces of all kinds, line ends and control characters become one plain space.
    """
    if "\u0020" <= char <= "\u007e":
        return char
    category = unicodedata.category(char)
    if category in ("Cf", "Cs") or "\ufe00" <= char <= "\ufe0f":
        return ""
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    return char


def class_of(codes: list[int]) -> str:
    """The inside of a regular-expression set for sorted code points."""
    parts: list[str] = []
    start = previous = codes[0]
    for code in [*codes[1:], sys.maxunicode + 2]:
        if code != previous + 1:
            parts.append(f"\\U{start:08x}" if start == previous else f"\\U{start:08x}-\\U{previous:08x}")
            start = code
        previous = code
    return "".join(parts)


# Every combining mark up to the end of the supplementary ideographic plane; re has no \p{M}.
MARK_CLASS = class_of([code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)) in ("Mn", "Mc")])
SPACELESS_CLASS = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in SPACELESS_RANGES)
