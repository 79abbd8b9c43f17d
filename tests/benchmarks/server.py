"""Serves the corpus over loopback as an OAI-PMH repository, from answers that are made before it starts.

A process of its own: it prints its address, and ends when its standard input is closed.
"""

from __future__ import annotations

import argparse
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks import corpus

_IDENTIFY = corpus.envelope(
    "<Identify><repositoryName>Benchmark</repositoryName><baseURL>https://courses.example/oai</baseURL>"
    "<protocolVersion>2.0</protocolVersion><earliestDatestamp>2026-01-01T00:00:00Z</earliestDatestamp>"
    "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)
_FORMATS = corpus.envelope(
    "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
    "<schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>"
    "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace>"
    "</metadataFormat></ListMetadataFormats>"
)


class _Repository(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, first: int, records: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        numbers = range(first // corpus.PAGE_SIZE, corpus.pages(first + records))
        self.first = str(numbers.start)
        self.answers = {n: _response(corpus.page(n, first + records)) for n in numbers}
        self.others = {"Identify": _response(_IDENTIFY), "ListMetadataFormats": _response(_FORMATS)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Repository

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.wfile.write(self._answer(asked) if address.path == "/oai" else _NOT_FOUND)

    def _answer(self, asked: dict[str, str]) -> bytes:
        if asked.get("verb") == "ListRecords":
            return self.server.answers[int(asked.get("resumptionToken", self.server.first))]
        return self.server.others.get(asked.get("verb", ""), _NOT_FOUND)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: a log would cost time."""


def _response(body: bytes, status: str = "200 OK") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_NOT_FOUND = _response(b"", "404 Not Found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--first", type=int, default=0, help="the first record's number, of whole pages")
    options = parser.parse_args()
    server = _Repository(options.first, options.records)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/oai\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
