"""The plan's pages: from one sentence to a plan whose link holds everything."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from pypdf import PdfReader

from registry.catalogue.overlay import set_overlay
from registry.planning.link import read
from registry.planning.models import GapCount
from registry.planning.offers import refresh_due
from registry.portal.questionnaire import Questionnaire
from search.index import drain
from tests.counting import rows
from tests.factories import make_resource
from tests.portal.profiles import profile

pytestmark = pytest.mark.django_db

SENTENCE = "I sell wedding dresses and want to sell to Chile"
SKILLED = dict.fromkeys(("business-environment", "cross-cultural-communications", "internet-finance"), 3)
# All that is left to learn: logistics and trade.
ANSWERS = {"goods": "wedding dresses", "markets": "CL", **SKILLED, "online-marketing": 3}


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def make_plan(client: Client, **answers: object) -> str:
    """The address of the plan's page."""
    drain()
    refresh_due()
    answer = client.post("/plan/questions/", ANSWERS | answers)
    assert answer.status_code == 303
    return str(answer["Location"])


@pytest.fixture
def customs() -> None:
    make_resource(
        "Despacho de aduana <b>paso a paso</b>",
        language="es",
        type="guide",
        free=True,
        duration="PT2H",
        economies=["CL"],
        url="https://ministry.example/aduana",
        description="Complete la declaración en cinco pasos.",
        profile=profile(international_trade_practices=3, supported="yes"),
    )
    make_resource(
        "出口物流实务",
        language="zh-Hans",
        type="workshop",
        price="300",
        currency="CNY",
        profile=profile(international_logistics=2),
        occurrences=[{"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T13:00:00Z", "place": "深圳"}],
    )


def test_a_sentence_fills_in_what_it_tells(client: Client) -> None:
    page = text(client, f"/plan/questions/?said={SENTENCE}")
    assert f'value="{SENTENCE}"' in page
    assert re.search(r'value="CL"[^>]* checked', page)
    assert (
        page.count(" checked") == 1 + 5
    )  # the market, and of each choice of one what is taken when nobody chooses


def test_the_browsers_languages_are_filled_in(client: Client) -> None:
    answer = client.get("/plan/questions/", headers={"accept-language": "es-CL, zh-TW;q=0.5"})
    page = answer.content.decode()
    assert re.search(r'name="languages" value="es"[^>]* checked', page)
    assert re.search(r'name="languages" value="zh-Hant"[^>]* checked', page)


def test_there_are_twelve_questions_at_most() -> None:
    form = Questionnaire()
    assert len(form.questions) == 12
    assert {field.name for question in form.questions for field in question.fields} == set(form.fields)


@pytest.mark.usefixtures("customs")
def test_answers_become_a_plan_with_reasons(client: Client) -> None:
    page = text(client, make_plan(client, languages=["es", "zh-Hans"]))
    assert "2 steps" in page
    assert "It is about Chile." in page
    assert "It is in a language that you read: Spanish." in page
    assert "International trade practices: from 0 to 2" in page
    assert "Afterwards: its organiser answers questions." in page
    assert page.count("Ask about it") == 2  # follow-up for each step
    assert page.count("Remind me of a date") == 1
    assert "5 h" in page  # two, and a workshop of three
    assert "300 CNY" in page
    assert "International logistics 0, needed 2" in page  # the picture in words


@pytest.mark.usefixtures("customs")
def test_it_keeps_nothing_on_the_server(client: Client) -> None:
    drain()
    refresh_due()
    before = rows()
    address = make_plan(client)
    for path in ("", "plan.pdf", "plan.ics", "plan.html"):
        assert client.get(address + path).status_code == 200
    assert client.get("/plan/").status_code == 200
    assert rows() == before


def test_no_answer_at_all_is_an_answer(client: Client) -> None:
    answer = client.post("/plan/questions/", {})
    assert answer.status_code == 303
    assert "Nothing in the catalogue teaches this deep enough: Internet finance" in text(
        client, answer["Location"]
    )


@pytest.mark.parametrize(
    "given",
    [
        {"hours": "many"},
        {"hours": "-3"},
        {"budget": "9" * 30},
        {"economy": "XX"},
        {"markets": ["XX"]},
        {"markets": ["AU", "BN", "CA", "CL", "CN", "TW", "HK", "ID", "JP"]},
        {"stage": "nowhere"},
        {"internet-finance": "7"},
        {"goods": "x" * 201},
    ],
)
def test_an_answer_that_cannot_be_is_marked_and_nothing_is_lost(
    client: Client, given: dict[str, object]
) -> None:
    answer = client.post("/plan/questions/", {"goods": "silk scarves", **given})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "see the marked fields" in page
    assert 'class="wrong"' in page
    assert given.get("goods") or 'value="silk scarves"' in page


@pytest.mark.parametrize(
    "address", ["/plan/abc/", "/plan/abc:def:ghi/", f"/plan/{'x' * 5000}/", "/plan/abc/plan.pdf"]
)
def test_a_damaged_link_says_so(client: Client, address: str) -> None:
    page = text(client, address, 400)
    assert "This link is not whole" in page
    assert "Make a new plan" in page


@pytest.mark.usefixtures("customs")
def test_an_altered_link_offers_the_plan_that_the_browser_knows(client: Client) -> None:
    address = make_plan(client)
    assert address in text(client, address.replace("/plan/", "/plan/x"), 400)
    assert address in text(client, "/plan/")
    assert client.post("/plan/forget/").status_code == 302
    assert address not in text(client, "/plan/")
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("customs")
def test_another_browser_remembers_a_plan_only_when_asked(client: Client) -> None:
    address = make_plan(client)
    other = Client()
    assert "Remember it in this browser" in text(other, address)
    assert address not in text(other, "/plan/")
    other.post(f"{address}keep/")
    assert address in text(other, "/plan/")


