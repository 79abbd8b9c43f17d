"""The index is derived from the catalogue: drained into, built anew, checked and mended, and never in the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from harvesters.work import tidy
from registry.catalogue import ratings
from registry.catalogue.models import Outbox, Record, Resource
from registry.catalogue.outbox import enqueue
from registry.sources.models import Source
from search import index
from search.engines import EngineUnavailable, IndexBusy, embedded, engine
from search.entry import Entry, draft
from search.index import drain, search
from search.query import Query
from tests.factories import make_resource, make_source
from tests.search.finding import NOW, found, titles

pytestmark = pytest.mark.django_db


def retitled(resource: Resource, title: str) -> None:
    """A change of the catalogue, with its outbox row."""
    Resource.objects.filter(pk=resource.pk).update(title=title)
    enqueue([resource.pk])


def test_draining_makes_a_missing_index_of_the_whole_catalogue() -> None:
    make_resource("Indexed before the index was lost")
    Outbox.objects.all().delete()
    drain()
    assert titles() == ["Indexed before the index was lost"]
    assert not found().degraded


def test_draining_empties_the_outbox_into_the_index() -> None:
    drain()
    resource = make_resource("Customs")
    make_resource("Parcels")
    assert drain() == 2
    assert not Outbox.objects.exists()
    retitled(resource, "Excise")
    enqueue([resource.pk])
    assert drain() == 2  # two rows, one resource
    assert sorted(titles()) == ["Excise", "Parcels"]
    assert titles("customs") == []
    assert drain() == 0


def test_draining_takes_no_more_rows_than_it_is_told() -> None:
    drain()
    for title in ("First", "Second", "Third"):
        make_resource(title)
    assert drain(limit=2) == 2
    assert sorted(titles()) == ["First", "Second"]
    assert Outbox.objects.count() == 1


def test_rows_that_a_crash_left_behind_are_written_once_more() -> None:
    resource = make_resource("Customs")
    drain()
    enqueue([resource.pk])  # the row as it was before the crash: committed to the index, not deleted
    drain()
    assert found().total == 1


@pytest.mark.parametrize("change", ["hidden", "deleted", "refused", "joined"])
def test_what_may_not_be_seen_is_not_found_even_before_the_index_knows(change: str) -> None:
    resource = make_resource("Customs", source=make_source("School"))
    leader = make_resource("Leader", source=make_source("Ministry"))
    drain()
    if change == "hidden":
        Resource.objects.filter(pk=resource.pk).update(hidden=True)
    elif change == "deleted":
        Record.objects.filter(pk=resource.pk).update(state=Record.State.DELETED)
    elif change == "refused":
        Source.objects.filter(pk=resource.record.source_id).update(state=Source.State.REFUSED)
    else:
        Resource.objects.filter(pk=resource.pk).update(leader=leader)
    assert titles("customs") == []
    assert found("customs").total == 0
    enqueue([resource.pk])
    drain()
    assert found().facets["kind"] == {"government": 1}  # now the index knows


def test_building_serves_the_old_index_until_the_new_one_is_whole_and_loses_no_edit() -> None:
    first = make_resource("Customs")
    make_resource("Parcels")
    drain()
    seen: list[list[str]] = []

    def while_building(_count: int) -> None:
        seen.append(sorted(titles()))
        retitled(first, "Excise")
        make_resource("Latecomer")

    assert index.build(while_building) == 2
    assert seen == [["Customs", "Parcels"]]
    assert sorted(titles()) == ["Excise", "Latecomer", "Parcels"]
    assert not Outbox.objects.exists()


def test_a_build_that_breaks_off_leaves_the_old_index(settings: Settings) -> None:
    make_resource("Customs")
    drain()

    def pull_the_plug(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.build(pull_the_plug)
    assert titles() == ["Customs"]
    assert len(list((settings.SEARCH_INDEX_DIR / "generations").iterdir())) == 1


def test_an_index_that_has_not_kept_every_entry_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    resources = [make_resource("Customs"), make_resource("Parcels")]
    drain()
    make_resource("Excise")
    write = embedded._Writer.write

    def lossy(writer: Any, entries: list[Entry], deletions: tuple[int, ...] = ()) -> None:
        write(writer, [entry for entry in entries if entry.id != resources[0].pk], deletions)

    monkeypatch.setattr(embedded._Writer, "write", lossy)
    with pytest.raises(EngineUnavailable, match="2 entries of the 3 that were written"):
        index.build()
    assert sorted(titles()) == ["Customs", "Parcels"]
    assert Outbox.objects.count() == 1


def test_a_build_reads_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a page ends with the last resource or after it, and where some of it may not be seen."""
    for number in range(7):
        make_resource(f"Customs {number}", occurrences=[{"start": f"2027-01-0{number + 1}"}])
    make_resource("Gone", hidden=True)
    for size in (1, 3, 7, 100):
        monkeypatch.setattr(index, "BATCH", size)
        told: list[int] = []
        assert index.build(told.append) == 7
        assert sum(told) == 7
        assert not index.check()
        assert titles() == [f"Customs {number}" for number in range(7)]


