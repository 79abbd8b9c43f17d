"""Google Sheets: from the address of a sheet, as people copy it, to that of its export."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_SHEET = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?P<published>e/)?(?P<id>[\w-]{10,})(?:/(?P<view>\w*))?/?")
_EXPORTS = frozenset({"export", "gviz"})


def export_address(url: str) -> str:
    """The address at which a sheet is to be had as CSV, or the workbook as XLSX where no sheet is chosen.

    An address that is no Google sheet's, or is one of an export already, is given back as it is.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    found = _SHEET.fullmatch(parts.path)
    query = parse_qs(parts.query)
    if parts.hostname != "docs.google.com" or not found or found["view"] in _EXPORTS:
        return url
    if found["published"] and query.get("output", ["html"])[0] in ("csv", "tsv", "xlsx"):
        return url
    gid = (parse_qs(parts.fragment).get("gid") or query.get("gid") or [""])[0]
    return _export(found["id"], gid if gid.isdecimal() else "", published=bool(found["published"]))


def _export(identifier: str, gid: str, *, published: bool) -> str:
    kind = f"csv&gid={gid}" if gid else "xlsx"
    if published:
        single = "&single=true" if gid else ""
        return f"https://docs.google.com/spreadsheets/d/e/{identifier}/pub?output={kind}{single}"
    return f"https://docs.google.com/spreadsheets/d/{identifier}/export?format={kind}"
