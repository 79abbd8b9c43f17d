"""Plans from answers: what is chosen, in which order, and what is told when things change."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from registry.catalogue.models import Record, Resource
from registry.catalogue.overlay import set_overlay
from registry.framework.profile import Judgement
from registry.planning.answers import Answers
from registry.planning.link import DamagedLink, Pick, State, read, written
from registry.planning.offers import refresh_due
from registry.planning.reading import Change, Plan, Why, read_plan
from registry.planning.renewing import marked, new_state, renewed
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import profile

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MASTER = (3,) * 6
TRADE_ONLY = (3, 3, 3, 3, 3, 0)  # all but international trade practices
TRADE = profile(international_trade_practices=3)


def offered() -> None:
    drain()
    refresh_due()


def plan(answers: Answers) -> Plan:
    offered()
    return read_plan(new_state(answers, NOW), NOW)


def titles(made: Plan) -> list[str]:
    return [step.resource.title for step in made.steps if step.resource]


def test_it_lifts_what_is_needed_with_few_steps_in_the_order_of_the_curriculum() -> None:
    make_resource("Logistics", language="en", profile=profile(international_logistics=3))
    make_resource("Trade alone", language="en", profile=profile(international_trade_practices=2))
    make_resource(
        "Finance and trade",
        language="en",
        profile=profile(internet_finance=2, international_trade_practices=2),
    )
    make_resource(
        "Markets",
        language="en",
        profile=profile(business_environment=2, online_marketing=2, cross_cultural_communications=2),
    )
    made = plan(Answers(languages=("en",)))
    assert titles(made) == ["Markets", "Finance and trade", "Logistics"]
    assert not made.gaps
    assert made.need == (2, 2, 2, 2, 2, 2, 0)
    lifts = {lift.cell: (lift.before, lift.after) for step in made.steps for lift in step.lifts}
    assert lifts["international-logistics"] == (0, 2)
    assert len(lifts) == 6


def test_what_the_firm_can_do_needs_no_step() -> None:
    make_resource("Trade", language="en", profile=TRADE)
    assert titles(plan(Answers(skills=MASTER))) == []
    assert titles(plan(Answers(skills=TRADE_ONLY))) == ["Trade"]


def test_only_languages_that_are_read() -> None:
    make_resource("Comercio", language="es", profile=TRADE)
    made = plan(Answers(skills=TRADE_ONLY, languages=("en",)))
    assert titles(made) == []
    assert [(gap.cell, gap.reached, gap.need, gap.why) for gap in made.gaps] == [
        ("international-trade-practices", 0, 2, Why.LANGUAGE)
    ]


def test_a_gap_says_why() -> None:
    make_resource("Long", language="en", duration="PT90H", profile=TRADE)
    made = plan(Answers(skills=(3, 3, 3, 3, 0, 0), hours=1, weeks=2))
    assert {gap.cell: gap.why for gap in made.gaps} == {
        "international-trade-practices": Why.LIMITS,
        "international-logistics": Why.NOBODY,
    }


def test_whom_it_is_for_decides_between_equals() -> None:
    for title, model in (("To firms", "B2B"), ("To consumers", "B2C")):
        rated = TRADE | {"traits": {"trade_models": [Judgement(model, 0.8).as_json()]}}
        make_resource(title, profile=rated)
    make_resource("To anybody", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, model="B2B"))) == ["To firms"]
    assert titles(plan(Answers(skills=TRADE_ONLY, model="B2C"))) == ["To consumers"]
    assert titles(plan(Answers(skills=TRADE_ONLY, model="C2C"))) == ["To anybody"]


def test_the_economy_that_a_text_is_rated_to_be_for_counts_as_stated() -> None:
    for title, economy in (("Customs of Viet Nam", "VN"), ("Customs of Chile", "CL")):
        rated = TRADE | {"traits": {"economies": [Judgement(economy, 0.8).as_json()]}}
        make_resource(title, profile=rated)
    assert titles(plan(Answers(skills=TRADE_ONLY, markets=("VN",)))) == ["Customs of Viet Nam"]
    assert titles(plan(Answers(skills=TRADE_ONLY, markets=("CL",)))) == ["Customs of Chile"]


def test_a_policy_document_is_no_step() -> None:
    make_resource("Decree", type="policy-document", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY))) == []


def test_what_was_hidden_a_moment_ago_is_not_chosen() -> None:
    hidden = make_resource("Trade, whose offer is not renewed yet", profile=TRADE)
    make_resource("Trade, a little", profile=profile(international_trade_practices=2))
    offered()
    Resource.objects.filter(pk=hidden.pk).update(hidden=True)
    answers = Answers(skills=TRADE_ONLY, stage="transactions")
    assert titles(read_plan(new_state(answers, NOW), NOW)) == ["Trade, a little"]


def test_free_ones_only() -> None:
    make_resource("Paid", price="10", currency="USD", profile=TRADE)
    make_resource("Free", free=True, profile=TRADE)
    make_resource("Unknown", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, budget=0))) == ["Free"]
    set_overlay(Resource.objects.get(title="Free"), "hidden", True, actor="ana")
    assert titles(plan(Answers(skills=TRADE_ONLY, budget=0))) == ["Unknown"]  # better than nothing


def test_a_budget_in_its_currency() -> None:
    make_resource("Dear", price="80", currency="USD", profile=TRADE)
    make_resource("Other money", price="5", currency="CLP", profile=TRADE)
    make_resource("Fair", price="40", currency="USD", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, budget=50, currency="USD"))) == ["Fair"]


def test_no_films_on_a_connection_for_text() -> None:
    make_resource("Film", type="video", profile=TRADE)
    make_resource("Course", type="course", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, connection="text"))) == ["Course"]
    make_resource("Guide", type="guide", profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, connection="text"))) == ["Guide"]


def test_the_market_and_the_goods_decide_between_equals() -> None:
    make_resource("Customs of Chile", economies=["CL"], profile=TRADE)
    make_resource("Customs of Viet Nam", economies=["VN"], profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY, markets=("CL",)))) == ["Customs of Chile"]
    assert titles(plan(Answers(skills=TRADE_ONLY, markets=("VN",)))) == ["Customs of Viet Nam"]
    make_resource("Wedding dresses: customs of Chile", economies=["CL"], profile=TRADE)
    make_resource("Fish: customs of Chile", economies=["CL"], profile=TRADE)
    made = plan(Answers(goods="wedding dresses", skills=TRADE_ONLY, markets=("CL",)))
    assert titles(made) == ["Wedding dresses: customs of Chile"]


def test_what_is_over_is_no_step() -> None:
    make_resource("Past", occurrences=[{"start": "2024-01-01T10:00:00Z"}], profile=TRADE)
    assert titles(plan(Answers(skills=TRADE_ONLY))) == []


def test_visits_for_who_asks_for_them() -> None:
    make_resource("Factory visit", type="visit", profile=profile(visits=3))
    assert titles(plan(Answers(skills=MASTER))) == []
    assert titles(plan(Answers(skills=MASTER, visits=True))) == ["Factory visit"]


def dated(start: str, **more: object) -> Resource:
    return make_resource("Clinic", profile=TRADE, occurrences=[{"start": start, **more}])


def test_it_tells_what_moved_was_cancelled_or_went() -> None:
    resource = dated("2026-12-02T10:00:00Z")
    offered()
    state = new_state(Answers(skills=TRADE_ONLY), NOW)
    assert state.picks == (Pick(resource.public_id, "2026-12-02T10:00:00Z"),)
    assert read_plan(state, NOW).steps[0].change is None

    set_overlay(resource, "occurrences", [{"start": "2026-12-09T10:00:00Z"}], actor="ana")
    step = read_plan(state, NOW).steps[0]
    assert step.change is Change.MOVED
    assert step.session == {"start": "2026-12-09T10:00:00Z"}

    set_overlay(resource, "occurrences", [{"start": "2026-12-02T10:00:00Z", "cancelled": True}], actor="ana")
    assert read_plan(state, NOW).steps[0].change is Change.CANCELLED

    Record.objects.update(state=Record.State.WITHDRAWN)
    gone = read_plan(state, NOW).steps[0]
    assert (gone.change, gone.resource) == (Change.GONE, None)


def test_a_session_that_is_over_has_not_changed_while_another_comes() -> None:
    resource = dated("2026-12-02T10:00:00Z")
    offered()
    state = new_state(Answers(skills=TRADE_ONLY), NOW)
    after = datetime(2026, 12, 3, tzinfo=UTC)
    assert read_plan(state, after).steps[0].change is Change.OVER
    both = [{"start": "2026-12-02T10:00:00Z"}, {"start": "2026-12-09T10:00:00Z"}]
    set_overlay(resource, "occurrences", both, actor="ana")
    assert read_plan(state, after).steps[0].change is None


def test_a_step_that_was_joined_is_its_leader() -> None:
    resource = make_resource("Trade", profile=TRADE)
    offered()
    state = new_state(Answers(skills=TRADE_ONLY), NOW)
    leader = make_resource("The same elsewhere", source=make_source("Port"), profile=TRADE)
    Resource.objects.filter(pk=resource.pk).update(leader=leader)
    assert titles(read_plan(state, NOW)) == ["The same elsewhere"]


def test_made_again_it_keeps_what_is_done_and_fills_what_went() -> None:
    logistics = make_resource("Logistics", profile=profile(international_logistics=2))
    trade = make_resource("Trade", profile=TRADE)
    offered()
    state = new_state(Answers(skills=(3, 3, 3, 3, 0, 0)), NOW)
    state = marked(state, frozenset([logistics.public_id]))
    assert read_plan(state, NOW).now[4] == 2
    set_overlay(trade, "hidden", True, actor="ana")
    make_resource("Trade, newly", profile=TRADE)
    offered()
    assert read_plan(state, NOW).changed
    again = read_plan(renewed(state, NOW), NOW)
    assert set(titles(again)) == {"Logistics", "Trade, newly"}
    assert [step.done for step in again.steps if step.resource == logistics] == [True]
    assert not again.changed


def test_it_counts_what_came_since_and_would_serve() -> None:
    make_resource("Unrelated", profile=profile(online_marketing=3))
    offered()
    state = new_state(Answers(skills=TRADE_ONLY), NOW.replace(year=2020))
    assert read_plan(state, NOW).newer == 0
    make_resource("Trade", profile=TRADE)
    offered()
    assert read_plan(state, NOW).newer == 1


def test_only_marks_of_its_own_steps_are_kept() -> None:
    state = State(Answers(), (Pick(UUID(int=1)),), NOW)
    assert marked(state, frozenset([UUID(int=1), UUID(int=2)])).done == {UUID(int=1)}


def test_a_link_gives_the_plan_back() -> None:
    answers = Answers(goods="婚纱 & dresses", markets=("CL",), languages=("en", "zh-Hans"), budget=0, hours=3)
    state = State(
        answers, (Pick(UUID(int=1), "2026-12-02T10:00:00Z"), Pick(UUID(int=2))), NOW, frozenset([UUID(int=2)])
    )
    assert read(written(state)) == state


def test_a_plan_has_one_link_whenever_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(Answers(goods="dresses"), (Pick(UUID(int=1)),), NOW)
    link = written(state)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert written(state) == link


@pytest.mark.parametrize(
    "spoil", [lambda link: link[:-1], lambda link: "x" + link, lambda link: "", lambda link: link * 50]
)
def test_an_altered_link_is_refused(spoil: object) -> None:
    link = written(State(Answers(), (), NOW))
    with pytest.raises(DamagedLink):
        read(spoil(link))  # type: ignore[operator]
