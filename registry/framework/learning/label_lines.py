"""Labelled descriptions in a file, one JSON object a line: what `manage.py train` reads besides the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.framework.learning.labelled import Labelled, taught
from registry.framework.rateable import Rateable
from registry.framework.rubric import ASSIGNED


class BadLabels(ValueError):
    """A file that holds no labels; says where, and why."""


def read_labels(path: Path) -> Iterator[Labelled]:
    """Each line: id, source, title, description, language, type, organiser_kind, relevant, aspects, visits.

    `aspects` are depths by id, `visits` is a depth; `depths` and `criteria` may stand besides.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield _labelled(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadLabels(f"{path}, line {number}: {type(error).__name__}: {error}") from error


def _labelled(stated: Mapping[str, Any]) -> Labelled:
    return Labelled(
        id=stated["id"],
        source=stated["source"],
        language=stated.get("language") or "",
        rateable=Rateable(
            title=stated["title"],
            description=stated.get("description"),
            language=stated.get("language"),
            type=stated.get("type"),
            organiser_kind=stated.get("organiser_kind"),
        ),
        relevant=bool(stated["relevant"]),
        taught=taught(stated["aspects"]),
        visits=stated["visits"] >= ASSIGNED,
        depths=stated.get("depths") or {},
        criteria=stated.get("criteria") or {},
    )
