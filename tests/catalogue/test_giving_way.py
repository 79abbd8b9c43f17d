"""Work that nobody waits for leaves the database to others as long as it had it itself."""

from __future__ import annotations

import pytest
from django.db import connection

from registry.catalogue import writing


@pytest.mark.parametrize(("took", "left"), [(0.125, 0.125), (10.0, 0.25)])
def test_others_have_as_long_as_it_took(monkeypatch: pytest.MonkeyPatch, took: float, left: float) -> None:
    clock = iter([100.0, 100.0 + took])
    slept: list[float] = []
    monkeypatch.setattr(writing.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(writing.time, "sleep", slept.append)
    monkeypatch.setattr(connection, "vendor", "sqlite")  # elsewhere nobody waits by looking again
    with writing.giving_way():
        assert slept == []
    assert slept == [left]
