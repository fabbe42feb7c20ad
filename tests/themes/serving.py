"""Serves the example pages and the theme's static files to a browser, under the content policy of production."""

import mimetypes
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.themes.rendering import STATIC

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
TYPES = {".woff2": "font/woff2", ".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment"}
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path fill="#777a92" d="M0 0h4v3H0z"/></svg>'


@contextmanager
def served(pages: Mapping[str, str], files: Path | None = None) -> Iterator[str]:
    """Serve `pages` at /<name>, `files` below /tai-ve/, static files below /static/; give the server's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/static/"):
                self.send_file(STATIC / path.removeprefix("/static/"))
            elif path.startswith("/tai-ve/anh/") or path.endswith((".svg", ".jpg")):
                self.send(PICTURE, "image/svg+xml")
            elif path.startswith("/tai-ve/") and files:
                self.send_file(files / path.removeprefix("/tai-ve/"))
            elif path[1:] in pages:
                self.send(pages[path[1:]].encode(), "text/html; charset=utf-8")
            else:
                self.send_error(404)

        def send_file(self, path: Path) -> None:
            if not path.is_file():
                self.send_error(404)
                return
            media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            self.send(path.read_bytes(), media_type)

        def send(self, body: bytes, media_type: str) -> None:
            asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))  # films are sought by range
            if asked:
                first, last = int(asked[1]), int(asked[2] or len(body) - 1)
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
                body = body[first : last + 1]
            else:
                self.send_response(200)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", CONTENT_POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Stay quiet."""

        def handle(self) -> None:
            with suppress(ConnectionResetError, BrokenPipeError):  # the browser may leave in mid-film
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
