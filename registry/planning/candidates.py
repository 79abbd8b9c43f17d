"""The resources that a plan may choose from, weighed in the database: one row for all that weigh the same.

docs/smme.md states the rules; a resource that breaks a limit is left out, one of which nobody stated what a limit
asks for stays, and weighs like one step more.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from registry.planning.answers import Answers
from registry.planning.choice import Candidate
from registry.planning.models import Offer
from registry.planning.offers import unpacked
from registry.planning.shelf import POLICY
from search.engines import EngineUnavailable, engine
from search.query import LARGEST_PAGE, from_params

log = logging.getLogger(__name__)

# Points of misfit.
_TIERS = {"A": 0, "B": 1, "C": 2, "D": 3}
_NO_TIER = 2
_OTHER_MARKET, _NO_MARKET = 2, 1
_OTHER_MODEL, _NO_MODEL = 2, 1
_OTHER_GOODS = 1
_SECOND_LANGUAGE = 1
_HEAVY, _PERHAPS_HEAVY = 2, 1


def candidates(answers: Answers, now: datetime, without: Collection[int] = ()) -> list[Candidate]:
    """What a plan for these answers may choose from, but for some resources. Of those that weigh the same in
    everything, the one that the catalogue has had for the shortest time. Offers are of visible resources, as far
    as they are up to date: who shows what was chosen asks the catalogue again."""
    weighed = (
        suitable(answers, now)
        .exclude(resource__in=without)
        .annotate(
            burdens=_burdens(answers),
            misfit=_misfit(answers, about_goods(answers, now)),
            work=Coalesce("minutes", 0) if answers.minutes is not None else Value(0),
            price=_price(answers) if answers.budget is not None else Value(0),
        )
        .values_list("teaches", "burdens", "misfit", "work", "price")
        .annotate(newest=Max("resource_id"))
        .order_by()
    )
    return [
        Candidate(newest, unpacked(teaches), burdens, misfit, work, price)
        for teaches, burdens, misfit, work, price, newest in weighed.iterator()
    ]


def suitable(answers: Answers, now: datetime) -> QuerySet[Offer]:
    """Offers that teach anything and break no limit."""
    offers = readable(answers).filter(Q(until=None) | Q(until__gt=now))
    if answers.connection == "text":
        offers = offers.exclude(heavy=True)
    if answers.form == "online":
        offers = offers.exclude(online=False)
    if answers.budget == 0:
        offers = offers.exclude(free=False)
    if answers.budget is not None:
        offers = offers.exclude(currency=answers.currency, cents__gt=answers.budget * 100)
    if answers.minutes is not None:
        offers = offers.exclude(minutes__gt=answers.minutes)
    return offers


def readable(answers: Answers) -> QuerySet[Offer]:
    """Offers that teach anything, in a language that the firm reads. Policy documents have a shelf of their own: a
    rule to be followed is no step of learning."""
    offers = Offer.objects.filter(teaches__gt=0).exclude(type=POLICY)
    return offers.filter(language__in=_languages(answers)) if answers.languages else offers


def about_goods(answers: Answers, now: datetime) -> list[int]:
    """Resources that a search for what the firm sells finds first; none while search is down."""
    query = from_params({"q": [answers.goods], "page_size": [str(LARGEST_PAGE)]})
    if not query.has_words:
        return []
    try:
        return [hit.id for hit in engine().search(query, now).hits]
    except EngineUnavailable as error:
        log.warning("A plan is made without regard to what is sold: %s", error)
        return []


def _languages(answers: Answers) -> list[str]:
    """Chinese whose script nobody stated can be read by who reads either."""
    either = ["zh"] if any(language.startswith("zh") for language in answers.languages) else []
    return [*answers.languages, *either]


def _burdens(answers: Answers) -> Combinable:
    """What makes a step weigh as one more: each value that a limit asks for and nobody stated, and that it is
    about other economies alone."""
    asked = []
    if answers.minutes is not None:
        asked.append(Q(minutes=None))
    if answers.budget is not None:
        comparable = Q(cents=0) | Q(cents__isnull=False, currency=answers.currency)
        asked.append(Q(cents=None) | ~comparable)
    if answers.connection == "text":
        asked.append(Q(heavy=None))
    if answers.form == "online":
        asked.append(Q(online=None, until__isnull=False))  # what has no dates waits at its address
    if answers.markets:
        asked.append(~_market(answers) & ~_general(answers))
    return _sum(_points((condition, 1)) for condition in asked)


def _misfit(answers: Answers, found: Collection[int]) -> Combinable:
    parts = [_points(*((Q(tier=tier), points) for tier, points in _TIERS.items()), other=_NO_TIER)]
    if answers.markets:
        parts.append(_points((_market(answers), 0), (_general(answers), _NO_MARKET), other=_OTHER_MARKET))
    if answers.model:
        fits, unknown = Q(trade_models__contains=f",{answers.model},"), Q(trade_models="")
        parts.append(_points((fits, 0), (unknown, _NO_MODEL), other=_OTHER_MODEL))
    if len(answers.languages) > 1:
        parts.append(_points((Q(language=answers.languages[0]), 0), other=_SECOND_LANGUAGE))
    if found:
        parts.append(_points((Q(resource__in=found), 0), other=_OTHER_GOODS))
    if answers.connection == "slow":
        parts.append(_points((Q(heavy=True), _HEAVY), (Q(heavy=None), _PERHAPS_HEAVY)))
    return _sum(parts)


def _market(answers: Answers) -> Q:
    return reduce(operator.or_, (Q(about__contains=f",{code},") for code in answers.markets))


def _general(answers: Answers) -> Q:
    """About no economy that is stated, or about the firm's own."""
    return Q(about="") | Q(about__contains=f",{answers.economy or '-'},")


def _price(answers: Answers) -> Combinable:
    """0 where it is free, or not known in the reader's currency."""
    return Case(When(currency=answers.currency, then=Coalesce("cents", 0)), default=Value(0))


def _points(*cases: tuple[Q, int], other: int = 0) -> Case:
    return Case(
        *(When(condition, then=Value(points)) for condition, points in cases),
        default=Value(other),
        output_field=IntegerField(),
    )


def _sum(parts: Iterable[Combinable]) -> Combinable:
    nothing: Combinable = Value(0, output_field=IntegerField())
    return reduce(operator.add, parts, nothing)
