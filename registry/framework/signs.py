"""What a reading shows of each aspect and of trading at all, as numbers: the signs that the learned part weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from registry.framework.reading import CLEARLY_NAMED, IN_TEXT, Mention, Reading, named_clearly
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.sector_events import is_sector_event
from registry.framework.vocabularies import ASPECTS, VISITS

SHORT = 300  # characters; in a longer text a subject needs more than one word to be a distinct part
LONGEST = 5.0  # doublings of SHORT that count
EARLY = 150  # characters at the beginning of a text, which say what it is about
ENUMERATED = 3  # aspects in a short text: it lists what is taught, and one word is then a part of its own
MOST = 7  # different terms that count
NAMED, HINTED, HINT = 2.5, 0.7, 0.4  # weights against a clear term of the text: for shares only
_LOG = tuple(log2(1 + count) for count in range(MOST + 1))

ASPECT_SIGNS = (
    "named",  # by a clear word of the title
    "hinted",  # by a hint in the title alone
    "clear",  # different clear terms of the text, by the logarithm
    "hints",
    "repeated",
    "early",  # a clear term in the first words
    "length",  # of the text, in doublings
    "clear in a long text",
    "share",  # of all aspects' words
    "behind",  # its words against those of the aspect that has the most
    "others named",  # the title names others, and not this one
    "named with others",
    "third or later",
    "breadth",  # how many aspects have a clear term
    "enumerated",  # one of three or more that a short text names
)
VISIT_SIGNS = ("named", "hinted", "clear", "hints", "length")
MISSED_SIGNS = ("title only", "length", "aspects named")
RELEVANCE_SIGNS = (
    "aspects named",
    "subjects in the text",
    "best subject",
    "trade hints",
    "trade",
    "commerce",
    "off-topic hints",
    "off-topic",
    "off-topic in the title",
    "fair",
    "sectors",
    "sector in the title",
    "nothing found",
    "title only",
    "length",
    "best subject in a long text",
    "early",
    "named before a long text",
    "clear terms for the length",
    "off-topic beside a subject in the title",
)
Numbers = tuple[float, ...]


@dataclass(slots=True)
class Found:
    """The terms of one aspect, counted once each: those of the title, and new ones of the text."""

    mentions: Sequence[Mention]
    named: bool
    hinted: bool
    clear: int
    hints: int
    repeated: int
    early: bool
    weight: float


_ASPECTS = ASPECTS.ids
NOTHING = Found((), False, False, 0, 0, 0, False, 0.0)


@dataclass(slots=True)
class Signs:
    """`found` by aspect and for visits; `aspects` has numbers only for aspects with any mention."""

    found: Mapping[str, Found]
    aspects: Mapping[str, Numbers]
    visits: Numbers
    missed: Numbers
    relevance: Numbers
    sector_event: bool
    title_is_terms: bool


def signs(reading: Reading) -> Signs:
    mentions = reading.mentions
    found = {
        cell: _found(mentions[cell], reading.title_is_terms) if cell in mentions else NOTHING
        for cell in DEPTH_CELLS
    }
    length = min(max(log2(reading.length / SHORT), 0.0), LONGEST) if reading.length else 0.0
    aspects = {aspect: found[aspect] for aspect in _ASPECTS if found[aspect] is not NOTHING}
    named = sum([f.named for f in aspects.values()])
    return Signs(
        found,
        _aspects(aspects, length, named, 0 < reading.length <= SHORT) if aspects else {},
        _visits(found[VISITS.id], length),
        (not reading.length, length, named),
        _relevance(reading, tuple(aspects.values()), found[VISITS.id], named, length),
        is_sector_event(reading),
        reading.title_is_terms and not any(passage.in_title for *_, passage in reading.of("off-topic")),
    )


def _found(mentions: Sequence[Mention], title_is_terms: bool) -> Found:
    """`title_is_terms`: there is nothing but a title, and it has no other words: then a hint names it, too."""
    if not mentions:
        return NOTHING
    title: set[str] = set()
    text: set[str] = set()
    repeated: set[str] = set()
    named = early = False
    clear = hints = 0
    for rank, start, _, sense, _ in mentions:  # those of the title first
        key = sense.key
        if rank < IN_TEXT:
            title.add(key)
            named = named or rank == CLEARLY_NAMED or title_is_terms
        elif key in text:
            repeated.add(key)
        else:
            text.add(key)
            if rank == IN_TEXT:  # clearly
                clear += key not in title
                early = early or start < EARLY
            else:
                hints += key not in title
    hinted = bool(title) and not named
    weight = NAMED * named + HINTED * hinted + clear + HINT * hints
    return Found(mentions, named, hinted, clear, hints, len(repeated), early, weight)


def _aspects(found: Mapping[str, Found], length: float, named: int, short: bool) -> dict[str, Numbers]:
    """Of those that were found, at least one."""
    weights = sorted([f.weight for f in found.values()], reverse=True)
    total, leading, second = sum(weights), weights[0], weights[1] if len(weights) > 1 else 0.0
    breadth = sum([f.clear > 0 or f.named for f in found.values()])
    enumerating = breadth >= ENUMERATED and short
    spread = _logarithm(breadth)
    numbers: dict[str, Numbers] = {}
    for aspect, f in found.items():
        clear = _logarithm(f.clear)
        numbers[aspect] = (
            f.named,
            f.hinted,
            clear,
            _logarithm(f.hints),
            _logarithm(f.repeated),
            f.early,
            length,
            clear * length / 2,
            f.weight / total,
            f.weight / leading,
            named > 0 and not f.named,
            named > 1 and f.named,
            f.weight < second,
            spread,
            enumerating and f.clear > 0,
        )
    return numbers


def _visits(found: Found, length: float) -> Numbers:
    return (
        found.named,
        found.hinted,
        _logarithm(found.clear),
        _logarithm(found.hints),
        length,
    )


def _relevance(
    reading: Reading, aspects: tuple[Found, ...], visits: Found, named: int, length: float
) -> Numbers:
    trade_hints, trade = _counted(reading.of("trade"))
    off_hints, off = _counted(reading.of("off-topic"))
    fair_hints, fair = _counted(reading.of("fair"))
    _, sector = _counted(reading.of("sector"))
    off_in_title = named_clearly(reading.of("off-topic"))
    # A visit is a subject, too, unless it is one for a sector or to a fair, which teach nothing of trading online.
    subjects = aspects if sector or fair else (*aspects, visits)
    weights = [f.weight for f in subjects]
    best = max(weights, default=0.0)
    capped = min(best, 4.0)
    return (
        2.0 if named > 2 else named,
        _logarithm(sum([weight >= 1 for weight in weights])),
        capped,
        _logarithm(trade_hints),
        _logarithm(trade),
        _logarithm(reading.distinct("commerce")),
        _logarithm(off_hints),
        _logarithm(off),
        off_in_title,
        _logarithm(fair + fair_hints // 2),
        _logarithm(sector),
        named_clearly(reading.of("sector")),
        not best,
        not reading.length,
        length,
        capped * length / 2,
        max([f.early for f in aspects], default=False),
        named > 0 and length > 1,
        min(max([f.clear for f in aspects], default=0), MOST) / (1 + length),
        off_in_title * min(named, 1),
    )


def _counted(mentions: Sequence[Mention]) -> tuple[int, int]:
    """Different hints, and different clear terms."""
    if not mentions:
        return 0, 0
    strengths = {sense.key: sense.strength for _, _, _, sense, _ in mentions}
    clear = sum([strength > 1 for strength in strengths.values()])
    return len(strengths) - clear, clear


def _logarithm(count: int) -> float:
    return _LOG[count] if count < MOST else _LOG[MOST]
