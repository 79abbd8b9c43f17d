"""A plan in the words of its page, its PDF, its calendar and its offline pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, TRADE_MODELS, VISITS
from registry.planning.models import GapCount, Offer
from registry.planning.reading import Change, Gap, Lift, Plan, Step, Why
from registry.portal.aspect_names import SHORT
from registry.portal.detail import Detail, economy_name
from registry.portal.language_names import named
from registry.portal.sessions import Session, stated_day
from registry.portal.wheel import Sector, edges, sectors
from search.facets import language


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`number`: its place, from 1. `next`: its next session. `problem`: what has changed, "" for nothing."""

    number: int
    step: Step
    title: str
    detail: Detail | None
    next: Session | None
    lifts: Sequence[str]
    reasons: Sequence[str]
    problem: str
    follow_up: str

    @property
    def id(self) -> str:
        return str(self.step.pick.resource)


class ShownPlan:
    """Everything that is said of a plan, in the language of the page; `zone` is the reader's, None for UTC."""

    def __init__(self, plan: Plan, now: datetime, zone: ZoneInfo | None = None) -> None:
        self.plan, self._now, self._zone = plan, now, zone
        self.answers = plan.state.answers
        self.made = plan.state.made

    @property
    def title(self) -> str:
        goods = self.answers.goods
        return _("Your plan: %(goods)s") % {"goods": goods} if goods else _("Your plan")

    @property
    def markets(self) -> str:
        return ", ".join(economy_name(code) for code in self.answers.markets)

    @cached_property
    def steps(self) -> Sequence[ShownStep]:
        return [self._step(number, step) for number, step in enumerate(self.plan.steps, 1)]

    @property
    def open(self) -> Sequence[ShownStep]:
        return [step for step in self.steps if not step.step.done and step.detail]

    @property
    def summary(self) -> str:
        """How many steps, how long, what they cost, as far as that is known."""
        count = len(self.steps)
        parts = [
            ngettext("%(count)s step", "%(count)s steps", count) % {"count": count},
            *self._time(),
            *self._costs(),
        ]
        return " · ".join(parts)

    @property
    def gaps(self) -> Sequence[str]:
        return [self._gap(gap) for gap in self.plan.gaps]

    @property
    def newer(self) -> str:
        count = self.plan.newer
        words = ngettext(
            "%(count)s resource that came since then teaches what you need.",
            "%(count)s resources that came since then teach what you need.",
            count,
        )
        return words % {"count": count} if count else ""

    @property
    def sectors(self) -> Sequence[Sector]:
        names = {aspect: str(SHORT[aspect]) for aspect in ASPECTS.ids}
        return sectors(names, dict(zip(DEPTH_CELLS, self.plan.now, strict=True)))

    @property
    def needed(self) -> Sequence[tuple[Sector, str, int]]:
        """Each sector with the edge to be reached, "" where it is, and the depth."""
        need = dict(zip(DEPTH_CELLS, self.plan.need, strict=True))
        drawn = edges([need[aspect] for aspect in ASPECTS.ids])
        return list(zip(self.sectors, drawn, (need[aspect] for aspect in ASPECTS.ids), strict=True))

    @property
    def wheel_text(self) -> str:
        """The picture in words."""
        lines = [
            _("%(aspect)s %(now)s, needed %(need)s") % {"aspect": aspect_name(cell), "now": now, "need": need}
            for cell, now, need in zip(DEPTH_CELLS, self.plan.now, self.plan.need, strict=True)
            if cell != VISITS.id or need
        ]
        return _("Depth now and needed, out of 3: %(depths)s") % {"depths": "; ".join(lines)}

    @property
    def levels(self) -> Sequence[tuple[str, str, str]]:
        """(aspect, depth now, depth needed), in words."""
        return [
            (aspect_name(cell), level_name(now), level_name(need))
            for cell, now, need in zip(DEPTH_CELLS, self.plan.now, self.plan.need, strict=True)
            if cell != VISITS.id or need
        ]

    def _step(self, number: int, step: Step) -> ShownStep:
        resource = step.resource
        detail = Detail(resource, self._now, self._zone) if resource else None
        return ShownStep(
            number=number,
            step=step,
            title=resource.title if resource else _("A step that is no longer listed"),
            detail=detail,
            next=Session.from_stated(step.session, self._zone) if step.session else None,
            lifts=[_lift(lift) for lift in step.lifts],
            reasons=self._reasons(detail, step.offer or Offer()) if detail else [],
            problem=_problem(step),
            follow_up=_follow_up(detail) if detail else "",
        )

    def _reasons(self, detail: Detail, offer: Offer) -> list[str]:
        """Why this one, as far as it can be seen of it."""
        answers, known = self.answers, detail.known
        reasons = []
        markets = [code for code in answers.markets if f",{code}," in offer.about]
        if markets:
            names = ", ".join(economy_name(code) for code in markets)
            reasons.append(_("It is about %(economies)s.") % {"economies": names})
        if answers.model and f",{answers.model}," in offer.trade_models:
            model = TRADE_MODELS[answers.model].label(get_language())
            reasons.append(_("It is for how you sell: %(model)s.") % {"model": model})
        tag = language(known.get("language") or "")
        if tag in answers.languages:
            reasons.append(_("It is in a language that you read: %(language)s.") % {"language": named(tag)})
        if known.get("free"):
            reasons.append(_("It is free."))
        if answers.connection != "good" and known.get("type") in (
            "guide",
            "article",
            "report",
            "case",
            "tool",
        ):
            reasons.append(_("It is text, for a slow connection."))
        return reasons

    def _time(self) -> list[str]:
        """The hours of what states them, and how many do not."""
        minutes = [offer.minutes for offer in self._offers]
        known, unknown = sum(m for m in minutes if m), sum(m is None for m in minutes)
        parts = (
            [_("%(hours)s h") % {"hours": f"{known / 60:g}" if known % 6 == 0 else f"{known / 60:.1f}"}]
            if known
            else []
        )
        if unknown:
            words = ngettext(
                "%(n)s does not say how long it takes", "%(n)s do not say how long they take", unknown
            )
            parts.append(words % {"n": unknown})
        return parts

    def _costs(self) -> list[str]:
        sums: Counter[str] = Counter()
        unknown = free = 0
        for offer in self._offers:
            if offer.free:
                free += 1
            elif offer.cents is None:
                unknown += 1
            else:
                sums[offer.currency] += offer.cents
        parts = [ngettext("%(n)s is free", "%(n)s are free", free) % {"n": free}] if free else []
        parts += [
            f"{(Decimal(cents) / 100).normalize():f} {currency}" for currency, cents in sorted(sums.items())
        ]
        if unknown:
            words = ngettext("%(n)s does not say what it costs", "%(n)s do not say what they cost", unknown)
            parts.append(words % {"n": unknown})
        return parts

    @property
    def _offers(self) -> Sequence[Offer]:
        """Of its steps, as far as they are listed; one that is not made yet knows nothing."""
        return [step.step.offer or Offer() for step in self.steps if step.detail]

    def _gap(self, gap: Gap) -> str:
        said = {"aspect": aspect_name(gap.cell), "depth": level_name(gap.need)}
        if gap.why is Why.NOBODY:
            return _("Nothing in the catalogue teaches this deep enough: %(aspect)s (%(depth)s).") % said
        if gap.why is Why.LANGUAGE:
            return _("It is taught only in other languages than yours: %(aspect)s (%(depth)s).") % said
        return _("It is taught, but not within your limits: %(aspect)s (%(depth)s).") % said


