"""A small OAI-PMH repository whose records and faults a test sets, served over loopback by pytest-httpserver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>{now}</responseDate><request>http://feed.example/oai</request>{body}</OAI-PMH>"
)
_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc>'
)


@dataclass
class OaiFeed:
    """`records`: identifier → Dublin Core elements, or None for a deleted one. `fault`: called with each
    request's page number; what it returns is sent instead of the page."""

    records: dict[str, dict[str, str] | None] = field(default_factory=dict)
    page_size: int = 10
    now: str = "2026-11-20T12:00:00Z"
    deletions: str = "persistent"
    fault: Callable[[int], Response | None] = lambda _page: None
    requests: list[str] = field(default_factory=list)

    def serve(self, server: HTTPServer) -> str:
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request("/oai").respond_with_handler(self.answer)
        return server.url_for("/oai")

    def answer(self, request: Request) -> Response:
        verb = request.args.get("verb", "")
        self.requests.append(request.query_string.decode())
        if verb == "Identify":
            return self._envelope(
                "<Identify><repositoryName>Feed</repositoryName><protocolVersion>2.0</protocolVersion>"
                f"<deletedRecord>{self.deletions}</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
            )
        if verb == "ListMetadataFormats":
            return self._envelope(
                "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
                "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace>"
                "</metadataFormat></ListMetadataFormats>"
            )
        page = int(request.args.get("resumptionToken", "0"))
        return self.fault(page) or self._page(page)

    def _page(self, page: int) -> Response:
        names = list(self.records)
        start = page * self.page_size
        if not names:
            return self._envelope('<error code="noRecordsMatch">nothing</error>')
        rows = "".join(self._record(name) for name in names[start : start + self.page_size])
        more = start + self.page_size < len(names)
        token = (
            f'<resumptionToken completeListSize="{len(names)}">{page + 1 if more else ""}</resumptionToken>'
        )
        return self._envelope(f"<ListRecords>{rows}{token}</ListRecords>")

    def _record(self, name: str) -> str:
        stated = self.records[name]
        header = f"<identifier>{escape(name)}</identifier><datestamp>2026-11-01T00:00:00Z</datestamp>"
        if stated is None:
            return f'<record><header status="deleted">{header}</header></record>'
        elements = "".join(f"<dc:{k}>{escape(v)}</dc:{k}>" for k, v in stated.items())
        metadata = _DC.format(elements=elements)
        return f"<record><header>{header}</header><metadata>{metadata}</metadata></record>"

    def _envelope(self, body: str) -> Response:
        return Response(_ENVELOPE.format(now=self.now, body=body), content_type="text/xml")


def numbered(count: int, first: int = 1) -> dict[str, dict[str, str] | None]:
    """Records of as many different courses, each with an address of its own."""
    return {
        f"oai:feed.example:{n}": {
            "title": f"Customs course number {n}",
            "description": f"Part {n}: how to fill in the declaration.",
            "identifier": f"https://feed.example/courses/{n}",
            "language": "en",
        }
        for n in range(first, first + count)
    }


@contextmanager
def served(feed: OaiFeed, hosts: int) -> Iterator[list[str]]:
    """The same feed on so many hosts: those of one host would be read one after the other."""
    with ExitStack() as running:
        yield [feed.serve(running.enter_context(HTTPServer(host="127.0.0.1", port=0))) for _ in range(hosts)]
