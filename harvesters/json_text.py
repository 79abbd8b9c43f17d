"""JSON as providers really send it: one value out of a text, or the objects of a list that breaks off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from harvesters.words import words

_OBJECT = re.compile(r"\s*,?\s*(?=\{)")


def loaded(text: str) -> Any:
    """The value of a JSON text; ValueError says in words where it cannot be read. NaN is no value."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise ValueError(
            words(
                "%(error)s (line %(line)s, character %(character)s)",
                error=error.msg,
                line=str(error.lineno),
                character=str(error.colno),
            )
        ) from None
    except RecursionError:
        raise ValueError(words("it is nested too deeply")) from None


def objects_before_break(text: str, member: str | None) -> Iterator[Any]:
    """The objects of a damaged list that can be read before the damage.

    The list is the value of a member of that name, or the whole document (None).
    """
    start = re.search(r"\A\s*\[" if member is None else rf'"{re.escape(member)}"\s*:\s*\[', text)
    decoder, position = json.JSONDecoder(), start.end() if start else len(text)
    while record := _OBJECT.match(text, position):
        try:
            value, position = decoder.raw_decode(text, record.end())
        except (ValueError, RecursionError):
            return
        yield value
