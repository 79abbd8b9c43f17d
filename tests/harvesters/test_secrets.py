"""A source that wants a secret gets it, nobody else does, and nothing that is kept or shown tells it."""

from __future__ import annotations

import io
import json
import logging
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from pytest_django import Settings

from harvesters import secrets
from harvesters.adding import add, change_settings
from harvesters.fetch import Fetcher, FetchProblem
from harvesters.fetch.secret import Secret
from harvesters.runs import harvest
from harvesters.settings import SettingsProblem, checked
from registry.catalogue.models import Change, Record
from registry.sources.models import Run, RunError, Source, SourceSecret
from tests.factories import make_source
from tests.harvesters.faults import Handler, Site, document, redirect, status

VALUE = "t0k/en+of=the source"
QUOTED = "t0k%2Fen%2Bof%3Dthe+source"
LIST = json.dumps([{"id": 1, "title": "Exporting"}])


def opened(site: Site, **stated: str) -> Fetcher:
    secret = Secret.of(site.url("/list"), VALUE, stated or {"header": "X-API-Key"})
    return Fetcher([site.address, "127.0.0.1"], robots=False, secret=secret)


# What is sent, and to whom


@pytest.mark.parametrize(
    ("stated", "sent"),
    [
        ({"header": "X-API-Key"}, ("X-API-Key", VALUE)),
        ({"header": "Authorization", "scheme": "Bearer"}, ("Authorization", f"Bearer {VALUE}")),
    ],
)
def test_it_is_sent_in_a_header(site: Site, stated: dict[str, str], sent: tuple[str, str]) -> None:
    site.answers["/list"] = document(LIST)
    opened(site, **stated).get(site.url("/list"))
    assert site.headers[0][sent[0]] == sent[1]


def test_it_is_sent_as_a_parameter_in_the_place_of_any_other(site: Site) -> None:
    site.answers["/list"] = document(LIST)
    fetched = opened(site, parameter="token").get(site.url("/list?token=***&page=2"))
    assert site.requests == [f"/list?page=2&token={QUOTED}"]
    assert fetched.url == site.url("/list?page=2&token=***")


def test_it_follows_a_redirect_within_the_site(site: Site) -> None:
    site.answers["/list"] = redirect("/moved")
    site.answers["/moved"] = document(LIST)
    opened(site).get(site.url("/list"))
    assert site.headers[1]["X-API-Key"] == VALUE


@pytest.mark.parametrize("stated", [{"header": "X-API-Key"}, {"parameter": "token"}])
def test_it_goes_to_no_other_site(site: Site, stated: dict[str, str]) -> None:
    with Site() as other:

        def led_on(handler: Handler) -> None:
            redirect(other.url(handler.path))(handler)

        other.answers["/list"] = document(LIST)
        site.answers["/list"] = led_on
        fetcher = opened(site, **stated)
        fetcher.get(site.url("/list"))
        fetcher.get(other.url("/list"))
        seen = f"{other.requests} {other.headers}"
    assert VALUE not in seen
    assert QUOTED not in seen
    assert "X-API-Key" not in seen


# What is told


def test_no_problem_tells_it(site: Site) -> None:
    site.answers["/list"] = status(403)
    shown = 300 - len("=&token=t0k")  # so that the address, as far as it is shown, ends within the secret
    url = site.url("/list?").ljust(shown, "x")
    with pytest.raises(FetchProblem) as refused:
        opened(site, parameter="token").get(url)
    told = f"{refused.value} {refused.value.problem} {refused.value.args}"
    assert "token=***" in told
    assert "t0k" not in told


def test_no_answer_tells_it_when_the_source_repeats_it(site: Site) -> None:
    echo = json.dumps([{"id": 1, "title": f"Hello {VALUE}", "self": f"/a?token={QUOTED}"}]).replace(
        "/", r"\/"
    )
    site.answers["/list"] = document(echo, Link=f"</list?token={QUOTED}&page=2>; rel=next")
    fetched = opened(site, parameter="token").get(site.url("/list"))
    assert json.loads(fetched.body) == [{"id": 1, "title": "Hello ***", "self": "/a?token=***"}]
    assert fetched.headers["link"] == "</list?token=***&page=2>; rel=next"


def test_its_own_form_does_not_tell_it() -> None:
    secret = Secret.of("https://a.example/", VALUE, {"header": "X-API-Key"})
    assert VALUE not in f"{secret!r} {secret}"


# What is kept


