"""Pages whose lastmod says that they have not changed are not read again, and lose nothing by it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from harvesters.runs import harvest
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document, status
from tests.harvesters.test_runs import counts, live
from tests.harvesters.test_sitemap import NAMESPACE, course, page

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 11, 10, 12, tzinfo=UTC)
OLD = "2026-11-01"


class Catalogue:
    """A site of pages with a lastmod each, harvested as its source is."""

    def __init__(self, site: Site, settings: Settings) -> None:
        settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
        self.site = site
        self.lastmod: dict[str, str] = {}
        self.source = make_source("Feed", protocol="sitemap", url=site.url("/sitemap.xml"))
        self.now = FIRST

    def put(self, name: str, lastmod: str = OLD, *courses: str) -> None:
        self.lastmod[name] = lastmod
        nodes = [course(one, **{"@id": f"#{one}"}) for one in courses or (f"Course {name}",)]
        self.site.answers[f"/{name}"] = document(page(*nodes), "text/html")

    def harvest(self, days: int = 1, **options: Any) -> tuple[Run, list[str]]:
        """The run and the pages that were asked for."""
        entries = "".join(
            f"<url><loc>{self.site.url(f'/{name}')}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
            for name, day in self.lastmod.items()
        )
        self.site.answers["/sitemap.xml"] = document(
            f'<urlset xmlns="{NAMESPACE}">{entries}</urlset>', "text/xml"
        )
        before = len(self.site.asked())
        run = harvest(Source.objects.get(pk=self.source.pk), today=self.now, **options)
        self.now += timedelta(days=days)
        return run, [path for path in self.site.asked()[before:] if path != "/sitemap.xml"]

    @property
    def titles(self) -> set[str]:
        return {one.rpartition("#")[2] for one in live(self.source)}


@pytest.fixture
def catalogue(site: Site, settings: Settings) -> Catalogue:
    made = Catalogue(site, settings)
    for name in "abcdef":
        made.put(name)
    made.harvest()
    return made


def test_an_unchanged_page_is_not_read_again(catalogue: Catalogue) -> None:
    catalogue.put("b", "2026-11-11", "New title")
    catalogue.put("c", "")

    run, asked = catalogue.harvest()

    assert asked == ["/b", "/c"]
    assert counts(run) == {"listed": 6, "added": 1, "unchanged": 1, "skipped": 4}
    assert [error.reason.partition(":")[0] for error in run.errors.all()] == ["lastmod unchanged"]
    assert run.outcome == "succeeded"


def test_its_records_are_still_there_however_often_it_is_not_read(catalogue: Catalogue) -> None:
    for _ in range(4):
        run, asked = catalogue.harvest()
        assert (asked, run.withdrawn) == ([], 0)
    assert len(live(catalogue.source)) == 6


@pytest.mark.parametrize(
    "lastmod", ["2026-11-09", "2026-11-10T11:59:00Z", "2026-11-10", "2027-01-01", "soon", "2026"]
)
def test_a_page_that_may_have_changed_since_is_read(catalogue: Catalogue, lastmod: str) -> None:
    catalogue.lastmod["b"] = lastmod
    assert catalogue.harvest()[1] == ["/b"]


def test_a_page_that_gave_nothing_is_read_again(catalogue: Catalogue) -> None:
    catalogue.lastmod["stub"] = OLD
    catalogue.site.answers["/stub"] = document("<html><title>Soon</title></html>", "text/html")
    for _ in range(2):
        assert catalogue.harvest()[1] == ["/stub"]


def test_a_full_run_reads_everything(catalogue: Catalogue) -> None:
    assert len(catalogue.harvest(full=True)[1]) == 6


def test_other_settings_read_everything_again(catalogue: Catalogue) -> None:
    Source.objects.update(settings={"language": "es"})
    run, asked = catalogue.harvest()
    assert (len(asked), run.changed) == (6, 6)


def test_a_change_that_could_not_be_read_is_read_later(catalogue: Catalogue) -> None:
    catalogue.lastmod["b"] = "2026-11-11"
    catalogue.site.answers["/b"] = status(500)
    for _ in range(5):
        catalogue.harvest()
    catalogue.put("b", "2026-11-11", "New title")

    run, asked = catalogue.harvest()

    assert ("/b" in asked, run.added) == (True, 1)


def test_a_record_that_its_page_has_lost_is_withdrawn_all_the_same(catalogue: Catalogue) -> None:
    catalogue.put("b", "2026-11-11", "Course b", "B2")
    catalogue.harvest()
    catalogue.put("b", "2026-11-12", "Course b")
    catalogue.harvest(days=30)
    assert {"Course b", "B2"} <= catalogue.titles
    catalogue.harvest()
    catalogue.harvest()
    assert ("Course b" in catalogue.titles, "B2" in catalogue.titles) == (True, False)


def test_a_page_that_is_no_longer_listed_is_withdrawn(catalogue: Catalogue) -> None:
    del catalogue.lastmod["b"]
    assert [catalogue.harvest()[0].withdrawn for _ in range(2)] == [0, 1]
    assert "Course b" not in catalogue.titles


def test_a_run_that_breaks_off_leaves_the_state_of_the_last_complete_one(catalogue: Catalogue) -> None:
    before = Source.objects.get().since
    site = catalogue.site
    catalogue.harvest()
    whole = json.dumps(Source.objects.get().since)
    site.answers["/more.xml"] = status(500)
    index = f"<sitemapindex><sitemap><loc>{site.url('/more.xml')}</loc></sitemap></sitemapindex>"
    site.answers["/sitemap.xml"] = document(index, "text/xml")
    run = harvest(Source.objects.get(), today=catalogue.now)
    assert run.outcome == "failed"
    assert json.dumps(Source.objects.get().since) == whole != json.dumps(before)
