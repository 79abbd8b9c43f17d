"""The staff's API of sources and runs, asked by an outsider, a member and staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from harvesters.runs import harvest
from registry.catalogue.models import Change
from registry.sources.claiming import due
from registry.sources.models import Run, Source
from tests.counting import rows
from tests.factories import make_source, make_staff
from tests.harvesters.faults import Site, document

pytestmark = pytest.mark.django_db
ANA = "ana@alliance.example"


def table(*numbers: int) -> str:
    return "id,title\n" + "".join(f"{n},{f'Customs part {n}' if n else ''}\n" for n in numbers)


@pytest.fixture
def site() -> Any:
    with Site() as running:
        yield running


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    """Eight records, of which the first has no title."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    site.answers["/list"] = document(table(*range(8)), "text/csv")
    made = make_source("School", url=site.url("/list"), protocol="table")
    harvest(made)
    return made


@pytest.fixture
def held(source: Source, site: Site) -> Run:
    site.answers["/list"] = document(table(1, 2), "text/csv")
    return harvest(Source.objects.get(pk=source.pk))


@pytest.fixture
def token(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("staff", "add", ANA, "--role", "administrator")
    capsys.readouterr()
    call_command("staff", "token", ANA)
    return capsys.readouterr().out.strip()


@pytest.fixture
def staff(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def addresses(source: Source, run: Run) -> list[str]:
    of_source, of_run = f"/api/v1/sources/{source.uuid}/", f"/api/v1/runs/{run.pk}/"
    return ["/api/v1/sources/", of_source, f"{of_source}runs/", of_run, f"{of_run}held/"]


def orders(source: Source, run: Run) -> list[str]:
    of_source, of_run = f"/api/v1/sources/{source.uuid}/", f"/api/v1/runs/{run.pk}/"
    return [
        *(f"{of_source}{order}/" for order in ("run-now", "full", "pause", "resume", "cancel")),
        *(f"{of_run}{decision}/" for decision in ("release", "discard", "reidentify")),
    ]


def test_others_are_refused_and_change_nothing(source: Source, held: Run) -> None:
    member = Client()
    member.force_login(User.objects.create(username="li@smme.example"))
    before = rows()
    for address in addresses(source, held):
        assert Client().get(address).status_code == 401
        assert member.get(address).status_code == 403
        assert Client(headers={"Authorization": "Bearer guessed"}).get(address).status_code == 401
    for address in orders(source, held):
        assert Client().post(address).status_code == 401
        assert member.post(address).status_code == 403
    assert rows() == before


def test_a_refusal_is_a_problem_document(source: Source) -> None:
    answer = Client().get("/api/v1/sources/")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_signed_in_browser_needs_its_form_token(source: Source) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff(ANA))
    assert browser.get("/api/v1/sources/").status_code == 200
    assert browser.post(f"/api/v1/sources/{source.uuid}/run-now/").status_code == 403
    assert due() == []


def test_a_token_ends_with_its_owners_place_and_with_the_next_one(staff: Client, token: str) -> None:
    assert staff.get("/api/v1/sources/").status_code == 200
    call_command("staff", "token", ANA)
    assert staff.get("/api/v1/sources/").status_code == 401
    fresh = Client(headers={"Authorization": f"Bearer {token}"})
    User.objects.update(is_staff=False)
    assert fresh.get("/api/v1/sources/").status_code in (401, 403)


def test_who_is_not_of_the_staff_gets_no_token() -> None:
    with pytest.raises(CommandError, match="not of the staff"):
        call_command("staff", "token", "li@smme.example")


def test_sources_are_listed_with_their_pace(staff: Client, source: Source) -> None:
    [listed] = staff.get("/api/v1/sources/").json()["results"]
    assert (listed["name"], listed["state"], listed["cadence_hours"]) == (source.name, "approved", 24)
    assert staff.get(f"/api/v1/sources/{source.uuid}/").json() == listed


def test_lists_are_paged(staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.api.running.PAGE_SIZE", 2)
    for number in range(4):
        make_source(f"Other {number}", url=f"https://x.example/{number}")
    found, following = [], "/api/v1/sources/"
    while following:
        page = staff.get(following).json()
        assert len(page["results"]) <= 2
        found += [listed["name"] for listed in page["results"]]
        following = page["next"]
    assert found == [source.name, *(f"Other {number} feed" for number in range(4))]


def test_a_runs_story_is_whole(staff: Client, source: Source) -> None:
    run = source.runs.get()
    [listed] = staff.get(f"/api/v1/sources/{source.uuid}/runs/").json()["results"]
    told = staff.get(f"/api/v1/runs/{run.pk}/").json()
    assert told.items() >= listed.items()
    assert (told["outcome"], told["completeness"]) == ("succeeded", "complete")
    assert told["counts"] | {"listed": 8, "added": 7, "rejected": 1} == told["counts"]
    assert {"read", "describe", "store", "conclude", "whole"} <= set(told["seconds"])
    [error] = told["errors"]
    assert (error["stage"], error["identifier"], error["field"]) == ("describe", "0", "title")
    assert error["reason"]
    assert error["advice"]
    assert '"id":"0"' in error["payload"]


def test_problems_are_paged(
    staff: Client, source: Source, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/list"] = document("id,title\n" + "".join(f"{n},\n" for n in range(5)), "text/csv")
    Source.objects.update(collapse_percent=0)
    run = harvest(Source.objects.get(pk=source.pk))
    monkeypatch.setattr("registry.providers.stories.PAGE_SIZE", 2)
    found, following = [], f"/api/v1/runs/{run.pk}/"
    while following:
        page = staff.get(following).json()
        found += [error["identifier"] for error in page["errors"]]
        following = page["next"]
    assert found == ["0", "1", "2", "3", "4"]


def test_orders_are_taken(staff: Client, source: Source) -> None:
    address = f"/api/v1/sources/{source.uuid}/"
    answer = staff.post(f"{address}full/")
    assert (answer.status_code, answer.json()["full_due"]) == (202, True)
    assert due() == [source.pk]
    paused = staff.post(f"{address}pause/", {"reason": "They move house."}, content_type="application/json")
    assert (paused.json()["state"], paused.json()["state_reason"]) == ("paused", "They move house.")
    refused = staff.post(f"{address}run-now/")
    assert refused.status_code == 409
    assert "approve it first" in refused.json()["detail"]
    assert staff.post(f"{address}resume/").json()["state"] == "approved"
    assert staff.post(f"{address}cancel/").status_code == 409
    assert staff.post(f"{address}destroy/").status_code == 404
    assert {change.actor[:6] for change in Change.objects.filter(field="state")} == {"staff-"}


def test_a_held_run_shows_all_that_it_would_remove(
    staff: Client, held: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.api.running.PAGE_SIZE", 2)
    assert staff.get(f"/api/v1/runs/{held.pk}/").json()["would_withdraw"] == 5
    found, following = [], f"/api/v1/runs/{held.pk}/held/"
    while following:
        page = staff.get(following).json()
        found += page["results"]
        following = page["next"]
    assert [row["identifier"] for row in found] == ["3", "4", "5", "6", "7"]
    assert all(row["removed"] and row["same_as"] is None for row in found)


def test_a_held_run_is_decided_on_once(staff: Client, held: Run) -> None:
    assert staff.post(f"/api/v1/runs/{held.pk}/release/").json()["decided"] == "released"
    assert staff.post(f"/api/v1/runs/{held.pk}/discard/").status_code == 409
    assert held.source.records.filter(state="live").count() == 2


def test_new_identifiers_are_taken_over(staff: Client, source: Source, site: Site) -> None:
    site.answers["/list"] = document(
        table(*range(1, 8)).replace("\n", "\nnew-").removesuffix("new-"), "text/csv"
    )
    run = harvest(Source.objects.get(pk=source.pk))
    shown = staff.get(f"/api/v1/runs/{run.pk}/held/").json()["results"]
    assert {row["identifier"]: row["same_as"] for row in shown} == {str(n): f"new-{n}" for n in range(1, 8)}
    assert staff.post(f"/api/v1/runs/{run.pk}/reidentify/").json()["decided"] == "reidentified"
    assert source.records.count() == 7
