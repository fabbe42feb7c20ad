"""The header ``Upload-Metadata`` of the tus protocol: ``key base64,key base64``."""

import base64
import binascii
import re

MOST = 8 * 1024
KEY = re.compile(r"[!-+\--~]{1,40}", re.ASCII)


class BadMetadata(ValueError):
    """The header is not what the protocol says."""


def parse(header: str) -> dict[str, str]:
    """The values by key; bytes that are not UTF-8 are replaced. Raises ``BadMetadata``."""
    if len(header) > MOST:
        raise BadMetadata("too long")
    values: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = pair.partition(" ")
        if not KEY.fullmatch(key) or key in values:
            raise BadMetadata("bad key")
        try:
            raw = base64.b64decode(encoded.strip().encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise BadMetadata("bad value") from error
        values[key] = raw.decode("utf-8", "replace")
    return values
