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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.traditional import SIMPLIFIED

# Part of an index's format: after a change of the rules above older indexes must be built anew.
VERSION = 2

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
_ALL_HAN = re.compile(f"{_HAN.pattern}+").fullmatch
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


# Of a word those in order, with spaces between, and those by which it is found singly but that are no part of a phrase:
# a string of Chinese characters, each of which is one, or a tuple.
Tokens = tuple[str, str | tuple[str, ...]]


class _Doubled(dict[int, str]):
    """Each character twice, so that a run's become its pairs: "abc" → "a ab bc c"."""

    def __missing__(self, code: int) -> str:
        doubled = self[code] = f"{chr(code)} {chr(code)}"
        return doubled


_DOUBLED = _Doubled()


def folded(text: str) -> str:
    """The text in the one form in which all its spellings agree; lengths may differ from the original's."""
    if text.isascii():
        plain = text.lower()
    elif _SINGLY in (plain := text.translate(_FORMS)):
        plain = _one_form(text)
    if "e " in plain:
        plain = _SPACED_E.sub("e-", plain)
    return _SPACED_M.sub("m-", plain) if "m " in plain else plain


def ends_alone(plain: str) -> bool:
    """Whether a folded text ends with a letter that may be the beginning of a word which goes on after a space."""
    return plain.endswith(("e", "m")) and _ALONE.search(plain[-2:]) is not None


def phrase(text: str) -> tuple[str, ...]:
    """The tokens of a phrase, in order."""
    found = map(analysed, words(text))
    return tuple(" ".join([in_order for in_order, _further in found]).split())


def units(text: str) -> list[Unit]:
    """What a text asks for, word by word; an unspaced run asks for each of its pairs. Without repetitions."""
    wanted = dict[Unit, None]()
    for word in words_of(folded(text)):
        wanted.update(dict.fromkeys(_asked(word)))
    return list(wanted)


@lru_cache(maxsize=20_000)
def tokens(word: str) -> frozenset[str]:
    """All tokens by which a word is found."""
    found = map(analysed, words(word))
    return frozenset(token for in_order, further in found for token in (*in_order.split(), *further))


def words(text: str) -> list[str]:
    """The words of a text, folded: runs without spaces as they are, others with their hyphens."""
    return words_of(folded(text))


def words_of(plain: str) -> list[str]:
    """The words of a folded text."""
    if plain.isascii() and plain.isalnum():
        return [plain]
    return (_PLAIN_WORD if plain.isascii() else WORD).findall(plain)


def analysed(word: str) -> Tokens:
    """The tokens of a folded word."""
    if is_unspaced(word):
        return _pairs(word), _characters(word)
    parts = [word] if word.isalnum() else _parts(word)
    if len(parts) == 1:
        return stem(parts[0]), ()
    joined, separate = stem("".join(parts)), tuple(map(stem, parts))
    # "e-commerce" is one word, also in a phrase; "cross-border" is two that some write as one.
    if len(parts[0]) == 1:
        return joined, separate[1:]
    return " ".join(separate), (joined,)


def _asked(word: str) -> Iterator[Unit]:
    if is_unspaced(word):
        yield from (Unit(((pair,),)) for pair in _pairs(word).split())
        return
    found, further = analysed(word)
    in_order = tuple(found.split())
    if len(in_order) > 1:
        yield Unit((in_order, tuple(further)))
    else:
        yield Unit((in_order,))


def is_unspaced(word: str) -> bool:
    """Whether it is a run of a script that is written without spaces."""
    return not word.isascii() and _FIRST_UNSPACED.match(word) is not None


def _pairs(run: str) -> str:
    return run.translate(_DOUBLED)[2:-2] or run


def _characters(run: str) -> str:
    """The Chinese ones, by each of which a run of several is found too."""
    if len(run) == 1:
        return ""
    return run if _ALL_HAN(run) else "".join(_HAN.findall(run))


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
