"""`manage.py sources`: list, show, add, approve, refuse."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from registry.sources.models import Organisation, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered

pytestmark = pytest.mark.django_db

MAPPED = ("https://a.example/list.json", "--name", "A", "--protocol", "mapped")


@pytest.fixture
def feed(httpserver: HTTPServer, settings: Settings) -> str:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return OaiFeed(numbered(3) | {"oai:feed.example:untitled": {"description": "-"}}).serve(httpserver)


def sources(*arguments: Any) -> str:
    out = StringIO()
    call_command("sources", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: Any) -> CommandError:
    with pytest.raises(CommandError) as error:
        sources(*arguments)
    return error.value


def test_add_finds_out_what_it_is(feed: str) -> None:
    printed = sources(
        "add", feed, "--name", "Ministry", "--organisation", "Ministry of Trade", "--kind", "government",
        "--economy", "Peru", "--licence", "CC-BY-4.0",
    )  # fmt: skip
    assert printed == f"Ministry: oai_pmh {feed}, proposed\n"
    source = Source.objects.get()
    assert (source.licence, source.may_republish) == ("CC-BY-4.0", True)
    assert (source.organisation.name, source.organisation.kind, source.organisation.economy) == (
        "Ministry of Trade", "government", "PE",
    )  # fmt: skip


def test_add_believes_what_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    stated = {"records": "rows", "identifier": "no", "fields": {"title": "was"}}
    file.write_text(json.dumps(stated), "utf-8")
    assert "mapped" in sources("add", *MAPPED, "--source-settings", str(file), "--approve")
    source = Source.objects.get()
    assert (source.protocol, source.settings, source.state) == ("mapped", stated, "approved")


def test_without_a_licence_passing_on_is_unknown(feed: str) -> None:
    for name, stated in {
        "none": (),
        "open": ("--licence", "CC0-1.0"),
        "closed": ("--licence", "all rights", "--no-republish"),
        "forbidden": ("--no-republish",),
    }.items():
        sources("add", f"https://{name}.example/feed", "--name", name, "--protocol", "feed", *stated)
    assert dict(Source.objects.values_list("name", "may_republish")) == {
        "none": None, "open": True, "closed": False, "forbidden": False,
    }  # fmt: skip


def test_list_and_show_tell_state_runs_and_errors(feed: str) -> None:
    sources("add", feed, "--name", "Ministry", "--approve")
    assert sources("list") == f"Ministry\toai_pmh\tapproved\tnever harvested\t{feed}\n"
    harvest(Source.objects.get())
    assert "succeeded" in sources("list")
    shown = sources("show", "Ministry")
    for told in (
        str(Source.objects.get().uuid),
        "licence unknown, passing on unknown",
        "succeeded; 4 listed, 3 added, 1 rejected",
        "describe oai:feed.example:untitled title: The record has no title. Give every record a title.",
    ):
        assert told in shown


def test_a_source_is_known_by_its_uuid_too() -> None:
    source = make_source("Ministry")
    assert sources("show", str(source.uuid)).startswith("Ministry feed")


def test_approve_and_refuse_decide() -> None:
    make_source("Ministry", state="proposed")
    assert sources("approve", "Ministry feed") == "Ministry feed: approved\n"
    assert sources("refuse", "Ministry feed", "--reason", "Holidays") == "Ministry feed: refused\n"
    assert Source.objects.get().state_reason == "Holidays"
    assert "refused Holidays" in sources("show", "Ministry feed")


@pytest.mark.parametrize("action", ["show", "approve", "refuse"])
def test_an_unknown_name_is_wrong_usage(action: str) -> None:
    error = refused(action, "Nobody")
    assert error.returncode == 2
    assert "`manage.py sources list` shows them" in str(error)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "required"),
        (("remove", "A"), "invalid choice"),
        (("add", "https://a.example/"), "--name"),
        (("add", "https://a.example/", "--name", "A", "--protocol", "gopher"), "invalid choice"),
        (("add", "https://a.example/", "--name", "A", "--kind", "guild"), "invalid choice"),
        (("add", *MAPPED, "--economy", "Atlantis"), "No economy is called 'Atlantis'"),
        (("add", "not an address", "--name", "A", "--protocol", "feed"), "no web address"),
        (("add", "notaurl", "--name", "A"), "no web address"),
        (
            ("add", "https://a.example/", "--name", "A", "--economy", "Atlantis"),
            "No economy is called 'Atlantis'",
        ),
        (("add", *MAPPED, "--source-settings", "/nowhere.json"), "cannot be read"),
    ],
)
def test_wrong_usage_is_told_in_words(arguments: tuple[str, ...], words: str) -> None:
    error = refused(*arguments)
    assert words in str(error)
    assert not Source.objects.exists()
    assert not Organisation.objects.exists()


def test_what_is_known_already_is_wrong_usage(feed: str) -> None:
    sources("add", feed, "--name", "Ministry")
    for again, words in (
        ((feed, "--name", "Other"), "already known"),
        ((feed + "2", "--name", "Ministry"), "another name"),
    ):
        error = refused("add", *again, "--protocol", "oai_pmh")
        assert error.returncode == 2
        assert words in str(error)


def test_settings_that_do_not_fit_are_wrong_usage(feed: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"records": "rows["}', "utf-8")
    error = refused("add", feed, "--name", "A", "--source-settings", str(file))
    assert error.returncode == 2
    assert not Source.objects.exists()


def test_an_address_that_cannot_be_read_says_why(feed: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    error = refused("add", httpserver.url_for("/gone"), "--name", "A")
    assert error.returncode == 1
    assert "404" in str(error)
    assert not Source.objects.exists()


def test_an_address_that_is_none_is_wrong_usage() -> None:
    assert refused("add", "notaurl", "--name", "A").returncode == 2


def test_settings_are_shown_and_changed(tmp_path: Path) -> None:
    sources("add", *MAPPED)
    assert sources("settings", "A") == "{}\n"
    file = tmp_path / "settings.json"
    stated = {"records": "rows", "fields": {"title": "was"}}
    file.write_text(json.dumps(stated), "utf-8")
    assert json.loads(sources("settings", "A", "--source-settings", str(file))) == stated
    assert Source.objects.get().settings == stated
    file.write_text('{"records": "rows["}', "utf-8")
    assert "JMESPath" in str(refused("settings", "A", "--source-settings", str(file)))
    assert Source.objects.get().settings == stated
