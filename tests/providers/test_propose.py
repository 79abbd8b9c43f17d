"""Proposing an organisation and a feed without an account."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from registry.sources.models import Organisation, Source
from tests.counting import rows
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed

pytestmark = pytest.mark.django_db

FORM = "/providers/"
_TRIED = "limits_attempts"  # how often somebody has proposed something


def test_it_shows_an_empty_form(client: Client) -> None:
    before = rows()
    answer = client.get(FORM)
    assert answer.status_code == 200
    assert b"Address of your feed" in answer.content
    assert b"needs another look" not in answer.content
    assert rows() == before


def test_it_takes_the_address_of_a_link_to_subscribe_to(client: Client, proposal: dict[str, str]) -> None:
    answer = client.post(FORM, proposal | {"url": proposal["url"].replace("http:", "webcal:")})
    assert answer.status_code == 303
    assert Source.objects.get().url == proposal["url"]


def test_it_keeps_the_proposal_and_leads_to_its_page(client: Client, proposal: dict[str, str]) -> None:
    answer = client.post(FORM, proposal)
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "Ministry of Commerce" in page
    assert "proposed" in page
    assert "Not read yet." in page
    source = Source.objects.get()
    assert (source.state, source.protocol, source.url) == ("proposed", "oai_pmh", proposal["url"])
    assert (source.licence, source.may_republish) == ("CC-BY-4.0", True)
    assert source.proposed_by == "feeds@ministry.example"
    assert (source.organisation.kind, source.organisation.economy) == ("government", "PE")


def test_its_page_can_be_reached_by_somebody_else_with_the_link(
    client: Client, proposal: dict[str, str]
) -> None:
    link = client.post(FORM, proposal)["Location"]
    assert Client().get(link).status_code == 200


def test_it_takes_the_feed_that_a_page_names(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer
) -> None:
    feed = httpserver.url_for("/news.rss")
    httpserver.expect_request("/").respond_with_data(
        f'<html><head><link rel="alternate" type="application/rss+xml" href="{feed}"></head></html>',
        content_type="text/html",
    )
    httpserver.expect_request("/news.rss").respond_with_data(
        '<rss version="2.0"><channel><title>News</title><item><guid>1</guid><title>Customs</title></item>'
        "</channel></rss>",
        content_type="application/rss+xml",
    )
    client.post(FORM, proposal | {"url": httpserver.url_for("/")})
    assert [(s.protocol, s.url) for s in Source.objects.all()] == [("feed", feed)]


def test_what_is_left_open_stays_unknown(client: Client, proposal: dict[str, str]) -> None:
    left_open = dict.fromkeys(("economy", "website", "licence", "may_republish", "email"), "")
    client.post(FORM, proposal | left_open)
    source = Source.objects.get()
    assert (source.licence, source.may_republish, source.proposed_by) == ("", None, "")
    assert source.organisation.economy == ""


def test_a_feed_that_is_none_comes_back_with_what_to_do(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/page").respond_with_data(
        "<html><body>Welcome!</body></html>", content_type="text/html"
    )
    before = rows(but=_TRIED)
    answer = client.post(FORM, proposal | {"url": httpserver.url_for("/page")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no structured data" in page
    assert "Give the address of the feed" in page
    assert rows(but=_TRIED) == before


@pytest.mark.parametrize(
    ("name", "document", "words"),
    [
        ("list.json", '{"rows": [{"no": 1, "was": "Customs"}]}', "in a form of its own"),
        ("list.xml", "<rows><row no='1'>Customs</row></rows>", "in a form of its own"),
        ("list.csv", "id,price\n1,100\n2,200\n", "Name one of them title"),
        ("news.rss", "<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>", "no title"),
    ],
)
def test_a_feed_of_which_nothing_can_be_taken_comes_back(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer, name: str, document: str, words: str
) -> None:
    httpserver.expect_request(f"/{name}").respond_with_data(document)
    answer = client.post(FORM, proposal | {"url": httpserver.url_for(f"/{name}")})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Source.objects.exists()


def test_a_feed_with_one_bad_record_is_taken(client: Client, proposal: dict[str, str], feed: OaiFeed) -> None:
    feed.records = {"oai:feed.example:0": {"description": "no title"}} | feed.records
    assert client.post(FORM, proposal).status_code == 303


def test_a_feed_that_is_still_empty_is_taken(client: Client, proposal: dict[str, str], feed: OaiFeed) -> None:
    feed.records = {}
    assert client.post(FORM, proposal).status_code == 303


def test_nothing_typed_in_is_lost_with_a_mistake(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/nowhere").respond_with_data("", status=404)
    page = client.post(FORM, proposal | {"url": httpserver.url_for("/nowhere")}).content.decode()
    assert "404" in page
    for typed in ("Ministry of Commerce", "https://ministry.example/", "/nowhere", "feeds@ministry.example"):
        assert f'{typed}"' in page
    for chosen in ('value="government" selected', 'value="PE" selected'):
        assert chosen in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("organisation", "", "This field is required."),
        ("kind", "guild", "Select a valid choice."),
        ("url", "not an address", "Enter a valid URL."),
        ("url", "ftp://ministry.example/feed", "Enter a valid URL."),
        ("website", "ftp://ministry.example/", "Enter a valid URL."),
        ("url", "file:///etc/passwd", "Enter a valid URL."),
        ("website", "javascript:alert(1)", "Enter a valid URL."),
        ("email", "nobody", "Enter a valid email address."),
        ("email", f"{'x' * 250}@school.example", "at most 254 characters"),
        ("may_republish", "perhaps", "Select a valid choice."),
        ("organisation", "x" * 201, "at most 200 characters"),
        ("organisation", "a\0b", "Null characters are not allowed."),
    ],
)
def test_wrong_input_comes_back_with_words(
    client: Client, proposal: dict[str, str], field: str, typed: str, words: str
) -> None:
    answer = client.post(FORM, proposal | {field: typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Source.objects.exists()


def test_an_empty_form_is_wrong_input_too(client: Client) -> None:
    answer = client.post(FORM)
    assert answer.status_code == 422
    assert b"This field is required." in answer.content


def test_what_is_typed_in_is_no_markup(client: Client, proposal: dict[str, str]) -> None:
    answer = client.post(FORM, proposal | {"organisation": "<script>alert(1)</script>"}, follow=True)
    assert b"<script>alert" not in answer.content
    assert b"&lt;script&gt;alert" in answer.content


def test_the_same_feed_is_not_taken_twice(client: Client, proposal: dict[str, str]) -> None:
    client.post(FORM, proposal)
    answer = client.post(FORM, proposal | {"organisation": "Somebody else"})
    assert answer.status_code == 422
    assert "already known" in answer.content.decode()
    assert Source.objects.count() == 1
    assert not Organisation.objects.filter(name="Somebody else").exists()


def test_a_refused_feed_may_be_proposed_again(client: Client, proposal: dict[str, str]) -> None:
    client.post(FORM, proposal)
    Source.objects.update(state="refused")
    assert client.post(FORM, proposal).status_code == 303
    assert {s.name for s in Source.objects.all()} == {"Ministry of Commerce", "Ministry of Commerce 2"}


def test_nobody_becomes_another_organisation_by_its_name(client: Client, proposal: dict[str, str]) -> None:
    """Its kind and economy stay as they are known; staff decide on the feed."""
    make_source("Ministry of Commerce", kind="government", economy="PE")
    client.post(FORM, proposal | {"kind": "platform", "economy": "CL"})
    known = Organisation.objects.get(name="Ministry of Commerce")
    assert (known.kind, known.economy) == ("government", "PE")
    assert Source.objects.get(url=proposal["url"]).state == "proposed"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{port}/oai", "http://[::1]:{port}/", "http://10.0.0.8/", "http://localhost/"],
)
def test_a_private_address_is_refused(
    client: Client,
    proposal: dict[str, str],
    feed: OaiFeed,
    httpserver: HTTPServer,
    settings: Settings,
    address: str,
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = ()
    answer = client.post(FORM, proposal | {"url": address.format(port=httpserver.port)})
    assert answer.status_code == 422
    assert "not a public address" in answer.content.decode()
    assert feed.requests == []
    assert not Source.objects.exists()


def test_a_redirect_to_a_private_address_is_refused(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/moved").respond_with_data(
        "", 302, headers={"Location": "http://127.0.0.2/inside"}
    )
    answer = client.post(FORM, proposal | {"url": httpserver.url_for("/moved")})
    assert answer.status_code == 422
    assert "not a public address" in answer.content.decode()


def test_a_visitor_may_not_have_addresses_looked_at_without_end(
    client: Client, proposal: dict[str, str], httpserver: HTTPServer
) -> None:
    wrong = proposal | {"url": httpserver.url_for("/nowhere")}
    for _ in range(20):
        client.post(FORM, wrong)
    asked = len(httpserver.log)
    answer = client.post(FORM, wrong)
    assert answer.status_code == 422
    assert "come back in an hour" in answer.content.decode()
    assert len(httpserver.log) == asked
    behind = client.post(FORM, wrong, headers={"X-Forwarded-For": "198.51.100.2"})  # the same web server
    assert "come back in an hour" not in behind.content.decode()
    elsewhere = client.post(FORM, proposal, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 303


def test_a_form_from_elsewhere_is_refused(proposal: dict[str, str]) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, proposal)
    assert answer.status_code == 403
    assert b"Please send the form again" in answer.content
    assert not Source.objects.exists()


def test_it_answers_no_other_method(client: Client) -> None:
    assert client.put(FORM).status_code == 405
