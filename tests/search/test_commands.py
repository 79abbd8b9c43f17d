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


def ndjson(asked: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", StringIO(asked))
    return [json.loads(line) for line in output("search", "--ndjson", *arguments).splitlines()]


def test_search_answers_many_queries_by_the_sources_identifiers(monkeypatch: pytest.MonkeyPatch) -> None:
    customs = make_resource("Customs for parcels")
    broker = make_resource("A broker", description="customs")
    make_resource("Delivery of letters")
    drain()
    asked = (
        '{"qid": "b", "text": "customs", "language": "en"}\n\n{"qid": "a", "text": "zebra", "language": "en"}\n'
        '{"qid": "c", "text": "报关", "language": "zh-Hans", "need": "is not read"}\n'
    )
    told = ndjson(asked, monkeypatch, "--engine", "embedded", "--limit", "2")
    ids = [customs.record.identifier, broker.record.identifier]
    assert [(hit["qid"], hit["id"], hit["rank"]) for hit in told] == [
        ("b", ids[0], 1),
        ("b", ids[1], 2),
        ("c", ids[0], 1),
        ("c", ids[1], 2),
    ]
    assert all(set(hit) == {"qid", "id", "rank", "score"} for hit in told)
    assert told[0]["score"] > told[1]["score"]


@pytest.mark.parametrize(
    ("asked", "arguments", "words"),
    [
        ('{"qid": "a", "text": "x"}\nnonsense', (), "Line 2 is no JSON"),
        ('{"qid": "a"}', (), "Line 1: Give an object"),
        ("[]", (), "Line 1: Give an object"),
        ("", ("--limit", "1000"), "--limit 1000: Give a number from 1 to 100"),
        ("", ("customs",), "standard input"),
    ],
)
def test_many_queries_are_refused_in_words(
    asked: str, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drain()
    with pytest.raises(CommandError, match=words) as refused:
        ndjson(asked, monkeypatch, *arguments)
    assert refused.value.returncode == 2


def test_many_queries_fail_where_the_engine_cannot_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="index build"):
        ndjson('{"qid": "a", "text": "customs"}', monkeypatch)


def test_search_prints_the_request_that_the_engine_gets() -> None:
    make_resource("Customs for parcels", language="en")
    drain()
    request = output("search", "customs", "--facet", "language=en", "--explain-request")
    assert "language" in request
    assert "custom" in request
    assert '"aspect"' in request
