"""What an OAI-PMH repository answers, read leniently: records, tokens, errors, metadata formats, its policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from harvesters.encoding import text_of
from harvesters.fetch import Fetched
from harvesters.formats import native
from harvesters.listing import Harvested
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols.oai_damage import cut_into_records, identifier_in
from harvesters.protocols.oai_errors import OAIError
from harvesters.words import words
from harvesters.xml import parsed

WHAT = words("an OAI-PMH answer")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SCHEMA_ORG = ("http://schema.org", "https://schema.org")
# The IEEE's binding, those of IMS, and the profile of German universities.
_LOM = re.compile(
    r"https?://(?:ltsc\.ieee\.org/xsd/lom|www\.ims(?:global|project)\.org/xsd/imsmd|www\.oerbw\.de/hsoerlom)",
    re.I,
)
_OAI_DC = ("http://www.openarchives.org/OAI/2.0/oai_dc", "http://purl.org/dc/elements/1.1")


class StaticRepository(Exception):
    """The answer is a whole repository in one file, whatever it was asked for; `root` is its element."""

    def __init__(self, root: etree._Element) -> None:
        super().__init__("static repository")
        self.root = root


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordList:
    """One answer to ListRecords. `broken`: why it could not be read to its end, `records` being what was whole."""

    records: list[Harvested]
    token: str | None = None
    expires: str | None = None  # expirationDate of the token, as stated
    size: int | None = None  # completeListSize
    response_date: str | None = None
    broken: SourceProblem | None = None
    single: bool = False  # an answer to GetRecord, as some static addresses serve


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What Identify says that a harvest depends on."""

    by_day: bool  # the granularity of datestamps
    deleted: str  # deletedRecord: persistent, transient or no


def record_list(answer: Fetched) -> RecordList:
    """Raises OAIError for an error of the repository, SourceProblem for anything but a list of records."""
    try:
        root = parsed(answer.body, what=WHAT, charset=answer.charset)
    except SourceProblem as problem:
        return _salvaged(answer, problem)
    listing = _verb(root, "ListRecords", "GetRecord")
    token = listing.find("{*}resumptionToken")
    return RecordList(
        records=[harvested(record) for record in listing.iterchildren("{*}record")],
        token=_text(token) or None,
        expires=token.get("expirationDate") if token is not None else None,
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
        listing = parsed(document.encode(), what=WHAT).find("{*}ListRecords")
        record = next(listing.iterchildren("{*}record"), None) if listing is not None else None
        if record is None:
            raise _not_asked_for(words("What should be a record is something else."))
    except SourceProblem as unreadable:
        problem = replace(unreadable.problem, identifier=identifier_in(sent), payload=sent.encode())
        return Harvested(identifier=problem.identifier, payload=problem.payload, rejected=problem)
    return harvested(record)


def metadata_formats(answer: Fetched) -> list[tuple[str, str]]:
    """The prefix and namespace of each format that the repository offers, in its order."""
    return formats_of(_verb(parsed(answer.body, what=WHAT, charset=answer.charset), "ListMetadataFormats"))


def formats_of(offered: etree._Element) -> list[tuple[str, str]]:
    """The same of a ListMetadataFormats element."""
    pairs = (
        (_text(one.find("{*}metadataPrefix")), _text(one.find("{*}metadataNamespace")))
        for one in offered.iterchildren("{*}metadataFormat")
    )
    return [(prefix, namespace) for prefix, namespace in pairs if prefix]


def sets(answer: Fetched) -> tuple[list[tuple[str, str]], str | None]:
    """The setSpec and name of each set on one page of ListSets, and the token of the next page."""
    offered = _verb(parsed(answer.body, what=WHAT, charset=answer.charset), "ListSets")
    pairs = (
        (_text(one.find("{*}setSpec")), _text(one.find("{*}setName")))
        for one in offered.iterchildren("{*}set")
    )
    return [(spec, name) for spec, name in pairs if spec], _text(offered.find("{*}resumptionToken")) or None


def policies(answer: Fetched) -> Policies:
    said = _verb(parsed(answer.body, what=WHAT, charset=answer.charset), "Identify")
    return Policies(
        by_day="T" not in _text(said.find("{*}granularity")),
        deleted=_text(said.find("{*}deletedRecord")).lower(),
    )


def format_of(namespace: str, element: etree._Element | None = None) -> str:
    """The format that a namespace stands for; an unknown namespace names itself.

    `element` tells RDF/XML of schema.org from other RDF.
    """
    plain = namespace.rstrip("/#")
    if plain in _OAI_DC:
        return "oai_dc"
    if _LOM.match(plain) or (element is not None and etree.QName(element).localname == "lom"):
        return "lom"
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
        raise _not_asked_for(words("The answer is an HTML page where an OAI-PMH answer should be."))
    if is_static(root):
        raise StaticRepository(root)
    if etree.QName(root).localname != "OAI-PMH":
        raise _not_asked_for(
            words(
                "The answer is XML, but not OAI-PMH: its root is <%(element)s>.",
                element=etree.QName(root).localname,
            )
        )
    errors = [((one.get("code") or "").strip(), _text(one)[:300]) for one in root.iterchildren("{*}error")]
    if errors:
        raise OAIError(errors, _response_date(root))
    found = next((child for verb in verbs if (child := root.find(f"{{*}}{verb}")) is not None), None)
    if found is None:
        others = [etree.QName(child).localname for child in root.iterchildren(etree.Element)]
        answered = next((name for name in others if name not in ("responseDate", "request")), "nothing")
        raise _not_asked_for(
            words(
                "The repository was asked for %(verb)s and answered %(answered)s.",
                verb=verbs[0],
                answered=answered,
            )
        )
    return found


def is_static(root: etree._Element) -> bool:
    """Whether a document is a static repository (the OAI's guidelines of 2004), whose root holds the lists."""
    return etree.QName(root).localname == "Repository" and root.find("{*}ListRecords") is not None


def _not_asked_for(reason: str) -> SourceProblem:
    advice = words("Give the base URL of an OAI-PMH 2.0 repository, one that answers the verb it is asked.")
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))


