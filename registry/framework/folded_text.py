"""Text as the lexicon compares it, with the way back to the original: every span can be quoted as it was written."""

from __future__ import annotations

import codecs
import csv
import re
import string
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from registry.framework.folding import fold

_HAN = Path(__file__).parent / "lexicon" / "han.tsv"
_PLAIN_SEPARATORS = "-_\n\r\t\v\f*"
_SEPARATORS = frozenset(_PLAIN_SEPARATORS + "\u00a0\u2002\u2003\u2009\u200a\u202f\u3000–—−·・")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_HALF = "\ufffd"  # for half a character, which cannot be encoded
_UNEVEN = "\uffff"  # is no character: marks one that does not become exactly one
_UNEVEN_PART = re.compile(f" {{2,}}|{_UNEVEN}")
_SPACES = re.compile(" {2,}")


def _han() -> dict[str, str]:
    with _HAN.open(encoding="utf-8", newline="") as file:
        return {row["traditional"]: row["simplified"] for row in csv.DictReader(file, delimiter="\t")}


_SIMPLIFIED = _han()

# At most 256 characters, enough for nearly all texts in Latin letters, Vietnamese ones too. A text of these alone is
# folded by way of bytes, in a tenth of the time that looking up each character takes.
_LATIN = "".join(
    (
        "\0",  # which Python's maps of characters begin with
        string.printable.rstrip("\v\f"),
        "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư",
        *map(chr, range(0x1EA0, 0x1EFA)),  # of Vietnamese
        "ÑñÜüÇçïëîû¿¡“”‘’«»–—…•\u00a0",
    )
)
# What folding leaves as it is, of scripts that texts have much of: Cyrillic, Arabic, Thai, kana, Hangul, Han.
_HAN_RUNS = re.split(f"[{''.join(_SIMPLIFIED)}]", "".join(map(chr, range(0x4E00, 0xA000))))
_UNCHANGED = (
    "\0-\b\x0e-)+,.-@[-^`-\x7fа-ик-я\u0621-\u063f\u0641-\u064aก-าิ-\u0e4e\u3001\u3002ぁ-ゖァ-ヺー가-힣"
)
_UNCHANGED += "".join(f"{run[0]}-{run[-1]}" for run in _HAN_RUNS if run)
_CHANGING = re.compile(f"[^{_UNCHANGED}]")
_BEGINNING, _FEW = 50, 10  # characters: where more change, all are quicker looked up than those that do found


class _Folding(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


class _OneToOne(dict[int, str]):
    """The same for `str.translate`, which runs at C speed, with a mark for uneven characters: they move offsets."""

    def __missing__(self, code: int) -> str:
        folded = _FOLDING[code].lower()  # letters of mathematics fold to capitals
        one = self[code] = folded if len(folded) == 1 else _UNEVEN
        return one


def _folded(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    if character in _SEPARATORS:
        return " "
    if "\ud800" <= character <= "\udfff":
        return _HALF
    letters = "".join(" " if c in _SEPARATORS else _SIMPLIFIED.get(c, c) for c in fold(character))
    return letters if letters.strip() else letters[:1]


_FOLDING = _Folding()
_ONE_TO_ONE = _OneToOne()
_LATIN_CODES = codecs.charmap_build(_LATIN)
_LATIN_FOLDED = _LATIN.translate(_ONE_TO_ONE)


class FoldedText:
    """`text` is the folded form, on one line with single spaces; `original` finds a span's place in the source.

    Most text folds one character to one. Where it does not, the text is kept as segments: `_even` ones map
    by position, any other maps as a whole. They are made when first needed: most texts are `even` throughout.
    """

    __slots__ = ("_even", "_folded_starts", "_marked", "_source_starts", "even", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._marked = marked = _one_to_one(source)
        self._folded_starts: list[int] = []
        self.text = marked
        if _UNEVEN in marked:
            self.text = "".join(self._segmented())
        elif "  " in marked:
            self.text = _SPACES.sub(" ", marked)
        self.even = self.text is marked

    def _segmented(self) -> list[str]:
        """The folded pieces of the text, keeping where each begins."""
        pieces: list[str] = []
        self._source_starts: list[int] = []
        self._even: list[bool] = []
        length = 0
        for start, end, even in _segments(self._marked):
            piece = self._marked[start:end] if even else _FOLDING[ord(self.source[start])]
            self._folded_starts.append(length)
            self._source_starts.append(start)
            self._even.append(even)
            pieces.append(piece)
            length += len(piece)
        self._source_starts.append(len(self.source))
        return pieces

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the folded text, not empty, came from."""
        if self.even:
            return start, end
        if not self._folded_starts:
            self._segmented()
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, position: int) -> tuple[int, int]:
        segment = bisect_right(self._folded_starts, position) - 1
        start = self._source_starts[segment]
        if not self._even[segment]:
            return start, self._source_starts[segment + 1]
        start += position - self._folded_starts[segment]
        return start, start + 1


def _one_to_one(source: str) -> str:
    """The source with each character folded to one, or marked as uneven."""
    if source.isascii():
        plain = source.lower()
        for separator in _PLAIN_SEPARATORS:
            plain = plain.replace(separator, " ")
        return plain
    try:
        codes, _ = codecs.charmap_encode(source, "strict", _LATIN_CODES)
    except UnicodeEncodeError:
        return _of_any_script(source)
    return codecs.charmap_decode(codes, "strict", _LATIN_FOLDED)[0]


def _of_any_script(source: str) -> str:
    """By the few characters that change, or, where the beginning has many, by all."""
    if len(_CHANGING.findall(source, 0, _BEGINNING)) > _FEW:
        return source.translate(_ONE_TO_ONE)
    return _CHANGING.sub(_changed, source)


def _changed(found: re.Match[str]) -> str:
    return _ONE_TO_ONE[ord(found[0])]


def _segments(marked: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and evenness of the parts of a text; the uneven ones are single characters or runs of space."""
    position = 0
    for found in _UNEVEN_PART.finditer(marked):
        if position < found.start():
            yield position, found.start(), True
        yield found.start(), found.end(), False
        position = found.end()
    if position < len(marked):
        yield position, len(marked), True


def folded(text: str) -> str:
    """`text` as it is compared, where no way back is needed."""
    return FoldedText(text).text
