"""The page that a provider follows its feed by, through a signed link."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from pytest_httpserver import HTTPServer
from werkzeug import Response

from harvesters.adding import approve, refuse
from harvesters.runs import harvest
from registry.providers.links import feed_link
from registry.sources.models import Source
from tests.counting import rows
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(feed: OaiFeed, httpserver: HTTPServer) -> Source:
    return make_source("Ministry of Commerce", url=httpserver.url_for("/oai"), state=Source.State.PROPOSED)


@pytest.fixture
def link(source: Source) -> str:
    return feed_link(source)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_changes_with_what_becomes_of_the_feed(client: Client, source: Source, link: str) -> None:
    assert "proposed" in read(client, link)
    approve(source, actor="staff")
    page = read(client, link)
    assert "approved" in page
    assert "Not read yet." in page
    harvest(source)
    page = read(client, link)
    assert "succeeded" in page
    assert "6 resources" in page
    assert "Next reading" in page


def test_a_refusal_shows_its_reason(client: Client, source: Source, link: str) -> None:
    refuse(source, actor="staff", reason="Your feed holds <news> only.")
    page = read(client, link)
    assert "refused" in page
    assert "Your feed holds &lt;news&gt; only." in page
    assert "Next reading" not in page


def test_a_run_shows_reasons_and_advice(client: Client, source: Source, link: str, feed: OaiFeed) -> None:
    feed.records["oai:feed.example:untitled"] = {"description": "no title"}
    approve(source, actor="staff")
    run = harvest(source)
    page = read(client, f"{link}runs/{run.pk}/")
    assert "7 listed" in page
    assert "1 rejected" in page
    assert "oai:feed.example:untitled" in page
    assert "The record has no title." in page
    assert "Give every record a title." in page


def test_a_run_that_broke_shows_no_stack_trace(client: Client, source: Source, link: str) -> None:
    """A fault of the registry's own, here a protocol that it does not have, is for the operator's log."""
    approve(source, actor="staff")
    source.protocol = "gopher"
    source.save()
    with pytest.raises(KeyError):
        harvest(source)
    page = read(client, f"{link}runs/{source.runs.get().pk}/")
    assert "The registry itself failed" in page
    assert "failed" in page
    for inside in ("Traceback", "KeyError", ".py"):
        assert inside not in page


def test_a_feed_that_fails_says_what_to_do(client: Client, source: Source, link: str, feed: OaiFeed) -> None:
    feed.fault = lambda _page: Response("<html>Under maintenance</html>", content_type="text/html")
    approve(source, actor="staff")
    run = harvest(source)
    told = run.errors.get()
    page = read(client, f"{link}runs/{run.pk}/")
    assert told.advice
    assert "failed" in page
    assert "The registry itself" not in page


@pytest.mark.parametrize("altered", ["x", ":x", "/"])
def test_an_altered_link_leads_nowhere(client: Client, link: str, altered: str) -> None:
    assert client.get(link.rstrip("/") + altered + "/").status_code == 404


def test_a_link_signed_for_something_else_leads_nowhere(client: Client, source: Source) -> None:
    for token in (signing.dumps(str(source.uuid)), signing.dumps("nonsense", salt="registry.providers.feed")):
        assert client.get(f"/providers/feeds/{token}/").status_code == 404


def test_the_run_of_another_feed_is_not_shown(client: Client, source: Source, link: str) -> None:
    approve(source, actor="staff")
    run = harvest(source)
    other = make_source("Somebody else", url="https://else.example/feed")
    assert client.get(f"{feed_link(other)}runs/{run.pk}/").status_code == 404
    assert client.get(f"{link}runs/{10**30}/").status_code == 404


def test_it_only_reads(client: Client, source: Source, link: str) -> None:
    approve(source, actor="staff")
    run = harvest(source)
    before = rows()
    for address in (link, f"{link}runs/{run.pk}/"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert client.post(address).status_code == 405
    assert rows() == before


def test_it_tells_nobody_the_address_to_write_to(client: Client, source: Source, link: str) -> None:
    Source.objects.update(proposed_by="feeds@ministry.example")
    assert "feeds@ministry.example" not in read(client, link)


def test_a_held_run_says_that_nothing_is_removed_yet(
    client: Client, source: Source, link: str, feed: OaiFeed
) -> None:
    approve(source, actor="staff")
    harvest(source)
    feed.records = {}
    run = harvest(Source.objects.get(pk=source.pk), full=True)
    page = read(client, f"{link}runs/{run.pk}/")
    assert "held" in page
    assert "Nothing is removed until a person has looked at it." in page
