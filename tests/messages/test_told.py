"""What harvesters tell is written by words(), without which no reader has it in another language."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.messages import ROOT

_TELLING = {
    "FetchProblem",
    "PathProblem",
    "SettingsProblem",
    "Undescribable",
    "Unreadable",
    "_not_asked_for",
    "_problem",
    "_rejected",
    "_skipped",
    "_stop_short",
    "_warn",
    "_without",
    "not_understood",
    "rejected",
    "unreadable",
    "warn",
}
_TOLD = {"advice", "reason", "skipped"}


def sentences(module: ast.Module) -> Iterator[ast.expr]:
    """Texts with a space in them that are told as they are."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [keyword.value for keyword in node.keywords if keyword.arg in _TOLD]
        given += node.args if name in _TELLING else []
        yield from (text for text in given if is_sentence(text))


def is_sentence(text: ast.expr) -> bool:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return any(isinstance(p, ast.Constant) and isinstance(p.value, str) and " " in p.value for p in parts)


def test_no_reason_and_no_advice_is_told_in_english_alone() -> None:
    def places() -> Iterator[str]:
        for path in sorted((ROOT / "harvesters").rglob("*.py")):
            found = sentences(ast.parse(path.read_text("utf-8")))
            yield from (f"{path.relative_to(ROOT)}:{one.lineno}: write it by words()" for one in found)

    assert list(places()) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('context.warn("title", "It is long.")', 1),
        ('context.warn("title", f"It is {n} long.", "Make it shorter.")', 2),
        ('context.warn(f"occurrences.{which}", words("It is long."))', 0),
        ('Problem(stage="read", reason=f"The {what} is empty.")', 1),
        ('Problem(stage="read", reason=words("It is empty."))', 0),
    ],
)
def test_a_sentence_that_is_told_in_english_alone_is_noticed(line: str, found: int) -> None:
    assert len(list(sentences(ast.parse(line)))) == found
