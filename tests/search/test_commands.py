"""`manage.py index` and `manage.py search`."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.catalogue.models import Resource
from search.index import drain
from tests.factories import make_resource
from tests.search.finding import titles

pytestmark = pytest.mark.django_db


def output(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_index_build_makes_it(capsys: pytest.CaptureFixture[str]) -> None:
    make_resource("Customs")
    call_command("index", "build")
    assert titles() == ["Customs"]
    assert "1 resources" in capsys.readouterr().err


def test_index_update_drains_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    drain()
    make_resource("Customs")
    call_command("index", "update")
    assert titles() == ["Customs"]
    assert "1 changes" in capsys.readouterr().err


def test_index_check_fails_on_a_difference_until_it_is_mended() -> None:
    resource = make_resource("Customs")
    drain()
    assert "stale: 0" in output("index", "check")
    Resource.objects.filter(pk=resource.pk).update(title="Excise")
    with pytest.raises(CommandError, match="--repair"):
        output("index", "check")
    assert f"stale: 1 ({resource.pk})" in output("index", "check", "--repair")
    assert "stale: 0" in output("index", "check")


def test_index_check_without_an_index_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="index build"):
        output("index", "check")


def test_search_prints_hits_and_counts() -> None:
    resource = make_resource("Customs for parcels", description="Clearance, step by step.")
    make_resource("Other")
    drain()
    printed = output("search", "customs", "parcels", no_color=True)
    assert "1 found" in printed
    assert "1. Customs for parcels" in printed
    assert str(resource.public_id) in printed
    assert "kind: government 1" in printed


def test_search_prints_json() -> None:
    resource = make_resource("Customs for parcels", language="en")
    make_resource("Aduana", language="es")
    drain()
    told = json.loads(output("search", "--facet", "language=en", "--json"))
    assert told["count"] == 1
    assert told["results"][0]["id"] == str(resource.public_id)
    assert told["facets"]["language"] == {"en": 1, "es": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--facet", "colour=red"), "colour: There is no such parameter"),
        (("--facet", "depth=9"), "depth 9: Choose one of"),
        (("--facet", "depth"), "NAME=VALUE"),
        (("--facet", "q=customs"), "NAME=VALUE"),
        (("--cursor", "made-up"), "cursor made-up: "),
        (("--limit", "0"), "--limit 0: "),
    ],
)
def test_search_refuses_what_it_cannot_use(arguments: tuple[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)) as refused:
        output("search", *arguments)
    assert refused.value.returncode == 2
