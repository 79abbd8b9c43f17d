"""What people look for is counted without saying who, outside the request, and told where several asked it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from harvesters.work import tidy
from search import noting
from search.index import drain
from search.models import Sought
from search.sought import demand, keep, openings, unanswered
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

EVER = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def index() -> None:
    """One that answers: without an engine nothing is counted as found or not found."""
    drain()


def later() -> datetime:
    """When all notes that were made just now may be counted."""
    return timezone.now() + timedelta(minutes=3)


def asked(client: Client, address: str, **headers: str) -> None:
    assert client.get(address, headers={"Accept-Language": "es-CL", **headers}).status_code == 200


def test_a_search_is_counted_by_the_worker_and_writes_nothing_itself(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_resource("Customs for parcels")
    drain()
    with django_assert_max_num_queries(8) as queries:
        asked(client, "/?q=Customs&economy=PE")
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert not Sought.objects.exists()
    assert keep() == 0  # its minute is not over
    assert keep(later()) == 1
    assert keep(later()) == 0
    row = Sought.objects.get()
    assert (row.text, row.language, row.facets, row.economy) == ("customs", "es", "economy=PE", "PE")
    assert row.aspects.split() == ["international-trade-practices"]
    assert (row.times, row.empty, row.partly, row.found) == (1, 1, 0, 0)


def test_the_worker_keeps_it(client: Client, settings: Settings) -> None:
    asked(client, "/?q=customs")
    [file] = settings.SOUGHT_DIR.iterdir()
    yesterday = timezone.now() - timedelta(days=1)
    file.rename(file.with_name(f"{yesterday:%Y%m%d}T0900"))
    tidy()
    assert Sought.objects.get().day == yesterday.date()
    assert list(settings.SOUGHT_DIR.iterdir()) == []


def test_the_same_search_of_a_day_is_one_row(client: Client) -> None:
    make_resource("Customs")
    drain()
    for words in ("customs", "CUSTOMS ", "customs", "parcels"):
        asked(client, f"/?q={words}")
    keep(later())
    assert sorted(Sought.objects.values_list("text", "times", "empty")) == [
        ("customs", 3, 0),
        ("parcels", 1, 1),
    ]


def test_a_result_that_is_followed_is_counted_with_its_rank(client: Client) -> None:
    first, second = (
        make_resource("Customs customs"),
        make_resource("The customs of our village and its people"),
    )
    drain()
    asked(client, "/?q=customs")
    came_from = {"Referer": "http://testserver/?q=customs"}
    for resource in (first, second):
        asked(client, resource.get_absolute_url(), **came_from)
    asked(client, first.get_absolute_url(), Referer="http://elsewhere.example/?q=customs")
    asked(client, first.get_absolute_url())
    keep(later())
    row = Sought.objects.get()
    assert (row.times, row.opened, row.ranked, row.ranks) == (1, 2, 2, 1 + 2)
    assert demand("language", EVER)[0].rank == 1.5
    assert openings([first.pk, second.pk, 0], EVER) == {first.pk: 1, second.pk: 1}
    assert openings([first.pk], timezone.now().date() + timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {}),
        ("/?sort=newest", {}),
        ("/?q=customs", {"User-Agent": "Examplebot/1.0"}),
        ("/?q=customs", {"Sec-GPC": "1"}),
        ("/?q=customs", {"DNT": "1"}),
        ("/?q=customs", {"Sec-Purpose": "prefetch;prerender"}),
    ],
)
def test_what_says_nothing_and_who_does_not_want_it_is_not_counted(
    client: Client, address: str, headers: dict[str, str]
) -> None:
    asked(client, address, **headers)
    assert keep(later()) == 0


def test_further_pages_are_no_further_searches(client: Client) -> None:
    for number in range(3):
        make_resource(f"Customs {number}")
    drain()
    page = client.get("/?q=customs&page_size=2")
    asked(client, page.context["next"])
    assert keep(later()) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org customs", "customs"),
        ("call +56 9 8765 4321 customs", "call customs"),
        ("https://shop.example/orders/ana-lopez?token=1 customs", "customs"),
        ("customs 4111 1111 1111 1111", "customs"),
        ("x" * 500, "x" * 200),
        ("incoterms 2020", "incoterms 2020"),
    ],
)
def test_what_points_at_a_person_is_not_kept(client: Client, typed: str, kept: str) -> None:
    client.get("/", {"q": typed})
    keep(later())
    assert Sought.objects.get().text == kept


def test_no_note_says_who_asked(client: Client, settings: Settings) -> None:
    client.cookies["sessionid"] = "secret-session"
    asked(client, "/?q=customs", **{"User-Agent": "Personal Browser", "X-Forwarded-For": "203.0.113.9"})
    [file] = settings.SOUGHT_DIR.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    noted = file.read_text()
    assert "customs" in noted
    for telling in ("Personal", "203.0.113.9", "127.0.0.1", "secret-session"):
        assert telling not in noted


def test_counting_is_no_reason_to_fail_a_page(client: Client, settings: Settings) -> None:
    settings.SOUGHT_DIR.write_text("in the way of the directory")
    asked(client, "/?q=customs")


def test_nothing_is_counted_where_the_operator_wants_none(client: Client, settings: Settings) -> None:
    settings.SOUGHT_DAYS = 0
    asked(client, "/?q=customs")
    assert not settings.SOUGHT_DIR.exists()


def test_a_flood_fills_no_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "_LARGEST_FILE", 300)
    monkeypatch.setattr(noting, "_NAME", "%Y%m%d")  # one file, also over the turn of a minute
    for number in range(20):
        asked(client, f"/?q=customs+{number}")
    keep(timezone.now() + timedelta(days=2))
    assert 0 < Sought.objects.count() < 5


def test_what_a_lost_worker_took_is_counted_by_the_next(client: Client, settings: Settings) -> None:
    asked(client, "/?q=customs")
    with pytest.raises(KeyboardInterrupt), noting.taken_notes(later()):
        raise KeyboardInterrupt
    assert keep(later()) == 0
    assert keep(later() + timedelta(hours=2)) == 1


def test_a_broken_line_costs_one_line(client: Client, settings: Settings) -> None:
    asked(client, "/?q=customs")
    [file] = settings.SOUGHT_DIR.iterdir()
    whole = file.read_text()
    file.write_text(whole[:20] + "\n" + whole)
    keep(later())
    assert Sought.objects.get().times == 1


def test_it_is_forgotten_after_a_while(settings: Settings) -> None:
    settings.SOUGHT_DAYS = 10
    for day in (9, 11):
        Sought.objects.create(day=date(2026, 11, 20) - timedelta(days=day), text=f"{day}", times=1)
    keep(datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert [row.text for row in Sought.objects.all()] == ["9"]


@pytest.fixture
def sought() -> None:
    def add(
        day: int, text: str, language: str, economy: str, aspects: str, times: int, **counts: int
    ) -> None:
        Sought.objects.create(
            day=date(2026, 11, day), text=text, language=language, economy=economy, aspects=aspects, times=times,
            **counts,
        )  # fmt: skip

    add(1, "customs", "es", "CL", " international-trade-practices ", 5, empty=1)
    add(2, "hs codes", "es", "PE", " international-trade-practices ", 4, partly=4)
    add(2, "pay by phone", "vi", "VN", " internet-finance  online-marketing ", 3, empty=3, opened=1)
    add(2, "guitar", "vi", "", "", 2, empty=2)


@pytest.mark.usefixtures("sought")
def test_demand_is_told_by_what_was_most_often_sought_in_vain() -> None:
    by_aspect = [(each.value, each.times, each.empty, each.partly) for each in demand("aspect", EVER)]
    assert by_aspect == [
        ("international-trade-practices", 9, 1, 4),
        ("internet-finance", 3, 3, 0),
        ("online-marketing", 3, 3, 0),
        ("unknown", 2, 2, 0),
    ]
    assert [(each.value, each.times, each.unmet) for each in demand("language", EVER)] == [
        ("es", 9, 5),
        ("vi", 5, 5),
    ]
    assert [each.value for each in demand("economy", EVER)] == ["PE", "VN", "unknown", "CL"]
    assert [each.value for each in demand("economy", date(2026, 11, 2))] == ["PE", "VN", "unknown"]
    assert [each.value for each in demand("economy", EVER, date(2026, 11, 1))] == ["CL"]


@pytest.mark.usefixtures("sought")
def test_words_are_told_only_where_they_were_used_several_times() -> None:
    assert [(words.text, words.times, words.empty) for words in unanswered(EVER)] == [
        ("hs codes", 4, 0),
        ("pay by phone", 3, 3),
        ("customs", 5, 1),
    ]
    assert [words.text for words in unanswered(EVER, aspect="online-marketing")] == ["pay by phone"]
    assert [words.text for words in unanswered(EVER, language="es", limit=1)] == ["hs codes"]
    assert [words.text for words in unanswered(EVER, economy="CL")] == ["customs"]
    assert unanswered(EVER, economy="unknown") == []


def test_a_command_tells_it(client: Client, settings: Settings) -> None:
    asked(client, "/?q=customs")
    [file] = settings.SOUGHT_DIR.iterdir()
    file.write_text(file.read_text() * 3)
    file.rename(file.with_name(f"{timezone.now() - timedelta(days=1):%Y%m%d}T0000"))
    written = StringIO()
    call_command("sought", days=7, stdout=written)
    lines = [line.split() for line in written.getvalue().splitlines()]
    assert ["international-trade-practices", "3", "3", "0", "0"] in lines
    assert ["customs", "(es):", "3,", "nothing", "3"] in lines
