"""The committed OpenAPI description: a change of the API is a change of this file, seen in review."""

import json
from pathlib import Path

from .service import api

PATH = Path(__file__).with_name("openapi.json")
PREFIX = "/api/v1/"


def current() -> str:
    """The description of the API as the program is now."""
    return json.dumps(api.get_openapi_schema(path_prefix=PREFIX), ensure_ascii=False, indent=1) + "\n"


def write() -> bool:
    """Store it; returns whether the file changed."""
    text = current()
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text:
        return False
    PATH.write_text(text, encoding="utf-8")
    return True
