"""A dead engine stops neither a save nor a search: the database answers in a simpler way, and says so."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from pytest_django import Settings

from registry.catalogue.models import Outbox
from search.index import drain
from tests.factories import make_resource, make_source
from tests.search.finding import every_page, found, rated, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead_engine(settings: Settings) -> None:
    """An index whose files somebody has removed under the running server."""
    drain()
    shutil.rmtree(settings.SEARCH_INDEX_DIR / "generations")


@pytest.fixture(autouse=True)
def cast(dead_engine: None) -> None:
    school = make_source("School", kind="training-school", economy="VN")
    make_resource("Customs for parcels", description="Step by step.", free=True, language="en")
    make_resource("跨境电商", description="customs 报关", source=school, profile=rated(online_marketing=3))
    make_resource(
        "Fair",
        source=school,
        profile=rated(online_marketing=2, internet_finance=3),
        occurrences=[{"start": "2026-11-25T09:00:00Z"}],
    )
    make_resource("Customs secrets", hidden=True)


def test_it_says_that_it_is_degraded() -> None:
    assert found().degraded
    assert found().facets == {}


def test_it_finds_all_words_in_title_or_description() -> None:
    assert titles("customs step")[0] == "Customs for parcels"
    assert titles("报关") == ["跨境电商"]
    assert titles('"for parcels"') == ["Customs for parcels"]
    assert titles("customs -step") == ["跨境电商"]
    assert "Fair" in titles("-step")  # it has no description at all


def test_it_knows_field_words_and_identifiers() -> None:
    assert sorted(titles("provider:school")) == ["Fair", "跨境电商"]
    assert titles("customs -provider:school") == ["Customs for parcels"]
    assert titles("title:customs text:step") == ["Customs for parcels"]
    assert titles("subject:anything") == []
    fair = next(hit.resource for hit in found("title:fair").hits)
    assert titles(str(fair.public_id)) == ["Fair"]
    assert found(str(fair.public_id)).named


def test_it_shows_nothing_that_is_hidden() -> None:
    assert titles("secrets") == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"kind": "training-school"}, {"跨境电商", "Fair"}),
        ({"cost": "free"}, {"Customs for parcels"}),
        ({"cost": "unknown"}, {"跨境电商", "Fair"}),
        ({"depth": "3"}, {"跨境电商", "Fair"}),
        ({"depth": "3", "aspect": "online-marketing"}, {"跨境电商"}),
        ({"depth": "unknown"}, {"Customs for parcels"}),
        ({"date": "week"}, {"Fair"}),
        ({"date": "unknown"}, {"Customs for parcels", "跨境电商"}),
        ({"from_": "2026-11-25", "to": "2026-11-25"}, {"Fair"}),
        ({"from_": "2026-11-26"}, set()),
        ({"from_": "0001-01-01", "to": "9999-12-31"}, {"Fair"}),
    ],
)
def test_it_keeps_to_the_filters(params: dict[str, str], expected: set[str]) -> None:
    assert set(titles(**params)) == expected


@pytest.mark.parametrize("asked", [{"q": "customs"}, {"q": ""}, {"sort": "newest"}])
def test_its_pages_give_everything_once(asked: dict[str, Any]) -> None:
    for number in range(7):
        make_resource(f"customs {number}")
    pages = list(every_page(**asked, page_size="3"))
    gathered = [hit.resource.title for page in pages for hit in page.hits]
    assert len(gathered) == len(set(gathered)) == pages[0].total
    assert len(pages) >= 3


@pytest.mark.parametrize("odd", ["%_\\'\";--", "customs\x00", "(" * 300, "w " * 4_000, '"' * 9_999])
def test_no_text_that_anybody_types_breaks_it(odd: str) -> None:
    assert found(odd).degraded


def test_draining_keeps_what_waits_until_the_index_can_be_made(settings: Settings) -> None:
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    settings.SEARCH_INDEX_DIR.parent.joinpath("index").write_text("in the way of the directory")
    assert drain() == 0
    assert Outbox.objects.count() == 4
    settings.SEARCH_INDEX_DIR.unlink()
    assert drain() == 4
    assert titles("customs step")[0] == "Customs for parcels"
    assert not found().degraded
