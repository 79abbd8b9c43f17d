"""`manage.py redescribe`: what is stored is described again, without asking its source for anything."""

from __future__ import annotations

import sys
import types
import zlib
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from harvesters import redescribing
from harvesters.adding import change_settings
from harvesters.context import Context
from harvesters.formats import FORMATS
from harvesters.problems import Undescribable
from harvesters.runs import harvest
from registry.catalogue import storing
from registry.catalogue.description import Description
from registry.catalogue.models import Change, Overlay, PreviousPayload, Rating, Record, RecordKey, Resource
from registry.catalogue.overlay import set_overlay
from registry.sources.claiming import claim
from registry.sources.models import KeptPayload, Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document
from tests.harvesters.test_runs import Killed, catalogue, counts
from tests.search.finding import titles

pytestmark = pytest.mark.django_db

BY_TITLE = {"identifier": "id", "fields": {"title": "title", "url": "url"}}
BY_NAME = {"identifier": "id", "fields": {"title": "name", "url": "url"}}
OAI = "http://www.openarchives.org/OAI/2.0/"
MODS = "http://www.loc.gov/mods/v3"


def table(*numbers: int, nameless: int | None = None) -> str:
    rows = (
        f"{n},Customs {n},{'' if n == nameless else f'Internet finance {n}'},https://x.example/{n}\n"
        for n in numbers
    )
    return "id,title,name,url\n" + "".join(rows)


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    """Five rows, described by their titles."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    site.answers["/list"] = document(table(*range(5), nameless=4), "text/csv")
    made = make_source("School", url=site.url("/list"), protocol="table", settings=BY_TITLE)
    harvest(made)
    return made


def again(source: Source) -> Run:
    return harvest(Source.objects.get(pk=source.pk), full=True)


def said(source: Source) -> dict[str, str]:
    """Titles by identifier."""
    return {r.identifier: r.description["title"] for r in source.records.order_by("pk")}


def redescribe(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The lines that the command prints."""
    call_command("redescribe", *arguments)
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("source")
def test_unchanged_descriptions_write_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("index", "update")
    before = catalogue()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert redescribe(capsys) == ["School feed: 5 unchanged"]
    assert catalogue() == before
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