def test_building_keeps_the_last_generation_and_no_older_one(settings: Settings) -> None:
    drain()
    for _ in range(3):
        index.build()
    assert len(list((settings.SEARCH_INDEX_DIR / "generations").iterdir())) == 2


def test_only_one_process_writes_at_a_time() -> None:
    make_resource("Customs")
    drain()
    make_resource("Parcels")
    with engine().lock():
        with pytest.raises(IndexBusy):
            index.update(wait=False)
        assert drain(wait=False) == 0
    assert drain(wait=False) == 1


def test_check_tells_what_is_missing_superfluous_and_stale_and_mends_it() -> None:
    missing, stale, superfluous = make_resource("Missing"), make_resource("Old title"), make_resource("Gone")
    fine = make_resource("Fine")
    Resource.objects.filter(pk=missing.pk).update(hidden=True)
    drain()
    assert not index.check()
    # Changes that no outbox row tells of: somebody worked on the database by hand.
    Resource.objects.filter(pk=missing.pk).update(hidden=False)
    Resource.objects.filter(pk=stale.pk).update(title="New title")
    Resource.objects.filter(pk=superfluous.pk).update(hidden=True)
    retitled(fine, "Changed")
    differences = index.check()
    assert differences.missing == [missing.pk]
    assert differences.stale == [stale.pk]
    assert differences.superfluous == [superfluous.pk]
    assert differences.waiting == 1
    assert index.check(repair=True)
    assert not index.check()
    assert sorted(titles()) == ["Changed", "Missing", "New title"]


def test_a_session_that_has_begun_takes_its_new_place_when_the_outbox_is_next_drained() -> None:
    make_resource("Soon", occurrences=[{"start": "2026-11-24T09:00:00Z"}])
    make_resource("Any time")
    drain(now=NOW)
    assert titles() == ["Soon", "Any time"]
    assert drain(now=NOW + timedelta(days=2)) == 0  # nothing waits, but time has gone by
    assert titles() == ["Any time", "Soon"]


def test_an_index_of_another_version_is_not_read_but_made_anew(settings: Settings) -> None:
    make_resource("Customs")
    drain()
    (settings.SEARCH_INDEX_DIR / "current").write_text("0.0-older")
    with pytest.raises(EngineUnavailable, match="index build"):
        engine().search(Query(), timezone.now())
    drain()
    assert titles() == ["Customs"]
    assert not found().degraded


def test_a_search_reads_the_database_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        make_resource("Customs", description=f"no. {number}")
    drain()
    with django_assert_num_queries(1):
        result = found("customs", kind="government")
        assert {hit.resource.record.source.organisation.name for hit in result.hits} == {"Ministry of Trade"}


def test_hits_come_with_their_words_marked() -> None:
    make_resource("Taller de logística", description="Aprenda <b>logística</b> y más.")
    drain()
    (hit,) = found("logistica").hits
    assert hit.title == [("Taller de ", False), ("logística", True)]
    assert hit.snippet == [("Aprenda <b>", False), ("logística", True), ("</b> y más.", False)]
    assert hit.score is not None


def test_the_index_sees_what_another_process_wrote(settings: Settings, tmp_path: Path) -> None:
    """Another engine over the same files stands for the other process."""
    from search.engines.embedded import EmbeddedEngine

    make_resource("Customs")
    drain()
    reader = EmbeddedEngine(settings.SEARCH_INDEX_DIR)
    assert reader.search(Query(), timezone.now()).total == 1
    make_resource("Parcels")
    drain()
    assert reader.search(Query(), timezone.now()).total == 2
    index.build()
    assert reader.search(Query(), timezone.now()).total == 2
    assert search(Query()).total == 2


def test_draining_ends_though_others_keep_adding_to_the_outbox() -> None:
    drain()
    resources = [make_resource(f"Customs, part {n}") for n in range(3)]
    added = []

    def somebody_saves(_count: int) -> None:
        """As a curator would who saves while the index is written."""
        added.append(1)
        assert len(added) < 50, "the drain goes on for as long as somebody adds"
        enqueue([resources[0].pk])

    index.drain(progress=somebody_saves)
    assert len(added) == 1
    assert Outbox.objects.count() == 1


def many(count: int) -> list[Resource]:
    """Resources that were stored as a harvest stores them, with what waits in the outbox for it."""
    resources = [make_resource(f"Customs, part {number}") for number in range(count)]
    Outbox.objects.update(soon=False)
    return resources


