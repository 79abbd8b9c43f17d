"""Many identifiers that change at once: the run is held, and the records may be told to be the same as before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from harvesters.absence import NotHeld, discard, reidentify, release, would_remove
from harvesters.reidentification import pairs_of
from harvesters.runs import harvest
from harvesters.work import tidy
from registry.catalogue.models import Resource, Tombstone
from registry.catalogue.overlay import set_overlay
from registry.sources.claiming import SourceBusy, claim
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document
from tests.harvesters.test_runs import counts, live

pytestmark = pytest.mark.django_db
FIELDS = {"identifier": "id", "fields": {"title": "title", "url": "url"}}


def table(identifiers: dict[int, str], **titles: str) -> str:
    """Rows of these numbers under these identifiers."""
    rows = (
        f"{id},{titles.get(f'_{n}', f'Customs part {n}')},https://x.example/courses/{n}\n"
        for n, id in identifiers.items()
    )
    return "id,title,url\n" + "".join(rows)


def old(*numbers: int) -> dict[int, str]:
    return {n: f"old-{n}" for n in numbers}


def new(*numbers: int) -> dict[int, str]:
    return {n: f"new-{n}" for n in numbers}


@pytest.fixture
def source(site: Site, settings: Settings) -> Source:
    """Ten records, harvested once."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    made = make_source("School", url=site.url("/list"), protocol="table", settings=FIELDS)
    site.answers["/list"] = document(table(old(*range(10))), "text/csv")
    harvest(made)
    return made


def listed(site: Site, source: Source, identifiers: dict[int, str], **titles: str) -> Run:
    site.answers["/list"] = document(table(identifiers, **titles), "text/csv")
    return harvest(Source.objects.get(pk=source.pk))


def ids(source: Source) -> dict[str, Any]:
    """Public ids by identifier."""
    resources = Resource.objects.visible().filter(record__source=source)
    return dict(resources.values_list("record__identifier", "public_id"))


def test_records_keep_their_resources_under_the_new_identifiers(source: Source, site: Site) -> None:
    before = ids(source)
    corrected = Resource.objects.get(record__identifier="old-3")
    set_overlay(corrected, "title", "Customs, the third part", actor="ana")
    held = listed(site, source, new(*range(10)))
    assert (held.outcome, held.held_for, held.would_withdraw) == ("held", "collapse", 10)
    assert len(pairs_of(held)) == 10
    reidentify(held, actor="ana")
    assert ids(source) == {id.replace("old", "new"): public for id, public in before.items()}
    corrected.refresh_from_db()
    assert (corrected.title, corrected.record.identifier) == ("Customs, the third part", "new-3")
    assert Resource.objects.count() == 10
    run = listed(site, source, new(*range(10)))
    assert (run.outcome, counts(run)) == ("succeeded", {"listed": 10, "unchanged": 10})


def test_a_third_of_them_is_held_though_the_list_has_not_collapsed(source: Source, site: Site) -> None:
    Source.objects.update(collapse_percent=50)
    held = listed(site, source, old(*range(7)) | new(7, 8, 9))
    assert (held.outcome, held.held_for) == ("held", "identifiers")
    before = ids(source)
    reidentify(held, actor="ana")
    after = ids(source)
    assert set(after) == {*old(*range(7)).values(), *new(7, 8, 9).values()}
    assert after["new-8"] == before["old-8"]


def test_a_fifth_is_not_held(source: Source, site: Site) -> None:
    assert listed(site, source, old(*range(8)) | new(8, 9)).outcome == "succeeded"


def test_a_window_that_lists_the_same_under_new_identifiers_is_held_and_loses_nothing(
    site: Site, settings: Settings
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)

    def feed(kind: str) -> str:
        entries = "".join(
            f"<item><guid>{kind}-{n}</guid><title>Customs part {n}</title>"
            f"<pubDate>Tue, {n + 1:02} Sep 2026 10:00:00 GMT</pubDate></item>"
            for n in range(6)
        )
        return f'<rss version="2.0"><channel><title>C</title>{entries}</channel></rss>'

    source = make_source("Blog", url=site.url("/feed"), protocol="feed")
    site.answers["/feed"] = document(feed("old"), "application/rss+xml")
    harvest(source)
    site.answers["/feed"] = document(feed("new"), "application/rss+xml")
    held = harvest(Source.objects.get(pk=source.pk))
    assert (held.outcome, held.held_for, would_remove(held)) == ("held", "identifiers", [])
    assert len(pairs_of(held)) == 6
    release(held, actor="ana")
    assert len(live(source)) == 12


