"""How text becomes the tokens that are indexed and asked for: the same for every engine and for marking words.

The rules, in order:

1. Compatibility forms and letter case are folded (NFKC, case folding), letters with accents to plain ones
   (đ → d, ó → o, أ → ا), Traditional Chinese to Simplified.
2. Runs of characters that are written without spaces (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese)
   become overlapping pairs; a single Chinese character is found too.
3. Words with a hyphen are found joined and, unless it is "e-", apart.
4. Words lose a plural ending, Russian ones their case, Arabic ones their article.

An engine gets tokens joined by spaces, so that it needs no analysis of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import add

from search.traditional import SIMPLIFIED

# Part of an index's format: after a change of the rules above older indexes must be built anew.
VERSION = 2

# Between what follows its text in one field and the text itself, so that no phrase reaches over.
GAP = "|"

LONGEST_TOKEN = 60  # characters; the rest of a longer one (a pasted key, a data address) is dropped

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
# Letters and digits, and the signs that belong to a letter in scripts whose vowels are written so.
_SIGN = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff]"
_LETTERS_RUN = f"(?:[^\\W_{_UNSPACED}]++|{_SIGN}++)++"
_HYPHEN = "[-\u00ad\u2010-\u2013\u2212]"
# An unspaced run, or a word with its hyphens and apostrophes.
WORD = re.compile(f"[{_UNSPACED}]+|{_LETTERS_RUN}(?:(?:{_HYPHEN}|['\u2019]){_LETTERS_RUN})*")
# The same for text that has nothing else, which most has not once it is folded.
_PLAIN_WORD = re.compile("[a-z0-9]++(?:[-'][a-z0-9]++)*")
_FIRST_UNSPACED = re.compile(f"[{_UNSPACED}]")
_JOINT = re.compile(f"{_HYPHEN}|['\u2019]")
_POSSESSIVE = re.compile("['\u2019]s$")
_ELISION = re.compile("^(?:[cdjlmnst]|qu)['\u2019]")
# With the "and", "in", "for" that are written together with it; twice: a word's own first letters may look like it.
_ARABIC_ARTICLE = re.compile("^(?:[وفبك]?ال(?:ال)?|و?لل)(?=.{3})")
_ARABIC_ENDING = re.compile("(?<=.{3})(?:ات|ه)$")  # plurals of things, and the feminine
# Cases, genders and numbers of Russian nouns and adjectives, й folded to и; at least three letters remain.
_RUSSIAN_ENDING = re.compile(
    "(?<=.{3})(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|иеи|ах|ях|ов|ев|еи|ам|ям|ом|ем|ою|ею|ии|ыи|ои|ая|яя"
    "|ое|ее|ые|ие|ую|юю|ия|ию|[аеиоуыьюя])$"
)
_ACCENT = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad]")
_PLAIN = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "þ": "th",
        "ħ": "h",
        "ى": "ي",
        "ة": "ه",
    }
)
_ONE_FORM = _PLAIN | SIMPLIFIED  # neither makes what the other changes

# "e commerce" is written for "e-commerce"; any other single letter before a word is a word. Two patterns that begin
# with plain characters, which is what the search for a pattern is quick at.
_E_WORDS = "business|comercio|commerce|invoicing|learning|mail|marketing|payments?|retail|trade|wallet"
_SPACED_E = re.compile(f"e (?<!\\we )(?=(?:{_E_WORDS})\\b)")
_SPACED_M = re.compile(f"m (?<!\\wm )(?=(?:{_E_WORDS})\\b)")
_ALONE = re.compile("(?<!\\w)[em]$")

_SHORT = 50  # characters of values and of their parts that are worth remembering

_SINGLY = "\uffff"  # is no character: marks those that cannot be folded one by one


class _Forms(dict[int, str]):
    """What each character is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        form = self[code] = _SINGLY if _may_combine(chr(code)) else _one_form(chr(code))
        return form


def _may_combine(character: str) -> bool:
    """With the character before: signs of letters, and the later parts of a Korean syllable."""
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


def _one_form(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text).translate(_ONE_FORM)


_FORMS = _Forms()


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that is asked for: found where all tokens of one of its alternatives are."""

    alternatives: tuple[tuple[str, ...], ...]

    @property
    def tokens(self) -> Iterator[str]:
        for alternative in self.alternatives:
            yield from alternative


# Of a word those in order, and those by which it is found singly but that are no part of a phrase.
_Tokens = tuple[tuple[str, ...], tuple[str, ...]]


def folded(text: str) -> str:
    """The text in the one form in which all its spellings agree; lengths may differ from the original's."""
    if text.isascii():
        plain = text.lower()
    elif _SINGLY in (plain := text.translate(_FORMS)):
        plain = _one_form(text)
    return _SPACED_M.sub("m-", _SPACED_E.sub("e-", plain))


def indexed(values: Iterable[str]) -> str:
    """What an engine indexes of a field's values: tokens in order, then those that no phrase has."""
    found = [_of_short_value(value) if len(value) <= _SHORT else _of_value(value) for value in values]
    fields = [in_order for in_order, _further in found if in_order]
    if further := [tokens for _in_order, tokens in found if tokens]:
        fields.append(" ".join(_once(further)))
    return f" {GAP} ".join(fields)


