"""Text of documents as text that runs on, no more of it than is rated and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 18_000  # characters

_SPACES = re.compile(r"[^\S\n]+")
# A line ends where the page does, not the sentence; East Asian lines go on without a space.
_HYPHENATED = re.compile(r"(?<=[a-z\u00df-\u00ff])-\n(?=[a-z\u00df-\u00ff])")
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")


def running(parts: Iterable[str]) -> str:
    """The parts as paragraphs, until there is enough."""
    found: list[str] = []
    left = LONGEST
    for part in parts:
        text = _running(part[: left + 1000]).strip()[:left]
        if text:
            found.append(text)
            left -= len(text)
        if left <= 0:
            break
    return "\n\n".join(found)


def _running(text: str) -> str:
    text = _SPACES.sub(" ", text.replace("\r", "\n")).replace(" \n", "\n").replace("\n ", "\n")
    text = _HYPHENATED.sub("", text)
    return _LINE_END.sub(" ", _BETWEEN_IDEOGRAPHS.sub("", text))