def test_it_describes_by_the_settings_of_now_and_fetches_nothing(
    site: Site, source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = list(site.requests)
    change_settings(source, BY_NAME, actor="staff")
    lines = redescribe(capsys, source.name)
    assert lines[-1] == "School feed: 4 changed, 1 rejected"
    assert site.requests == asked
    assert said(source) == {str(n): f"Internet finance {n}" for n in range(4)} | {"4": "Customs 4"}
    assert "Internet finance 2" in titles(), "the search index knows it, too"
    change = Change.objects.get(subject__endswith=str(resource(source, "2").public_id), field="title")
    assert (change.before, change.after, change.cause) == ("Customs 2", "Internet finance 2", "redescribe")
    rating = Rating.objects.get(resource=resource(source, "2"), kind="machine")
    assert rating.cells["cells"]["internet-finance"]["value"], "and it is rated by what it says now"


def resource(source: Source, identifier: str) -> Resource:
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def test_what_can_no_longer_be_described_keeps_its_record_and_is_told(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    change_settings(source, BY_NAME, actor="staff")
    told = [line for line in redescribe(capsys) if line.startswith("!")]
    assert len(told) == 1
    assert told[0].startswith("! 4, title: The record has no title.")
    assert source.records.get(identifier="4").state == "live"
    assert not KeptPayload.objects.exists(), "its payload is stored with the record"


def test_the_next_harvest_finds_them_unchanged(source: Source) -> None:
    change_settings(source, BY_NAME, actor="staff")
    call_command("redescribe")
    assert counts(again(source)) == {"listed": 5, "unchanged": 4, "rejected": 1}


def test_so_it_does_after_settings_that_change_no_word(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("index", "update")
    before = catalogue()
    change_settings(source, {**BY_TITLE, "zone": "Asia/Jakarta"}, actor="staff")
    assert redescribe(capsys) == ["School feed: 5 unchanged"]
    after = catalogue()
    moved = {table for table in before if before[table] != after[table]}
    assert moved == {"catalogue_record", "catalogue_change"}, "hashes, and that the settings were changed"
    assert not Change.objects.filter(cause="redescribe").exists()
    assert counts(again(source)) == {"listed": 5, "unchanged": 5}


def test_a_dry_run_shows_what_would_change_and_stores_nothing(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    change_settings(source, BY_NAME, actor="staff")
    before = catalogue()
    lines = redescribe(capsys, "--dry-run")
    assert '~ 2: title: "Customs 2" -> "Internet finance 2"' in lines
    assert lines[-1] == "School feed: 4 changed, 1 rejected"
    assert len(lines) == 4 + 1 + 1
    assert catalogue() == before


def test_overlays_stay_and_get_suggestions(source: Source) -> None:
    corrected = resource(source, "1")
    set_overlay(corrected, "title", "Clearing customs", actor="ana")
    change_settings(source, BY_NAME, actor="staff")
    call_command("redescribe")
    corrected.refresh_from_db()
    assert corrected.title == "Clearing customs"
    overlay = Overlay.objects.get()
    assert (overlay.value, overlay.suggestion) == ("Clearing customs", "Internet finance 1")


def test_keys_follow_and_join(source: Source, site: Site) -> None:
    other = make_source("Other", url=site.url("/other"), protocol="table", settings=BY_TITLE)
    site.answers["/other"] = document("id,title,url,page\na,Customs 3,,https://x.example/3\n", "text/csv")
    harvest(other)
    assert resource(other, "a").leader is None
    paged = {"identifier": "id", "fields": {"title": "title", "url": "page"}}
    change_settings(other, paged, actor="staff")
    call_command("redescribe", other.name)
    assert RecordKey.objects.filter(record__identifier="a").count() == 2, "its address, and its origin"
    assert resource(other, "a").leader == resource(source, "3")


def test_presence_and_payloads_are_as_they_were(source: Source, site: Site) -> None:
    site.answers["/list"] = document(table(0, 1, 2, 3), "text/csv")
    again(source)
    absent = source.records.get(identifier="4").absent_since
    assert absent
    change_settings(source, {"identifier": "id", "fields": {"title": "id"}}, actor="staff")
    call_command("redescribe")
    assert said(source)["4"] == "4"
    assert source.records.get(identifier="4").absent_since == absent
    assert not PreviousPayload.objects.exists(), "no payload has taken another's place"


def test_it_raises_nothing_that_is_gone(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    Record.objects.filter(identifier="0").update(state="withdrawn")
    change_settings(source, BY_NAME, actor="staff")
    assert redescribe(capsys)[-1] == "School feed: 3 changed, 1 rejected"
    assert source.records.get(identifier="0").state == "withdrawn"


def test_a_killed_one_is_repeated(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redescribing, "_BATCH", 2)
    change_settings(source, BY_NAME, actor="staff")
    store, done = storing.describe_again, []

    def dying(*arguments: Any) -> storing.Stored:
        if done:
            raise Killed
        done.append(arguments)
        return store(*arguments)

    monkeypatch.setattr(storing, "describe_again", dying)
    with pytest.raises(Killed):
        call_command("redescribe")
    assert list(said(source).values()) == [
        "Internet finance 0",
        "Internet finance 1",
        "Customs 2",
        "Customs 3",
        "Customs 4",
    ]
    monkeypatch.setattr(storing, "describe_again", store)
    call_command("redescribe")
    assert list(said(source).values()) == [*(f"Internet finance {n}" for n in range(4)), "Customs 4"]
    assert Change.objects.filter(cause="redescribe").count() == 4, "each change once"
    assert "Internet finance 0" in titles()


def test_what_a_harvest_stores_meanwhile_stays(
    source: Source, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(source, BY_NAME, actor="staff")
    hash_of, harvested = redescribing.Preparation.hash_of, []

    def slow(*arguments: Any) -> bytes:
        if not harvested:
            harvested.append(True)
            newer = table(*range(5)).replace("Internet finance 2", "Internet finance in its second edition")
            site.answers["/list"] = document(newer, "text/csv")
            again(source)
        return hash_of(*arguments)

    monkeypatch.setattr(redescribing.Preparation, "hash_of", slow)
    call_command("redescribe")
    assert said(source)["2"] == "Internet finance in its second edition"


def test_it_works_on_named_sources_only(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    make_source("Other", url="https://other.example/")
    assert redescribe(capsys, str(source.uuid)) == ["School feed: 5 unchanged"]
    assert redescribe(capsys) == ["Other feed: nothing stored", "School feed: 5 unchanged"]
    with pytest.raises(CommandError, match="There is no source 'none'"):
        call_command("redescribe", "none")


def test_the_last_two_versions_of_a_payload_are_kept(source: Source, site: Site) -> None:
    for edition in ("first", "second", "third"):
        site.answers["/list"] = document(
            table(*range(5)).replace("Customs 1", f"Customs {edition}"), "text/csv"
        )
        again(source)
    change_settings(source, BY_NAME, actor="staff")
    again(source)
    call_command("redescribe")
    record = source.records.get(identifier="1")
    versions = record.payload, record.previous_payload
    assert ["third" in zlib.decompress(bytes(v.data)).decode() for v in versions] == [True, False]
    assert "second" in zlib.decompress(bytes(versions[1].data)).decode()


def test_it_needs_no_source_to_be_idle(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    claim(source)
    assert redescribe(capsys) == ["School feed: 5 unchanged"]


# Formats that nobody reads yet.


def mods(identifier: str, title: str) -> str:
    return (
        f"<record><header><identifier>{identifier}</identifier><datestamp>2026-11-01</datestamp></header>"
        f'<metadata><mods xmlns="{MODS}"><titleInfo><title>{title}</title></titleInfo></mods></metadata></record>'
    )


def listed(site: Site, *records: str) -> None:
    site.answers["/oai?verb=ListRecords&metadataPrefix=mods"] = document(
        f'<OAI-PMH xmlns="{OAI}"><responseDate>2026-11-20T12:00:00Z</responseDate>'
        f"<ListRecords>{''.join(records)}</ListRecords></OAI-PMH>",
        "text/xml",
    )


@pytest.fixture
def repository(site: Site, settings: Settings) -> Source:
    """Two records in MODS, which is no format of ours, harvested once."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    listed(site, mods("a", "Letters of credit"), mods("b", "Incoterms"))
    site.answers["/oai?verb=Identify"] = document(
        f'<OAI-PMH xmlns="{OAI}"><responseDate>2026-11-20T12:00:00Z</responseDate><Identify>'
        "<deletedRecord>no</deletedRecord><granularity>YYYY-MM-DD</granularity></Identify></OAI-PMH>",
        "text/xml",
    )
    made = make_source(
        "Archive", url=site.url("/oai"), protocol="oai_pmh", settings={"metadata_prefix": "mods"}
    )
    run = harvest(made)
    assert counts(run) == {"listed": 2, "rejected": 2}
    return made


def kept() -> dict[str, bytes]:
    """The titles that are kept, by identifier."""
    rows = KeptPayload.objects.order_by("identifier")
    return {row.identifier: redescribing.harvested(row).payload for row in rows}


def understand(monkeypatch: pytest.MonkeyPatch, name: str = MODS) -> None:
    """As if a format for MODS had been written."""

    def describe(payload: bytes, context: Context) -> Description:
        title = payload.partition(b"<title>")[2].partition(b"</title>")[0].decode()
        if not title:
            raise Undescribable("There is no title.", "Send one.")
        return Description(title=title)

    module = types.ModuleType("tests.mods")
    module.describe = describe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.mods", module)
    monkeypatch.setitem(FORMATS, name, "tests.mods")


@pytest.mark.usefixtures("repository")
def test_payloads_in_unknown_formats_are_kept_whole() -> None:
    assert set(kept()) == {"a", "b"}
    assert b"<title>Letters of credit</title>" in kept()["a"]
    assert not Record.objects.exists()


def test_one_that_stays_is_not_written_again(repository: Source) -> None:
    before = catalogue(), list(KeptPayload.objects.values_list())
    assert counts(again(repository)) == {"listed": 2, "rejected": 2}
    assert (catalogue(), list(KeptPayload.objects.values_list())) == before


def test_one_that_changes_is_kept_as_it_is_now(repository: Source, site: Site) -> None:
    listed(site, mods("a", "Letters of credit, revised"), mods("b", "Incoterms"))
    again(repository)
    assert b"revised" in kept()["a"]
    assert len(kept()) == 2


def test_they_are_described_once_a_format_exists(
    repository: Source,
    site: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = list(site.requests)
    understand(monkeypatch)
    assert redescribe(capsys, "--dry-run")[-1] == "Archive feed: 2 added"
    assert not Record.objects.exists()
    assert redescribe(capsys)[-1] == "Archive feed: 2 added"
    assert said(repository) == {"a": "Letters of credit", "b": "Incoterms"}
    assert sorted(titles()) == ["Incoterms", "Letters of credit"]
    assert kept() == {}
    assert site.requests == asked
    assert counts(again(repository)) == {"listed": 2, "unchanged": 2}
    assert redescribe(capsys)[-1] == "Archive feed: 2 unchanged"


def test_a_namespace_may_have_got_a_name(
    repository: Source, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is a part of what a record is known by: the next harvest would find another one changed."""
    understand(monkeypatch, "mods")
    monkeypatch.setattr(
        "harvesters.protocols.oai_answers.format_of",
        lambda space, element=None: "mods" if space == MODS else space,
    )
    assert redescribe(capsys)[-1] == "Archive feed: 2 added"
    assert counts(again(repository)) == {"listed": 2, "unchanged": 2}


def test_what_still_cannot_be_described_stays_kept(
    repository: Source, site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(site, mods("a", ""), mods("b", "Incoterms"))
    again(repository)
    understand(monkeypatch)
    lines = redescribe(capsys)
    assert lines == ["! a: There is no title. Send one.", "Archive feed: 1 added, 1 rejected"]
    assert set(kept()) == {"a"}


def test_a_harvest_that_describes_them_keeps_them_no_more(
    repository: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand(monkeypatch)
    assert counts(again(repository)) == {"listed": 2, "added": 2}
    assert kept() == {}


def test_one_that_is_deleted_is_kept_no_more(repository: Source, site: Site) -> None:
    header = '<header status="deleted"><identifier>a</identifier><datestamp>2026-11-02</datestamp></header>'
    deleted = f"<record>{header}</record>"
    listed(site, deleted, mods("b", "Incoterms"))
    again(repository)
    assert set(kept()) == {"b"}


def test_a_record_keeps_its_words_while_what_came_since_cannot_be_described(
    source: Source, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.answers["/list"] = document(table(*range(5)).replace("Customs 2", ""), "text/csv")
    assert counts(again(source)) == {"listed": 5, "changed": 1, "unchanged": 3, "rejected": 1}
    assert said(source)["2"] == "Customs 2"
    assert set(kept()) == {"2"}
    change_settings(source, BY_NAME, actor="staff")
    redescribe(capsys)
    assert said(source)["2"] == "Internet finance 2"
    assert kept() == {}
    assert PreviousPayload.objects.filter(record__identifier="2").exists(), "the two last versions"


def test_a_page_that_could_not_be_read_at_all_is_no_payload(source: Source, site: Site) -> None:
    """Only what was sent for one record under its identifier is kept."""
    site.answers["/list"] = document("id,title,name,url\n,Nobody,,\n", "text/csv")
    run = again(source)
    assert run.rejected == 1
    assert kept() == {}


def test_it_is_stored_anew_while_it_is_described(
    repository: Source, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A harvest that keeps a newer payload meanwhile loses nothing."""
    understand(monkeypatch)
    real, moved = redescribing.unmoved, []

    def meanwhile(rows: Any) -> set[str]:
        if not moved:
            moved.append(True)
            KeptPayload.objects.filter(identifier="a").update(kept=timezone.now())
        return real(rows)

    monkeypatch.setattr(redescribing, "unmoved", meanwhile)
    call_command("redescribe")
    assert set(said(repository)) == {"b"}
    assert set(kept()) == {"a"}
    call_command("redescribe")
    assert set(said(repository)) == {"a", "b"}
