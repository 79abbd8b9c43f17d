"""What a query asks for, need by need, and in how many ways each may be answered: in other words of the same
language, in other languages, by what belongs to it. The same for every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import NamedTuple

from search import analysis, concepts
from search.concepts import PLACE, Concept, Match, Term
from search.function_words import FUNCTION_WORDS
from search.word_families import kin

MOST_NEEDS = 40
MOST_ATOMS = 200
"""Words, and characters of scripts without spaces: of a pasted text the beginning says what it is about."""

# What an answer counts that is not in the words that were asked for.
APART = 0.7  # the words, but not side by side
OTHER_FORM = 0.6
OWN_LANGUAGE = 0.85
TRANSLATION = 0.75
RELATED = 0.3
WITHIN = 0.7  # a place within the place
# What a need counts that says how or for whom, and one that says where, beside one that says of what.
SIDE_NEED = 0.2
PLACE_NEED = 0.6
PLAIN_NEED = 0.5  # a word of no concept, beside one

# So much of a word without spaces may be left over beside a concept, and asks for nothing: endings and particles.
_PARTICLE = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a need is answered: by these tokens, side by side or (`apart`) anywhere in a text.

    `term`: of the vocabulary, where it is not what was asked for itself.
    """

    tokens: tuple[str, ...]
    weight: float = 1.0
    apart: bool = False
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is asked for, answered by the best of its alternatives.

    The first of them is in the words that were typed. `weight`: beside the other needs. `aspects`: those that it
    belongs to. `is_side`: it adds to the order and chooses nothing.
    """

    alternatives: tuple[Alternative, ...]
    weight: float = 1.0
    aspects: frozenset[str] = frozenset()
    is_side: bool = False


class _Atom(NamedTuple):
    text: str
    word: int  # its number in the text
    whole: str  # that word


def needs(text: str, languages: Collection[str]) -> tuple[Need, ...]:
    """The needs that a text expresses to a reader of these languages. Where nothing says of what, those that say
    how or for whom are what is asked for."""
    atoms = list(islice(_atoms(text), MOST_ATOMS))
    named = concepts.matches([atom.text for atom in atoms], languages)
    taken = {place for match in named for place in match.places}
    rest = [atom for place, atom in enumerate(atoms) if place not in taken]
    found = [_named([atoms[place] for place in match.places], match, languages) for match in named]
    found += _plain(rest, any(not need.is_side for need in found))
    found = list(dict.fromkeys(found))[:MOST_NEEDS]
    if all(need.is_side for need in found):
        return tuple(replace(need, is_side=False, weight=1.0) for need in found)
    return tuple(found)


def _atoms(text: str) -> Iterator[_Atom]:
    for number, word in enumerate(analysis.words(text)):
        parts = word if analysis.is_unspaced(word) else analysis.phrase(word)
        yield from (_Atom(part, number, word) for part in parts)


def _spans(atoms: Iterable[_Atom]) -> list[str]:
    """The words that the atoms make up; of a run without spaces the part that they are."""
    spans = []
    for _number, group in groupby(atoms, key=lambda atom: atom.word):
        found = list(group)
        whole = found[0].whole
        spans.append("".join(atom.text for atom in found) if analysis.is_unspaced(whole) else whole)
    return spans


def _plain(atoms: Iterable[_Atom], beside_a_concept: bool) -> Iterator[Need]:
    """A need for each word, or pair of a script without spaces. Beside a concept, what is left of a run without
    spaces is one need: where its words begin and end, nothing tells."""
    weight = PLAIN_NEED if beside_a_concept else 1.0
    for span in _spans(atoms):
        if span in FUNCTION_WORDS:
            continue
        if beside_a_concept and analysis.is_unspaced(span):
            if len(span) > _PARTICLE:
                yield Need((Alternative(analysis.phrase(span)),), weight)
            continue
        for unit in analysis.units(span):
            yield Need(tuple(_of_unit(unit)), weight)


def _of_unit(unit: analysis.Unit) -> Iterator[Alternative]:
    asked, *others = unit.alternatives
    yield Alternative(asked, apart=True)
    for tokens in others:
        yield Alternative(tokens, OTHER_FORM, apart=True)
    for tokens in unit.alternatives:
        if len(tokens) == 1:
            yield from (Alternative((form,), OTHER_FORM) for form in kin(tokens[0]))


def _named(atoms: list[_Atom], match: Match, languages: Collection[str]) -> Need:
    own = frozenset(map(concepts.language_of, languages))
    asked = analysis.phrase(" ".join(_spans(atoms)))
    found = {asked: Alternative(asked)}
    if len(asked) == 1:
        found |= {(form,): Alternative((form,), OTHER_FORM) for form in kin(asked[0])}
    for alternative in _of_concepts(match.concepts, own):
        known = found.get(alternative.tokens)
        if known is None or known.weight < alternative.weight:
            found[alternative.tokens] = alternative
    apart = [Alternative(asked, APART, apart=True)] if len(asked) > 1 else []
    side = all(concept.is_side for concept in match.concepts)
    place = all(concept.about == PLACE for concept in match.concepts)
    return Need(
        (*found.values(), *apart),
        weight=SIDE_NEED if side else PLACE_NEED if place else 1.0,
        aspects=frozenset(concept.aspect for concept in match.concepts if concept.aspect),
        is_side=side,
    )


def _of_concepts(named: Iterable[Concept], own: frozenset[str]) -> Iterator[Alternative]:
    for concept in named:
        yield from _terms(concept, own, 1.0)
        for id in concept.related:
            yield from _terms(concepts.concept(id), own, WITHIN if concept.about == PLACE else RELATED)


def _terms(concept: Concept, own: frozenset[str], weight: float) -> Iterator[Alternative]:
    for term in concept.terms:
        counts = OWN_LANGUAGE if term.language in own else TRANSLATION
        yield Alternative(term.tokens, weight * counts, term=term)
