"""What an engine indexes of texts: the tokens of search.analysis in order, then those that no phrase has.

Most of what stands between two spaces comes again, and no other word reaches over one. So it is analysed once and
remembered as one string: its tokens, each with a space after it, and between two marks those that no phrase has. What
a longer text comes to is such strings joined, and then parted at the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain

from search import analysis

# Between what follows its text in one field and the text itself, so that no phrase reaches over.
GAP = "|"

# No characters, and so in no token. Before and after tokens that no phrase has; and after a letter that may be the
# beginning of a word which goes on after the next space.
_FURTHER = "\ufffe"
_ALONE = "\uffff"

_SHORT = 50  # characters of values and of their parts that are worth remembering


class _Remembered(dict[str, str]):
    """What texts come to; of short ones it is remembered, of so many at most."""

    def __init__(self, analysed: Callable[[str], str], most: int) -> None:
        super().__init__()
        self._analysed, self._most = analysed, most

    def __missing__(self, text: str) -> str:
        found = self._analysed(text)
        if len(text) <= _SHORT:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found


def of_text(text: str) -> str:
    """Of a text of its own, such as a title or a description."""
    return f" {GAP} ".join(filter(None, _parted(text)))


def of_values(values: Iterable[str]) -> str:
    """Of several texts, many of which come again: subjects, names. No phrase reaches from one to the next."""
    found = [_of_short_value(value) if len(value) <= _SHORT else _parted(value) for value in values]
    fields = [in_order for in_order, _further in found if in_order]
    if further := [f" {tokens}" for _in_order, tokens in found if tokens]:
        fields.append(_once(further))
    return f" {GAP} ".join(fields)


def _parted(text: str) -> tuple[str, str]:
    """The tokens in order, and those that no phrase has, each of them once."""
    parts = text.split(" ")
    found = "".join(map(_PARTS.__getitem__, parts))
    if _ALONE in found:
        if any(map(_are_one, parts, parts[1:])):
            found = _of_part(text)
        found = found.replace(_ALONE, "")
    if _FURTHER not in found:
        return found[:-1], ""
    pieces = found.split(_FURTHER)
    return "".join(pieces[::2])[:-1], _once(pieces[1::2])


_of_short_value = lru_cache(maxsize=5_000)(_parted)


def _once(pieces: Iterable[str]) -> str:
    """The tokens of pieces, each of them once. After a space they are words, else a piece's characters."""
    tokens = [piece.split() if piece[0] == " " else piece for piece in pieces]
    return " ".join(dict.fromkeys(chain.from_iterable(tokens)))


def _are_one(part: str, following: str) -> bool:
    if not _PARTS[part].endswith(_ALONE):
        return False
    apart = f"{analysis.folded(part)} {analysis.folded(following)}"
    return analysis.folded(f"{part} {following}") != apart


def _of_part(part: str) -> str:
    plain = analysis.folded(part)
    found = "".join(map(_WORDS.__getitem__, analysis.words_of(plain)))
    return found + _ALONE if analysis.ends_alone(plain) else found


def _of_word(word: str) -> str:
    in_order, further = analysis.analysed(word)
    if not further:
        return f"{in_order} "
    tokens = further if isinstance(further, str) else f" {' '.join(further)}"
    return f"{in_order} {_FURTHER}{tokens}{_FURTHER}"


_PARTS = _Remembered(_of_part, 30_000)
_WORDS = _Remembered(_of_word, 20_000)