@pytest.fixture
def source(db: None, site: Site, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    return make_source(
        "Keyed",
        protocol="mapped",
        url=site.url("/list"),
        settings={
            "identifier": "id",
            "fields": {"title": "title", "description": "note"},
            "paging": {"by": "next", "path": "next"},
            "records": "items",
            "authentication": {"parameter": "token"},
        },
    )


def everything_kept() -> str:
    """All that the database holds of sources, their runs and records, as text."""
    rows: list[Any] = []
    for model in (Source, SourceSecret, Run, RunError, Record, Change):
        rows += model.objects.values()
    texts = [str(row) for row in rows]
    texts += [zlib.decompress(error.payload).decode() for error in RunError.objects.exclude(payload=None)]
    return " ".join(texts)


def test_a_harvest_sends_it_on_every_page_and_keeps_nothing_of_it(
    source: Source, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets.keep(source, "token", VALUE, actor="test")
    first = {
        "items": [{"id": 1, "title": "One", "note": f"your key is {VALUE}"}, {"note": VALUE}],
        "next": site.url(f"/list?page=2&token={QUOTED}"),
    }
    site.answers["/list"] = document(json.dumps(first))
    site.answers[f"/list?page=2&token={QUOTED}"] = status(500)
    run = harvest(source)
    assert (run.outcome, run.added, run.rejected) == ("partial", 1, 1)
    assert site.asked() == [f"/list?token={QUOTED}", f"/list?page=2&token={QUOTED}"]
    kept = everything_kept() + caplog.text
    assert VALUE not in kept
    assert QUOTED not in kept
    assert secrets.kept(source) == {"token": VALUE}


def test_a_source_whose_secret_is_not_kept_fails_with_advice(source: Source, site: Site) -> None:
    run = harvest(source)
    assert run.outcome == "failed"
    (error,) = run.errors.all()
    assert (error.stage, error.field) == ("fetch", "authentication")
    assert "sources secret" in error.advice
    assert site.requests == []


def test_it_is_not_sent_to_another_address_that_the_source_is_given(source: Source) -> None:
    secrets.keep(source, "token", VALUE, actor="test")
    source.url = "https://elsewhere.example/list"
    assert secrets.kept(source) == {}


def test_it_is_lost_when_the_key_of_the_installation_changes(source: Source, settings: Settings) -> None:
    secrets.keep(source, "token", VALUE, actor="test")
    settings.SECRET_KEY = "another"
    assert secrets.kept(source) == {}


@pytest.mark.parametrize("value", ["", "short", "two\nlines here", "schlüssel-geheim", "x" * 5000])
def test_it_keeps_nothing_that_cannot_be_sent(source: Source, value: str) -> None:
    with pytest.raises(secrets.UnusableSecret) as refused:
        secrets.keep(source, "token", value, actor="test")
    assert value == "" or value not in str(refused.value)
    assert secrets.kept(source) == {}


# The command


def command(monkeypatch: pytest.MonkeyPatch, typed: str, *options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    written = io.StringIO()
    call_command("sources", *options, stdout=written)
    return written.getvalue()


def test_a_command_keeps_and_forgets_it_and_shows_its_name_only(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = command(monkeypatch, f"{VALUE}\n", "secret", "Keyed feed", "--parameter", "token")
    said += command(monkeypatch, "", "show", "Keyed feed")
    assert "token is kept" in said
    assert "secret token for http://127.0.0.1" in said
    assert VALUE not in said
    assert secrets.kept(source) == {"token": VALUE}
    command(monkeypatch, "", "secret", "Keyed feed", "--parameter", "token", "--forget")
    assert secrets.kept(source) == {}
    changes = Change.objects.filter(field="secret").order_by("pk")
    assert [(one.before, one.after, one.actor) for one in changes] == [
        (None, "token", "command"),
        ("token", None, "command"),
    ]


def test_a_command_says_when_the_settings_do_not_name_it(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = command(monkeypatch, f"{VALUE}\n", "secret", "Keyed feed", "--header", "X-API-Key")
    assert "do not name X-API-Key" in said
    with pytest.raises(CommandError) as refused:
        command(monkeypatch, "short\n", "secret", "Keyed feed", "--header", "X-API-Key")
    assert refused.value.returncode == 2


def test_a_trial_reads_it_from_the_standard_input(
    site: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    site.answers["/list"] = document(LIST)
    file = tmp_path / "settings.json"
    file.write_text('{"authentication": {"header": "X-API-Key"}}')
    asked = ("--try", site.url("/list"), "--protocol", "mapped", "--source-settings", str(file))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{VALUE}\n"))
    written = io.StringIO()
    call_command("harvest", *asked, "--secret", stdout=written)
    assert "Exporting" in written.getvalue()
    assert site.headers[-1]["X-API-Key"] == VALUE
    with pytest.raises(CommandError, match="--secret"):
        call_command("harvest", *asked)
    with pytest.raises(CommandError, match="--secret"):
        call_command("harvest", "--try", site.url("/list"), "--secret")


# An address that was pasted with it


def test_it_is_taken_out_of_an_address_that_was_pasted_with_it(db: None) -> None:
    source = add(
        f"https://m.example/server.php?wsfunction=search&wstoken={QUOTED}&moodlewsrestformat=json",
        name="Moodle",
        protocol="mapped",
        organisation="School",
        settings={"preset": "moodle"},
    )
    assert source.url == "https://m.example/server.php?wsfunction=search&moodlewsrestformat=json"
    assert secrets.kept(source) == {"wstoken": VALUE}


def test_it_is_taken_out_of_the_address_when_the_settings_come_to_name_it(source: Source) -> None:
    source.url = f"{source.url}?page=1&key={QUOTED}"
    source.save()
    settings = {**source.settings, "authentication": {"parameter": "key"}}
    change_settings(source, settings, actor="test")
    source.refresh_from_db()
    assert source.url.endswith("/list?page=1")
    assert secrets.kept(source) == {"key": VALUE}


def test_an_address_with_one_that_cannot_be_kept_is_refused(db: None) -> None:
    with pytest.raises(ValidationError, match="wstoken"):
        add(
            "https://m.example/server.php?wstoken=short",
            name="Moodle",
            protocol="mapped",
            organisation="School",
            settings={"preset": "moodle"},
        )
    assert not Source.objects.exists()


# The settings


@pytest.mark.parametrize(
    ("stated", "at"),
    [
        ({}, "authentication"),
        ({"header": "X-Key", "parameter": "key"}, "authentication"),
        ({"parameter": "key", "scheme": "Bearer"}, "authentication"),
        ({"header": "Host"}, "authentication.header"),
        ({"header": "If-None-Match"}, "authentication.header"),
        ({"header": "X Key"}, "authentication.header"),
        ({"header": "X-Key", "secret": "t0k"}, "authentication.secret"),
    ],
)
def test_settings_name_how_it_is_sent_and_nothing_else(stated: dict[str, str], at: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        checked({"authentication": stated}, "mapped")
    assert refused.value.at == at
