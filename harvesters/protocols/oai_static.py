"""Reads a static OAI-PMH repository: Identify, the formats and every list of records in one XML file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from harvesters.listing import Page
from harvesters.protocols.oai_answers import format_of, formats_of, harvested
from harvesters.protocols.oai_errors import OAIError
from harvesters.words import words

_PAGE_SIZE = 250


def pages(root: etree._Element, prefix: str | None, preference: Sequence[str]) -> Iterator[Page]:
    """The records in the format of `prefix`, else in the first of `preference` that there is.

    Raises OAIError for a prefix that the file has no list of.
    """
    listing = _listing(root, prefix, preference)
    records = [harvested(record) for record in listing.iterchildren("{*}record")]
    for start in range(0, len(records), _PAGE_SIZE):
        yield Page(records=records[start : start + _PAGE_SIZE], total=len(records))


def _listing(root: etree._Element, prefix: str | None, preference: Sequence[str]) -> etree._Element:
    lists = {(one.get("metadataPrefix") or "").strip(): one for one in root.iterchildren("{*}ListRecords")}
    if prefix is None:
        return lists[_best(root, list(lists), preference)]
    if prefix not in lists:
        raise OAIError(
            [
                (
                    "cannotDisseminateFormat",
                    words("the file has lists of %(prefixes)s", prefixes=", ".join(lists)[:200]),
                )
            ]
        )
    return lists[prefix]


def _best(root: etree._Element, listed: list[str], preference: Sequence[str]) -> str:
    """The prefix to read; the first list of the file if none is understood."""
    offered = root.find("{*}ListMetadataFormats")
    stated = formats_of(offered) if offered is not None else []
    by_format = {format_of(namespace): prefix for prefix, namespace in reversed(stated) if prefix in listed}
    return next((by_format[name] for name in preference if name in by_format), listed[0])
