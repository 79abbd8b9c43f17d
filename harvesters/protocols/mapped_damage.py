"""Cuts an XML document that is not well-formed into its records, so that one bad record costs one (rule 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROOT = re.compile(r"<(?P<name>[A-Za-z_][\w.:-]*)(?P<attributes>[^<>]*)>")
# The last step of a path, where it is a name without any condition: //event, /list/m:event
_LAST_STEP = re.compile(r"/(?:[\w.-]+:)?(?P<name>[A-Za-z_][\w.-]*)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The records of a damaged document, each in a document of its own. `whole`: the end was there."""

    records: list[str]
    whole: bool


def cut_into_records(text: str, path: str) -> Cut | None:
    """None where no records can be told: by another kind of path, or in a text that declares entities."""
    step, root = _LAST_STEP.search(path), _ROOT.search(text[:20_000])
    if step is None or root is None or "<!ENTITY" in text or "<!DOCTYPE" in text[: root.start()].upper():
        return None
    opening = f"<{root['name']}{root['attributes'].rstrip('/')}>"
    closing = f"</{root['name']}>"
    pieces = _pieces(text[root.end() :], re.escape(step["name"]))
    if not pieces:
        return None
    return Cut(records=[opening + piece + closing for piece in pieces], whole=closing in text[-2000:])


def _pieces(text: str, name: str) -> list[str]:
    """Each record up to its own end tag, or where that is missing up to the next record.

    What follows the last start tag without an end is no piece: the text breaks off in it.
    """
    starts = list(re.finditer(rf"<(?:[\w.-]+:)?{name}(?=[\s/>])[^<>]*>", text))
    end_tag = re.compile(rf"</(?:[\w.-]+:)?{name}\s*>")
    pieces = []
    for start, after in zip(starts, [*starts[1:], None], strict=False):
        limit = after.start() if after else len(text)
        end = start if start[0].endswith("/>") else end_tag.search(text, start.end(), limit)
        if end or after:
            pieces.append(text[start.start() : end.end() if end else limit])
    return pieces
