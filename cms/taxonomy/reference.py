"""Loads the reference data. Runs after each migrate: adds rows that are missing, never overwrites an edit."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.apps import apps as current_apps
from django.db import transaction

DATA = Path(__file__).resolve().parent / "data"
WEAVES = {
    "vi": "viet",
    "km": "khmer",
    "blt": "tai",
    "twh": "tai",
    "tyz": "tai",
    "nut": "tai",
    "lo": "tai",
    "hmn": "hmong",
    "cjm": "cham",
    "ium": "mienh",
    "mji": "mienh",
}
CENTRAL_HIGHLANDS = {"rad", "jra", "bdq", "sed", "kpm", "cmo", "ktv", "kuf", "hre", "cua", "stg", "bru", "pac", "tth"}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one CSV file of the reference data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def weave(code: str) -> str:
    """The woven band of a language's group (decoration only)."""
    primary = code.split("-")[0]
    return WEAVES.get(primary, "taynguyen" if primary in CENTRAL_HIGHLANDS else "kho")


def _language(row: dict[str, str]) -> dict[str, object]:
    return {
        "name": row["name_vi"],
        "autonym": row["autonym"],
        "script": row["script"],
        "note": row["note"],
        "heard_on": row["heard_on"],
        "weave": weave(row["code"]),
    }


def _province(row: dict[str, str]) -> dict[str, object]:
    since = date.fromisoformat(row["since"]) if row["since"] else None
    return {"name": row["name"], "rank": row["rank"], "former_names": row["former_names"], "valid_from": since}


def _named(*extra: str) -> Callable[[dict[str, str]], dict[str, object]]:
    return lambda row: {field: row[field] for field in ("name", *extra)}


@transaction.atomic
def load_reference_data(apps: object) -> int:
    """Create the missing rows of every vocabulary.

    ``apps`` is an app registry (historical or current). Returns the number of rows created.
    """

    def model(name: str) -> type:
        return apps.get_model("taxonomy", name)

    created = 0
    plan = [
        ("languages", "Language", _language),
        ("provinces", "Province", _province),
        ("topics", "Topic", _named()),
        ("audiences", "Audience", _named("priority")),
        ("channels", "Channel", _named()),
        ("licences", "Licence", _named("url", "commercial", "derivatives")),
    ]
    for file, name, fields in plan:
        for position, row in enumerate(rows(file)):
            _, new = model(name).objects.get_or_create(code=row["code"], defaults={**fields(row), "position": position})
            created += new
    provinces = dict(model("Province").objects.values_list("code", "id"))
    for position, row in enumerate(rows("agencies")):
        defaults = {
            "name": row["name"],
            "level": row["level"],
            "province_id": provinces.get(row["province"]),
            "position": position,
        }
        _, new = model("Agency").objects.get_or_create(code=row["code"], defaults=defaults)
        created += new
    return created


def after_migrate(sender: object, apps: object = current_apps, **_: object) -> None:
    """Receiver of ``post_migrate`` of the taxonomy app (``flush`` sends it without a registry)."""
    if "taxonomy" in {config.label for config in apps.get_app_configs()}:
        load_reference_data(apps)
