"""A text with the words marked that judgements rest on, and of which aspects they are evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.framework.profile import Evidence

LONGEST = 8_000  # characters that are shown


@dataclass(frozen=True, slots=True)
class Stretch:
    """`names`: of the aspects that it is evidence of; "" for a stretch that is none."""

    text: str
    names: str = ""


def marked(text: str, evidence: Iterable[tuple[str, Evidence]]) -> Sequence[Stretch]:
    """`evidence`: the name of an aspect with words that it rests on. Words that are no longer where they were found
    are not marked; where two overlap, they are one stretch with both names."""
    spans = sorted(
        {
            (e.start, e.end, name)
            for name, e in evidence
            if text[e.start : e.end] == e.text and e.end > e.start
        }
    )
    shown, end, stretches = text[:LONGEST], 0, list[Stretch]()
    for first, last, names in _merged(spans):
        if first >= len(shown):
            break
        stretches += [Stretch(shown[end:first]), Stretch(shown[first:last], ", ".join(names))]
        end = last
    stretches.append(Stretch(shown[end:] + ("…" if len(text) > LONGEST else "")))
    return [stretch for stretch in stretches if stretch.text]


def _merged(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, list[str]]]:
    merged: list[tuple[int, int, list[str]]] = []
    for start, end, name in spans:
        if merged and start < merged[-1][1]:
            before = merged.pop()
            names = before[2] if name in before[2] else [*before[2], name]
            merged.append((before[0], max(before[1], end), names))
        else:
            merged.append((start, end, [name]))
    return merged
