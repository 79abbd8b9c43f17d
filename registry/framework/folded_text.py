"""Text as the lexicon compares it, with the way back to the original: every span can be quoted as it was written."""

from __future__ import annotations

import csv
from pathlib import Path

from registry.framework.folding import fold

_HAN = Path(__file__).parent / "lexicon" / "han.tsv"
_SEPARATORS = frozenset("-_\n\r\t\v\f\u00a0\u2002\u2003\u2009\u200a\u202f\u3000–—−·・*")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def _han() -> dict[str, str]:
    with _HAN.open(encoding="utf-8", newline="") as file:
        return {row["traditional"]: row["simplified"] for row in csv.DictReader(file, delimiter="\t")}


class _Characters(dict[int, str]):
    """What each character becomes, worked out when it is first met: `str.translate` then runs at C speed.

    `uneven` are the characters that do not become exactly one: with them offsets move.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        self._simplified = _han()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self._folded(character)
        if len(folded) != 1:
            self.uneven.add(character)
        self[code] = folded
        return folded

    def _folded(self, character: str) -> str:
        if character in _INVISIBLE:
            return ""
        if character in _SEPARATORS:
            return " "
        return "".join(" " if c in _SEPARATORS else self._simplified.get(c, c) for c in fold(character))


_CHARACTERS = _Characters()


class FoldedText:
    """`text` is the folded form, on one line with single spaces; `original` gives a span's place in the source."""

    __slots__ = ("_offsets", "text")

    def __init__(self, source: str) -> None:
        self.text = source.translate(_CHARACTERS)
        self._offsets: list[int] | None = None
        if "  " in self.text or not _CHARACTERS.uneven.isdisjoint(source):
            self._fold_unevenly(source)

    def _fold_unevenly(self, source: str) -> None:
        pieces: list[str] = []
        offsets: list[int] = []
        after_space = False
        for position, character in enumerate(source):
            piece = _CHARACTERS[ord(character)]
            if piece == " " and after_space:
                continue
            if piece:
                after_space = piece == " "
                pieces.append(piece)
                offsets.extend([position] * len(piece))
        offsets.append(len(source))
        self.text, self._offsets = "".join(pieces), offsets

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the folded text came from."""
        if self._offsets is None:
            return start, end
        return self._offsets[start], self._offsets[end - 1] + 1


def folded(text: str) -> str:
    """`text` as it is compared, where no way back is needed."""
    return FoldedText(text).text
