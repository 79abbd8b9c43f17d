"""The form (offline, online) and the phase (training, follow-up) of a resource."""

from __future__ import annotations

from registry.framework.profile import NOT_JUDGED, Judgement
from registry.framework.reading import Reading
from registry.framework.rubric import BOTH, UNKNOWN
from registry.framework.translatable import gettext_noop

STATED = 0.95  # confidence in what the source states as a fact
BY_TYPE = 0.85
BY_WORDS = 0.75
HINTED = 0.6

READ_ONLINE = frozenset(("article", "guide", "podcast", "report", "case", "policy-document", "tool", "video"))
"""Types that are read, heard or seen at their address, whenever one likes."""

_FORM_BY_TYPE = {"webinar": "online", "visit": "offline"} | dict.fromkeys(READ_ONLINE, "online")
_PHASE_BY_TYPE = {"question-and-answer": "follow-up"} | dict.fromkeys(
    ("course", "workshop", "seminar", "webinar", "video", "podcast", "visit", "internship", "guide"),
    "training",
)


def judge(reading: Reading) -> dict[str, Judgement]:
    return {"form": _form(reading), "phase": _phase(reading)}


def _form(reading: Reading) -> Judgement:
    rateable = reading.rateable
    if rateable.forms:
        value = BOTH if len(set(rateable.forms)) > 1 else rateable.forms[0]
        return Judgement(value, STATED, (rateable.fact("forms"),), gettext_noop("Stated by the source."))
    typed = _FORM_BY_TYPE.get(rateable.type or "")
    if typed and (typed == "offline" or rateable.type == "webinar" or rateable.url):
        return Judgement(
            typed, BY_TYPE, (rateable.fact("type"),), gettext_noop("By the type of the resource.")
        )
    return _by_words(reading, "offline", "online")


def _phase(reading: Reading) -> Judgement:
    by_words = _by_words(reading, "training", "follow-up")
    typed = _PHASE_BY_TYPE.get(reading.rateable.type or "")
    if typed is None:
        return by_words
    fact = reading.rateable.fact("type")
    if by_words.value in (UNKNOWN, typed):
        return Judgement(
            typed, BY_TYPE, (fact, *by_words.evidence[:2]), gettext_noop("By the type of the resource.")
        )
    return Judgement(
        BOTH, BY_WORDS, (fact, *by_words.evidence[:2]), gettext_noop("By its type, and by its words.")
    )


def _by_words(reading: Reading, one: str, other: str) -> Judgement:
    evidence = reading.evidence(reading.of(one), most=2)
    more = reading.evidence(reading.of(other), most=2)
    if not (evidence or more):
        return NOT_JUDGED
    both = bool(evidence and more)
    value = BOTH if both else one if evidence else other
    return Judgement(
        value, HINTED if both else BY_WORDS, evidence + more, gettext_noop("By the words of the text.")
    )
