"""Native records: what nodes of the alliance exchange, with origin key, chain and origin datestamp."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from lxml import etree

from harvesters.context import Context
from harvesters.formats import native_values
from harvesters.listing import Harvested
from harvesters.problems import Undescribable
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description
from registry.catalogue.provenance import OriginKey, Provenance

PREFIX = "cbet"
NAMESPACE = "urn:cbet:record:1"
TOMBSTONE = "tombstone:"  # a deleted header's set that says: deleted at its origin, at this moment


def describe(payload: bytes, context: Context) -> Description:
    """The description as the origin made it; a field that this version does not know is left out.

    Only peers' native records are taken: they speak for other nodes, which not every source may.
    """
    if context.settings.get("metadata_prefix") != PREFIX:
        raise Undescribable(
            words("unsupported-format: native records are taken from peers only"),
            words(
                'If this is another node, add it with the setting "metadata_prefix": "%(prefix)s".',
                prefix=PREFIX,
            ),
        )
    provenance(payload, context.today)
    description, refused = native_values.description(read(payload)["description"])
    for name in refused:
        context.warn(
            name,
            words("The other node states what no node can know of it."),
            words("Bring its software up to date."),
        )
    return description


def provenance(payload: bytes, now: datetime) -> Provenance:
    """Where the record comes from. Raises Undescribable as `describe` does."""
    stated = read(payload)
    origin = stated["origin"]
    node = UUID(origin["node"])
    try:
        chain = native_values.chain(stated["chain"], node)
        datestamp = native_values.moment(stated["datestamp"], now)
    except ValueError as why:
        raise Undescribable(
            words("The record's chain or its datestamp cannot be true: %(why)s.", why=why),
            words("Ask the other node's operator to look into it."),
        ) from None
    return Provenance(
        origin=(node, UUID(origin["source"]), origin["identifier"]),
        chain=chain,
        datestamp=datestamp,
        organisation=native_values.organisation(stated["organisation"]),
    )


def buried(record: Harvested, now: datetime) -> Provenance | None:
    """Of a deleted header, the origin if the thing was deleted there; None if only the peer shares it no longer."""
    stated = next((s.removeprefix(TOMBSTONE) for s in record.sets if s.startswith(TOMBSTONE)), "")
    origin = origin_of(record.identifier or "")
    if not stated or origin is None:
        return None
    try:
        moment = native_values.moment(stated, now)
    except ValueError:
        return None
    return Provenance(origin=origin, chain=(str(origin[0]),), datestamp=moment)


def written(
    origin: OriginKey,
    chain: list[str],
    datestamp: str,
    organisation: Mapping[str, str],
    description: Mapping[str, Any],
) -> etree._Element:
    """A native record as an XML element; `provenance` and `describe` read it back."""
    node, source, identifier = origin
    namespaces: dict[Any, str] = {None: NAMESPACE}  # the stubs know no default namespace
    element = etree.Element(f"{{{NAMESPACE}}}record", nsmap=namespaces)
    element.text = json.dumps(
        {
            "origin": {"node": str(node), "source": str(source), "identifier": identifier},
            "chain": chain,
            "datestamp": datestamp,
            "organisation": dict(organisation),
            "description": dict(description),
        },
        sort_keys=True,
    )
    return element


def exchange_identifier(origin: OriginKey) -> str:
    """The identifier in the exchange, the same at every node that passes the record on."""
    node, source, identifier = origin
    return f"cbet:{node}:{source}:{quote(identifier, safe='')}"


def origin_of(exchanged: str) -> OriginKey | None:
    """What `exchange_identifier` was made from, or None."""
    parts = exchanged.split(":")
    if len(parts) != 4 or parts[0] != "cbet":
        return None
    try:
        return UUID(parts[1]), UUID(parts[2]), unquote(parts[3])
    except ValueError:
        return None


def read(payload: bytes) -> dict[str, Any]:
    """The record's values, with everything that must be there. Raises Undescribable."""
    element = parsed(payload, what=words("a native record"))
    try:
        stated = json.loads(element.text or "")
        origin = stated["origin"]
        UUID(origin["node"]), UUID(origin["source"])
        sound = (
            isinstance(origin["identifier"], str)
            and isinstance(stated["description"], dict)
            and isinstance(stated["datestamp"], str)
            and isinstance(stated.setdefault("organisation", {}), dict)
            and isinstance(stated["chain"], list)
            and all(isinstance(node, str) for node in stated["chain"])
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise Undescribable(
            words("The native record is not whole: origin, chain, datestamp or description is missing."),
            words("Bring the other node's software up to date."),
        )
    return dict(stated)
