"""The malware scanner's seat: a clamd that speaks its real protocol on a real socket, in its moods."""

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from media_pipeline import ingest, scanner, storage
from media_pipeline.checks import check_settings
from media_pipeline.messages import Refused
from media_pipeline.models import MediaFile
from tests.media_pipeline.media_samples import picture

SIGNATURE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


def received(connection: socket.socket) -> bytes:
    """The file that came by INSTREAM."""
    order = connection.recv(10, socket.MSG_WAITALL)
    assert order == b"zINSTREAM\0"
    content = b""
    while True:
        (length,) = struct.unpack("!I", connection.recv(4, socket.MSG_WAITALL))
        if length == 0:
            return content
        content += connection.recv(length, socket.MSG_WAITALL)


def honest(connection: socket.socket) -> None:
    found = SIGNATURE in received(connection)
    connection.sendall(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")


def in_pieces(connection: socket.socket) -> None:
    received(connection)
    for byte in b"stream: OK\0":
        connection.sendall(bytes([byte]))


def overloaded(connection: socket.socket) -> None:
    received(connection)
    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def hanging_up(connection: socket.socket) -> None:
    connection.recv(10)


def lying(connection: socket.socket) -> None:
    received(connection)
    connection.sendall(b"OK, nothing FOUND here\0")


@pytest.fixture
def clamd(tmp_path) -> Iterator[Callable[[Callable], str]]:
    """Starts a daemon with a mood; returns its address."""
    servers = []

    def start(mood: Callable[[socket.socket], None], family: int = socket.AF_UNIX) -> str:
        server = socket.socket(family, socket.SOCK_STREAM)
        server.bind(str(tmp_path / "clamd.ctl") if family == socket.AF_UNIX else ("127.0.0.1", 0))
        server.listen(4)
        servers.append(server)

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    mood(connection)

        threading.Thread(target=serve, daemon=True).start()
        address = server.getsockname()
        return address if isinstance(address, str) else f"127.0.0.1:{address[1]}"

    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


@pytest.fixture
def file(tmp_path):
    """A file larger than one piece."""
    path = tmp_path / "upload"
    path.write_bytes(b"harmless" * 100_000)
    return path


@pytest.mark.parametrize("family", [socket.AF_UNIX, socket.AF_INET])
def test_a_clean_file_passes(clamd, file, family):
    assert scanner.ClamdScanner(clamd(honest, family)).scan(file) == ""


def test_an_infected_file_is_named(clamd, file):
    with file.open("ab") as end:
        end.write(SIGNATURE)
    assert scanner.ClamdScanner(clamd(honest)).scan(file) == "Eicar-Signature"


def test_an_answer_in_pieces_is_read_whole(clamd, file):
    assert scanner.ClamdScanner(clamd(in_pieces)).scan(file) == ""


@pytest.mark.parametrize("mood", [overloaded, hanging_up, lying])
def test_no_clear_answer_is_no_verdict(clamd, file, mood):
    with pytest.raises(scanner.ScannerDown):
        scanner.ClamdScanner(clamd(mood)).scan(file)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1"])
def test_nobody_there_is_no_verdict(file, address):
    with pytest.raises(scanner.ScannerDown):
        scanner.ClamdScanner(address).scan(file)


def test_silence_is_no_verdict(clamd, file):
    ended = threading.Event()
    address = clamd(lambda connection: ended.wait(10))
    with pytest.raises(scanner.ScannerDown):
        scanner.ClamdScanner(address, timeout=0.2).scan(file)
    ended.set()


def test_the_settings_name_the_scanner(settings, file):
    assert isinstance(scanner.get(), scanner.NullScanner)
    assert scanner.get().scan(file) == ""
    settings.KHO_MALWARE_SCANNER = "clamav"
    assert isinstance(scanner.get(), scanner.ClamdScanner)


def test_a_slip_in_the_settings_turns_nothing_off(settings):
    settings.KHO_MALWARE_SCANNER = "clam"
    with pytest.raises(ValueError, match="clam"):
        scanner.get()
    assert [message.id for message in check_settings(None)] == ["media_pipeline.E001"]


@pytest.mark.django_db
def test_the_door_keeps_infected_files_out(folders, settings, clamd):
    settings.KHO_MALWARE_SCANNER = "clamav"
    settings.KHO_CLAMD_ADDRESS = clamd(honest)
    clean = picture(".jpg", 32, 32).read_bytes()
    with pytest.raises(Refused) as caught:
        ingest.accept(io.BytesIO(clean + SIGNATURE), name="a.jpg")
    assert (caught.value.code, caught.value.params["found"]) == ("infected", "Eicar-Signature")
    assert (MediaFile.objects.count(), list(storage.all_keys())) == (0, [])
    assert ingest.accept(io.BytesIO(clean), name="a.jpg").created


@pytest.mark.django_db
def test_the_door_is_shut_while_the_scanner_is_down(folders, settings):
    settings.KHO_MALWARE_SCANNER = "clamav"
    settings.KHO_CLAMD_ADDRESS = "/nowhere/clamd.ctl"
    with pytest.raises(Refused) as caught:
        ingest.accept(picture(".jpg", 32, 32), name="a.jpg")
    assert (caught.value.code, caught.value.http_status, caught.value.retry_later) == ("scanner_down", 503, True)
    assert (MediaFile.objects.count(), list(storage.all_keys())) == (0, [])
    assert list((folders / "scratch").iterdir()) == []
