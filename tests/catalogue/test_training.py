"""`manage.py train`: learns from labels and from curators' decisions, and keeps only what is better."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.catalogue.curated_labels import curated_labels
from registry.catalogue.models import Resource
from registry.catalogue.ratings import judge
from registry.framework import model
from registry.framework.learning.label_lines import read_labels
from registry.framework.learning.training import held_back
from registry.framework.model import Model, stored
from registry.framework.rater import rate
from registry.framework.vocabularies import ASPECTS
from tests.evaluation.labels import as_line
from tests.factories import make_resource, make_source

LOGISTICS, FINANCE = "international-logistics", "internet-finance"
SUBJECTS: dict[str, str | None] = {
    "Freight forwarding": LOGISTICS,
    "Letters of credit": FINANCE,
    "Guitar for beginners": None,
    "Watercolour painting": None,
}
Line = dict[str, Any]

pytestmark = pytest.mark.django_db


def labels(source: str, count: int, *, wrong: bool = False) -> list[Line]:
    """So many of a source, half of which are about trade; if `wrong`, the others are said to be, and few of these."""
    subjects = list(SUBJECTS.items())
    return [
        labelled(source, number, *subjects[number % len(subjects)], wrong and number % 16 > 0)
        for number in range(count)
    ]


def labelled(source: str, number: int, title: str, aspect: str | None, wrong: bool) -> Line:
    taught = (None if aspect else LOGISTICS) if wrong else aspect
    return {
        "id": f"{source}-{number}",
        "source": source,
        "title": f"{title} {number}",
        "description": "In short.",  # a title alone that is nothing but a term would be taken at its word
        "language": "en",
        "relevant": taught is not None,
        "aspects": {taught: 2} if taught else {},
        "visits": 0,
    }


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """Where the model of this node lies: one that was trained from labels that nobody knows any more."""
    path = tmp_path / "rater-model.json"
    replace(Model.read(model.SHIPPED), about={}).write(path)
    return path


def written(folder: Path, lines: Iterable[Line]) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def train(to: Path, lines: Iterable[Line]) -> None:
    call_command("train", "--labels", str(written(to.parent, lines)), "--to", str(to))


THREE_SOURCES = [line for source in "abc" for line in labels(source, 36)]


def learned(to: Path) -> Model:
    found = stored(to)
    assert found is not None
    return found


def relevance(to: Path, title: str) -> float:
    (each,) = read_labels(written(to.parent, [labelled("new", 1, title, None, False)]))
    relevant = rate(each.rateable, learned(to)).relevant
    assert relevant is not None
    return relevant


def test_it_learns_what_the_labels_say(to: Path) -> None:
    train(to, THREE_SOURCES)
    assert relevance(to, "Letters of credit") > 0.5 > relevance(to, "Guitar for beginners")
    replace(learned(to), about={}).write(to)
    train(to, [line for source in "abc" for line in labels(source, 36, wrong=True)])
    assert relevance(to, "Letters of credit") < 0.5 < relevance(to, "Guitar for beginners")


def test_the_model_says_of_which_labels_it_is_and_how_good(
    to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(to, THREE_SOURCES)
    told = capsys.readouterr()
    about = learned(to).about
    assert about["labels"] == 108
    assert len(set(about["known"].split())) == 108
    # The subjects of a source are those of the others, and each is named by its title.
    assert about["held_back_macro_f1"] == 1.0
    assert "108 labels from files, 0 from curators" in told.err
    assert told.out.startswith("1.000 on sources held back.")
    assert str(to) in told.out


def test_the_same_labels_give_the_same_model(to: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(to.read_bytes())
    train(to, THREE_SOURCES)
    train(other, THREE_SOURCES)
    assert other.read_bytes() == to.read_bytes()


def test_it_learns_nothing_anew_from_the_same_labels(to: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(to, THREE_SOURCES)
    before = to.read_bytes()
    capsys.readouterr()
    train(to, reversed(THREE_SOURCES))
    assert capsys.readouterr().out.strip() == (
        "The last model stays. The last model was trained from the same labels."
    )
    assert to.read_bytes() == before


def test_it_learns_anew_from_the_same_labels_when_the_rater_has_changed(
    to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(to, THREE_SOURCES)
    of_today = learned(to)
    replace(of_today, about={**of_today.about, "rater": "an older one"}).write(to)
    capsys.readouterr()
    train(to, THREE_SOURCES)
    assert capsys.readouterr().out.startswith("The rater has changed, the labels have not: 1.000 on sources")
    assert learned(to).about["rater"] == of_today.about["rater"]


def test_a_better_model_replaces_the_last(to: Path, capsys: pytest.CaptureFixture[str]) -> None:
    misled = [line for source in "abc" for line in labels(source, 36, wrong=True)]
    train(to, misled)
    capsys.readouterr()
    train(to, misled + [line for source in "defghi" for line in labels(source, 60)])
    assert "on sources held back. Kept in" in capsys.readouterr().out
    assert learned(to).about["labels"] == 108 + 360
    assert relevance(to, "Letters of credit") > 0.5 > relevance(to, "Guitar for beginners")


def test_a_worse_model_leaves_the_last(to: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(to, THREE_SOURCES)
    before = to.read_bytes()
    capsys.readouterr()
    train(to, [*THREE_SOURCES, *labels("d", 160, wrong=True)])
    told = capsys.readouterr().out
    reached, last = map(float, re.findall(r"\d\.\d{3}", told))
    assert told.startswith("The last model stays. On sources held back it reaches")
    assert reached < last
    assert to.read_bytes() == before


def test_it_asks_for_the_labels_of_the_last_model_which_it_compares_with(
    to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to.unlink()  # so that the last is the one that is shipped
    train(to, THREE_SOURCES)
    assert "Too few of the last model's labels are among these" in capsys.readouterr().out
    assert not to.exists()


def test_each_source_is_judged_by_a_model_that_has_not_seen_it(tmp_path: Path) -> None:
    lines = [*labels("a", 40), *labels("b", 40), *labels("misled", 200, wrong=True)]
    judged = held_back(list(read_labels(written(tmp_path, lines))))
    assert len(judged) == 280
    for each in judged:
        about_trade = each.labelled.rateable.title.startswith(("Freight", "Letters"))
        relevant = (each.profile.relevant or 0) >= 0.5
        # What the misled source says reaches all but itself: it outnumbers the others.
        assert relevant == (about_trade == (each.labelled.source == "misled"))


def judged_whole(resource: Resource, **depths: int | str) -> None:
    for aspect in ASPECTS.ids:
        judge(resource, aspect, depths.get(aspect.replace("-", "_"), 0), actor="ana")


@pytest.fixture
def judged() -> dict[str, Resource]:
    """What curators have said of five resources, two of which they have judged whole."""
    source = make_source("Academy")
    by_machine = {"cells": {aspect: {"value": 0} for aspect in ASPECTS.ids}}
    made = {
        name: make_resource(
            f"Course on {name}", source=source, profile=by_machine, language="en", description="In short."
        )
        for name in ("freight", "guitars", "payments", "customs", "nothing")
    }
    judged_whole(made["freight"], international_logistics=3, internet_finance=1)
    judge(made["freight"], "visits", 2, actor="ana")
    judge(made["guitars"], "relevant", "no", actor="ana")
    judge(made["payments"], FINANCE, 2, actor="ana")  # of five aspects only the machine has said anything
    judged_whole(made["customs"], international_trade_practices="unknown")
    return made


def test_what_curators_have_judged_whole_are_labels(judged: dict[str, Resource]) -> None:
    freight, guitars = curated_labels()
    assert (freight.id, guitars.id) == (str(judged["freight"].public_id), str(judged["guitars"].public_id))
    assert (freight.relevant, freight.taught, freight.visits) == (True, {LOGISTICS}, True)
    assert freight.depths == {**dict.fromkeys(ASPECTS.ids, 0), LOGISTICS: 3, FINANCE: 1}
    assert (guitars.relevant, guitars.taught, guitars.visits) == (False, frozenset(), False)
    assert freight.source == guitars.source == str(judged["freight"].record.source.uuid)
    assert freight.language == "en"
    assert (freight.rateable.title, freight.rateable.description) == ("Course on freight", "In short.")
    assert freight.rateable.organiser_kind == "government"


def test_it_learns_from_curators_too(
    to: Path, judged: dict[str, Resource], capsys: pytest.CaptureFixture[str]
) -> None:
    train(to, THREE_SOURCES)
    assert "108 labels from files, 2 from curators" in capsys.readouterr().err
    assert learned(to).about["labels"] == 110


def test_a_changed_decision_is_another_label(to: Path, judged: dict[str, Resource]) -> None:
    train(to, THREE_SOURCES)
    known = set(learned(to).about["known"].split())
    judge(judged["guitars"], "relevant", "yes", actor="ana")
    judged_whole(judged["guitars"], online_marketing=2)
    replace(learned(to), about={}).write(to)
    train(to, THREE_SOURCES)
    assert len(known - set(learned(to).about["known"].split())) == 1


@pytest.mark.parametrize(
    "lines",
    [THREE_SOURCES[:99], [*labels("a", 90), *labels("b", 90)]],
    ids=["99 of three sources", "180 of two sources"],
)
def test_too_few_labels_teach_nothing(to: Path, lines: list[Line]) -> None:
    before = to.read_bytes()
    with pytest.raises(
        CommandError, match=f"Only {len(lines)} labelled resources .*Give the project's labels"
    ):
        train(to, lines)
    assert to.read_bytes() == before


@pytest.mark.parametrize("relevant", ["a", ""])
def test_what_is_relevant_must_come_from_two_sources(to: Path, relevant: str) -> None:
    """Without the only source that has any, nothing is left to learn from."""
    lines = [*labels("a", 40), *labels("b", 40), *labels("c", 40)]
    for line in lines:
        if line["source"] != relevant:
            line |= {"relevant": False, "aspects": {}}
    with pytest.raises(CommandError, match="two sources at least") as refused:
        train(to, lines)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"no json", "line 2"),
        (b"[1]", "line 2"),
        (b'{"id": "x", "source": "a", "title": "A", "aspects": {}}', "line 2: KeyError: 'relevant'"),
        (b'{"id": "x", "source": "a", "title": 7, "relevant": true, "aspects": {}, "visits": 0}', "title"),
        (
            b'{"id": "x", "source": "a", "title": "A", "relevant": "no", "aspects": {}, "visits": 0}',
            "relevant",
        ),
        (
            b'{"id": "x", "source": "a", "title": "A", "relevant": true, "aspects": {"?": 2}, "visits": 0}',
            "'\\?'",
        ),
        (b'{"id": "x", "source": 7, "title": "A", "relevant": true, "aspects": {}, "visits": 0}', "source"),
        (
            b'{"id": "x", "source": "a", "title": "A", "relevant": true, "aspects": {}, "visits": "2"}',
            "visits",
        ),
        (b"\xff\xfe", "line 2"),
    ],
)
def test_a_line_that_is_no_label_is_named(to: Path, tmp_path: Path, line: bytes, words: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(json.dumps(THREE_SOURCES[0]).encode() + b"\n" + line + b"\n")
    with pytest.raises(CommandError, match=words) as refused:
        call_command("train", "--labels", str(path), "--to", str(to))
    assert str(path) in str(refused.value)
    assert refused.value.returncode == 2


def test_files_that_are_not_there_are_told(to: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.jsonl"):
        call_command("train", "--labels", str(tmp_path / "none.jsonl"), "--to", str(to))


def test_labels_of_the_project_are_written_as_they_are_read(tmp_path: Path) -> None:
    """`make train` hands them over in a file."""
    first = {**THREE_SOURCES[0], "description": "Step by step.", "type": "course", "visits": 2}
    (label,) = read_labels(written(tmp_path, [first | {"depths": {LOGISTICS: 3, FINANCE: 1, "visits": 2}}]))
    again = tmp_path / "again.jsonl"
    again.write_text(f"{as_line(label)}\n", encoding="utf-8")
    assert list(read_labels(again)) == [label]


def test_a_model_that_cannot_be_kept_is_told(to: Path) -> None:
    to.with_suffix(".draft").mkdir()
    before = to.read_bytes()
    with pytest.raises(CommandError, match=r"rater-model\.draft"):
        train(to, THREE_SOURCES)
    assert to.read_bytes() == before


def test_a_text_may_hold_any_separator_of_lines(tmp_path: Path) -> None:
    texts = ["one\u2028two", "one\u0085two", "one\u2029two"]
    lines = [{**THREE_SOURCES[0], "description": text} for text in texts]
    assert [each.rateable.description for each in read_labels(written(tmp_path, lines))] == texts
