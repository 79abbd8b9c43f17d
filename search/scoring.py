"""What a query gives a resource its place by: a tree of conditions and a few named signals, the same for every
engine. An engine only translates it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from search import analysis
from search.entry import TEXTS
from search.field_words import Within
from search.needs import Alternative, Need
from search.query import Named, Query
from search.spelling import meant, mended, slips_in
from search.word_families import kin

ENOUGH = 50
"""When fewer resources have all that was asked for, those with at least half of it follow them."""

MOST_FORGIVEN = 3
"""Words that no entry has and that are looked for with a slip: it takes long, and a pasted text has many."""

# By how much a word counts where it is found.
WEIGHTS = dict(zip(TEXTS, (4.0, 2.0, 1.5, 1.0), strict=True))
# What other words of a vocabulary are looked for in: an organisation's name is no translation.
_SAID = ("title", "subjects", "description")

# What a second place, and a second word for the same, add to the best one's score.
_OTHER_FIELDS = 0.2
_OTHER_WORDS = 0.2

# The further signals, beside a word's score, which is between 2 and 10 in a text and four times that in a title.
TITLE_PHRASE = 1.0  # times the score of the words as a phrase
ALL_WORDS = 6.0  # in whatever words
OWN_WORDS = 16.0  # all, in the words that were typed, so that the reader's own language comes first
DEPTHS = {3: 9.0, 2: 6.0, 1: 2.0}  # of an aspect that the query is about
ANY_DEPTH = 3.0  # the rater found it to teach something of cross-border trade
TO_COME = 1.0
NOT_OVER = 6.0  # so that what is over sinks below what is like it
RECENT = ((1, 1.0), (3, 0.5))  # changed within so many years, as far as that is stated
TIERS = {"A": 1.5, "B": 1.0, "C": 0.5}
LINK = 4.0  # nobody has found its link to be dead
SUITS = 2.0  # each facet of the reader's profile that it suits


@dataclass(frozen=True, slots=True)
class Has:
    """A field has these tokens, side by side."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """A keyword field has one of these values; scores 1."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ids:
    """It is one of these resources; scores 1."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class From:
    """One of a field's integers is this or more; scores 1."""

    field: str
    least: int


@dataclass(frozen=True, slots=True)
class Near:
    """A field has a token that differs from this one by no more than so many letters; scores 1."""

    field: str
    token: str
    slips: int


@dataclass(frozen=True, slots=True)
class Begins:
    """A field has a token that begins so; scores 1. `beginning`: letters and digits only."""

    field: str
    beginning: str


