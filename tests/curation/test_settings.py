"""Staff look at how a source is read, try other settings, and save them; a secret goes in and never comes out."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from harvesters.fetch import Fetcher
from harvesters.runs import harvest
from registry.catalogue.models import Change, Record, Resource
from registry.sources.models import Source, SourceSecret
from tests.counting import rows
from tests.factories import make_source
from tests.harvesters.faults import Site, document

pytestmark = pytest.mark.django_db

READ_BY = {"records": "items", "identifier": "no", "fields": {"title": "name"}}
COURSES = json.dumps({"items": [{"no": n, "name": f"Course {n}", "named": f"Kursus {n}"} for n in range(12)]})
VALUE = "t0ken-of-the-source"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def mapped(db: None, site: Site, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    site.answers["/courses"] = document(COURSES)
    return make_source("School", protocol="mapped", url=site.url("/courses"), settings=READ_BY)


def address(source: Source, action: str = "") -> str:
    return f"/staff/sources/{source.uuid}/settings/{action}"


def sent(staff: Client, source: Source, action: str, settings: Any) -> tuple[int, str]:
    """The status and the page that follows, as a person reads it."""
    text = settings if isinstance(settings, str) else json.dumps(settings)
    answer = staff.post(address(source, action), {"settings": text}, follow=True)
    source.refresh_from_db()
    return answer.status_code, html.unescape(answer.content.decode())


def test_the_page_of_a_source_leads_to_its_settings(staff: Client, mapped: Source) -> None:
    assert address(mapped) in staff.get(f"/staff/sources/{mapped.uuid}/").content.decode()
    page = html.unescape(staff.get(address(mapped)).content.decode())
    assert json.dumps(READ_BY, indent=2) in page


def test_settings_are_saved_with_their_history_and_everything_is_read_anew(
    staff: Client, mapped: Source
) -> None:
    harvest(mapped)
    Source.objects.update(since="2026-01-01T00:00:00Z/2026-01-01T00:00:00Z", checkpoint={"url": "x"})
    other = {**READ_BY, "fields": {"title": "named"}}
    status, page = sent(staff, mapped, "save/", other)
    assert (status, mapped.settings) == (200, other)
    assert "Saved." in page
    assert (mapped.since, mapped.checkpoint) == ("", None)
    change = Change.objects.get(field="settings")
    assert (change.before, change.after) == (READ_BY, other)
    assert change.actor.startswith("staff-")
    assert harvest(mapped).changed == 12
    assert Resource.objects.filter(title="Kursus 3").exists()


def test_a_run_by_older_settings_leaves_no_start_for_the_next(
    staff: Client, mapped: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapped.settings = {**READ_BY, "since": {"parameter": "changed"}}
    mapped.save()
    harvest(Source.objects.get())
    assert Source.objects.get().since
    other = {**mapped.settings, "language": "vi"}
    get = Fetcher.get

    def saved_meanwhile(fetcher: Fetcher, *args: Any, **named: Any) -> Any:
        sent(staff, mapped, "save/", other)
        return get(fetcher, *args, **named)

    monkeypatch.setattr(Fetcher, "get", saved_meanwhile)
    assert harvest(Source.objects.get(), full=True).outcome == "succeeded"
    assert (mapped.settings, mapped.since) == (other, "")
    assert Source.objects.get().since == ""


def test_a_preset_is_saved_as_the_settings_that_it_stands_for(staff: Client, mapped: Source) -> None:
    sent(staff, mapped, "save/", {"preset": "ckan"})
    assert mapped.settings["records"] == "result.results"
    assert "preset" not in mapped.settings


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ('{"records" "items"}', "This is no JSON: Expecting ':' delimiter (line 1, character 12)"),
        ("[" * 100_000, "This is no JSON: it is nested too deeply"),
        ([], "The settings are no JSON object."),
        ({**READ_BY, "fields": {"title": {"pth": "a"}}}, "fields.title"),
        ({**READ_BY, "langauge": "en"}, "Did you mean `language`?"),
        ({**READ_BY, "fields": {"title": "a["}}, 'fields.title: "a[" is no JMESPath'),
        ({**READ_BY, "delimiter": ";"}, "This setting does nothing for mapped sources."),
    ],
)
@pytest.mark.parametrize("action", ["save/", "try/"])
def test_settings_that_cannot_be_used_come_back_with_words(
    staff: Client, mapped: Source, site: Site, action: str, stated: Any, words: str
) -> None:
    status, page = sent(staff, mapped, action, stated)
    assert (status, mapped.settings) == (422, READ_BY)
    assert words in page
    assert (stated if isinstance(stated, str) else json.dumps(stated)) in page  # nothing typed is lost
    assert site.requests == []


def test_trying_shows_the_first_records_and_stores_nothing(staff: Client, mapped: Source) -> None:
    staff.get(address(mapped))
    before = rows()
    status, page = sent(staff, mapped, "try/", {**READ_BY, "fields": {"title": "named", "url": "name"}})
    assert status == 200
    assert "Kursus 0" in page
    assert "Kursus 9" in page
    assert "Kursus 10" not in page
    assert "The list goes on." in page
    assert "is no web address" in page
    assert rows() == before
    assert mapped.settings == READ_BY
    assert not Record.objects.exists()


def test_trying_says_why_nothing_could_be_taken(staff: Client, mapped: Source) -> None:
    _, page = sent(staff, mapped, "try/", {**READ_BY, "records": "courses"})
    assert "No record could be taken." in page
    assert "The path courses leads to nothing." in page
    assert "the document has lists at items" in page


# The secret


@pytest.fixture
def keyed(mapped: Source) -> Source:
    mapped.settings = {**READ_BY, "authentication": {"header": "X-API-Key"}}
    mapped.save()
    return mapped


def keep(staff: Client, source: Source, value: str) -> tuple[int, str]:
    answer = staff.post(f"/staff/sources/{source.uuid}/secret/keep/", {"secret": value}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_secret_is_kept_and_used_and_shown_on_no_page(staff: Client, keyed: Source, site: Site) -> None:
    _, page = sent(staff, keyed, "try/", keyed.settings)
    assert "none is kept here" in page
    assert site.requests == []
    status, page = keep(staff, keyed, VALUE)
    assert (status, "Kept. Nobody is shown it again." in page) == (200, True)
    _, tried = sent(staff, keyed, "try/", keyed.settings)
    assert "Course 0" in tried
    assert site.headers[-1]["X-API-Key"] == VALUE
    shown = [page, tried]
    shown += [staff.get(each).content.decode() for each in (address(keyed), f"/staff/sources/{keyed.uuid}/")]
    assert all("X-API-Key" in each for each in shown[:3])
    assert not any(VALUE in each for each in shown)
    assert VALUE.encode() not in bytes(SourceSecret.objects.get().sealed)


def test_a_secret_that_cannot_be_sent_is_refused_without_showing_it(staff: Client, keyed: Source) -> None:
    status, page = keep(staff, keyed, "töken-geheim")
    assert status == 422
    assert "ASCII" in page
    assert "töken" not in page
    assert not SourceSecret.objects.exists()


def test_a_secret_is_forgotten(staff: Client, keyed: Source) -> None:
    keep(staff, keyed, VALUE)
    staff.post(f"/staff/sources/{keyed.uuid}/secret/forget/")
    assert not SourceSecret.objects.exists()


def test_a_secret_that_no_setting_names_is_not_taken(staff: Client, mapped: Source) -> None:
    _, page = keep(staff, mapped, VALUE)
    assert "The settings name no secret" in page
    assert not SourceSecret.objects.exists()
