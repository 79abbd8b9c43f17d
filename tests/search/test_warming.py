"""A process that answers searches reads the vocabulary before somebody waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import completing, needs, spelling
from search.query import from_params
from search.warming import warm


def test_afterwards_no_search_reads_it_and_no_database_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    warm()
    monkeypatch.setattr(Path, "open", lambda *_args, **_named: pytest.fail("a file was read"))
    assert needs.needs("customs clearance", ["en"])[0].aspects == {"international-trade-practices"}
    assert spelling.mended(from_params({"q": ["custmos"]}), lambda _token: 0).words == ("customs",)
    assert "incoterms" in [each.text for each in completing.vocabulary("incot", ["en"])]
