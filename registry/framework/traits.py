"""Whom and what a resource is for: trade models, stage, audience, industries, economies, platform, level.

Unlike a cell of the rubric, a trait may have several values at once, each with its own evidence. A trait without
any value is unknown: it does not mean that the resource is for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from registry.framework.profile import Judgement
from registry.framework.rateable import Rateable
from registry.framework.reading import Mention, Reading, hits
from registry.framework.translatable import gettext_noop

TRAITS = {
    "trade_models": "trade-model",
    "stages": "stage",
    "audience": "audience",
    "industries": "industry",
    "economies": "economy",
    "platform": "platform",
    "level": "level",
}
"""What the lexicon calls each: the words before the colon in its column `about`."""

STATED, IN_TITLE, REPEATED, ONCE = 0.95, 0.8, 0.7, 0.6
"""Confidence, by where the words stand."""

SHORT = 300  # characters; what is named once in so short a text is no mere example
MOST_VALUES = 8  # a text that names more is a list, and is for none of them above others

_BY_SOURCE = gettext_noop("Stated by the source.")
_BY_TITLE = gettext_noop("Named by the title.")
_BY_TEXT = gettext_noop("By the words of the text.")
_ONE_PLATFORM = gettext_noop("Speaks of one platform.")

_FIRST = "\u30a1"
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_BY_FIELDS = frozenset(("audience", "economies", "level"))
"""Traits that sources have fields for."""
_PHRASES = frozenset(("trade_models", "stages", "audience", "level"))
"""Traits whose words say it by themselves; an industry or an economy may be named as an example only."""

Traits = Mapping[str, tuple[Judgement, ...]]


def judge(reading: Reading) -> Traits:
    """By trait, the values with most evidence first; traits that nothing speaks of are left out."""
    return {
        trait: found
        for trait, about in TRAITS.items()
        if (about in reading.mentions or trait in _BY_FIELDS) and (found := _values(trait, about, reading))
    }


def whole(mentions: Sequence[Mention]) -> list[Mention]:
    """Without names inside longer ones ("Guinea" in "Papua New Guinea", タイ in タイトル), in the order of the text."""
    kept: list[Mention] = []
    first = last = -1
    around = None
    for mention in mentions:
        _, start, end, sense, passage = mention
        inside = passage is around and end <= last and (start != first or end != last)
        if not inside and not (sense.value.isupper() and _part_of_katakana(passage.folded.text, start, end)):
            kept.append(mention)
            first, last, around = start, end, passage
    return kept


def _values(trait: str, about: str, reading: Reading) -> tuple[Judgement, ...]:
    """The values of one trait."""
    if trait in _BY_FIELDS and (stated := _stated(trait, reading.rateable)):
        return stated
    mentions = reading.of(about)
    if not mentions:
        return ()
    named = _by_value(whole(mentions))
    if trait == "platform":
        return tuple(_platform(named, reading))
    in_title = {value for value, mentions in named.items() if _in_title(mentions)}
    judged = [
        _by_words(value, mentions, reading)
        for value, mentions in named.items()
        # A title says what it is about; the text besides may name others as examples.
        if (value in in_title if in_title and trait not in _PHRASES else _enough(trait, mentions, reading))
    ]
    return tuple(sorted(judged, key=lambda j: -j.confidence)) if len(judged) <= MOST_VALUES else ()


def _stated(trait: str, rateable: Rateable) -> tuple[Judgement, ...]:
    """What the source says in a field of its own."""
    if trait == "economies":
        stated = [(code, f"economies/{position}") for position, code in enumerate(rateable.economies)]
    elif trait == "audience" and rateable.audience:
        fields = [f"audience/{position}" for position in range(len(rateable.audience))]
        found = {value: field for field in fields for value in _values_of(rateable.text_of(field), trait)}
        stated = list(found.items())
    elif trait == "level" and rateable.level:
        stated = [(value, "level") for value in dict.fromkeys(_values_of(rateable.level, trait))]
    else:
        return ()
    return tuple([Judgement(value, STATED, (rateable.fact(field),), _BY_SOURCE) for value, field in stated])


def _values_of(text: str, trait: str) -> Iterator[str]:
    for _, _, senses in hits(text[:SHORT])[1] if text else ():
        yield from (sense.value for sense in senses if sense.about == TRAITS[trait])


def _by_value(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention[3].value, []).append(mention)
    return named


def _enough(trait: str, mentions: Sequence[Mention], reading: Reading) -> bool:
    if trait == "economies":
        return len(mentions) > 1 or reading.length <= SHORT
    clear = sum([sense.strength > 1 for _, _, _, sense, _ in mentions])
    if trait in _PHRASES:
        return clear > 0 or _in_title(mentions)
    return clear > 1 or (clear > 0 and reading.length <= SHORT)


def _by_words(value: str, mentions: Sequence[Mention], reading: Reading) -> Judgement:
    evidence = reading.evidence(mentions)
    if _in_title(mentions):
        return Judgement(value, IN_TITLE, evidence, _BY_TITLE)
    return Judgement(value, REPEATED if len(mentions) > 1 else ONCE, evidence, _BY_TEXT)


def _platform(named: Mapping[str, Sequence[Mention]], reading: Reading) -> Iterator[Judgement]:
    """The one that it is confined to: none where it speaks of several, or of one in passing."""
    if len(named) != 1:
        return
    ((platform, mentions),) = named.items()
    in_title = _in_title(mentions)
    if in_title or len(mentions) > 1 or reading.rateable.organiser_kind == "platform":
        confidence = IN_TITLE if in_title else REPEATED
        yield Judgement(platform, confidence, reading.evidence(mentions), _ONE_PLATFORM)


def _in_title(mentions: Sequence[Mention]) -> bool:
    """Of mentions in the order of the text, which begins with the title."""
    return mentions[0][4].in_title


def _part_of_katakana(text: str, start: int, end: int) -> bool:
    """Whether an economy's name goes on: Japanese has no spaces, but a longer word in katakana is another word."""
    if text[start] < _FIRST or not _KATAKANA.match(text[start]):
        return False
    return bool(_KATAKANA.search(text[max(start - 1, 0) : start] + text[end : end + 1]))
