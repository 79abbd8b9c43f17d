"""Collects the messages of the interface out of Python modules and templates. No tool but Babel is needed."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract_from_file
from django.utils.translation.template import templatize

from tests.messages import ROOT

NOTED = ("aspects", "criteria", "depths", "modules", "visits")
"""Vocabularies whose notes pages show; their labels are translated beside them."""

PARTS = ("registry", "harvesters", "search")
_KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "words"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "counted_words"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_TEXT = r"""[ru]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*({_TEXT})(?:\s*,\s*({_TEXT}))?(?:\s*,\s*({_TEXT}))?")


class Message(NamedTuple):
    """`plural`: "" where there is one form alone."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """As Babel names it."""
        return (self.text, self.plural) if self.plural else self.text


def extracted() -> dict[Message, list[str]]:
    """Every message, in the order of the files that it stands in, with their paths."""
    found: dict[Message, list[str]] = {}
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*")):
            for message in messages_of(path):
                places = found.setdefault(message, [])
                if (place := path.relative_to(ROOT).as_posix()) not in places:
                    places.append(place)
    return found


def messages_of(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from _of_module(path)
    elif path.suffix in (".html", ".txt") and "templates" in path.parts:
        yield from of_template(path.read_text("utf-8"), path.name)
    elif path.suffix == ".tsv" and path.stem in NOTED:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from (Message(row["note"]) for row in rows if row["note"])


def of_template(text: str, name: str = "") -> Iterator[Message]:
    for call, *texts in _CALL.findall(templatize(text, origin=name)):
        first, *others = [ast.literal_eval(each) for each in texts if each]
        if call == "ngettext":
            yield Message(first, others[0])
        elif call == "pgettext":
            yield Message(others[0], context=first)
        elif call == "npgettext":
            yield Message(others[0], others[1], first)
        else:
            yield Message(first)


def _of_module(path: Path) -> Iterator[Message]:
    for _line, said, _comments, context in extract_from_file("python", path, keywords=_KEYWORDS):
        texts = (said,) if isinstance(said, str) else said
        if texts[0]:
            yield Message(*texts[:2], context=context or "")
