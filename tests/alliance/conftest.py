"""The sample alliance, set up on one day and fetched as from a server at an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client

from registry.alliance.setup import set_up
from registry.sources.models import Source

DAY = date(2026, 5, 4)

Fetch = Callable[..., bytes]


@pytest.fixture
def sources(db: None, settings: LazySettings) -> dict[str, Source]:
    """The five sources by name, served at port 8000."""
    settings.SAMPLE_ALLIANCE = True
    return {source.name: source for source in set_up("http://127.0.0.1:8000", DAY)}


@pytest.fixture
def fetch(sources: dict[str, Source], client: Client) -> Fetch:
    """Gives what a source (by its name) or a path answers, with status 200."""

    def answer(what: str, port: int = 8000, **params: str) -> bytes:
        path = sources[what].url.removeprefix("http://127.0.0.1:8000") if what in sources else what
        response = client.get(path, params, headers={"host": f"127.0.0.1:{port}"})
        assert response.status_code == 200, path
        return bytes(response.content)

    return answer
