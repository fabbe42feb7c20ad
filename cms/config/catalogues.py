"""Compiles Kho's message catalogues, ``.po`` to ``.mo``, without gettext's programs: see ``main``.

The ``.mo`` files are kept beside the ``.po`` files, so that an installation needs no compiler; a test compares them.
"""

import ast
import re
import struct
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"
ENTRY = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[0\]) (".*")')
MAGIC = 0x950412DE


def messages(po: Path) -> dict[str, str]:
    """Message → translation of a catalogue with one plural form; a plural's message is both forms joined by NUL.

    Raises ``ValueError`` for a line that this small reader does not know.
    """
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    for line in [*po.read_text(encoding="utf-8").splitlines(), ""]:
        if match := ENTRY.fullmatch(line):
            key = match[1]
            parts[key] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            parts[key] += ast.literal_eval(line)
        elif not line and parts:
            message = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
            if message in found:
                raise ValueError(f"{po.name}: twice: {message!r}")
            found[message] = parts.get("msgstr", parts.get("msgstr[0]", ""))
            parts = {}
        elif line and not line.startswith("#"):
            raise ValueError(f"{po.name}: {line!r}")
    return found


def compiled(catalogue: dict[str, str]) -> bytes:
    """The catalogue in the format of GNU gettext's ``.mo`` files (little endian, sorted, without a hash table)."""
    pairs = sorted((key.encode(), value.encode()) for key, value in catalogue.items())
    count = len(pairs)
    offset = 28 + 16 * count
    tables: list[bytes] = []
    for texts in ([key for key, _ in pairs], [value for _, value in pairs]):
        table = b""
        for text in texts:
            table += struct.pack("<II", len(text), offset)
            offset += len(text) + 1
        tables.append(table)
    header = struct.pack("<7I", MAGIC, 0, count, 28, 28 + 8 * count, 0, 0)
    body = b"".join(key + b"\0" for key, _ in pairs) + b"".join(value + b"\0" for _, value in pairs)
    return header + b"".join(tables) + body


def main() -> None:
    """Write every ``.mo``: ``python -m cms.config.catalogues``."""
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        po.with_suffix(".mo").write_bytes(compiled(messages(po)))


if __name__ == "__main__":
    main()
