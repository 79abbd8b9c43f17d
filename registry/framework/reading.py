"""A resource as the rater reads it: where its words touch the aspects, and what else they tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from registry.framework.folded_text import FoldedText
from registry.framework.lexicon import Hit, Lexicon, Sense, lexicon
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


OF_TERMS = 0.8  # from this share on a title says nothing else; "of" and "the" are no terms


class Passage:
    """One text of a resource, by the field that it stands in."""

    __slots__ = ("field", "folded", "in_title")

    def __init__(self, field: str, folded: FoldedText) -> None:
        self.field = field
        self.folded = folded
        self.in_title = field == "title"

    def quoted(self, start: int, end: int) -> Evidence:
        folded = self.folded
        if not folded.even:
            start, end = folded.original(start, end)
        return Evidence(self.field, start, end, folded.source[start:end])


Mention = tuple[int, int, int, Sense, Passage]
"""One use of a term in a sense: rank, start, end, sense, passage; plain, since a text has dozens.

Start and end are places in the passage's folded text. The rank is 0 for a clear term of the title, 1 for a hint
there, 2 and 3 for those of the text.
"""
CLEARLY_NAMED, IN_TEXT = 0, 2

_SHORT = 50  # characters of texts that are worth remembering
_TITLE_TOPICS = (*DEPTH_CELLS, "trade")
_CLEAR = 2  # the greatest strength of a term
_RANK = itemgetter(0)


@dataclass(slots=True)
class Reading:
    """`mentions` by what they are about (an aspect, or a cue of the lexicon), in the order of the text."""

    rateable: Rateable
    language: str | None = None  # of the text, its primary subtag
    mentions: defaultdict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    length: int = 0  # characters read of description and subjects
    stuffed: bool = False
    title_is_terms: bool = (
        False  # a title is all that there is, and it hardly has other words than the framework's
    )

    def of(self, about: str) -> Sequence[Mention]:
        return self.mentions.get(about, ())

    def distinct(self, about: str) -> int:
        return len({sense.key for _, _, _, sense, _ in self.of(about)})

    def evidence(self, mentions: Sequence[Mention], most: int = 3) -> tuple[Evidence, ...]:
        """The clearest mentions, quoted: of each term one, the title first."""
        if not mentions:
            return ()
        if len(mentions) == 1:
            ((_, start, end, _, passage),) = mentions
            return (passage.quoted(start, end),)
        quoted: dict[str, Evidence] = {}
        for _, start, end, sense, passage in sorted(mentions, key=_RANK):
            if sense.key not in quoted:
                quoted[sense.key] = passage.quoted(start, end)
                if len(quoted) == most:
                    break
        return tuple(quoted.values())


def read(rateable: Rateable) -> Reading:
    reading = Reading(rateable, primary_subtag(rateable.language))
    title, description = rateable.title[:TITLE_READ], (rateable.description or "")[:TEXT_READ]
    _find_mentions(reading, "title", title)
    _find_mentions(reading, "description", description)
    reading.length = len(description)
    for position, subject in enumerate(rateable.subjects[:SUBJECTS_READ]):
        _find_mentions(reading, f"subjects/{position}", subject[:TITLE_READ])
        reading.length += min(len(subject), TITLE_READ)
    reading.title_is_terms = not reading.length and _title_share(reading) >= OF_TERMS
    _drop_without_context(reading)
    reading.stuffed = _stuffed(reading)
    return reading


@lru_cache(maxsize=256)
def primary_subtag(language: str | None) -> str | None:
    """Of a BCP 47 tag: "zh" of "zh-TW"."""
    return language.lower().replace("_", "-").split("-")[0] if language else None


def _find_mentions(reading: Reading, name: str, text: str) -> None:
    folded, found_there = hits(text)
    if not found_there:
        return
    language, found = reading.language, reading.mentions
    passage = Passage(name, folded)
    clear = _CLEAR if passage.in_title else _CLEAR + IN_TEXT
    for start, end, senses in found_there:
        for sense in senses:
            if (only_in := sense.only_in) and language is not None and language not in only_in:
                continue
            found[sense.about].append((clear - sense.strength, start, end, sense, passage))


def hits(text: str) -> tuple[FoldedText, list[Hit]]:
    """A text as the lexicon compares it, and the terms in it; not to be changed."""
    return (_short_text if len(text) <= _SHORT else _text)(lexicon(), text)


def _text(lexicon: Lexicon, text: str) -> tuple[FoldedText, list[Hit]]:
    folded = FoldedText(text)
    return folded, lexicon.hits(folded)


# Subjects, levels and audiences, which many resources share.
_short_text = lru_cache(maxsize=2_000)(_text)


def named_clearly(mentions: Sequence[Mention]) -> bool:
    """Whether the title has one of them, and it is a clear one."""
    return bool(mentions) and min(map(_RANK, mentions)) == CLEARLY_NAMED


def _title_share(reading: Reading) -> float:
    """Of the title's letters, how many belong to terms of aspects, visits and trade."""
    spans = sorted(
        (start, end, id(passage), passage)
        for about in _TITLE_TOPICS
        for _, start, end, _, passage in reading.of(about)
        if passage.in_title
    )
    if not spans:
        return 0.0
    title = spans[0][3].folded.text
    covered = end = 0
    for start, stop, *_ in spans:
        covered += sum(map(str.isalnum, title[max(start, end) : stop]))
        end = max(end, stop)
    return covered / max(1, sum(map(str.isalnum, title)))


def _drop_without_context(reading: Reading) -> None:
    """Words such as "contract" or "delivery" count only where the text is about trading."""
    trade = reading.of("trade")
    clear = any(not sense.context and sense.strength > 1 for _, _, _, sense, _ in trade)
    if reading.title_is_terms or clear or reading.distinct("trade") > 1:
        return
    for cell in DEPTH_CELLS:
        if cell in reading.mentions:
            reading.mentions[cell] = [mention for mention in reading.mentions[cell] if not mention[3].context]


def _stuffed(reading: Reading) -> bool:
    """Whether the text only lists the subjects' words, again and again, instead of saying something of them."""
    if sum(map(len, map(reading.of, DEPTH_CELLS))) < STUFFED_FROM:
        return False
    topics = [
        (end - start, sense.key)
        for cell in DEPTH_CELLS
        for _, start, end, sense, passage in reading.of(cell)
        if not passage.in_title
    ]
    covered = sum([length for length, _ in topics])
    new = len({key for _, key in topics})
    return covered > STUFFED_SHARE * reading.length or len(topics) > REPEATED * new + STUFFED_FROM
