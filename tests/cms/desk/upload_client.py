"""A tus client for the tests: what the desk's script sends."""

import base64
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

ADDRESS = "/quan-tri/tai-len/"
BODY_TYPE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def metadata(values: Mapping[str, str | bytes]) -> str:
    """The header ``Upload-Metadata``."""
    raw = {key: value if isinstance(value, bytes) else value.encode() for key, value in values.items()}
    return ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in raw.items())


def create(client: Client, length: object, headers: Mapping[str, str] | None = None, **values: Any) -> HttpResponse:
    """Ask for an upload; ``values`` are the metadata."""
    values.setdefault("filename", "hinh.jpg")
    sent = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(_texts(values))} | dict(headers or {})
    return client.post(ADDRESS, headers=sent)


def begin(client: Client, length: int, **values: Any) -> str:
    """The address of a new upload."""
    response = create(client, length, **values)
    assert response.status_code == 201, response.content
    return response["Location"]


def patch(client: Client, address: str, body: bytes, offset: object, **headers: str) -> HttpResponse:
    """Send bytes from an offset."""
    sent = TUS | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in headers.items()}
    content_type = sent.pop("Content-Type", BODY_TYPE)
    # Django's client leaves these two out for an empty body; browsers do not.
    extra = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    return client.patch(address, body, content_type=content_type, headers=sent, **extra)


def head(client: Client, address: str) -> HttpResponse:
    """Where the upload stands."""
    return client.head(address, headers=TUS)


def offset(client: Client, address: str) -> int:
    """How many bytes the server has."""
    response = head(client, address)
    assert response.status_code == 200
    return int(response["Upload-Offset"])


def whole(client: Client, body: bytes, **values: Any) -> HttpResponse:
    """One file from beginning to end."""
    return patch(client, begin(client, len(body), **values), body, 0)


def _texts(values: Mapping[str, Any]) -> dict[str, str | bytes]:
    return {key: value if isinstance(value, bytes) else str(value) for key, value in values.items()}
