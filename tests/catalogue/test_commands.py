"""`manage.py rate` and `manage.py rebuild`."""

from __future__ import annotations

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
