"""A run's story, as staff and its provider read it: what was noticed, with what was sent, page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from harvesters.runs import harvest
from registry.providers.links import feed_link
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def run(site: Site, settings: Settings) -> Run:
    """Of six records the second to the sixth have no title; one carries markup."""
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    rows = "".join(f"{n},,<script>alert({n})</script>\n" for n in range(1, 6))
    site.answers["/list"] = document(f"id,title,note\n0,Customs,-\n{rows}", "text/csv")
    return harvest(make_source("School", url=site.url("/list"), protocol="table"))


def pages(run: Run) -> dict[str, str]:
    return {"staff": f"/staff/runs/{run.pk}/", "provider": f"{feed_link(run.source)}runs/{run.pk}/"}


@pytest.mark.parametrize("reader", ["staff", "provider"])
def test_each_rejected_record_is_told_with_what_was_sent(run: Run, staff: Client, reader: str) -> None:
    page = staff.get(pages(run)[reader]).content.decode()
    assert page.count("What was sent") == 5
    assert "describe · 3 · title" in page
    assert "&lt;script&gt;alert(3)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("reader", ["staff", "provider"])
def test_a_long_story_is_read_page_by_page(
    run: Run, staff: Client, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.providers.stories.PAGE_SIZE", 2)
    address, told = pages(run)[reader], []
    following = "?after=nothing"
    while following:
        page = staff.get(f"{address}{following}")
        told += [error.identifier for error in page.context["errors"]]
        following = page.context["next"]
    assert told == ["1", "2", "3", "4", "5"]


def test_a_run_that_found_nothing_modified_tells_what_was_noticed_before(run: Run, staff: Client) -> None:
    again = harvest(Source.objects.get(pk=run.source_id))
    assert again.same_as == run
    page = staff.get(f"/staff/runs/{again.pk}/").content.decode()
    assert "Not modified" in page
    assert page.count("What was sent") == 5


def test_it_says_how_long_each_stage_took(run: Run, staff: Client) -> None:
    page = staff.get(f"/staff/runs/{run.pk}/").content.decode()
    for stage in ("read", "describe", "store", "conclude"):
        assert f"{stage} 0." in page or f"{stage} {run.timings[stage]:.1f}" in page


def test_another_feeds_provider_cannot_read_it(run: Run) -> None:
    other = make_source("Other", url="https://other.example/feed")
    assert Client().get(f"{feed_link(other)}runs/{run.pk}/").status_code == 404