@dataclass(frozen=True, slots=True)
class Sum:
    """At least so many of the parts; their scores are added."""

    parts: tuple[Clause, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """One of the parts at least; the best one's score, and this share of the others'."""

    parts: tuple[Clause, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Times:
    """The score of a part, so many times."""

    part: Clause
    by: float


@dataclass(frozen=True, slots=True)
class Flat:
    """A part, with this score instead of its own."""

    part: Clause
    score: float


Clause = Has | Is | Ids | From | Begins | Near | Sum | Best | Times | Flat


class Signal(NamedTuple):
    """A condition that adds to the score of those that meet it, by name."""

    name: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Scoring:
    """`asked`: one condition for each need; all of them choose, or `least` of them. `phrases` must hold,
    `excluded` must not. `signals` add to the score and choose nothing. `unmet`: a word was asked for that the
    index does not know in any form, so that no resource has all; it is left out as long as there are others.
    `text`: what is looked for, where it differs from what was typed. `meant`: what may have been meant besides.
    """

    asked: tuple[Clause, ...]
    least: int
    unmet: bool
    phrases: tuple[Clause, ...]
    excluded: tuple[Clause, ...]
    signals: tuple[Signal, ...]
    text: str = ""
    meant: str = ""

    def chosen_by(self, *, relaxed: bool) -> tuple[Signal, ...]:
        """All of these choose; nothing chooses where there are none."""
        least = self.least if relaxed else len(self.asked)
        words = [Signal("words", Sum(self.asked, least))] if self.asked else []
        return (*words, *(Signal("phrase", phrase) for phrase in self.phrases))

    @property
    def asks(self) -> bool:
        return bool(self.asked or self.phrases)

    @property
    def can_relax(self) -> bool:
        """Whether there is a half of what was asked for."""
        return len(self.asked) > 1


def scoring(query: Query, now: datetime, knows: Callable[[str], int] = lambda _token: 1) -> Scoring:
    """`knows`: in how many entries of an index a token is, 0 for none. Of a vocabulary in fourteen languages most
    catalogues have little, and what is left out here costs nothing later."""
    if query.only:
        return _named(query.only)
    typed, query = query, mended(query, knows)
    subjects = [need for need in query.needs if not need.is_side]
    forgiven = [need for need in subjects if not _known(need, knows) and _near(need)][:MOST_FORGIVEN]
    known = [need for need in subjects if need in forgiven or _known(need, knows)] or subjects
    asked = tuple(_need(need, knows, forgiven) for need in known)
    beside = tuple(_need(need, knows, ()) for need in query.needs if need.is_side)
    return Scoring(
        asked=asked,
        least=_least(known),
        unmet=len(known) < len(subjects),
        phrases=(*map(_phrase, query.phrase_tokens), *map(_within, query.within)),
        excluded=(*map(_phrase, query.excluded_tokens), *map(_within, query.without)),
        signals=tuple(_signals(query, known, asked, beside, now)) if query.has_words else (),
        text=" ".join(query.words) if query.words != typed.words else "",
        meant=meant(query, knows),
    )


def _named(only: Named) -> Scoring:
    """Those that an address or identifier names, and nothing else."""
    return Scoring((Best((Ids(only.ids), Is("names", only.names)), 0.0),), 1, False, (), (), ())


def _signals(
    query: Query, needs: Sequence[Need], asked: tuple[Clause, ...], beside: tuple[Clause, ...], now: datetime
) -> Iterator[Signal]:
    if beside:
        yield Signal("beside", Sum(beside))
    if len(asked) > 1:
        yield Signal("all words", Flat(Sum(asked, len(asked)), ALL_WORDS))
    if asked:
        own = tuple(map(_own_words, needs))
        yield Signal("own words", Flat(Sum(own, len(own)), OWN_WORDS))
    if len(query.spoken_tokens) > 1:
        yield Signal("title phrase", Times(Has("title", query.spoken_tokens), TITLE_PHRASE))
    yield from _depth(query)
    moment = int(now.timestamp())
    yield Signal("to come", Flat(From("ends", moment), TO_COME))
    yield Signal("not over", Flat(Sum((From("ends", moment), Is("date", ("unknown",)))), NOT_OVER))
    month = now.year * 100 + now.month
    recent = (Flat(From("updated", month - 100 * years), score) for years, score in RECENT)
    yield Signal("freshness", Best(tuple(recent), 0.0))
    tiers = (Flat(Is("tier", (tier,)), score) for tier, score in TIERS.items())
    yield Signal("quality tier", Best(tuple(tiers), 0.0))
    yield Signal("working link", Flat(Is("link", ("usable",)), LINK))
    if query.profile:
        suits = (Flat(Is(facet, values), SUITS) for facet, values in query.profile.items() if values)
        yield Signal("profile", Sum(tuple(suits)))


def _depth(query: Query) -> Iterator[Signal]:
    aspects = sorted({aspect for need in query.needs for aspect in need.aspects})
    if aspects:
        deep = (
            Flat(Is("depths", tuple(f"{aspect}-{depth}" for aspect in aspects)), score)
            for depth, score in DEPTHS.items()
        )
        yield Signal("depth", Best(tuple(deep), 0.0))
    yield Signal("teaches trade", Flat(Is("depths", ("any-2", "any-3")), ANY_DEPTH))


def _need(need: Need, knows: Callable[[str], int], forgiven: Collection[Need]) -> Clause:
    """The best of its alternatives in each field, and of these the best."""
    known = _known(need, knows)
    if need in forgiven and (near := _near(need)):
        return near
    by_field = [
        Times(Best(tuple(parts), _OTHER_WORDS), weight * need.weight)
        for field, weight in WEIGHTS.items()
        if (parts := [_alternative(field, each) for each in _in(field, known)])
    ]
    return Best(tuple(by_field), _OTHER_FIELDS)


def _near(need: Need) -> Best | None:
    """For a longer word that no entry has: those that differ from it by a letter or two. A slip in a name."""
    token = need.alternatives[0].tokens[0] if len(need.alternatives[0].tokens) == 1 else ""
    if need.aspects or (slips := slips_in(token)) == 0:
        return None
    return Best(
        tuple(Times(Near(field, token, slips), weight) for field, weight in WEIGHTS.items()), _OTHER_FIELDS
    )


def _least(needs: Sequence[Need]) -> int:
    """Half of the needs, and no more than there are subjects among them: a subject alone is a good answer, however
    many other words stand around it."""
    half, subjects = (len(needs) + 1) // 2, sum(1 for need in needs if need.aspects)
    return min(half, subjects) if subjects else half


def _known(need: Need, knows: Callable[[str], int]) -> list[Alternative]:
    return [each for each in need.alternatives if all(map(knows, each.tokens))]


def _own_words(need: Need) -> Clause:
    return Best(tuple(Has(field, need.alternatives[0].tokens) for field in TEXTS), 0.0)


def _in(field: str, alternatives: Sequence[Alternative]) -> Iterator[Alternative]:
    return (each for each in alternatives if field in _SAID or each.term is None)


def _alternative(field: str, alternative: Alternative) -> Clause:
    tokens = alternative.tokens
    apart = alternative.apart and len(tokens) > 1
    clause = (
        Sum(tuple(Has(field, (token,)) for token in tokens), len(tokens)) if apart else Has(field, tokens)
    )
    # Engines add up what the words of a phrase score, and foreign names are long.
    weight = alternative.weight / len(tokens) ** 0.5
    return clause if weight == 1 else Times(clause, weight)


def _within(asked: Within) -> Clause:
    """Words in one field: side by side where they were quoted, else all of them, in any form."""
    if asked.quoted:
        return Times(Has(asked.field, analysis.phrase(asked.text)), WEIGHTS[asked.field])
    units = [[*unit.alternatives, *((form,) for each in unit.alternatives if len(each) == 1 for form in kin(each[0]))]
             for unit in analysis.units(asked.text)]  # fmt: skip
    parts = (Best(tuple(Has(asked.field, each) for each in dict.fromkeys(unit)), 0.0) for unit in units)
    words = tuple(parts)
    return Times(Sum(words, len(words)), WEIGHTS[asked.field])


def _phrase(tokens: tuple[str, ...]) -> Clause:
    return Best(tuple(Times(Has(field, tokens), weight) for field, weight in WEIGHTS.items()), _OTHER_FIELDS)
