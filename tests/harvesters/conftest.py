"""Fixtures of the harvesters' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harvesters.faults import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on loopback; see tests/harvesters/faults.py."""
    with Site() as running:
        yield running
