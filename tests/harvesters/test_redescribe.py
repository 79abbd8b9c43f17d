"""Stored payloads are described again without fetching: what comes out differently is written, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from harvesters.redescribing import redescribe
from harvesters.runs import harvest
from registry.catalogue.models import Change, Payload, PreviousPayload, Resource
from registry.catalogue.overlay import set_overlay
from registry.sources.claiming import claim
from registry.sources.models import KeptPayload, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document
from tests.harvesters.test_runs import catalogue, counts, live

pytestmark = pytest.mark.django_db
FIELDS: dict[str, Any] = {"identifier": "id", "fields": {"title": "title"}}
WITH_LANGUAGE = {"identifier": "id", "fields": {"title": "title", "language": "lang"}}


def rows(count: int, **titles: str) -> str:
    lines = (f"{n},{titles.get(f'_{n}', f'Customs part {n}')},en\n" for n in range(count))
    return "id,title,lang\n" + "".join(lines)


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    """Four records, of which the last has no title and is rejected."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    site.answers["/list"] = document(rows(4, _3=""), "text/csv")
    made = make_source("School", url=site.url("/list"), protocol="table", settings=FIELDS)
    assert counts(harvest(made)) == {"listed": 4, "added": 3, "rejected": 1}
    site.requests.clear()
    return made


def fresh(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def languages() -> dict[str, str | None]:
    found = Resource.objects.values_list("record__identifier", "effective")
    return {identifier: effective.get("language") for identifier, effective in found}


def test_unchanged_descriptions_write_nothing(source: Source, site: Site) -> None:
    before = catalogue()
    found = redescribe(fresh(source))
    assert dict(found.counts) == {"looked at": 4, "unchanged": 3, "undescribable": 1}
    assert catalogue() == before
    assert site.requests == []


def test_what_comes_out_differently_is_written_and_counted(source: Source, site: Site) -> None:
    Source.objects.update(settings=WITH_LANGUAGE)
    found = redescribe(fresh(source))
    assert dict(found.counts) == {"looked at": 4, "changed": 3, "undescribable": 1}
    assert dict(found.fields) == {"language": 3}
    assert languages() == {"0": "en", "1": "en", "2": "en"}
    assert site.requests == []
    assert Change.objects.filter(field="language").count() == 3
    assert dict(redescribe(fresh(source)).counts) == {"looked at": 4, "unchanged": 3, "undescribable": 1}


def test_the_next_harvest_finds_nothing_new(source: Source) -> None:
    Source.objects.update(settings=WITH_LANGUAGE)
    redescribe(fresh(source))
    assert counts(harvest(fresh(source), full=True)) == {"listed": 4, "unchanged": 3, "rejected": 1}


def test_a_dry_run_shows_the_difference_and_writes_nothing(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(settings=WITH_LANGUAGE)
    before = catalogue()
    call_command("redescribe", source.name, "--dry-run")
    said = capsys.readouterr()
    assert "1: language: – → en" in said.out
    assert "language: in 3 record(s)" in said.out
    assert "3 changed" in said.err
    assert "nothing was written" in said.err
    assert catalogue() == before


def test_overlays_are_kept_and_told(source: Source) -> None:
    resource = Resource.objects.get(record__identifier="1")
    set_overlay(resource, "language", "es", actor="ana")
    Source.objects.update(settings=WITH_LANGUAGE)
    redescribe(fresh(source))
    resource.refresh_from_db()
    assert resource.effective["language"] == "es"
    assert resource.overlays.get().suggestion == "en"


def test_the_machine_rates_what_has_changed(source: Source) -> None:
    Source.objects.update(
        settings=FIELDS | {"fields": {"title": {"join": ["title", "lang"], "joiner": " letters of credit "}}}
    )
    before = dict(Resource.objects.values_list("pk", "profile"))
    call_command("redescribe", source.name)
    assert not Resource.objects.filter(rating_due=True).exists()
    assert all(resource.profile != before[resource.pk] for resource in Resource.objects.filter(pk__in=before))


def test_a_rejected_record_comes_once_it_can_be_described(source: Source) -> None:
    kept = KeptPayload.objects.get()
    assert (kept.identifier, kept.format) == ("3", "mapped_json")
    Source.objects.update(
        settings={"identifier": "id", "fields": {"title": ["title", {"constant": "Untitled course"}]}}
    )
    found = redescribe(fresh(source))
    assert found.counts["added"] == 1
    assert live(source) == {"0", "1", "2", "3"}
    assert not KeptPayload.objects.exists()


def test_a_format_that_was_unknown_is_taken_once_it_is_known(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = zlib.compress(b'{"id": "9", "title": "Customs in a form of its own"}')
    KeptPayload.objects.create(source=source, identifier="9", format="x_unknown", data=payload)
    assert redescribe(fresh(source)).counts["undescribable"] == 2
    monkeypatch.setitem(formats(), "x_unknown", formats()["mapped_json"])
    assert redescribe(fresh(source)).counts["added"] == 1
    assert "9" in live(source)


def formats() -> dict[str, str]:
    from harvesters.formats import FORMATS

    return FORMATS


def test_what_is_kept_of_a_record_goes_when_it_is_taken_or_sent_anew(source: Source, site: Site) -> None:
    site.answers["/list"] = document(rows(5, _3="", _4=""), "text/csv")
    harvest(fresh(source))
    assert set(KeptPayload.objects.values_list("identifier", flat=True)) == {"3", "4"}
    before = dict(KeptPayload.objects.values_list("identifier", "kept"))
    site.answers["/list"] = document(rows(5, _4=""), "text/csv")
    harvest(fresh(source))
    assert dict(KeptPayload.objects.values_list("identifier", "kept")) == {"4": before["4"]}


def test_the_last_two_versions_of_a_payload_are_kept(source: Source, site: Site) -> None:
    for title in ("Customs first", "Customs second", "Customs third"):
        site.answers["/list"] = document(rows(3, _1=title), "text/csv")
        harvest(fresh(source))
    text: Callable[[Any], str] = lambda row: zlib.decompress(bytes(row.data)).decode()  # noqa: E731
    assert "Customs third" in text(Payload.objects.get(record__identifier="1"))
    assert "Customs second" in text(PreviousPayload.objects.get())
    Source.objects.update(settings=WITH_LANGUAGE)
    redescribe(fresh(source))
    assert "Customs second" in text(PreviousPayload.objects.get()), "the same payload is no new version"


def test_an_interrupted_one_is_begun_again(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvesters.redescribing.BATCH", 1)
    Source.objects.update(settings=WITH_LANGUAGE)

    def interrupted(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        redescribe(fresh(source), progress=interrupted)
    assert list(languages().values()).count("en") == 1
    assert dict(redescribe(fresh(source)).counts) == {
        "looked at": 4,
        "changed": 2,
        "unchanged": 1,
        "undescribable": 1,
    }


def test_a_source_that_is_being_harvested_is_told(source: Source) -> None:
    claim(source)
    with pytest.raises(CommandError, match="Being harvested"):
        call_command("redescribe")
