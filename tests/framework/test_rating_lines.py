"""`manage.py rate --ndjson`: a rating for each line, in the same order, whatever the lines hold."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.framework.rubric import CRITERIA_BY_GROUP
from registry.framework.vocabularies import ASPECTS


def answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *lines: bytes | dict[str, Any]
) -> list[dict[str, Any]]:
    written = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written)))
    call_command("rate", "--ndjson")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_answer_has_what_the_contract_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = answers(
        monkeypatch,
        capsys,
        {
            "id": "a",
            "title": "Letters of credit",
            "description": None,
            "language": "en",
            "type": "webinar",
            "organiser_kind": "government",
            "subjects": ["freight"],
        },
    )
    assert set(answer) == {
        *("id", "relevant", "aspects", "visits", "form", "phase", "criteria", "language", "version"),
        *("trade_models", "stages", "audience", "industries", "economies", "platform", "level"),
    }
    assert answer["id"] == "a"
    assert 0.5 <= answer["relevant"] <= 1
    assert list(answer["aspects"]) == list(ASPECTS.ids)
    finance = answer["aspects"]["internet-finance"]
    assert finance["depth"] == 2
    assert 0.5 <= finance["confidence"] <= 1
    assert finance["evidence"] == [{"field": "title", "start": 0, "end": 17, "text": "Letters of credit"}]
    assert answer["visits"] == {"depth": 0, "confidence": answer["visits"]["confidence"], "evidence": []}
    assert (answer["form"], answer["phase"], answer["language"]) == ("online", "training", "en")
    assert set(answer["criteria"]) == {c for group in CRITERIA_BY_GROUP.values() for c in group}
    assert answer["criteria"]["authoritative"] == "yes"
    assert answer["criteria"]["affordable"] == "unknown"


def test_it_tells_what_a_resource_is_for_or_that_it_is_not_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = answers(monkeypatch, capsys, {"title": "Sell coffee on Shopee"})
    (platform,) = answer["platform"]
    assert platform["value"] == "shopee"
    assert 0.5 <= platform["confidence"] <= 1
    assert platform["evidence"] == [{"field": "title", "start": 15, "end": 21, "text": "Shopee"}]
    assert [each["value"] for each in answer["industries"]] == ["agriculture"]
    assert answer["level"] == answer["audience"] == answer["economies"] == "unknown"


def test_missing_and_null_are_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("description", "language", "type", "organiser_kind", "subjects")
    bare = {"id": 1, "title": "Freight for exporters"}
    missing, null = answers(monkeypatch, capsys, bare, {**bare, **dict.fromkeys(names)})
    assert missing == null


def test_a_language_that_is_not_known_is_unknown_and_not_zero(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = answers(monkeypatch, capsys, {"title": "Zollverfahren", "language": "de"})
    assert answer["aspects"]["international-trade-practices"]["depth"] == "unknown"
    assert answer["relevant"] == "unknown"


def test_a_language_nobody_states_is_recognised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spanish, none = answers(
        monkeypatch,
        capsys,
        {"title": "Curso de comercio exterior y trámites aduaneros para pequeñas empresas"},
        {"title": "?"},
    )
    assert (spanish["language"], none["language"]) == ("es", "unknown")


def test_bad_lines_are_told_in_their_place_and_the_others_are_rated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [b'{"id": 1, "title": "Freight"}', b"no json", b"[1]", b'{"id": 4, "title": 7}']
    lines += [b"\xff\xfe", b"", b'{"id": 6, "subjects": "freight"}', b'{"id": 7}']
    with pytest.raises(CommandError, match="5 of the lines"):
        answers(monkeypatch, capsys, *lines)
    captured = capsys.readouterr()
    told = [json.loads(line) for line in captured.out.splitlines()]
    assert [answer["id"] for answer in told] == [1, None, None, 4, None, 6, 7]
    assert [("error" in answer) for answer in told] == [False, True, True, True, True, True, False]
    assert "Line 4: Its title is no text" in captured.err


@pytest.mark.parametrize(
    "description",
    [
        "",
        "Freight and customs. " * 100_000,
        "报关 freight таможня 通関 " * 50,
        "\ud800 half a character",
        "<p>Customs &amp; <b>freight</b></p><script>x</script>",
        "business environment, internet finance, online marketing, customs, freight, etiquette, exercises "
        * 50,
        "\u0000\u0001 customs",
    ],
)
def test_whatever_the_text_is_it_is_rated_within_bounds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], description: str
) -> None:
    (answer,) = answers(monkeypatch, capsys, {"id": 1, "title": "Customs", "description": description})
    for judged in (*answer["aspects"].values(), answer["visits"]):
        assert judged["depth"] in (0, 1, 2, 3)
        assert 0 <= judged["confidence"] <= 1
        assert judged["evidence"] or judged["depth"] == 0
        for span in judged["evidence"]:
            source = {"title": "Customs", "description": description}[span["field"]]
            assert source[span["start"] : span["end"]] == span["text"]
    assert sum(judged["depth"] == 3 for judged in answer["aspects"].values()) < len(ASPECTS)
