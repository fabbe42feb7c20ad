"""The malware scanner's seat in the ingest door: none, or ClamAV's daemon."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Protocol

from media_pipeline import options

PIECE = 256 * 1024
TIMEOUT_SECONDS = 120.0
ANSWER_BYTES = 4096


class ScannerDown(Exception):
    """The scanner gave no verdict; the file must stay in the door."""


class Scanner(Protocol):
    """Looks at a file before it is accepted."""

    def scan(self, path: Path) -> str:
        """The name of what was found, or ''. Raises ``ScannerDown`` when there is no verdict."""
        ...


class NullScanner:
    """Finds nothing: for installations that scan elsewhere or not at all."""

    def scan(self, path: Path) -> str:
        """Always ''."""
        return ""


class ClamdScanner:
    """Streams the file to clamd (INSTREAM, as clamd(8) describes) over a unix socket or TCP (``host:port``)."""

    def __init__(self, address: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self.address = address
        self.timeout = timeout

    def scan(self, path: Path) -> str:
        """See ``Scanner.scan``. A size limit of the daemon, an error or silence are no verdict."""
        try:
            with self._connect() as connection:
                answer = self._stream(connection, path)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerDown(answer or "no answer")

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self.timeout)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=self.timeout)

    def _stream(self, connection: socket.socket, path: Path) -> str:
        connection.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES:
            piece = connection.recv(ANSWER_BYTES)
            if not piece:
                break
            answer += piece
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def get() -> Scanner:
    """The scanner that the settings name. Raises ``ValueError`` for an unknown name, so that no slip turns it off."""
    name = options.malware_scanner()
    if name == "none":
        return NullScanner()
    if name == "clamav":
        return ClamdScanner(options.clamd_address())
    raise ValueError(f"KHO_MALWARE_SCANNER is {name!r}: 'none' or 'clamav'")
