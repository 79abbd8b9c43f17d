"""What a change changed, word by word: readable at a glance, however long the values are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

_LONGEST = 2_000  # characters of a text that are compared
_AROUND = 40  # characters of what stayed that are shown beside what did not
_MOST = 400  # characters of a whole difference that are shown
# A word, a run of spaces, or one letter of a script that parts no words.
_TOKENS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """`how`: "same", "gone" or "new"."""

    how: str
    text: str


def differences(before: str, after: str) -> Sequence[Part]:
    """Two texts as parts that stayed, went and came, in reading order; what stayed is shortened."""
    old, new = _TOKENS.findall(before[:_LONGEST]), _TOKENS.findall(after[:_LONGEST])
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > 500)
    stayed = sum(
        not token.isspace()
        for block in matcher.get_matching_blocks()
        for token in old[block.a : block.a + block.size]
    )
    if 4 * stayed < min(len(old), len(new)):  # nothing in common worth showing
        half = _MOST // 2
        whole = (Part("gone", _cut(before, half)), Part("new", _cut(after, half)))
        return [part for part in whole if part.text]
    parts: list[Part] = []
    for how, i, j, k, m in matcher.get_opcodes():
        if how == "equal":
            parts.append(Part("same", "".join(old[i:j])))
        else:
            parts += [
                part
                for part in (_part("gone", "".join(old[i:j])), _part("new", "".join(new[k:m])))
                if part.text
            ]
    return _capped([_shortened(part, n == 0, n == len(parts) - 1) for n, part in enumerate(parts)])


def of_lists(before: Sequence[Any], after: Sequence[Any]) -> Sequence[Part]:
    """Of two lists of texts: what is no longer in it, and what is new."""
    gone = [_part("gone", str(value)) for value in before if value not in after]
    new = [_part("new", str(value)) for value in after if value not in before]
    parts = gone + new or [Part("same", "⇅")]  # the same in another order
    return _capped([*parts[:1], *(p for _one, each in pairwise(parts) for p in (Part("same", ", "), each))])


def _part(how: str, text: str) -> Part:
    return Part(how, _cut(text, _MOST // 2))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _capped(parts: Sequence[Part]) -> Sequence[Part]:
    """As many of the parts as have room."""
    shown: list[Part] = []
    room = _MOST
    for part in parts:
        if room <= 0:
            return [*shown, Part("same", "…")]
        shown.append(part)
        room -= len(part.text)
    return shown


def _shortened(part: Part, first: bool, last: bool) -> Part:
    text = part.text
    if part.how != "same" or len(text) <= 2 * _AROUND + 5:
        return part
    start = "" if first else text[:_AROUND]
    end = "" if last else text[-_AROUND:]
    return Part("same", f"{start} … {end}")