@dataclass(frozen=True, slots=True)
class ShownGap:
    """What plans lacked, with how often it was told."""

    aspect: str
    depth: str
    languages: str
    markets: str
    why: str
    times: int

    @classmethod
    def of(cls, row: GapCount) -> Self:
        languages, markets = (
            stated.strip(",").split(",") if stated else [] for stated in (row.languages, row.markets)
        )
        why = {
            Why.NOBODY: _("nobody teaches it"),
            Why.LANGUAGE: _("only in other languages"),
            Why.LIMITS: _("only beyond time, money or connection"),
        }
        return cls(
            aspect_name(row.cell),
            level_name(row.depth),
            ", ".join(named(tag) for tag in languages) or _("any"),
            ", ".join(economy_name(code) for code in markets) or _("not stated"),
            why[Why[row.why]],
            row.times,
        )


def aspect_name(cell: str) -> str:
    return (VISITS if cell == VISITS.id else ASPECTS[cell]).label(get_language())


def level_name(depth: int) -> str:
    """What a firm can do at a depth."""
    return f"{depth} · {_LEVELS[depth]}"


_LEVELS = (
    pgettext_lazy("depth of what a firm can do", "nothing yet"),
    pgettext_lazy("depth of what a firm can do", "heard of"),
    pgettext_lazy("depth of what a firm can do", "understood"),
    pgettext_lazy("depth of what a firm can do", "done in practice"),
)


def _lift(lift: Lift) -> str:
    said: Mapping[str, str | int] = {
        "aspect": aspect_name(lift.cell),
        "before": lift.before,
        "after": lift.after,
    }
    return _("%(aspect)s: from %(before)s to %(after)s") % said


def _problem(step: Step) -> str:
    if step.change is None or step.done:
        return ""
    was = {"time": stated_day(step.pick.session)}
    return {
        Change.GONE: gettext("It is no longer listed."),
        Change.MOVED: gettext("It was to be on %(time)s, and has been moved.") % was,
        Change.CANCELLED: gettext("The session on %(time)s does not take place.") % was,
        Change.OVER: gettext("Its dates are over, and no new ones are stated."),
    }[step.change]


def _follow_up(detail: Detail) -> str:
    if detail.rating.profile["supported"].value == "yes":
        return _("Afterwards: its organiser answers questions.")
    return ""
