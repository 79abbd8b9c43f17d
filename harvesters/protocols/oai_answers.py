"""What an OAI-PMH repository answers, read leniently: records, tokens, errors, metadata formats, its policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from harvesters.encoding import text_of
from harvesters.fetch import Fetched
from harvesters.formats import native
from harvesters.listing import Harvested
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols.oai_damage import cut_into_records, identifier_in
from harvesters.xml import parsed

WHAT = "an OAI-PMH answer"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SCHEMA_ORG = ("http://schema.org", "https://schema.org")
_OAI_DC = ("http://www.openarchives.org/OAI/2.0/oai_dc", "http://purl.org/dc/elements/1.1")

# Advice for the error codes of the protocol (OAI-PMH 2.0, section 3.6).
_ADVICE = {
    "badArgument": "Check the set and the metadata prefix in the source's settings.",
    "badResumptionToken": "The list is started anew at the next harvest; let tokens live for an hour or more.",
    "badVerb": "Check that the address is the base URL of an OAI-PMH 2.0 repository.",
    "cannotDisseminateFormat": "Choose a metadata prefix that the repository offers (verb=ListMetadataFormats).",
    "noMetadataFormats": "Let the repository offer oai_dc at least.",
    "noSetHierarchy": "The repository has no sets: remove the set from the source's settings.",
}


class OAIError(SourceProblem):
    """The repository refused a request with an error code of its own."""

    def __init__(self, code: str, text: str, response_date: str | None = None) -> None:
        said = f" ({text})" if text else ""
        super().__init__(
            Problem(
                stage="read",
                reason=f"The repository answered with the error {code or 'without a code'}{said}.",
                advice=_ADVICE.get(
                    code, "Look up in the repository's log what went wrong, or ask its operator."
                ),
            )
        )
        self.code = code
        self.response_date = response_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordList:
    """One answer to ListRecords. `broken`: why it could not be read to its end, `records` being what was whole."""

    records: list[Harvested]
    token: str | None = None
    size: int | None = None  # completeListSize
    response_date: str | None = None
    broken: SourceProblem | None = None
    single: bool = False  # an answer to GetRecord, as some static addresses serve


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What Identify says that a harvest depends on."""

    by_day: bool  # the granularity of datestamps
    keeps_deletions: bool  # deletedRecord is persistent or transient


def record_list(answer: Fetched) -> RecordList:
    """Raises OAIError for an error of the repository, SourceProblem for anything but a list of records."""
    try:
        root = parsed(answer.body, what=WHAT, charset=answer.charset)
    except SourceProblem as problem:
        return _salvaged(answer, problem)
    listing = _verb(root, "ListRecords", "GetRecord")
    token = listing.find("{*}resumptionToken")
    return RecordList(
        records=[_harvested(record) for record in listing.iterchildren("{*}record")],
        token=_text(token) or None,
        size=_size(token.get("completeListSize")) if token is not None else None,
        response_date=_response_date(root),
        single=etree.QName(listing).localname == "GetRecord",
    )


def _salvaged(answer: Fetched, problem: SourceProblem) -> RecordList:
    """The whole records of an answer that is damaged or breaks off; raises `problem` if there are none."""
    cut = cut_into_records(text_of(answer.body, answer.charset))
    records = [_parsed_alone(document, sent) for document, sent in cut.records] if cut else []
    if not cut or all(record.rejected for record in records):
        raise problem
    return RecordList(
        records=records,
        token=cut.token,
        size=_size(cut.size),
        response_date=cut.response_date,
        broken=None if cut.whole else problem,
    )


def _parsed_alone(document: str, sent: str) -> Harvested:
    try:
        listing = _verb(parsed(document.encode(), what=WHAT), "ListRecords")
        record = next(listing.iterchildren("{*}record"), None)
        if record is None:
            raise _not_asked_for("What should be a record is something else.")
    except SourceProblem as unreadable:
        problem = replace(unreadable.problem, identifier=identifier_in(sent), payload=sent.encode())
        return Harvested(identifier=problem.identifier, payload=problem.payload, rejected=problem)
    return _harvested(record)


def metadata_formats(answer: Fetched) -> list[tuple[str, str]]:
    """The prefix and namespace of each format that the repository offers, in its order."""
    offered = _verb(parsed(answer.body, what=WHAT, charset=answer.charset), "ListMetadataFormats")
    pairs = (
        (_text(one.find("{*}metadataPrefix")), _text(one.find("{*}metadataNamespace")))
        for one in offered.iterchildren("{*}metadataFormat")
    )
    return [(prefix, namespace) for prefix, namespace in pairs if prefix]


def policies(answer: Fetched) -> Policies:
    said = _verb(parsed(answer.body, what=WHAT, charset=answer.charset), "Identify")
    return Policies(
        by_day="T" not in _text(said.find("{*}granularity")),
        keeps_deletions=_text(said.find("{*}deletedRecord")) in ("persistent", "transient"),
    )


