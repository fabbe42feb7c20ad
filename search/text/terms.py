"""Cutting folded text into terms: syllables, syllable pairs, and clusters of the scripts that have no spaces."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.text.characters import KHMER_COENG, MARK_CLASS, is_spaceless
from search.text.folding import fold, normalise, words

_CLUSTER = re.compile(f"[^{MARK_CLASS}](?:{KHMER_COENG}[\\u1780-\\u17b3]|[{MARK_CLASS}])*|[{MARK_CLASS}]+")
# Procedure codes of the national portal: 1.010708, 2.000815.000.00.00.H55.
_CODE = re.compile(r"(?<![\w.])\d\.\d{6}(?:\.[0-9A-Za-z]{2,3}){0,4}(?![\w.]*\w)")
_CODE_BASE = re.compile(r"\d\.\d{6}(?=\.)")


@dataclass(frozen=True)
class Terms:
    """A text as terms: `tokens` are folded syllables or clusters; `pairs` are neighbours joined by `_`.

    `runs` gives the stretches: (tokens of the stretch, True when it is a run of a spaceless script). A pair never
    joins a syllable with a cluster.
    """

    tokens: tuple[str, ...]
    pairs: tuple[str, ...]
    runs: tuple[tuple[tuple[str, ...], bool], ...]


def clusters(run: str) -> list[str]:
    """The written syllable parts of a spaceless run: a letter with its vowels, tones and subscript consonants."""
    return _CLUSTER.findall(run)


def _stretches(found: list[str]) -> list[tuple[tuple[str, ...], bool]]:
    stretches: list[tuple[tuple[str, ...], bool]] = []
    plain: list[str] = []
    for word in found:
        if not is_spaceless(word[0]):
            plain.append(word)
            continue
        if plain:
            stretches.append((tuple(plain), False))
            plain = []
        stretches.append((tuple(clusters(word)), True))
    if plain:
        stretches.append((tuple(plain), False))
    return stretches


def pairs_within(parts: Sequence[str]) -> list[str]:
    """Neighbours joined by `_`."""
    return [f"{left}_{right}" for left, right in itertools.pairwise(parts)]


def pairs_between(runs: Sequence[tuple[tuple[str, ...], bool]]) -> list[str]:
    """Pairs across the spaces between spaceless runs: they tell a phrase from the same words elsewhere."""
    return [
        f"{left[-1]}_{right[0]}" for (left, spaceless), (right, also) in itertools.pairwise(runs) if spaceless and also
    ]


def analyse(text: str) -> Terms:
    """The terms of a text (any form; it is folded here)."""
    runs = _stretches(words(fold(text)))
    return Terms(
        tokens=tuple(part for parts, _ in runs for part in parts),
        pairs=(*(pair for parts, _ in runs for pair in pairs_within(parts)), *pairs_between(runs)),
        runs=tuple(runs),
    )


def tokens(text: str) -> list[str]:
    """Folded syllables, words and numbers in order; runs of Khmer, Lao, Tai Viet … as their written clusters."""
    return list(analyse(text).tokens)


def bigrams(text: str) -> list[str]:
    """Neighbouring tokens joined by `_`: "dịch vụ công" gives `dich_vu`, `vu_cong`."""
    return list(analyse(text).pairs)


def code_key(code: str) -> str:
    """A code as keyword: normalised, lower case, without spaces around or inside."""
    return "".join(normalise(code).lower().split())


def code_base(code: str) -> str:
    """The short form of a long procedure code: 2.000815.000.00.00.H55 → 2.000815; "" when it is not a long one."""
    found = _CODE_BASE.match(code_key(code))
    return found.group() if found else ""


def find_codes(text: str) -> list[str]:
    """Procedure codes that stand in a text, as keywords in order."""
    return [code_key(found) for found in _CODE.findall(normalise(text))]
