"""Real servers for tests, on this machine: what each path answers is said by a function."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """A site whose pages are functions of the request; it keeps what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.pages.get(self.path, answer(b"", status=404))(self)

    def log_message(self, *_: Any) -> None:
        pass


def answer(
    content: bytes | str = b"", *, status: int = 200, kind: str = "text/html", **headers: str
) -> Answer:
    """Return what gives this content; header names are written with _ for -."""
    data = content.encode() if isinstance(content, str) else content

    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return give


def redirect(location: str, status: int = 302, **headers: str) -> Answer:
    """Return what leads elsewhere."""
    return answer(status=status, Location=location, **headers)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Site]:
    """Serve a site for the block, over TLS with a certificate."""
    with Site() as site:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            site.socket = context.wrap_socket(
                site.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=site.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()
