"""A web server on loopback that answers with documents, and with every fault that a web server can have."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

SELF_SIGNED = Path(__file__).with_name("self_signed.pem")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        path = self.path.partition("?")[0]
        site.requests.append(self.path)
        site.headers.append(dict(self.headers))
        site.answers.get(self.path, site.answers.get(path, missing))(self)

    def answer(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


Answer = Callable[[Handler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(self, *args: object) -> None:
        """A client that leaves in the middle is what these tests are about."""


class Site:
    """The server: `answers` by path, with or without query; everything else is missing (404)."""

    def __init__(self, *, certificate: Path | None = None) -> None:
        """`certificate`: a file with it and its key, for TLS."""
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()  # ends the answers that would not end by themselves
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.site = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if certificate else "http"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """As an entry of the allowed addresses."""
        return f"127.0.0.1:{self._server.server_port}"

    def url(self, path: str = "/") -> str:
        return f"{self._scheme}://{self.address}{path}"

    def asked(self) -> list[str]:
        """What was asked for, robots.txt apart."""
        return [path for path in self.requests if path != "/robots.txt"]

    def silent(self, handler: Handler) -> None:
        """Takes the request and never answers."""
        self.over.wait()

    def dripping(self, handler: Handler) -> None:
        """Sends the body a byte at a time."""
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        self._drip(handler)

    def dripping_headers(self, handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(handler)

    def always_continuing(self, handler: Handler) -> None:
        """Interim answers (RFC 9110, section 15.2.1) as fast as they are taken, and never the final one."""
        while not self.over.is_set():
            handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _drip(self, handler: Handler) -> None:
        while not self.over.wait(0.05):
            handler.wfile.write(b"x")


def missing(handler: Handler) -> None:
    handler.answer(b"not here", 404)


def document(body: bytes | str, content_type: str = "", **headers: str) -> Answer:
    """200 with a body; keywords are header fields with _ for -."""
    content = body.encode() if isinstance(body, str) else body
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type:
        fields["Content-Type"] = content_type
    return lambda handler: handler.answer(content, 200, fields)


def versioned(body: bytes | str, etag: str, content_type: str = "") -> Answer:
    """As `document`, but 304 to who has this version already."""

    def answer(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == etag
        (status(304, ETag=etag) if known else document(body, content_type, ETag=etag))(handler)

    return answer


def status(code: int, **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(b"", code, fields)


def redirect(target: str, code: int = 302) -> Answer:
    return status(code, Location=target)


def cut_short(body: bytes, after: int) -> Answer:
    """States the length of the whole body, and closes the connection before its end."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:after])
        handler.close_connection = True

    return answer


def without_length(body: bytes) -> Answer:
    """A chunked answer, as of a program that does not know what is to come."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for start in range(0, len(body), 1000):
            piece = body[start : start + 1000]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def of_length(body: bytes, length: str) -> Answer:
    """States another length than the body has, and keeps the connection open or not as it likes."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", length)
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def in_bad_chunks(body: bytes) -> Answer:
    """A chunked answer whose second chunk states a length that is no number."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        half = len(body) // 2
        handler.wfile.write(b"%x\r\n%s\r\nmany\r\n%s\r\n0\r\n\r\n" % (half, body[:half], body[half:]))
        handler.close_connection = True

    return answer


def gzip_bomb(megabytes: int) -> Answer:
    return document(gzip.compress(bytes(megabytes * 1_000_000)), Content_Encoding="gzip")


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last for ever."""
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)
