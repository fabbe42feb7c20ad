"""`make run`: prepare the data folder, then serve the web, the media worker and the journal in one foreground process.

Standard library only; everything that knows Django runs as a child. Environment: HOST, PORT, KHO_DATA_DIR,
KHO_DEMO=no (no demo library), and all that docs/operations.md lists.
"""

import contextlib
import fcntl
import hashlib
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from supervise import Part, Stopped, Supervisor, plain_say

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BEGAN = time.monotonic()
SERVED_WITHIN = 120.0  # seconds for the web part to answer before the log is worth a look
MAX_WEB_DEATHS = 3
EVERYWHERE = {"", "0.0.0.0", "::"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Refused(Exception):
    """Something the person at the keyboard must change first; carries both texts."""


def say(vietnamese: str, english: str = "") -> None:
    """One step, with the seconds since the start."""
    plain_say(f"[{time.monotonic() - BEGAN:5.1f} s] {vietnamese}", english and f"        {english}")


def manage(*arguments: str) -> list[str]:
    """The command line of a management command."""
    return [PYTHON, str(ROOT / "manage.py"), *arguments]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises Refused in plain words when the address cannot be had."""
    try:
        family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise Refused(
            f"Không mở được địa chỉ {host}:{port} ({error.strerror or error}). Cổng có thể đang được chương trình khác "
            f"dùng; chọn cổng khác, ví dụ: PORT={port + 1} make run",
            f"{host}:{port} cannot be opened ({error.strerror or error}). Another program may be using the port; "
            f"choose another one, for example: PORT={port + 1} make run",
        ) from error


def lock_data(data: Path) -> int:
    """Hold the data folder for this process; raises Refused when another `make run` has it or it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(data / ".run.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Refused(
            f"Không ghi được vào thư mục dữ liệu {data} ({error.strerror}). Đặt KHO_DATA_DIR tới thư mục của bạn.",
            f"The data folder {data} cannot be written ({error.strerror}). Set KHO_DATA_DIR to a folder of yours.",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "?"
        raise Refused(
            f"Thư mục dữ liệu {data} đang được một lệnh make run khác dùng (tiến trình {holder}). Dừng lệnh đó, hoặc "
            "đặt KHO_DATA_DIR tới thư mục khác và PORT tới cổng khác.",
            f"Another make run is using the data folder {data} (process {holder}). Stop it, or set KHO_DATA_DIR to "
            "another folder and PORT to another port.",
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def source_files() -> Iterator[Path]:
    """The files that decide what collectstatic writes."""
    yield ROOT / "requirements.txt"
    for folder in (ROOT / "themes", ROOT / "cms"):
        yield from sorted(path for path in folder.rglob("static/**/*") if path.is_file())


def static_fingerprint() -> str:
    """Changes when a static file of the product or a pinned package changes."""
    digest = hashlib.sha256()
    for path in source_files():
        facts = path.stat()
        digest.update(f"{path.relative_to(ROOT)}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare(supervisor: Supervisor, data: Path) -> None:
    """Database and static files; raises Refused when a step fails."""
    stamp, fingerprint = data / "static.stamp", static_fingerprint()
    commands = [manage("migrate", "--no-input", "-v", "0")]
    if not stamp.is_file() or stamp.read_text() != fingerprint:
        commands.append(manage("collectstatic", "--no-input", "-v", "0"))
    say("Chuẩn bị cơ sở dữ liệu và tệp giao diện", "Preparing the database and the static files")
    if any(supervisor.steps(*commands)):
        raise Refused(
            "Chưa chuẩn bị được cơ sở dữ liệu hoặc tệp giao diện; nguyên nhân ở các dòng trên.",
            "The database or the static files could not be prepared; the lines above say why.",
        )
    stamp.write_text(fingerprint)


def wants_demo(stamp: Path) -> bool:
    """Only a first run makes the demo library, and not with KHO_DEMO=no. A demo that failed is tried again."""
    if stamp.is_file():
        return False
    if os.environ.get("KHO_DEMO", "").lower() in {"no", "0", "off"}:
        stamp.write_text("skipped\n")
        return False
    return True


def fill(supervisor: Supervisor, stamp: Path) -> None:
    """Make the demo library; the parts that process and publish it run already."""
    say("Tạo thư viện mẫu (chỉ lần chạy đầu, vài phút)", "Making the demo library (first run only, some minutes)")
    if supervisor.steps(manage("create_demo"))[0] == 0:
        stamp.write_text("made\n")
        say("Thư viện mẫu đã xong", "The demo library is ready")
    else:
        say(
            "Thư viện mẫu chưa tạo xong (xem các dòng trên); lần chạy sau sẽ thử lại",
            "The demo library is not complete (see the lines above); the next run tries again",
        )


def answers(host: str, port: int) -> bool:
    """Does the web part answer? Anything but a server error counts."""
    connection = http.client.HTTPConnection("127.0.0.1" if host in EVERYWHERE else host, port, timeout=2)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    return False


def serve(supervisor: Supervisor, host: str, port: int) -> None:
    """Start the web part on a socket that outlives its restarts, and wait until it answers."""
    listener = listen(host, port)
    handle = listener.detach()
    os.environ["KHO_WEB_BIND"] = f"fd://{handle}"
    say("Mở máy chủ web", "Starting the web server")
    command = [PYTHON, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py")]
    web = Part("web", command, inherit=(handle,))
    supervisor.add(web)

    def settled() -> bool:
        return web.deaths >= MAX_WEB_DEATHS or answers(host, port)

    supervisor.wait(SERVED_WITHIN, until=settled)
    if supervisor.stopping:
        raise Stopped
    if web.deaths >= MAX_WEB_DEATHS:
        raise Refused(
            "Máy chủ web không khởi động được; nguyên nhân ở các dòng trên.",
            "The web server does not start; the lines above say why.",
        )


def show_addresses(data: Path, host: str, port: int) -> None:
    """The last thing on the screen: where to go and how to log in."""
    site = os.environ["SITE_URL"]
    say(f"Kho đã sẵn sàng: {site}/", f"Kho is ready: {site}/")
    lines = [f"    Trang công khai / public site   {site}/", f"    Biên tập / editors              {site}/quan-tri/"]
    if host in EVERYWHERE:
        lines.append(f"    Từ máy khác: đặt SITE_URL, ví dụ SITE_URL=http://<tên máy>:{port}")
    logins = data / "demo-logins.txt"
    if logins.is_file():
        lines += ["", *(f"    {line}" for line in logins.read_text(encoding="utf-8").splitlines())]
    lines += ["", "    Ctrl-C để dừng / Ctrl-C stops"]
    print("\n".join(lines), flush=True)


def run(supervisor: Supervisor) -> None:
    """All steps in order; returns when a stop was asked for."""
    host, port = os.environ["HOST"], int(os.environ["PORT"])
    data = Path(os.environ["KHO_DATA_DIR"])
    lock_data(data)
    listen(host, port).close()  # say at once when the port is taken, before minutes of work
    prepare(supervisor, data)
    background = [Part("media worker", manage("media_worker")), Part("journal", manage("follow_journal"))]
    if wants_demo(data / "demo.stamp"):
        for part in background:
            supervisor.add(part)
        fill(supervisor, data / "demo.stamp")
        serve(supervisor, host, port)
    else:  # the web part first: people wait for that one
        if host not in LOOPBACK and (data / "demo-logins.txt").is_file():
            # A library made on this machine alone and opened to others now: its well-known passwords must go first.
            supervisor.steps(manage("create_demo", "--show-logins"))
        serve(supervisor, host, port)
        for part in background:
            supervisor.add(part)
    show_addresses(data, host, port)
    supervisor.wait()


def set_environment() -> None:
    """What every child must agree on."""
    environment = os.environ
    host = environment.setdefault("HOST", "127.0.0.1")
    port = environment.setdefault("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Refused(f"PORT phải là số từ 1 đến 65535, không phải “{port}”.", "PORT must be 1 to 65535.")
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    if not environment.get("SITE_URL"):
        environment["SITE_URL"] = f"http://{shown}:{port}"
    environment["SITE_URL"] = environment["SITE_URL"].rstrip("/")
    environment["KHO_DATA_DIR"] = str(Path(environment.get("KHO_DATA_DIR") or ROOT / "var").resolve())
    environment.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.production")
    environment.setdefault("PYTHONUNBUFFERED", "1")
    # The screen is for the steps; a service's logs (LOG_LEVEL=INFO) are systemd's.
    environment.setdefault("LOG_LEVEL", "WARNING")
    os.chdir(ROOT)


def main() -> int:
    """Exit code 0 after a stop that was asked for, 1 when something must be changed first."""
    supervisor = Supervisor(say)
    try:
        set_environment()
        run(supervisor)
    except Stopped:
        pass
    except Refused as refused:
        plain_say("", "")
        plain_say(*refused.args)
        return 1
    finally:
        if supervisor.parts:
            say("Đang dừng", "Stopping")
        supervisor.stop()
    say("Đã dừng", "Stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