def test_what_is_new_besides_stays_new_and_what_is_gone_besides_is_left(source: Source, site: Site) -> None:
    held = listed(site, source, new(*range(5), 20, 21))
    assert len(pairs_of(held)) == 5
    reidentify(held, actor="ana")
    assert set(ids(source)) == {*new(*range(5), 20, 21).values(), *old(*range(5, 10)).values()}


def test_content_that_several_records_have_tells_nothing(source: Source, site: Site) -> None:
    """Two new records of the same address: which is the old one, nobody can tell."""
    twice = (
        table(new(*range(10))).replace("courses/4", "courses/3").replace("Customs part 4", "Customs part 3")
    )
    site.answers["/list"] = document(twice, "text/csv")
    held = harvest(Source.objects.get(pk=source.pk))
    found = {Resource.objects.get(pk=pair.old).title for pair in pairs_of(held)}
    assert found == {f"Customs part {n}" for n in range(10)} - {"Customs part 3", "Customs part 4"}


def test_words_that_changed_with_the_identifier_become_suggestions(source: Source, site: Site) -> None:
    corrected = Resource.objects.get(record__identifier="old-3")
    overlay = set_overlay(corrected, "title", "Customs, the third part", actor="ana")
    held = listed(site, source, new(*range(10)), _3="Customs for beginners")
    reidentify(held, actor="ana")
    overlay = corrected.overlays.get()
    assert (overlay.has_suggestion, overlay.suggestion) == (True, "Customs for beginners")


def test_discarding_keeps_both(source: Source, site: Site) -> None:
    held = listed(site, source, new(*range(10)))
    discard(held, actor="ana")
    assert len(live(source)) == 20
    with pytest.raises(NotHeld):
        reidentify(held, actor="ana")


def test_identifiers_that_come_back_are_taken_over_again(source: Source, site: Site) -> None:
    before = ids(source)
    reidentify(listed(site, source, new(*range(10))), actor="ana")
    held = listed(site, source, old(*range(10)))
    assert held.outcome == "held"
    assert held.added == 10
    reidentify(held, actor="ana")
    assert ids(source) == before


def test_others_learn_that_the_short_lived_copies_are_gone(source: Source, site: Site) -> None:
    reidentify(listed(site, source, new(*range(10))), actor="ana")
    assert set(Tombstone.objects.values_list("origin_identifier", flat=True)) == set(new(*range(10)).values())
    tidy()
    assert not Resource.objects.filter(rating_due=True).exists()


def test_it_waits_for_a_harvest_that_goes_on(source: Source, site: Site) -> None:
    held = listed(site, source, new(*range(10)))
    claim(source)
    with pytest.raises(SourceBusy):
        reidentify(held, actor="ana")
    held.refresh_from_db()
    assert held.decided == ""


def test_staff_see_the_pairs_and_take_them_over(source: Source, site: Site, staff: Client) -> None:
    held = listed(site, source, new(*range(10)))
    page = staff.get(f"/staff/runs/{held.pk}/").content.decode()
    assert "10 of the missing records have the same content" in page
    assert "old-7 → new-7" in page
    after = staff.post(f"/staff/runs/{held.pk}/reidentify/", follow=True).content.decode()
    assert "known by their new identifiers" in after
    assert set(live(source)) == set(new(*range(10)).values())
    history = staff.get(f"/staff/sources/{source.uuid}/").content.decode()
    assert "reidentified" in history


def test_staff_see_all_that_would_be_removed_page_by_page(
    source: Source,
    site: Site,
    staff: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("registry.curation.views.runs.PAGE_SIZE", 4)
    held = listed(site, source, old(0, 1))
    address, found = f"/staff/runs/{held.pk}/removals/", []
    while address:
        page = staff.get(address)
        found += [resource.record.identifier for resource in page.context["resources"]]
        address = page.context["next"] and f"/staff/runs/{held.pk}/removals/{page.context['next']}"
    assert found == list(old(*range(2, 10)).values())
    assert live(source) == set(old(*range(10)).values())


def test_the_share_that_must_be_left_is_the_sources_own(source: Source, site: Site) -> None:
    Source.objects.update(collapse_percent=30)
    assert listed(site, source, old(0, 1, 2)).outcome == "succeeded"
    Source.objects.update(collapse_percent=100)
    assert listed(site, source, old(0, 1)).outcome == "held"
