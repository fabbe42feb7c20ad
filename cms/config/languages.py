"""Names of the languages that Django does not know.

Django and Wagtail raise KeyError for codes outside ``django.conf.locale.LANG_INFO`` (``rad``, ``jra``, ``cjm-cham`` …),
so every code of the reference data is registered before the apps load.
"""

import csv
from pathlib import Path

LANGUAGES_CSV = Path(__file__).resolve().parents[1] / "taxonomy" / "data" / "languages.csv"


def register_language_names() -> None:
    """Add each code of ``languages.csv`` that Django lacks; never changes one that it has."""
    from django.conf.locale import LANG_INFO

    with LANGUAGES_CSV.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            entry = {"bidi": False, "code": row["code"], "name": row["name_vi"], "name_local": row["autonym"]}
            LANG_INFO.setdefault(row["code"], entry)
