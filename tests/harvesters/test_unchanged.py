"""An unchanged feed costs one request, robots.txt apart, and proves what the same listing twice proves (rule 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from harvesters.absence import release
from harvesters.runs import harvest
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document, in_turn, redirect, status, versioned
from tests.harvesters.providers import LAST, PROVIDERS, Provider
from tests.harvesters.test_runs import Killed, catalogue, counts, end_lease, live

pytestmark = pytest.mark.django_db

WHOLE = [
    "calendar",
    "document",
    "feed",
    "table",
    "mapped JSON",
    "mapped XML",
]  # whose listing is one document
TABLE = PROVIDERS["table"]


def rows(*numbers: int) -> str:
    return "id,title\n" + "".join(f"{n},Customs part {n}\n" for n in numbers)


def a_source(site: Site, settings: Settings, provider: Provider = TABLE, **fields: Any) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    stated = {"settings": provider.settings, "url": site.url(provider.path)} | fields
    return make_source("Feed", protocol=provider.protocol, **stated)


@pytest.fixture
def table(site: Site, settings: Settings) -> Source:
    """Ten rows, harvested once."""
    site.answers["/source"] = versioned(rows(*range(10)), '"ten"')
    source = a_source(site, settings, settings_of_table())
    harvest(source)
    return source


def settings_of_table() -> Provider:
    return Provider(
        "table", "/source", "text/csv", TABLE.write, {"identifier": "id", "fields": {"title": "title"}}
    )


def again(source: Source, **options: Any) -> Run:
    return harvest(Source.objects.get(pk=source.pk), **options)


def conditions(site: Site) -> dict[str, str]:
    """The conditions of the last request."""
    return {name: value for name, value in site.headers[-1].items() if name.startswith("If-")}


@pytest.mark.parametrize("name", WHOLE)
def test_an_unchanged_feed_costs_one_request(name: str, site: Site, settings: Settings) -> None:
    provider = PROVIDERS[name]
    body = provider.write("Payment", "2026-12-01")
    site.answers["/source"] = versioned(body, '"1"', provider.content_type)
    source = a_source(site, settings, provider)
    first = harvest(source)
    count = len(provider.titles("Payment"))
    assert counts(first) == {"listed": count, "added": count}
    before = catalogue()
    asked = len(site.asked())
    run = again(source)
    assert site.asked()[asked:] == ["/source"]
    assert conditions(site) == {"If-None-Match": '"1"'}
    assert (run.outcome, run.completeness) == ("succeeded", first.completeness)
    assert counts(run) == {"listed": count, "unchanged": count}
    assert run.same_as == first
    assert catalogue() == before


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_payload_without_validators_is_not_read_again(
    name: str, site: Site, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    provider = PROVIDERS[name]
    provider.publish(site)
    source = a_source(site, settings, provider)
    first = harvest(source)
    run = again(source)
    assert conditions(site) == {}
    assert (run.same_as, run.unchanged) == (first, len(provider.titles("")))


def test_a_page_with_json_ld_is_a_listing_by_itself(site: Site, settings: Settings) -> None:
    PROVIDERS["sitemap"].publish(site)
    source = a_source(site, settings, PROVIDERS["sitemap"], url=site.url("/2"))
    first = harvest(source)
    assert again(source).same_as == first


def test_the_pages_of_an_unchanged_sitemap_are_read(site: Site, settings: Settings) -> None:
    PROVIDERS["sitemap"].publish(site)
    source = a_source(site, settings, PROVIDERS["sitemap"])
    harvest(source)
    PROVIDERS["sitemap"].publish(site, title="Payment by letter of credit")
    assert counts(again(source)) == {"listed": 3, "changed": 1, "unchanged": 2}


def test_a_feed_behind_an_unchanged_page_is_asked_about_itself(site: Site, settings: Settings) -> None:
    feed = PROVIDERS["feed"]
    site.answers["/page"] = document(
        '<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/source">', "text/html"
    )
    site.answers["/source"] = versioned(feed.write("Payment", "2026-12-01"), '"1"')
    source = a_source(site, settings, feed, url=site.url("/page"))
    first = harvest(source)
    assert again(source).same_as == first
    site.answers["/source"] = versioned(feed.write("Payment by card", "2026-12-01"), '"2"')
    assert again(source).changed == 1


def test_it_says_what_was_rejected_then(site: Site, settings: Settings) -> None:
    """The listing has the same faults as before; they are told of the run that read it."""
    TABLE.publish(site, title="")
    source = a_source(site, settings)
    first = harvest(source)
    assert counts(first) == {"listed": 3, "added": 2, "rejected": 1}
    second, third = again(source), again(source)
    for run in (second, third):
        assert counts(run) == {"listed": 3, "unchanged": 2, "rejected": 1}
        assert run.same_as == first
        assert not run.errors.exists()


def test_a_changed_feed_is_read(table: Source, site: Site) -> None:
    site.answers["/source"] = versioned(rows(*range(11)), '"eleven"')
    run = again(table)
    assert counts(run) == {"listed": 11, "added": 1, "unchanged": 10}
    assert run.same_as is None
    again(table)
    assert conditions(site) == {"If-None-Match": '"eleven"'}


def test_new_validators_of_the_same_payload_are_sent_next(table: Source, site: Site) -> None:
    site.answers["/source"] = versioned(rows(*range(10)), '"anew"')
    assert again(table).same_as
    again(table)
    assert conditions(site) == {"If-None-Match": '"anew"'}


def test_the_same_listing_again_proves_an_absence(table: Source, site: Site) -> None:
    site.answers["/source"] = versioned(rows(*range(9)), '"nine"')
    assert again(table).withdrawn == 0
    assert len(live(table)) == 10
    run = again(table)
    assert counts(run) == {"listed": 9, "unchanged": 9, "withdrawn": 1}
    assert live(table) == {str(n) for n in range(9)}
    assert again(table).withdrawn == 0


def test_a_window_proves_nothing_however_often(site: Site, settings: Settings) -> None:
    provider = PROVIDERS["feed"]
    provider.publish(site)
    source = a_source(site, settings, provider)
    harvest(source)
    body = provider.write("Payment", "2026-12-01")
    item = body[body.rindex("<item>") : body.rindex("</item>") + len("</item>")]
    assert LAST in item
    site.answers["/source"] = versioned(body.replace(item, ""), '"two"')
    for _ in range(3):
        assert again(source).withdrawn == 0
    assert len(live(source)) == 3


def test_full_reads_all_of_it(table: Source, site: Site) -> None:
    run = again(table, full=True)
    assert conditions(site) == {}
    assert (run.same_as, run.unchanged) == (None, 10)


def test_changed_settings_read_all_of_it(table: Source, site: Site) -> None:
    fields = {"title": "title", "language": {"constant": "en"}}
    Source.objects.update(settings={"identifier": "id", "fields": fields})
    assert counts(again(table)) == {"listed": 10, "changed": 10}
    assert conditions(site) == {}


def test_another_address_is_read(table: Source, site: Site) -> None:
    site.answers["/moved"] = versioned(rows(*range(10)), '"ten"')
    Source.objects.update(url=site.url("/moved"))
    assert again(table).same_as is None


def test_after_a_failure_all_of_it_is_read(table: Source, site: Site) -> None:
    answer = site.answers["/source"]
    site.answers["/source"] = in_turn(status(500), answer)
    assert again(table).outcome == "failed"
    assert again(table).same_as is None
    assert again(table).same_as is not None


def test_after_a_killed_run_all_of_it_is_read(
    table: Source, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had stored a part of another version, which the unchanged one must be compared with again."""
    ten = site.answers["/source"]
    site.answers["/source"] = versioned(rows(*range(20)), '"twenty"')

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("harvesters.runs.conclude", dies)
        with pytest.raises(Killed):
            again(table)
    assert len(live(table)) == 20
    end_lease(table)
    site.answers["/source"] = ten
    assert again(table).same_as is None


