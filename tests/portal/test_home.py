"""The home page: doors, what comes next near the reader, what is new in its economy."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from registry.portal.upcoming import upcoming
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
LIMA = ZoneInfo("America/Lima")


def page_of(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def part(page: str, id: str) -> str:
    """The words of one of the page's panels."""
    section = re.findall(rf'<section class="panel" aria-labelledby="{id}">.*?</section>', page, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def dated(title: str, days: float, **stated: Any) -> None:
    make_resource(
        title,
        type="webinar",
        occurrences=[{"start": f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%MZ}", **stated}],
    )


def titles(zone: ZoneInfo | None, most: int = 5) -> list[str]:
    return [each.resource.title for each in upcoming(NOW, zone, most)]


def test_without_a_zone_the_soonest_come_first() -> None:
    dated("In five days", 5, zone="America/Lima")
    dated("Tomorrow", 1, zone="Asia/Tokyo")
    dated("Yesterday", -1)
    dated("In a year", 365)
    assert titles(None) == ["Tomorrow", "In five days"]


def test_what_is_near_in_time_zone_is_chosen_before_what_is_far() -> None:
    dated("In Tokyo", 1, zone="Asia/Tokyo", place="Tokyo")
    dated("In Santiago", 2, zone="America/Santiago", place="Santiago")
    dated("In Lima", 3, zone="America/Lima", place="Lima")
    assert titles(LIMA, most=2) == ["In Santiago", "In Lima"]
    assert titles(LIMA) == ["In Tokyo", "In Santiago", "In Lima"]


def test_what_is_in_the_readers_languages_is_chosen_first_and_what_states_none_second() -> None:
    day = {"place": "Lima", "zone": "America/Lima"}
    for number, language in enumerate(("ja", None, "es-PE", "es", "en")):
        start = f"{NOW + timedelta(days=1 + number):%Y-%m-%dT%H:%MZ}"
        make_resource(f"{number} {language}", language=language, occurrences=[{"start": start, **day}])
    chosen = [[r.resource.title for r in upcoming(NOW, None, most, ["es-419"])] for most in (2, 3, 4, 5)]
    assert chosen[0] == ["2 es-PE", "3 es"]
    assert chosen[1] == ["1 None", "2 es-PE", "3 es"]
    assert chosen[2] == ["0 ja", "1 None", "2 es-PE", "3 es"]
    assert len(chosen[3]) == 5


def test_new_things_in_the_readers_languages_come_first(client: Client) -> None:
    make_resource("Aduanas", language="es", published="2020-01-01")
    for number in range(6):
        make_resource(f"报关 {number}", language="zh", published=f"2021-01-0{1 + number}")
    drain()
    assert "Aduanas" not in part(page_of(client), "new")
    response = client.get("/", headers={"Accept-Language": "es-PE,es;q=0.9"})
    told = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert told.index("Aduanas") < told.index("报关 5")


def test_online_counts_as_near_by_day_and_not_by_night() -> None:
    dated("At three in the night in Lima", 1 - 4 / 24, form="online")  # 08:00 UTC
    dated("At nine in Lima", 2 + 2 / 24, form="online", zone="Asia/Tokyo")  # 14:00 UTC
    assert titles(LIMA, most=1) == ["At nine in Lima"]


def test_a_resource_with_many_dates_is_shown_once_and_a_hidden_one_not_at_all() -> None:
    make_resource("Weekly", occurrences=[{"start": f"2031-05-{day:02}T10:00Z"} for day in (2, 9, 16)])
    make_resource("Hidden", hidden=True, occurrences=[{"start": "2031-05-03T10:00Z"}])
    assert titles(None) == ["Weekly"]


def test_the_page_tells_times_in_the_readers_zone(client: Client) -> None:
    soon = datetime.now(UTC).replace(hour=14, minute=0) + timedelta(days=3)
    make_resource("Webinar", occurrences=[{"start": f"{soon:%Y-%m-%dT%H:%MZ}"}])
    assert f"{soon.day} {soon:%b %Y}, 14:00 UTC" in part(page_of(client), "next")
    told = part(page_of(client, "/?zone=America/Lima"), "next")
    assert f"{soon.day} {soon:%b %Y}, 09:00 (Lima time)" in told
    assert "Times are those of America/Lima." in told


def test_the_economy_follows_from_the_zone_and_new_things_of_it_are_shown(client: Client) -> None:
    make_resource("Aduanas", source=make_source("Ministerio", economy="PE"))
    make_resource("报关", source=make_source("学校", economy="CN"))
    drain()
    assert "New here" in part(page_of(client), "new")
    told = part(page_of(client, "/?zone=America/Lima"), "new")
    assert "New in Peru" in told
    own, _heading, elsewhere = told.partition("New elsewhere")
    assert "Aduanas" in own
    assert "报关" not in own
    assert "报关" in elsewhere
    assert "Aduanas" not in elsewhere


def test_an_empty_catalogue_says_so_kindly(client: Client) -> None:
    page = page_of(client)
    assert "No dates in the next three months." in part(page, "next")
    assert "Nothing yet." in part(page, "new")


def test_it_reads_a_fixed_number_of_times_and_writes_nothing(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        dated(f"Course {number}", 1 + number, zone="America/Lima")
        make_resource(f"Guide {number}", profile=FULL)
    drain()
    with django_assert_max_num_queries(9) as queries:
        client.get("/?zone=America/Lima")
    assert all(query["sql"].startswith("SELECT") for query in queries)
