"""Records of XML sources, described by the fields that the source's settings state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from harvesters.context import Context
from harvesters.mapping import described, identifier
from harvesters.paths import XmlPlace
from harvesters.problems import SourceProblem, Undescribable
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description

_WHAT = words("a record")
FORMAT = "mapped_xml"


def describe(payload: bytes, context: Context) -> Description:
    """The description of one record's element."""
    try:
        element = parsed(payload, what=_WHAT, charset="utf-8")
    except SourceProblem as error:
        raise Undescribable(error.problem.reason, error.problem.advice) from None
    return described(_place(element, context.settings), context.settings, context)


def record_identifier(element: etree._Element, settings: Mapping[str, Any]) -> str | None:
    """The identifier of a record while it is listed; see `harvesters.mapping.identifier`."""
    return identifier(_place(element, settings), settings)


def payload_of(element: etree._Element) -> bytes:
    """The element in UTF-8, without what follows it."""
    return etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False)


def _place(element: etree._Element, settings: Mapping[str, Any]) -> XmlPlace:
    return XmlPlace(element, settings.get("namespaces", {}))