def test_a_held_listing_that_comes_again_is_held_again(table: Source, site: Site) -> None:
    site.answers["/source"] = versioned(rows(1, 2), '"two"')
    first, second = again(table), again(table)
    assert (first.outcome, second.outcome) == ("held", "held")
    release(second, actor="curator")
    assert live(table) == {"1", "2"}


def test_an_upcoming_session_missed_twice_is_withdrawn_from_a_calendar(
    site: Site, settings: Settings
) -> None:
    soon = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
    provider = PROVIDERS["calendar"]
    provider.publish(site, date=soon)
    source = a_source(site, settings, provider)
    harvest(source)
    body = provider.write("Payment", soon)
    event = body[body.index("BEGIN:VEVENT\r\nUID:1@") : body.index("BEGIN:VEVENT\r\nUID:2@")]
    site.answers["/source"] = document(body.replace(event, ""), "text/calendar")
    assert again(source).withdrawn == 0
    run = again(source)
    assert (run.same_as is not None, run.withdrawn) == (True, 1)
    assert live(source) == {"0@x.example", "2@x.example"}


def test_a_redirected_feed_is_asked_about_at_its_own_address(site: Site, settings: Settings) -> None:
    site.answers["/source"] = redirect("/moved")
    site.answers["/moved"] = versioned(rows(1), '"one"')
    source = a_source(site, settings, settings_of_table())
    first = harvest(source)
    assert again(source).same_as == first
    assert conditions(site) == {"If-None-Match": '"one"'}