def test_what_somebody_saves_is_found_before_what_a_harvest_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    drain()
    monkeypatch.setattr(index, "SOON_EVERY", 2)
    resources, seen = many(6), list[list[str]]()

    def somebody_saves(_count: int) -> None:
        seen.append(titles("excise"))
        if len(seen) == 1:
            retitled(resources[5], "Excise")

    drain(progress=somebody_saves)
    assert seen[:2] == [[], ["Excise"]]
    assert len(seen) > 3, "it was found while others still waited"
    assert not Outbox.objects.exists()
    assert not index.check()


def test_a_long_drain_is_found_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    drain()
    monkeypatch.setattr(embedded.EmbeddedEngine, "commit_every", 2)
    many(5)
    seen: list[int] = []
    assert drain(progress=lambda _count: seen.append(found().total)) == 5
    assert seen == [0, 2, 4]
    assert found().total == 5


def test_what_somebody_saves_is_found_while_the_index_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BATCH", 2)
    resources, seen = many(6), list[list[str]]()
    drain()

    def somebody_saves(_count: int) -> None:
        seen.append(titles("excise"))
        if len(seen) == 1:
            retitled(resources[0], "Excise")  # which is in the new index already, as it was

    index.build(progress=somebody_saves)
    assert seen == [[], ["Excise"], ["Excise"]]
    assert titles("excise") == ["Excise"]
    assert found().total == 6
    assert not Outbox.objects.exists()


def test_an_index_that_cannot_be_written_is_made_anew_though_somebody_saves(settings: Settings) -> None:
    resources = many(1)
    drain()
    [old] = (settings.SEARCH_INDEX_DIR / "generations").iterdir()
    for file in old.iterdir():
        if file.name != "meta.json":
            file.write_bytes(b"broken")
    index.build(progress=lambda _count: retitled(resources[0], "Excise"))
    assert titles() == ["Excise"]


def test_only_what_is_to_be_found_soon_can_be_drained() -> None:
    drain()
    resources = many(3)
    retitled(resources[1], "Excise")
    assert drain(soon=True) == 2  # and the row that the harvest wrote of the same resource
    assert titles() == ["Excise"]
    assert Outbox.objects.count() == 2
    assert drain(soon=True) == 0
    assert drain() == 2
    assert found().total == 3


def test_what_somebody_saves_is_not_undone_by_what_a_harvest_drafted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of the edit is drained by another process, or in between, while the harvest still has its draft."""
    drain()
    monkeypatch.setattr(index, "SOON_EVERY", 1)
    first, second, third = many(3)
    drafts = {
        r.pk: (tuple(draft(r.effective, {}, ("", "", ""))), r.public_id, r.created)
        for r in (first, second, third)
    }
    retitled(second, "Excise")
    drain(soon=True)

    def somebody_saves(_count: int) -> None:
        if titles("tariffs") == []:
            retitled(third, "Tariffs")

    drain(drafts=drafts, progress=somebody_saves)
    assert sorted(titles()) == ["Customs, part 0", "Excise", "Tariffs"]


def test_many_changes_at_once_do_not_go_before_others() -> None:
    resources = [make_resource(f"Customs {number}") for number in range(21)]
    drain()
    enqueue([resource.pk for resource in resources])
    assert drain(soon=True) == 0
    enqueue([resource.pk for resource in resources[:20]])
    assert drain(soon=True) == 40


def test_a_change_is_found_while_a_large_harvest_is_being_rated(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_resource(f"Customs {number}")
    Resource.objects.update(rating_due=True)
    found_before_batch: list[int] = []
    rate = ratings.rate

    def watched(batch: list[Resource]) -> int:
        found_before_batch.append(len(titles("customs")) if engine().exists() else 0)
        return rate(batch)

    monkeypatch.setattr(ratings, "BATCH", 2)
    monkeypatch.setattr(ratings, "rate", watched)
    tidy()
    assert found_before_batch == [0, 5, 5]


FOUND: list[list[str]] = []


def make_one() -> None:
    make_resource("Customs")


def look() -> None:
    FOUND.append(titles("customs"))


def test_a_change_is_found_before_the_worker_has_done_all_else(settings: Settings) -> None:
    here = "tests.search.test_index"
    settings.KEPT_BY_WORKER = [f"{here}.make_one", f"{here}.look"]
    FOUND.clear()
    tidy()
    assert FOUND == [["Customs"]]


FREE: list[set[int]] = []


def write_too(ids: set[int]) -> None:
    """As another process would that comes to write the index."""
    with engine().lock(wait=False):
        FREE.append(ids)


def test_the_index_is_free_while_rows_wait_to_be_deleted(settings: Settings) -> None:
    drain()
    settings.OUTBOX_FOLLOWERS = ["tests.search.test_index.write_too"]
    FREE.clear()
    [harvested] = many(1)
    drain()
    assert [{harvested.pk}] == FREE
    retitled(harvested, "Excise")
    drain(soon=True)
    assert [{harvested.pk}, {harvested.pk}] == FREE