def harvested(record: etree._Element) -> Harvested:
    """One record of a list; a rejected one where it has no identifier or nothing to describe."""
    parts = _by_name(record)
    header = parts.get("header")
    said = {} if header is None else _by_name(header)
    identifier = _text(said.get("identifier"))
    if header is None or not identifier:
        return _rejected(
            record,
            None,
            words("The record has no identifier."),
            words("Give every record's header an identifier."),
        )
    datestamp = _text(said.get("datestamp")) or None
    sets = tuple([_text(spec) for spec in header.iterchildren("{*}setSpec")]) if "setSpec" in said else ()
    if (header.get("status") or "").strip().lower() == "deleted":
        return Harvested(identifier=identifier, datestamp=datestamp, deleted=True, sets=sets)
    payload, format_name = _payload(parts.get("metadata"))
    if not payload:
        return _rejected(
            record,
            identifier,
            words("The record has no metadata."),
            words("Send metadata, or mark it as deleted."),
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
    namespace = _namespace(element)
    if element is not None and namespace == native.NAMESPACE:
        return etree.tostring(element, with_tail=False), "native"
    if element is None or not len(element):
        text = _text(metadata if element is None else element)
        if text[:1] in ("{", "["):
            return text.encode(), "schema_org"  # JSON-LD inside XML
    if element is None:
        return b"", ""
    return _canonical(element), format_of(namespace or etree.QName(element).localname, element)


def format_of_payload(payload: bytes) -> str:
    """The format of metadata that came as XML. Raises SourceProblem for what is none."""
    element = parsed(payload, what=words("metadata in XML"))
    return format_of(_namespace(element) or etree.QName(element).localname, element)


def _namespace(element: etree._Element | None) -> str:
    """As etree.QName has it, in a fraction of its time."""
    tag = "" if element is None else str(element.tag)
    return tag[1:].partition("}")[0] if tag[:1] == "{" else ""


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


def _by_name(element: etree._Element) -> dict[str, etree._Element]:
    """The first child of each name, in any namespace."""
    found: dict[str, etree._Element] = {}
    for child in element.iterchildren(etree.Element):
        found.setdefault(child.tag.rpartition("}")[2], child)
    return found


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return ("".join(_texts(element)) if len(element) else element.text or "").strip()


def _texts(element: etree._Element) -> Iterator[str]:
    """Text and CDATA of the element itself, around comments; not of elements inside it."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""