def _once(tokens: Sequence[tuple[str, ...]]) -> Iterable[str]:
    """All of these, each of which has none twice."""
    return dict.fromkeys(chain.from_iterable(tokens)) if len(tokens) > 1 else tokens[0]


def _of_value(value: str) -> tuple[str, tuple[str, ...]]:
    """The tokens of a value in order, and those that no phrase has."""
    parts = value.split(" ")
    found = list(map(_of_part, parts)) if max(map(len, parts)) <= _SHORT else [_of_text(value)]
    if True in [alone for _in_order, _further, alone in found] and any(map(_are_one, parts, parts[1:])):
        found = [_of_text(value)]
    further = [tokens for _in_order, tokens, _alone in found if tokens]
    in_order = " ".join([tokens for tokens, _further, _alone in found if tokens])
    return in_order, tuple(_once(further)) if further else ()


def _of_text(text: str) -> tuple[str, tuple[str, ...], bool]:
    """The same; and whether it ends with a letter that may be the beginning of a word which goes on after a space."""
    plain = folded(text)
    found = list(map(_analysed, _words(plain)))
    in_order = " ".join(chain.from_iterable([tokens for tokens, _further in found]))
    further = dict.fromkeys(chain.from_iterable([tokens for _in_order, tokens in found]))
    return in_order, tuple(further), _ALONE.search(plain) is not None


# What stands between two spaces, most of which comes again: no other word reaches over one.
_of_part = lru_cache(maxsize=20_000)(_of_text)


def _are_one(part: str, following: str) -> bool:
    apart = f"{folded(part)} {folded(following)}"
    return folded(f"{part} {following}") != apart


# Subjects, names of people and organisations, which many records share.
_of_short_value = lru_cache(maxsize=5_000)(_of_value)


def phrase(text: str) -> tuple[str, ...]:
    """The tokens of a phrase, in order."""
    return tuple(chain.from_iterable(in_order for in_order, _further in _analysed_words(text)))


def units(text: str) -> list[Unit]:
    """What a text asks for, word by word; an unspaced run asks for each of its pairs. Without repetitions."""
    wanted = dict[Unit, None]()
    for word in _words(folded(text)):
        wanted.update(dict.fromkeys(_asked(word)))
    return list(wanted)


@lru_cache(maxsize=20_000)
def tokens(word: str) -> frozenset[str]:
    """All tokens by which a word is found."""
    return frozenset(token for found in _analysed_words(word) for token in chain(*found))


def words(text: str) -> list[str]:
    """The words of a text, folded: runs without spaces as they are, others with their hyphens."""
    return _words(folded(text))


def _analysed_words(text: str) -> Iterator[_Tokens]:
    return map(_analysed, _words(folded(text)))


def _words(plain: str) -> list[str]:
    return (_PLAIN_WORD if plain.isascii() else WORD).findall(plain)


@lru_cache(maxsize=20_000)
def _analysed(word: str) -> _Tokens:
    if is_unspaced(word):
        return _pairs(word), tuple(_HAN.findall(word)) if len(word) > 1 else ()
    parts = _parts(word)
    if len(parts) == 1:
        return (stem(parts[0]),), ()
    joined, separate = stem("".join(parts)), tuple(stem(part) for part in parts)
    # "e-commerce" is one word, also in a phrase; "cross-border" is two that some write as one.
    if len(parts[0]) == 1:
        return (joined,), separate[1:]
    return separate, (joined,)


def _asked(word: str) -> Iterator[Unit]:
    if is_unspaced(word):
        yield from (Unit(((pair,),)) for pair in _pairs(word))
        return
    in_order, further = _analysed(word)
    if len(in_order) > 1:
        yield Unit((in_order, further))
    else:
        yield Unit((in_order,))


def is_unspaced(word: str) -> bool:
    """Whether it is a run of a script that is written without spaces."""
    return _FIRST_UNSPACED.match(word) is not None


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(map(add, run, run[1:])) or (run,)


def _parts(word: str) -> list[str]:
    """The parts of a word at hyphens and apostrophes, without a possessive's s and an elided article."""
    word = _POSSESSIVE.sub("", _ELISION.sub("", word))
    return _JOINT.split(word)


def stem(word: str) -> str:
    """A word without the endings that plurals add in English, Spanish, French and Portuguese (s, es, ies), without
    the endings of Russian, and without the Arabic article.

    Deliberately slight: it serves several languages at once, and what it folds it folds in queries too.
    """
    word = word[:LONGEST_TOKEN]
    if not word.isascii():
        return _other_stem(word)
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith(("xes", "zes", "ches", "shes", "sses")):
        return word[:-2]
    if word[-1] == "s" and word[-2] not in "sui":
        word = word[:-1]
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    if len(word) > 4 and word[-1] == "y":
        word = word[:-1] + "i"
    return word


def _other_stem(word: str) -> str:
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARABIC_ENDING.sub("", _ARABIC_ARTICLE.sub("", word))
    if "\u0400" <= word[0] <= "\u04ff":
        return _RUSSIAN_ENDING.sub("", word)
    return word