@pytest.mark.usefixtures("customs")
def test_marks_are_kept_in_a_new_link_and_raise_what_one_can_do(client: Client) -> None:
    address = make_plan(client)
    step = re.findall(r'name="done" value="([^"]+)"', text(client, address))[0]
    answer = client.post(f"{address}marks/", {"done": [step, "nonsense"]})
    page = text(client, answer["Location"])
    assert page.count(" checked") == 1
    assert "International trade practices 3, needed 2" in page


@pytest.mark.usefixtures("customs")
def test_marks_sent_twice_change_nothing_more(client: Client) -> None:
    address = make_plan(client)
    step = re.findall(r'name="done" value="([^"]+)"', text(client, address))[0]
    first, second = (client.post(f"{address}marks/", {"done": [step]})["Location"] for _time in range(2))
    assert read(first.split("/")[2]) == read(second.split("/")[2])


@pytest.mark.usefixtures("customs")
def test_it_tells_what_has_changed_and_is_made_again(client: Client) -> None:
    address = make_plan(client, languages=["es"])
    gone = make_resource(
        "Aduana, nueva edición", language="es", profile=profile(international_trade_practices=2)
    )
    for resource in type(gone).objects.exclude(pk=gone.pk):
        set_overlay(resource, "hidden", True, actor="ana")
    drain()
    refresh_due()
    page = text(client, address)
    assert "Some of your steps have changed." in page
    assert "It is no longer listed." in page
    assert "1 resource that came since then teaches what you need." in page
    answer = client.post(f"{address}again/")
    page = text(client, answer["Location"])
    assert "Made again: 1 step is new." in page
    assert "Aduana, nueva edición" in page
    assert "no longer listed" not in page


def test_gaps_are_told_once_without_saying_whose_they_are(client: Client) -> None:
    address = make_plan(client, languages=["es"])
    told = client.post(f"{address}tell/")["Location"]
    client.post(f"{told.removeprefix('http://testserver')}tell/")
    assert {(gap.cell, gap.languages, gap.markets, gap.times) for gap in GapCount.objects.all()} == {
        ("international-logistics", ",es,", ",CL,", 1),
        ("international-trade-practices", ",es,", ",CL,", 1),
    }
    assert "The alliance has been told." in text(client, told)
    page = text(client, "/plan/gaps/")
    assert "Spanish" in page
    assert "wedding" not in page


@pytest.mark.usefixtures("customs")
def test_the_answers_can_be_changed(client: Client) -> None:
    link = make_plan(client, hours="4", budget="50", currency="CLP").split("/")[2]
    page = text(client, f"/plan/questions/?plan={link}")
    assert 'value="wedding dresses"' in page
    assert re.search(r'name="hours" value="4"', page)
    assert '<option value="CLP" selected>' in page
    assert text(client, "/plan/questions/?plan=spoilt", 400)


@pytest.mark.usefixtures("customs")
def test_the_calendar_has_the_workshop_with_a_reminder_and_the_rest_week_by_week(client: Client) -> None:
    answer = client.get(f"{make_plan(client)}plan.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    workshop = events["出口物流实务"]
    assert workshop["dtstart"].dt.isoformat() == "2031-12-02T10:00:00+00:00"
    assert str(workshop["location"]) == "深圳"
    assert [alarm["trigger"].dt.days for alarm in workshop.walk("VALARM")] == [-1]
    guide = events["Despacho de aduana <b>paso a paso</b>"]
    assert (guide["dtend"].dt - guide["dtstart"].dt).days == 7
    assert str(guide["transp"]) == "TRANSPARENT"


@pytest.mark.usefixtures("customs")
def test_the_pdf_can_be_read_in_every_script(client: Client) -> None:
    make_resource("Thủ tục hải quan điện tử", profile=profile(international_logistics=3), language="vi")
    answer = client.get(f"{make_plan(client, model='B2C', languages=['es', 'zh-Hans', 'vi'])}plan.pdf")
    assert answer["Content-Type"] == "application/pdf"
    document = PdfReader(BytesIO(answer.content))
    words = "".join(page.extract_text() for page in document.pages)
    assert "Despacho de aduana <b>paso a paso</b>" in words
    assert "Thủ tục hải quan điện tử" in words
    assert len(answer.content) < 60_000


@pytest.mark.usefixtures("customs")
def test_the_pdf_has_chinese(client: Client) -> None:
    answer = client.get(f"{make_plan(client)}plan.pdf")
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "出口物流实务" in words


@pytest.mark.usefixtures("customs")
def test_the_offline_pack_is_one_file_that_loads_nothing(client: Client) -> None:
    answer = client.get(f"{make_plan(client)}plan.html")
    assert "attachment" in answer["Content-Disposition"]
    page = answer.content.decode()
    assert "Complete la declaración en cinco pasos." in page
    assert "<svg" in page
    assert not re.search(r"<(?:link|script|img|iframe)\b|url\(|@import", page)
    assert "<b>paso" not in page  # what a feed says is text


@pytest.mark.usefixtures("customs")
def test_a_plan_stays_out_of_caches_and_search_engines(client: Client) -> None:
    address = make_plan(client)
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Disallow: /plan/" in text(client, "/robots.txt").splitlines()


@pytest.mark.usefixtures("customs")
def test_a_longer_plan_asks_no_more_of_the_database(client: Client) -> None:
    short = make_plan(client, **{"international-logistics": 3})
    long = make_plan(client)
    counts = []
    for address in (short, long):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
