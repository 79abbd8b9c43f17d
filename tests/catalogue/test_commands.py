"""`manage.py rate` and `manage.py rebuild`."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.runs import harvest
from registry.catalogue.models import Outbox, Rating, Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.ratings import judge
from registry.sources.models import Source
from search.index import drain
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.search.finding import titles

pytestmark = pytest.mark.django_db

PRACTICES = "international-trade-practices"


@pytest.fixture
def resource(httpserver: HTTPServer, settings: Settings) -> Resource:
    """The first of three, harvested and corrected."""
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    source = make_source("Ministry", url=OaiFeed(numbered(3)).serve(httpserver))
    harvest(Source.objects.get(pk=source.pk))
    resource = Resource.objects.get(record__identifier="oai:feed.example:1")
    set_overlay(resource, "title", "Customs for beginners", actor="staff")
    judge(resource, "visits", 2, actor="staff")
    resource.refresh_from_db()
    return resource


def derived() -> list[tuple[Any, ...]]:
    return list(
        Resource.objects.order_by("pk").values_list(
            "pk", "title", "effective", "profile", "tags", "hidden", "leader"
        )
    )


def spoil(resource: Resource) -> None:
    """As if an older rater had rated it."""
    Rating.objects.filter(resource=resource, kind="machine").update(cells={"version": "old", "cells": {}})


def test_rate_rates_everything_again(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rate")
    before = derived()
    spoil(resource)
    capsys.readouterr()
    call_command("rate")
    assert "3 rated, 1 came out differently" in capsys.readouterr().err
    assert derived() == before
    assert not Outbox.objects.exists()


def test_rate_leaves_what_people_judged(resource: Resource) -> None:
    call_command("rate")
    resource.refresh_from_db()
    assert resource.profile["cells"]["visits"]["value"] == 2


def test_rate_rates_the_named_only(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rate", str(resource.public_id))
    assert "1 rated" in capsys.readouterr().err


class Terminal(io.StringIO):
    """Somebody at a terminal, who has typed this."""

    def isatty(self) -> bool:
        return True


class Nobody(io.StringIO):
    """No terminal, as for a service: whoever asks waits for ever."""

    def readline(self, size: int | None = -1, /) -> str:
        raise AssertionError("nobody is there to be asked")


@pytest.fixture
def outdated(resource: Resource) -> Resource:
    """All three are rated; the machine rating of this one says of one cell what an older rater said."""
    call_command("rate")
    rating = Rating.objects.get(resource=resource, kind="machine")
    assert rating.cells["cells"][PRACTICES]["value"] == 2  # a course on customs
    rating.cells["cells"][PRACTICES]["value"] = 0
    rating.save()
    return resource


def kept(resource: Resource) -> Any:
    return Rating.objects.get(resource=resource, kind="machine").cells["cells"][PRACTICES]["value"]


def test_a_dry_run_tells_what_would_change_and_keeps_nothing(
    outdated: Resource, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = Resource.objects.exclude(pk=outdated.pk).order_by("pk")[0]
    Rating.objects.filter(resource=fresh, kind="machine").delete()
    ratings, shown = list(Rating.objects.order_by("pk").values()), derived()
    capsys.readouterr()
    call_command("rate", "--dry-run")
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "2 resources are rated otherwise, 1 of them for the first time.",
        f"  {PRACTICES}: 0 → 2: 1",
    ]
    assert "3 rated, 2 come out differently" in told.err
    assert list(Rating.objects.order_by("pk").values()) == ratings
    assert derived() == shown
    assert not Outbox.objects.exists()


def test_a_dry_run_tells_what_a_resource_is_said_to_be_for(
    outdated: Resource, capsys: pytest.CaptureFixture[str]
) -> None:
    rating = Rating.objects.get(resource=outdated, kind="machine")
    level = {"value": "advanced", "confidence": 0.8, "evidence": [], "reason": ""}
    rating.cells = rating.cells | {"traits": {"level": [level], "stages": []}}
    rating.save()
    call_command("rate", "--dry-run")
    assert "  level: advanced → beginner: 1" in capsys.readouterr().out.splitlines()


def test_a_dry_run_asks_nothing_at_a_terminal(outdated: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    call_command("rate", "--dry-run")
    assert kept(outdated) == 0


@pytest.mark.parametrize(
    ("typed", "value"), [("y\n", 2), ("YES\n", 2), ("n\n", 0), ("\n", 0), ("", 0), ("maybe\n", 0)]
)
def test_at_a_terminal_it_tells_what_changes_and_asks_before_it_is_kept(
    outdated: Resource,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    value: int,
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    capsys.readouterr()
    call_command("rate")
    told = capsys.readouterr().out
    assert told.index(f"{PRACTICES}: 0 → 2: 1") < told.index("Keep these ratings? [y/N]")
    assert kept(outdated) == value


def test_where_nothing_changes_nothing_is_asked(
    resource: Resource, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rate")
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    capsys.readouterr()
    call_command("rate")
    assert capsys.readouterr().out.splitlines() == [
        "0 resources are rated otherwise, 0 of them for the first time."
    ]


def test_with_yes_nobody_is_asked_at_a_terminal(
    outdated: Resource, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    capsys.readouterr()
    call_command("rate", "--yes")
    assert "Keep" not in capsys.readouterr().out
    assert kept(outdated) == 2


def test_without_a_terminal_it_is_kept_at_once(outdated: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Nobody())
    call_command("rate")
    assert kept(outdated) == 2


def test_what_is_not_kept_and_what_is_not_asked_exclude_each_other(db: None) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("rate", "--dry-run", "--yes")


@pytest.mark.parametrize(
    ("id", "words"),
    [("nonsense", "nonsense"), ("00000000-0000-4000-8000-000000000000", "No resource has the id 00000000")],
)
def test_rate_refuses_an_id_that_is_none(resource: Resource, id: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("rate", str(resource.public_id), id)


def test_rebuild_reproduces_what_is_derived(resource: Resource) -> None:
    call_command("rate")
    before = derived()
    Resource.objects.update(title="?", effective={}, profile={}, tags=["?"], hidden=True)
    call_command("rebuild")
    assert derived() == before


def test_rebuild_mends_the_search_index(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    drain()
    before = titles()
    Resource.objects.update(title="?", effective={"title": "?"})
    capsys.readouterr()
    call_command("rebuild")
    assert titles() == before
    assert "3 resources" in capsys.readouterr().err
    assert not Outbox.objects.exists()
