"""Kho over real HTTP, on the database connection of the test, so that what its transaction holds is seen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections, reset_queries


class Quiet(WSGIRequestHandler):
    """No line for each request."""

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that answers one request at a time while the test waits for other programs."""
    connection = connections["default"]
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())

    def serve() -> None:
        connections["default"] = connection
        server.serve_forever()

    thread = threading.Thread(target=serve, daemon=True)
    connection.inc_thread_sharing()
    # The end of a request would close the connection, and with it the test's transaction.
    signals = [(request_started, reset_queries), (request_started, close_old_connections)]
    signals.append((request_finished, close_old_connections))
    for signal, receiver in signals:
        signal.disconnect(receiver)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for signal, receiver in signals:
            signal.connect(receiver)
        connection.dec_thread_sharing()
