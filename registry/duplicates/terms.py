"""The terms by which two texts are compared: words without case, accents and width, whatever the script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from registry.duplicates.words import COMMON, FREQUENT
from registry.framework.folded_text import folded

# Scripts that write without spaces between words: pairs of characters stand for words there.
_UNSPACED = r"\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORDS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:\+\+|#)?")  # C++ is not C
_STARTS_UNSPACED = re.compile(rf"[{_UNSPACED}]")

_STEM = 5  # letters that two forms of a word share


def terms(text: str) -> list[str]:
    """In their order, as often as they come: "Logística: 电商课程" → logistica, 电商, 商课, 课程."""
    words = _WORDS.findall(folded(text))
    if text.isascii():
        return words
    found: list[str] = []
    for word in words:
        if len(word) > 2 and _STARTS_UNSPACED.match(word):
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            found.append(word)
    return found


def content(terms: Iterable[str]) -> frozenset[str]:
    """The words that tell titles apart."""
    return frozenset(terms) - COMMON


def weight(terms: Iterable[str]) -> float:
    return sum(0.2 if term in COMMON else 0.5 if term in FREQUENT else 1.0 for term in terms)


def shingles(terms: Sequence[str]) -> frozenset[str]:
    """Each two neighbours."""
    return frozenset(map(" ".join, pairwise(terms)))


def alike(first: frozenset[str], second: frozenset[str]) -> tuple[float, frozenset[str], frozenset[str]]:
    """Dice's coefficient by weight, 0 to 1, where two forms of a word count for most of a word; and the telling
    words that only the first has, and only the second."""
    alone, other = first - second, second - first
    forms = _forms(alone, other)
    both = weight(first) + weight(second)
    shared = 2 * weight(first & second) + 0.8 * (weight(forms.keys()) + weight(forms.values()))
    return shared / both if both else 0.0, content(alone - forms.keys()), content(other - set(forms.values()))


def _forms(first: frozenset[str], second: frozenset[str]) -> dict[str, str]:
    """Pairs of what may be two forms of a word, such as analysis and analyzing."""
    stems: dict[str, list[str]] = {}
    for word in sorted(second):
        if len(word) > _STEM:
            stems.setdefault(word[:_STEM], []).append(word)
    pairs = {}
    for word in sorted(first) if stems else ():
        form = next((other for other in stems.get(word[:_STEM], ()) if _one_word(word, other)), None)
        if form:
            pairs[word] = form
            stems[word[:_STEM]].remove(form)
    return pairs


def _one_word(first: str, second: str) -> bool:
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    return shared >= 0.55 * max(len(first), len(second)) and not first.isdecimal()


def by_script(terms: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Those of scripts that set words apart, and those of scripts that do not."""
    unspaced = frozenset(term for term in terms if _STARTS_UNSPACED.match(term))
    return frozenset(terms) - unspaced, unspaced


def of_one_script(first: frozenset[str], second: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Two titles without what only a bilingual one of them says in a second script."""
    parts = by_script(first), by_script(second)
    shared = [i for i in (0, 1) if content(parts[0][i]) and content(parts[1][i])]
    return (parts[0][shared[0]], parts[1][shared[0]]) if len(shared) == 1 else (first, second)


def contained(first: frozenset[str], second: frozenset[str]) -> float:
    """How much of the smaller set the larger one has, 0 to 1."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
