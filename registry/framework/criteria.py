"""The eleven quality criteria, each for one weakness that the report names; what nothing speaks of is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from registry.framework.form_and_phase import READ_ONLINE
from registry.framework.profile import Judgement
from registry.framework.reading import Mention, Reading
from registry.framework.rubric import ASSIGNED, PRACTISED
from registry.framework.traits import Traits, whole
from registry.framework.translatable import gettext_noop
from registry.framework.vocabularies import ASPECTS

STATED = 0.95  # confidence in what the source states as a fact
BY_TYPE = 0.75
BY_WORDS = 0.7

RECENT_YEARS = 2.0
AGEING_YEARS = 5.0
_COVERED = (ASSIGNED, PRACTISED)
_FRAGMENTS = frozenset(("article", "guide", "podcast", "question-and-answer", "tool", "video"))
_DAYS_A_YEAR = 365.25

UNKNOWN = Judgement("unknown", 0.0)


class Judged(NamedTuple):
    """What has been judged before: of the aspects, which practice is read from, and the traits."""

    cells: Mapping[str, Judgement]
    traits: Traits


def judge(reading: Reading, judged: Judged) -> dict[str, Judgement]:
    """All eleven."""
    return {criterion: rule(reading, judged) for criterion, rule in RULES.items()}


def authoritative(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if rateable.organiser_kind == "government":
        return Judgement(
            "yes", STATED, (rateable.fact("organiser_kind"),), gettext_noop("Issued by a government body.")
        )
    return _words(reading, "official", "partly", gettext_noop("Names an official body."))


def current(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if rateable.next_session:
        return Judgement("yes", STATED, (rateable.fact("next_session"),), gettext_noop("Will be held again."))
    stated = rateable.modified or rateable.published
    if not stated:
        return UNKNOWN
    age = _years(stated, rateable.as_of)
    evidence = (rateable.fact("modified" if rateable.modified else "published"),)
    if age is None:
        return Judgement("partly", BY_WORDS, evidence, gettext_noop("The content is dated."))
    if age <= RECENT_YEARS:
        return Judgement("yes", STATED, evidence, gettext_noop("The content is recent."))
    return Judgement(
        "partly" if age <= AGEING_YEARS else "no", STATED, evidence, gettext_noop("Some years old.")
    )


def systematic(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    parts = reading.of("systematic")
    fact = (rateable.fact("type"),) if rateable.type else ()
    clear = _clear(parts) or reading.distinct("systematic") > 1
    if parts and rateable.type in _FRAGMENTS:
        return Judgement("partly", BY_WORDS, reading.evidence(parts), gettext_noop("A piece of a programme."))
    if clear:
        return Judgement("yes", BY_WORDS, reading.evidence(parts), gettext_noop("A programme in parts."))
    if rateable.type in _FRAGMENTS:
        return Judgement("no", BY_TYPE, fact, gettext_noop("A single piece, not a programme."))
    if rateable.type == "course":
        return Judgement("yes", BY_TYPE, fact, gettext_noop("A course: a programme of lessons."))
    return _words(reading, "systematic", "partly", gettext_noop("Speaks of parts of a programme."))


def practical(reading: Reading, judged: Judged) -> Judgement:
    cells = judged.cells
    covered = [cells[aspect] for aspect in ASPECTS.ids if cells[aspect].value in _COVERED]
    practised = [judgement for judgement in covered if judgement.value == PRACTISED]
    if practised:
        answer = "yes" if 2 * len(practised) >= len(covered) else "partly"
        return Judgement(
            answer, BY_WORDS, practised[0].evidence[:3], gettext_noop("Comes with something to practise.")
        )
    if covered and reading.distinct("theory") > 1 and not reading.of("practice"):
        evidence = reading.evidence(reading.of("theory"))
        return Judgement(
            "no", BY_WORDS, evidence, gettext_noop("Speaks of theory, and of nothing to practise.")
        )
    if covered and reading.of("practice"):
        return _words(reading, "practice", "partly", gettext_noop("Some words of practice."))
    return UNKNOWN


def general(reading: Reading, judged: Judged) -> Judgement:
    named = whole(reading.of("platform"))
    if not named:
        return UNKNOWN
    evidence = reading.evidence(named)
    if len({sense.value for _, _, _, sense, _ in named}) > 1:
        return Judgement("yes", BY_WORDS, evidence, gettext_noop("Speaks of several platforms."))
    confined = named[0][4].in_title or reading.rateable.organiser_kind == "platform"
    return Judgement(
        "no" if confined else "partly", BY_WORDS, evidence, gettext_noop("Speaks of one platform.")
    )


def localised(reading: Reading, judged: Judged) -> Judgement:
    if reading.rateable.economies:
        return Judgement(
            "yes", STATED, (reading.rateable.fact("economies"),), gettext_noop("For a stated economy.")
        )
    for trait in ("economies", "industries"):
        if named := judged.traits.get(trait):
            return Judgement(
                "yes", BY_WORDS, named[0].evidence, gettext_noop("Speaks of an economy or industry.")
            )
    wide = [*whole(reading.of("economy")), *reading.of("industry"), *reading.of("region")]
    if wide:
        return Judgement(
            "partly", BY_WORDS, reading.evidence(wide), gettext_noop("Names an economy, region or industry.")
        )
    return UNKNOWN


def recurring(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if rateable.next_session:
        return Judgement(
            "yes", STATED, (rateable.fact("next_session"),), gettext_noop("Says when it is held next.")
        )
    if _always_there(reading):
        return Judgement(
            "yes", BY_TYPE, (rateable.fact("url"),), gettext_noop("There at any time, at its address.")
        )
    if reading.of("recurring"):
        return _words(reading, "recurring", "partly", gettext_noop("Says that it comes again, not when."))
    if rateable.sessions:
        return Judgement("no", STATED, (rateable.fact("sessions"),), gettext_noop("All its dates are over."))
    return UNKNOWN


def open_to_all(reading: Reading, judged: Judged) -> Judgement:
    opened, closed = reading.of("open"), reading.of("closed")
    if opened and closed:
        evidence = (*reading.evidence(opened, 2), *reading.evidence(closed, 2))
        return Judgement("partly", BY_WORDS, evidence, gettext_noop("Open, with conditions."))
    if closed:
        return _words(reading, "closed", "no", gettext_noop("Open to some only."))
    return _words(reading, "open", "yes", gettext_noop("Open to all."))


def affordable(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if rateable.free:
        return Judgement("yes", STATED, (rateable.fact("free"),), gettext_noop("Free."))
    if rateable.price is not None:
        return Judgement("yes", STATED, (rateable.fact("price"),), gettext_noop("The price is stated."))
    if reading.of("free"):
        return _words(reading, "free", "yes", gettext_noop("Free, by its words."))
    if rateable.free is False:
        return Judgement(
            "no", STATED, (rateable.fact("free"),), gettext_noop("Not free, and the price is not stated.")
        )
    return _words(reading, "priced", "partly", gettext_noop("Speaks of a price."))


def flexible(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if reading.of("flexible"):
        return _words(reading, "flexible", "yes", gettext_noop("At one's own pace or time."))
    if rateable.sessions and rateable.sessions > 1:
        return Judgement("yes", STATED, (rateable.fact("sessions"),), gettext_noop("Held on several dates."))
    if _always_there(reading):
        return Judgement("yes", BY_TYPE, (rateable.fact("type"),), gettext_noop("Can be used at any time."))
    if rateable.sessions == 1:
        return Judgement("no", STATED, (rateable.fact("sessions"),), gettext_noop("Held on one date."))
    return _words(reading, "fixed", "no", gettext_noop("At fixed times."))


def supported(reading: Reading, judged: Judged) -> Judgement:
    rateable = reading.rateable
    if rateable.type == "question-and-answer":
        return Judgement("yes", BY_TYPE, (rateable.fact("type"),), gettext_noop("Questions and answers."))
    return _words(reading, "supported", "yes", gettext_noop("Offers questions and answers, or guidance."))


RULES: Mapping[str, Callable[[Reading, Judged], Judgement]] = {
    "authoritative": authoritative,
    "current": current,
    "systematic": systematic,
    "practical": practical,
    "general": general,
    "localised": localised,
    "recurring": recurring,
    "open": open_to_all,
    "affordable": affordable,
    "flexible": flexible,
    "supported": supported,
}


def _words(reading: Reading, about: str, answer: str, reason: str) -> Judgement:
    """`answer`, when the text has words for it."""
    mentions = reading.of(about)
    return Judgement(answer, BY_WORDS, reading.evidence(mentions), reason) if mentions else UNKNOWN


def _clear(mentions: Sequence[Mention]) -> bool:
    return max([sense.strength for _, _, _, sense, _ in mentions], default=0) > 1


def _always_there(reading: Reading) -> bool:
    return reading.rateable.type in READ_ONLINE and bool(reading.rateable.url)


def _years(stated: str, as_of: str | None) -> float | None:
    """The age of what is dated `stated` ("2019", "2019-06", "2019-06-30T…") on the day `as_of`."""
    then, today = _day(stated), _day(as_of or "")
    return None if then is None or today is None else max(0.0, (today - then).days / _DAYS_A_YEAR)


@lru_cache(maxsize=2_000)
def _day(text: str) -> date | None:
    for padded in (text[:10], f"{text[:7]}-01", f"{text[:4]}-01-01"):
        try:
            return date.fromisoformat(padded)
        except ValueError:
            continue
    return None
