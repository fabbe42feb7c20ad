"""The one place where text is normalised, folded and cut into search terms; every engine and address uses it.

Nothing here knows Django, an engine or the library.
"""

from search.text.folding import Folded, exact_key, exact_tokens, fold, fold_map, has_marks, normalise
from search.text.highlighting import Markup, highlight
from search.text.names import ascii_filename, slug, sort_key
from search.text.terms import Terms, analyse, bigrams, code_base, code_key, find_codes, tokens

__all__ = [
    "Folded",
    "Markup",
    "Terms",
    "analyse",
    "ascii_filename",
    "bigrams",
    "code_base",
    "code_key",
    "exact_key",
    "exact_tokens",
    "find_codes",
    "fold",
    "fold_map",
    "has_marks",
    "highlight",
    "normalise",
    "slug",
    "sort_key",
    "tokens",
]
