"""Many queries at once, for measuring: a query a line in, a hit a line out, by one engine and without the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from registry.catalogue.models import Resource
from search.engines import Engine
from search.query import LARGEST_PAGE, Query, from_params

MOST_HITS = 50


def answers(lines: Iterable[str], engine: Engine, limit: int) -> Iterator[str]:
    """For each hit of each query, in their orders, a line with `qid`, `id` (the identifier that the source gave to
    the leading record), `rank` (from 1) and `score`. Raises EngineUnavailable: nothing stands in for an engine."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise CommandError(f"--limit {limit}: Give a number from 1 to {LARGEST_PAGE}.", returncode=2)
    for number, line in enumerate(lines, 1):
        if line.strip():
            asked = _asked(number, line)
            yield from _hits(asked["qid"], _query(asked, limit), engine)


def _asked(number: int, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise CommandError(f"Line {number} is no JSON: {error}", returncode=2) from error
    if not isinstance(asked, dict) or not all(isinstance(asked.get(key), str) for key in ("qid", "text")):
        raise CommandError(f"Line {number}: Give an object with the texts “qid” and “text”.", returncode=2)
    return asked


def _query(asked: dict[str, Any], limit: int) -> Query:
    query = from_params({"q": [asked["text"]], "page_size": [str(limit)]})
    language = asked.get("language")
    return replace(query, languages=(str(language),) if language else ())


def _hits(qid: str, query: Query, engine: Engine) -> Iterator[str]:
    hits = engine.search(query, timezone.now()).hits
    visible = Resource.objects.visible().filter(pk__in=[hit.id for hit in hits])
    identifiers = dict(visible.values_list("pk", "record__identifier"))
    shown = [hit for hit in hits if hit.id in identifiers]
    for rank, hit in enumerate(shown, 1):
        told = {"qid": qid, "id": identifiers[hit.id], "rank": rank, "score": hit.score}
        yield json.dumps(told, ensure_ascii=False)
