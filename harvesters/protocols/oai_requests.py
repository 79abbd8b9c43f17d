"""Asks an OAI-PMH repository, as a source's address and settings name it, one verb at a time."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from harvesters.fetch import Fetched, Fetcher, FetchProblem
from harvesters.fetch.problems import no_address
from harvesters.listing import Harvested, Request
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import (
    Policies,
    RecordList,
    format_of,
    metadata_formats,
    policies,
)
from harvesters.protocols.oai_cutting import cut_or_parsed
from harvesters.protocols.oai_position import Position

# The formats that are understood, the one that says most first. Native records are for peers, whose settings
# name the prefix.
PREFERENCE = ("schema_org", "schema_org_rdf", "lom", "oai_dc")
# AMB is schema.org's JSON-LD, with concepts of SKOS.
_JSON_PREFIXES = frozenset(
    {"amb", "schema_org", "schema.org", "schemaorg", "jsonld", "json-ld", "schema_org_json"}
)
_ARGUMENTS = frozenset({"verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"})
_ANSWER = re.compile(rb"<(?:[\w.-]+:)?OAI-PMH\b")
_ACCEPT = "text/xml, application/xml;q=0.9, */*;q=0.1"


class Repository:
    """`prefix` (None: the best that is offered) and `sets` are what is asked for; `plain` is the address without them.

    Raises FetchProblem for an address that is none.
    """

    def __init__(self, fetcher: Fetcher, request: Request) -> None:
        self.request = request
        self._fetcher = fetcher
        try:
            parts = urlsplit(request.url.strip())
        except ValueError:
            raise no_address(request.url) from None
        query = parse_qsl(parts.query, keep_blank_values=True)
        pasted = {name: value for name, value in query if name in _ARGUMENTS}
        self._base = urlunsplit(parts._replace(query="", fragment=""))
        self._own_query = [(name, value) for name, value in query if name not in _ARGUMENTS]
        self.plain = f"{self._base}?{urlencode(self._own_query)}" if self._own_query else self._base
        self.prefix: str | None = request.settings.get("metadata_prefix") or pasted.get("metadataPrefix")
        stated = request.settings.get("set") or pasted.get("set") or []
        self.sets: list[str] = list(dict.fromkeys([stated] if isinstance(stated, str) else stated))

    def asks_for(self, position: Position) -> bool:
        """Whether a place in a list is one in what is asked for now."""
        has_set = position.set in self.sets if self.sets else position.set is None
        return has_set and self.prefix in (None, position.prefix)

    def prefixes(self) -> list[str]:
        """The one that is asked for, else those offered in a format that is understood, the best first.

        The first one offered if none is understood, and oai_dc, which every repository must offer, if none is.
        """
        if self.prefix is not None:
            return [self.prefix]
        offered = self.formats()
        by_format = {_format_offered(prefix, namespace): prefix for prefix, namespace in reversed(offered)}
        known = [by_format[name] for name in PREFERENCE if name in by_format]
        return known or [prefix for prefix, _ in offered[:1]] or ["oai_dc"]

    def formats(self) -> list[tuple[str, str]]:
        """The prefix and namespace of each format that the repository says it offers."""
        try:
            return metadata_formats(self.ask({"verb": "ListMetadataFormats"}))
        except FetchProblem as problem:
            if problem.status is None or problem.retry_after is not None:
                raise
            return []  # some programs answer ListRecords only
        except SourceProblem:
            return []  # the list itself says what else is wrong

    @cached_property
    def policies(self) -> Policies:
        """Asked for once, unless it is known already."""
        return policies(self.ask({"verb": "Identify"}))

    def records(self, position: Position) -> RecordList:
        if position.token:
            return cut_or_parsed(self.ask({"verb": "ListRecords", "resumptionToken": position.token}))
        stated = {
            "metadataPrefix": position.prefix,
            "set": position.set,
            "from": position.after or position.since,
        }
        return cut_or_parsed(
            self.ask({"verb": "ListRecords"} | {name: value for name, value in stated.items() if value})
        )

    def ask(self, arguments: dict[str, str]) -> Fetched:
        query = urlencode([*self._own_query, *arguments.items()], quote_via=quote, safe="")
        address = f"{self._base}?{query}"
        try:
            return self._fetcher.get(address, accept=_ACCEPT)
        except FetchProblem as problem:
            if problem.status is None or not _ANSWER.search(problem.body):
                raise
            # An error of the protocol belongs into an answer of 200; many programs send it with its own status.
            return Fetched(url=address, status=problem.status, headers={}, body=problem.body)


def is_understood(record: Harvested) -> bool:
    return record.deleted or record.rejected is not None or record.format in PREFERENCE


def _format_offered(prefix: str, namespace: str) -> str:
    return "schema_org" if prefix.lower() in _JSON_PREFIXES else format_of(namespace)
