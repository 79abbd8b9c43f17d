"""`manage.py harvest` of stored sources."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from registry.catalogue.models import Outbox
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.search.finding import titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(httpserver: HTTPServer, settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    return make_source("Ministry", url=OaiFeed(numbered(3)).serve(httpserver))


@pytest.fixture
def gone(source: Source, httpserver: HTTPServer) -> Source:
    """Comes before the other by its name."""
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    return make_source("Agency", url=httpserver.url_for("/gone"))


def refused(*arguments: Any) -> CommandError:
    with pytest.raises(CommandError) as error:
        call_command("harvest", *arguments)
    return error.value


def test_it_harvests_by_name_and_indexes(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("harvest", "Ministry feed")
    assert len(titles()) == 3
    assert not Outbox.objects.exists()
    told = capsys.readouterr()
    assert "Ministry feed: succeeded: 3 listed, 3 added" in told.err
    assert told.out == ""


def test_it_goes_on_after_a_source_that_fails_and_says_which(source: Source, gone: Source) -> None:
    error = refused("--all")
    assert error.returncode == 1
    assert "Agency feed" in str(error)
    assert "Ministry feed" not in str(error)
    assert len(titles()) == 3


def test_it_goes_on_after_a_run_that_broke(source: Source) -> None:
    make_source("Broken", url="https://broken.example/", protocol="gopher")
    assert "Broken feed" in str(refused("--all"))
    assert set(Run.objects.values_list("outcome", flat=True)) == {"failed", "succeeded"}


def test_all_leaves_out_what_is_not_approved(source: Source, gone: Source) -> None:
    Source.objects.filter(pk=gone.pk).update(state="paused")
    call_command("harvest", "--all")
    assert not gone.runs.exists()


def test_a_source_that_is_not_approved_is_not_harvested(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(state="proposed")
    assert "Ministry feed" in str(refused("Ministry feed"))
    assert "approve it first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name the sources to harvest, or give --all."),
        (("Ministry feed", "--all"), "Name the sources to harvest, or give --all."),
        (("Nobody",), "There is no source 'Nobody'"),
        (("Ministry feed", "--limit", "3"), "--limit is for --try"),
    ],
)
def test_wrong_usage_is_told_in_words(source: Source, arguments: tuple[str, ...], words: str) -> None:
    error = refused(*arguments)
    assert error.returncode == 2
    assert words in str(error)
    assert not Run.objects.exists()
