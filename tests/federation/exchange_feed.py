"""Another node's exchange as a test wants it, honest or not, served over loopback by pytest-httpserver."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4
from xml.sax.saxutils import escape

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from harvesters.formats.native import exchange_identifier

PAST = "2026-11-01T09:00:00.000000Z"
LATER = "2026-11-02T09:00:00.000000Z"

_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-11-20T12:00:00Z</responseDate><request>http://node.example/oai</request>{}</OAI-PMH>"
)


@dataclass
class ExchangeFeed:
    """`node` gives records and deletions; `entries` are the XML of its list, by identifier."""

    node: UUID = field(default_factory=uuid4)
    source: UUID = field(default_factory=uuid4)
    entries: dict[str, str] = field(default_factory=dict)

    def serve(self, server: HTTPServer, path: str = "/exchange") -> str:
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request(path).respond_with_handler(self.answer)
        return server.url_for(path)

    def answer(self, request: Request) -> Response:
        if request.args.get("verb") == "Identify":
            body = "<Identify><deletedRecord>persistent</deletedRecord></Identify>"
        elif self.entries:
            body = f"<ListRecords>{''.join(self.entries.values())}</ListRecords>"
        else:
            body = '<error code="noRecordsMatch">nothing</error>'
        return Response(_ENVELOPE.format(body), content_type="text/xml")

    def give(self, name: str, *, identifier: str | None = None, **stated: Any) -> str:
        """Lists a record of this node's own; `stated` replaces parts of it. Returns its exchange identifier."""
        native = self.record(name) | stated
        origin = native["origin"]
        try:
            named = exchange_identifier((UUID(origin["node"]), UUID(origin["source"]), origin["identifier"]))
        except (KeyError, TypeError, ValueError):
            named = f"cbet:{name}"
        metadata = f'<record xmlns="urn:cbet:record:1">{escape(json.dumps(native))}</record>'
        self._list(identifier or named, f"<metadata>{metadata}</metadata>")
        return identifier or named

    def bury(self, identifier: str, moment: str | None) -> None:
        """Lists a deletion; at its origin, if a moment is given."""
        self._list(
            identifier, "", f"<setSpec>tombstone:{moment}</setSpec>" if moment else "", " status='deleted'"
        )

    def record(self, name: str) -> dict[str, Any]:
        return {
            "origin": {"node": str(self.node), "source": str(self.source), "identifier": name},
            "chain": [str(self.node)],
            "datestamp": PAST,
            "organisation": {
                "uuid": str(self.source),
                "name": "Academy",
                "kind": "academic",
                "economy": "CA",
            },
            "description": {"title": f"Customs course {name}", "description": "How to fill in the form."},
        }

    def _list(self, identifier: str, body: str, sets: str = "", status: str = "") -> None:
        header = (
            f"<identifier>{escape(identifier)}</identifier><datestamp>2026-11-01T09:00:00Z</datestamp>{sets}"
        )
        self.entries[identifier] = f"<record><header{status}>{header}</header>{body}</record>"
