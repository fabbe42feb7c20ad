"""Normalising and folding: what makes "Đường", "duong" and "ĐƯỜNG" (composed or not) one word."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from search.text.characters import (
    APOSTROPHES,
    MARK_CLASS,
    PLAIN_LETTERS,
    SPACELESS_CLASS,
    TONE_DIGITS,
    clean,
    is_latin_mark,
    is_spaceless,
)

_VOWELS = frozenset("aeiouy")
_SPACELESS_RUN = re.compile(f"[{SPACELESS_CLASS}]+")
_WORD = re.compile(f"[\\w\\ue000-\\uf8ff{MARK_CLASS}]+")


class _Table(dict[int, str]):
    """A table for str.translate that is filled as characters are met; `irregular` are those that change the length."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule
        self.irregular: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        value = self._rule(char)
        if len(value) != 1:
            self.irregular.add(char)
        self[code] = value
        return value


def _fold_char(char: str) -> str:
    """One NFC character without marks, in lower case; digits of every script become ASCII digits."""
    char = clean(char)
    if not char or char in APOSTROPHES:
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if is_spaceless(char):
        return char
    parts = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in parts if not is_latin_mark(part)).lower()
    return "".join(PLAIN_LETTERS.get(part, part) for part in bare if not is_latin_mark(part))


def _exact_char(char: str) -> str:
    """One NFC character as the exact key keeps it: lower case, marks kept, the same things dropped as in folding."""
    char = clean(char)
    if not char or char in APOSTROPHES:
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return char if is_spaceless(char) else unicodedata.normalize("NFC", char.lower())


_CLEAN = _Table(clean)
_FOLD = _Table(_fold_char)
_EXACT = _Table(_exact_char)


@dataclass(frozen=True)
class Folded:
    """A folded text that knows where it came from.

    `source` is the NFC text as shown; `offsets` has, for each folded character, the index of its character in
    `source`, and one closing entry; None means that both texts have the same length, character for character.
    """

    source: str
    text: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `source` that the folded stretch [start, end) stands for, with trailing combining marks."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def normalise(text: str) -> str:
    """NFC, with spaces of every kind as plain spaces and zero-width characters gone. For comparing, not for storing:
    a zero-width space in Khmer tells the browser where a line may break."""
    return unicodedata.normalize("NFC", text).translate(_CLEAN)


def fold(text: str) -> str:
    """Lower case without marks, đ as d, apostrophes gone: the form in which everything is searched.

    Vowels of Khmer, Lao, Tai Viet and Cham are combining characters and letters of their own: they stay.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLD)


def fold_map(text: str) -> Folded:
    """The folded text with the way back to the text as shown."""
    source = unicodedata.normalize("NFC", text)
    folded = source.translate(_FOLD)
    if len(folded) == len(source) and _FOLD.irregular.isdisjoint(source):
        return Folded(source, folded, None)
    offsets: list[int] = []
    for index, char in enumerate(source):
        offsets.extend([index] * len(_FOLD[ord(char)]))
    offsets.append(len(source))
    return Folded(source, folded, tuple(offsets))


def words(text: str) -> list[str]:
    """Runs of letters, digits and combining marks of an already folded or keyed text, in order.

    A run of a spaceless script is one word of its own, even where it touches Latin letters.
    """
    text = text.replace("_", " ")
    if _SPACELESS_RUN.search(text):
        text = _SPACELESS_RUN.sub(lambda run: f" {run.group()} ", text)
    return _WORD.findall(text)


def _syllable_key(word: str) -> str:
    """A lower-case word with its tone moved to the end: hòa and hoà are both `hoa2`, quý and qúy both `quy1`."""
    if word.isascii():
        return word
    kept: list[str] = []
    tones = ""
    base = ""
    for char in unicodedata.normalize("NFD", word):
        if char in TONE_DIGITS and base in _VOWELS:
            tones += TONE_DIGITS[char]
            continue
        if not unicodedata.combining(char):
            base = char
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)) + tones


def exact_tokens(text: str) -> list[str]:
    """The words of a text with their marks, each with its tone at the end."""
    return [_syllable_key(word) for word in words(unicodedata.normalize("NFC", text).translate(_EXACT))]


def exact_key(text: str) -> str:
    """The words of a text with their marks, tones at the end, joined by single spaces.

    Equal for both ways of placing a tone (search.md B3.2: hòa = hoà, thủy = thuỷ, khỏe = khoẻ, quý = qúy) and for
    both forms of Unicode; hoa and hòa differ.
    """
    return " ".join(exact_tokens(text))


def has_marks(text: str) -> bool:
    """True when folding loses something: the writer typed a tone, a mark or a đ."""
    return exact_key(text) != " ".join(words(fold(text)))
