"""A resource as the rater reads it: where its words touch the aspects, and what else they tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from registry.framework.folded_text import FoldedText
from registry.framework.lexicon import lexicon
from registry.framework.profile import Evidence
from registry.framework.rateable import Rateable
from registry.framework.rubric import DEPTH_CELLS

TITLE_READ = 500
TEXT_READ = 20_000
SUBJECTS_READ = 50
"""How much is read at most, in characters and terms: a longer text is judged by its beginning."""

STUFFED_FROM = 40
STUFFED_SHARE = 0.6
REPEATED = 4
"""A text is stuffed when topics fill this share of it, or come in this many times as often as they are new."""


class Mention(NamedTuple):
    """One use of a term. `key` is the term as folded, so that repetitions can be told from new words.

    `rank`: 0 for the clearest mentions, those of the title before others.
    """

    field: str
    start: int
    end: int
    strength: int
    needs_trade: bool
    key: str
    in_title: bool
    rank: int


_CLEAR = 2  # the greatest strength of a term
_RANK = attrgetter("rank")
_RANK_AND_PLACE = attrgetter("rank", "start")


@dataclass(slots=True)
class Reading:
    """`mentions` by what they are about (an aspect, or a cue of the lexicon), in the order of the text."""

    rateable: Rateable
    texts: dict[str, str]  # those that were read, by field
    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    length: int = 0  # characters read of description and subjects
    stuffed: bool = False

    def of(self, about: str, least: int = 1) -> list[Mention]:
        found = self.mentions.get(about, [])
        return found if least == 1 else [m for m in found if m.strength >= least]

    def distinct(self, about: str, least: int = 1) -> int:
        return len({m.key for m in self.of(about, least)})

    def evidence(self, mentions: list[Mention], most: int = 3) -> tuple[Evidence, ...]:
        """The clearest mentions, quoted: of each term one, the title first."""
        if not mentions:
            return ()
        ordered = sorted(mentions, key=_RANK)
        first_of_each = {m.key: m for m in reversed(ordered)}
        best = sorted(first_of_each.values(), key=_RANK_AND_PLACE)
        return tuple([self._quoted(m) for m in best[:most]])

    def _quoted(self, mention: Mention) -> Evidence:
        text = self.texts[mention.field][mention.start : mention.end]
        return Evidence(mention.field, mention.start, mention.end, text)


def read(rateable: Rateable) -> Reading:
    reading = Reading(rateable, dict(_fields(rateable)))
    reading.length = sum(map(len, reading.texts.values())) - len(reading.texts["title"])
    language = primary_subtag(rateable.language)
    for name, text in reading.texts.items():
        if text:
            _find_mentions(reading.mentions, name, text, language)
    _drop_without_context(reading)
    reading.stuffed = _stuffed(reading)
    return reading


def _fields(rateable: Rateable) -> Iterator[tuple[str, str]]:
    yield "title", rateable.title[:TITLE_READ]
    yield "description", (rateable.description or "")[:TEXT_READ]
    for position, subject in enumerate(rateable.subjects[:SUBJECTS_READ]):
        yield f"subjects/{position}", subject[:TITLE_READ]


def primary_subtag(language: str | None) -> str | None:
    """Of a BCP 47 tag: "zh" of "zh-TW"."""
    return language.lower().replace("_", "-").split("-")[0] if language else None


def _find_mentions(found: dict[str, list[Mention]], name: str, text: str, language: str | None) -> None:
    folded = FoldedText(text)
    in_title = name == "title"
    first_rank = 0 if in_title else _CLEAR
    for start, end, senses in lexicon().hits(folded):
        key = folded.text[start:end].rstrip("s")
        start, end = folded.original(start, end)
        for about, strength, context, only_in in senses:
            if not only_in or language is None or language in only_in:
                rank = first_rank + _CLEAR - strength
                mention = Mention(name, start, end, strength, context != "", key, in_title, rank)
                found.setdefault(about, []).append(mention)


def _drop_without_context(reading: Reading) -> None:
    """Words such as "contract" or "delivery" count only where the text is about trading."""
    trade = reading.mentions.get("trade", ())
    clear = any(not m.needs_trade and m.strength > 1 for m in trade)
    if clear or len({m.key for m in trade}) > 1:
        return
    for cell in DEPTH_CELLS:
        if cell in reading.mentions:
            reading.mentions[cell] = [m for m in reading.mentions[cell] if not m.needs_trade]


def _stuffed(reading: Reading) -> bool:
    """Whether the text only lists the subjects' words, again and again, instead of saying something of them."""
    topics = [m for cell in DEPTH_CELLS for m in reading.of(cell) if not m.in_title]
    if len(topics) < STUFFED_FROM:
        return False
    covered = sum(m.end - m.start for m in topics)
    new = len({m.key for m in topics})
    return covered > STUFFED_SHARE * reading.length or len(topics) > REPEATED * new + STUFFED_FROM