def format_of(namespace: str, element: etree._Element | None = None) -> str:
    """The format that a namespace stands for; an unknown namespace names itself.

    `element` tells RDF/XML of schema.org from other RDF.
    """
    plain = namespace.rstrip("/#")
    if plain in _OAI_DC:
        return "oai_dc"
    if plain in _SCHEMA_ORG or (namespace == _RDF and (element is None or _speaks_schema_org(element))):
        return "schema_org_rdf"
    return "native" if namespace == native.NAMESPACE else namespace


def _speaks_schema_org(element: etree._Element) -> bool:
    return any(
        (etree.QName(one).namespace or "").startswith(_SCHEMA_ORG) for one in element.iter(etree.Element)
    )


def _verb(root: etree._Element, *verbs: str) -> etree._Element:
    """The element of the answer that carries what was asked for."""
    if etree.QName(root).localname.lower() == "html":
        raise _not_asked_for("The answer is an HTML page where an OAI-PMH answer should be.")
    if etree.QName(root).localname != "OAI-PMH":
        raise _not_asked_for(
            f"The answer is XML, but not OAI-PMH: its root is <{etree.QName(root).localname}>."
        )
    error = root.find("{*}error")
    if error is not None:
        raise OAIError((error.get("code") or "").strip(), _text(error)[:300], _response_date(root))
    found = next((child for verb in verbs if (child := root.find(f"{{*}}{verb}")) is not None), None)
    if found is None:
        others = [etree.QName(child).localname for child in root.iterchildren(etree.Element)]
        answered = next((name for name in others if name not in ("responseDate", "request")), "nothing")
        raise _not_asked_for(f"The repository was asked for {verbs[0]} and answered {answered}.")
    return found


def _not_asked_for(reason: str) -> SourceProblem:
    advice = "Give the base URL of an OAI-PMH 2.0 repository, one that answers the verb it is asked."
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))


def _harvested(record: etree._Element) -> Harvested:
    header = _child(record, "header")
    identifier = _text(_child(header, "identifier")) if header is not None else ""
    if header is None or not identifier:
        return _rejected(
            record, None, "The record has no identifier.", "Give every record's header an identifier."
        )
    datestamp = _text(_child(header, "datestamp")) or None
    sets = tuple(_text(spec) for spec in header.iterchildren("{*}setSpec"))
    if (header.get("status") or "").strip().lower() == "deleted":
        return Harvested(identifier=identifier, datestamp=datestamp, deleted=True, sets=sets)
    payload, format_name = _payload(_child(record, "metadata"))
    if not payload:
        return _rejected(
            record, identifier, "The record has no metadata.", "Send metadata, or mark it as deleted."
        )
    return Harvested(
        identifier=identifier, datestamp=datestamp, sets=sets, payload=payload, format=format_name
    )


def _rejected(record: etree._Element, identifier: str | None, reason: str, advice: str) -> Harvested:
    sent = etree.tostring(record, encoding="utf-8", with_tail=False)
    problem = Problem(stage="read", identifier=identifier, reason=reason, advice=advice, payload=sent)
    return Harvested(identifier=identifier, payload=sent, rejected=problem)


def _payload(metadata: etree._Element | None) -> tuple[bytes, str]:
    """What stands in <metadata>, in a form that stays the same while it says the same, and its format."""
    if metadata is None:
        return b"", ""
    element = next(metadata.iterchildren(etree.Element), None)
    if element is not None and format_of(etree.QName(element).namespace or "") == "native":
        return etree.tostring(element, with_tail=False), "native"
    if element is None or not len(element):
        text = _text(metadata if element is None else element)
        if text[:1] in ("{", "["):
            return text.encode(), "schema_org"  # JSON-LD inside XML
    if element is None:
        return b"", ""
    return _canonical(element), format_of(
        etree.QName(element).namespace or etree.QName(element).localname, element
    )


def _canonical(element: etree._Element) -> bytes:
    try:
        return etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    except etree.C14NError:  # a relative namespace (xmlns:x="local"), which has no canonical form
        return etree.tostring(element, encoding="utf-8", with_tail=False)


def _response_date(root: etree._Element) -> str | None:
    return _text(root.find("{*}responseDate")) or None


def _size(stated: str | None) -> int | None:
    stated = (stated or "").strip()
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None  # what every database takes


def _child(element: etree._Element, name: str) -> etree._Element | None:
    """The first of a name in any namespace: as `find`, in half its time."""
    return next(element.iterchildren(f"{{*}}{name}"), None)


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return ("".join(_texts(element)) if len(element) else element.text or "").strip()


def _texts(element: etree._Element) -> Iterator[str]:
    """Text and CDATA of the element itself, around comments; not of elements inside it."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""
