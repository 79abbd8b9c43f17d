"""The formats by name: one module each, with a function `describe` that reads one record's payload."""

from __future__ import annotations

from importlib import import_module

from harvesters.context import Context
from harvesters.problems import Undescribable
from harvesters.sanitise import sanitised
from harvesters.words import words
from registry.catalogue.description import Description

FORMATS = {
    "calendar": "harvesters.formats.calendar",
    "document": "harvesters.formats.document",
    "feed_entry": "harvesters.formats.feed_entry",
    "json_feed_item": "harvesters.formats.json_feed_item",
    "lom": "harvesters.formats.lom",
    "mapped_json": "harvesters.formats.mapped_json",
    "mapped_xml": "harvesters.formats.mapped_xml",
    "native": "harvesters.formats.native",
    "oai_dc": "harvesters.formats.oai_dc",
    "page": "harvesters.formats.page",
    "schema_org": "harvesters.formats.schema_org",
    "schema_org_rdf": "harvesters.formats.schema_org_rdf",
}


def describe(format_name: str, payload: bytes, context: Context) -> Description:
    """The description of a payload. Raises Undescribable, also for a format that is not known here."""
    if format_name not in FORMATS:
        raise Undescribable(
            words("unsupported-format: %(format)s", format=format_name or words("no format stated")),
            words("Offer the records as oai_dc, LOM, AMB or schema.org; what was sent is kept until then."),
            "format",
        )
    description: Description = import_module(FORMATS[format_name]).describe(payload, context)
    description = sanitised(description, context)
    if not description.title:
        raise Undescribable(words("The record has no title."), words("Give every record a title."), "title")
    return description
