"""Whom and what a resource is for: trade models, stage, audience, industries, economies, platform, level.

Unlike a cell of the rubric, a trait may have several values at once, each with its own evidence. A trait without
any value is unknown: it does not mean that the resource is for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from registry.framework.folded_text import FoldedText
from registry.framework.lexicon import lexicon
from registry.framework.profile import Judgement
from registry.framework.reading import Mention, Reading
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

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_PHRASES = frozenset(("trade_models", "stages", "audience", "level"))
"""Traits whose words say it by themselves; an industry or an economy may be named as an example only."""

Traits = Mapping[str, tuple[Judgement, ...]]


def judge(reading: Reading) -> Traits:
    """By trait, the values with most evidence first; traits that nothing speaks of are left out."""
    return {trait: found for trait in TRAITS if (found := values(trait, reading))}


def whole(mentions: Sequence[Mention]) -> list[Mention]:
    """Without names inside longer ones ("Guinea" in "Papua New Guinea", タイ in タイトル), in the order of the text."""
    kept: list[Mention] = []
    for mention in mentions:
        if not (kept and _inside(mention, kept[-1])) and not _part_of_katakana(mention):
            kept.append(mention)
    return kept


def values(trait: str, reading: Reading) -> tuple[Judgement, ...]:
    """The values of one trait."""
    if stated := tuple(_stated(trait, reading)):
        return stated
    named = _by_value(whole(reading.of(TRAITS[trait])))
    if trait == "platform":
        return tuple(_platform(named, reading))
    in_title = {value for value, mentions in named.items() if any(m.in_title for m in mentions)}
    judged = [
        _by_words(value, mentions, reading)
        for value, mentions in named.items()
        # A title says what it is about; the text besides may name others as examples.
        if (value in in_title if in_title and trait not in _PHRASES else _enough(trait, mentions, reading))
    ]
    return tuple(sorted(judged, key=lambda j: -j.confidence)) if len(judged) <= MOST_VALUES else ()


def _stated(trait: str, reading: Reading) -> Iterator[Judgement]:
    """What the source says in a field of its own."""
    rateable = reading.rateable
    if trait == "economies":
        for position, code in enumerate(rateable.economies):
            yield Judgement(code, STATED, (rateable.fact(f"economies/{position}"),), _BY_SOURCE)
    elif trait in ("audience", "level"):
        fields = ["level"] if trait == "level" else [f"audience/{i}" for i in range(len(rateable.audience))]
        stated = {value: field for field in fields for value in _values_of(rateable.text_of(field), trait)}
        for value, field in stated.items():
            yield Judgement(value, STATED, (rateable.fact(field),), _BY_SOURCE)


def _values_of(text: str, trait: str) -> Iterator[str]:
    for _, _, senses in lexicon().hits(FoldedText(text[:SHORT])) if text else ():
        yield from (sense.value for sense in senses if sense.about == TRAITS[trait])


def _by_value(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.value, []).append(mention)
    return named


def _enough(trait: str, mentions: Sequence[Mention], reading: Reading) -> bool:
    if trait == "economies":
        return len(mentions) > 1 or reading.length <= SHORT
    clear = sum(m.strength > 1 for m in mentions)
    if trait in _PHRASES:
        return clear > 0 or any(m.in_title for m in mentions)
    return clear > 1 or (clear > 0 and reading.length <= SHORT)


def _by_words(value: str, mentions: Sequence[Mention], reading: Reading) -> Judgement:
    evidence = reading.evidence(mentions)
    if any(m.in_title for m in mentions):
        return Judgement(value, IN_TITLE, evidence, _BY_TITLE)
    return Judgement(value, REPEATED if len(mentions) > 1 else ONCE, evidence, _BY_TEXT)


def _platform(named: Mapping[str, Sequence[Mention]], reading: Reading) -> Iterator[Judgement]:
    """The one that it is confined to: none where it speaks of several, or of one in passing."""
    if len(named) != 1:
        return
    ((platform, mentions),) = named.items()
    in_title = any(m.in_title for m in mentions)
    if in_title or len(mentions) > 1 or reading.rateable.organiser_kind == "platform":
        confidence = IN_TITLE if in_title else REPEATED
        yield Judgement(platform, confidence, reading.evidence(mentions), _ONE_PLATFORM)


def _inside(mention: Mention, other: Mention) -> bool:
    """Of two mentions in the order of the text, where the longer comes first."""
    same = (mention.start, mention.end) == (other.start, other.end)
    return mention.passage is other.passage and mention.end <= other.end and not same


def _part_of_katakana(mention: Mention) -> bool:
    """Whether an economy's name goes on: Japanese has no spaces, but a longer word in katakana is another word."""
    text = mention.passage.folded.text
    if not (mention.value.isupper() and _KATAKANA.match(text[mention.start])):
        return False
    around = text[max(mention.start - 1, 0) : mention.start] + text[mention.end : mention.end + 1]
    return bool(_KATAKANA.search(around))
