"""Coverage: what is counted, for whom it is shown, the picture, and the downloads."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from harvesters import work
from registry.catalogue import history
from registry.catalogue.models import Resource
from registry.coverage import counting
from registry.coverage.keeping import keep_up
from registry.coverage.models import Counted
from registry.coverage.table import Cell, table
from registry.sources.models import Source
from search.index import drain, search
from search.query import Query
from tests.counting import rows
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FINANCE = "internet-finance"


def profile(**depths: int) -> dict[str, Any]:
    cells = {cell.replace("_", "-"): {"value": depth} for cell, depth in depths.items()}
    return {"version": "1", "cells": cells}


def cell(by: str, code: str, aspect: str = FINANCE) -> Cell:
    row = next(row for row in table(by).rows if row.code == code)
    return next(cell for cell in row.cells if cell.aspect == aspect)


def counted(**description: Any) -> None:
    make_resource(profile=profile(internet_finance=3), **description)
    keep_up(NOW)


def test_resources_count_in_their_economies_at_their_own_depth() -> None:
    make_resource(economies=["CL", "PE"], profile=profile(internet_finance=1))
    make_resource(economies=["CL"], profile=profile(internet_finance=2, online_marketing=3))
    make_resource(economies=["CL"], profile=profile(internet_finance=2))
    keep_up(NOW)
    assert cell("economy", "CL") == Cell(FINANCE, mentioned=1, taught=2, practised=0)
    assert cell("economy", "CL", "online-marketing").best == 3
    assert cell("economy", "PE") == Cell(FINANCE, mentioned=1, taught=0, practised=0)
    assert cell("economy", "PE").is_hole
    assert not cell("economy", "CL").is_hole


def test_without_an_economy_the_organisation_s_counts() -> None:
    counted(source=make_source("Chamber of Lima", economy="PE"))
    assert cell("economy", "PE").practised == 1


def test_where_a_session_is_held_counts_with_what_it_is_about() -> None:
    sessions = [
        {"start": "2026-12-01", "all_day": True, "economy": economy} for economy in ("VN", "TH", "TH")
    ]
    counted(economies=["ID"], occurrences=sessions)
    assert [cell("economy", code).count for code in ("ID", "VN", "TH", "CL")] == [1, 1, 1, 0]


def test_languages_count_as_a_search_filters_them() -> None:
    for tag in ("zh-TW", "zh-Hant", "es-PE"):
        make_resource(language=tag, profile=profile(internet_finance=2))
    make_resource("2026", profile=profile(internet_finance=2))
    keep_up(NOW)
    assert cell("language", "zh-Hant").count == 2
    assert cell("language", "es").count == 1
    assert cell("language", "unknown").count == 1


def test_what_nobody_may_see_does_not_count() -> None:
    leader = make_resource(economies=["CL"], profile=profile(internet_finance=2))
    make_resource(economies=["CL"], profile=profile(internet_finance=2), leader=leader)
    make_resource(economies=["CL"], profile=profile(internet_finance=2), hidden=True)
    make_resource(economies=["CL"], profile=profile(internet_finance=2), state="deleted")
    refused = make_source("Refused", state=Source.State.REFUSED)
    make_resource(economies=["CL"], profile=profile(internet_finance=2), source=refused)
    keep_up(NOW)
    assert cell("economy", "CL").count == 1


def test_a_number_is_what_a_search_finds() -> None:
    make_resource(economies=["CL"], language="es", profile=profile(internet_finance=2))
    make_resource(source=make_source("Chamber", economy="CL"), profile=profile(internet_finance=3))
    make_resource(economies=["CL"], profile=profile(internet_finance=1))
    keep_up(NOW)
    drain()
    for by, code in (("economy", "CL"), ("language", "es")):
        found = search(Query(filters={"aspect": (FINANCE,), by: (code,)}), NOW)
        assert len(found.hits) == cell(by, code).count > 0


def test_many_resources_are_counted_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PIECE", 2)
    for _ in range(5):
        make_resource(economies=["CL"], profile=profile(internet_finance=2))
    pieces: list[None] = []
    assert counting.counts(lambda: pieces.append(None))["economy"]["CL"][FINANCE] == [0, 5, 0]
    assert len(pieces) == 3


def test_it_is_counted_again_only_when_something_has_changed_and_it_is_time() -> None:
    counted(economies=["CL"])
    assert not keep_up(NOW + timedelta(hours=1))
    make_resource(economies=["CL"], profile=profile(internet_finance=2))
    assert not keep_up(NOW + timedelta(seconds=1))
    assert keep_up(NOW + timedelta(hours=1))
    assert cell("economy", "CL").count == 2


def test_another_worker_counts_in_the_meantime() -> None:
    counted(economies=["CL"])
    make_resource(economies=["CL"])
    Counted.objects.update(due=NOW + timedelta(minutes=10))  # what a worker writes before it begins
    assert not keep_up(NOW + timedelta(minutes=1))


def test_a_decision_on_a_source_is_noticed() -> None:
    counted(economies=["CL"])
    source = Source.objects.get()
    Source.objects.update(state=Source.State.REFUSED)
    history.write(history.changed(source, "state", "approved", "refused", cause="refuse", actor="ann"))
    assert keep_up(NOW + timedelta(hours=1))
    assert cell("economy", "CL").count == 0


def test_everybody_sees_the_page_and_holes_lead_further(client: Client) -> None:
    counted(economies=["CL"], language="es")
    page = client.get("/coverage/").content.decode()
    assert "/?aspect=internet-finance&amp;economy=CL" in page
    assert "/coverage/economy/PE/internet-finance/" in page
    assert "21 economies of APEC: 146 of 147 boxes are empty" in page
    hole = client.get("/coverage/economy/PE/internet-finance/").content.decode()
    assert "Nobody teaches this for this economy yet" in hole
    assert "Internet finance: Peru" in hole
    language = client.get("/coverage/language/").content.decode()
    assert "/?aspect=internet-finance&amp;language=es" in language


def test_before_anything_is_counted_the_page_says_so(client: Client) -> None:
    assert "Nothing has been counted yet" in client.get("/coverage/").content.decode()


def test_the_picture_has_a_text_for_who_cannot_see_it_and_reads_without_colours(client: Client) -> None:
    counted(economies=["CL"])
    answer = client.get("/coverage/economy.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    picture = ElementTree.fromstring(answer.content)
    space = "{http://www.w3.org/2000/svg}"
    assert "146 of 147" in picture.findtext(f"{space}desc", "")
    holes = [box for box in picture.iter(f"{space}rect") if box.get("stroke-dasharray")]
    assert len(holes) == 146
    assert "Chile" in [text.text for text in picture.iter(f"{space}text")]


def test_the_picture_holds_names_that_look_like_markup(client: Client) -> None:
    counted(language="q<b>")  # no language: counts as not stated
    ElementTree.fromstring(client.get("/coverage/language.svg").content)


def test_the_csv_has_a_line_for_each_cell(client: Client) -> None:
    counted(economies=["CL"])
    answer = client.get("/coverage/economy.csv")
    assert 'filename="coverage-economy.csv"' in answer["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(lines) == 147
    chile = next(line for line in lines if line["economy"] == "CL" and line["aspect"] == FINANCE)
    assert (chile["name"], chile["practised"], chile["best_depth"], chile["resources"]) == (
        "Chile",
        "1",
        "3",
        "1",
    )


@pytest.mark.parametrize(
    "address",
    [
        "/coverage/weather/",
        "/coverage/weather.csv",
        "/coverage/economy/ZZ/internet-finance/",
        "/coverage/economy/CL/astrology/",
    ],
)
def test_what_is_not_counted_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_pages_are_small_and_cost_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    full = {"all": 123} | {aspect: [9, 99, 999] for aspect in counting.DEPTH_CELLS}
    places = {f"{a}{b}": full for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ"}
    Counted.objects.create(pk=1, state="x", counts={"economy": places, "language": {}})
    with django_assert_num_queries(1):
        page = client.get("/coverage/")
    assert len(page.content) < 100_000
    assert len(client.get("/coverage/economy.svg").content) < 100_000


def test_looking_writes_nothing(client: Client) -> None:
    counted(economies=["CL"])
    before = rows()
    for address in ("/coverage/", "/coverage/economy.csv", "/coverage/language.svg"):
        client.get(address)
    assert rows() == before


def test_a_step_that_fails_hinders_no_other(settings: Settings) -> None:
    settings.KEPT_BY_WORKER = ["registry.coverage.no_such_module", "registry.coverage.keeping.keep_up"]
    make_resource(economies=["CL"])
    work.tidy()
    assert Resource.objects.count() == 1
    assert Counted.objects.get().counts["economy"]["CL"]["all"] == 1
