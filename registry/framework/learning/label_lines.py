"""Labelled descriptions in a file, one JSON object a line: what `manage.py train` reads besides the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.framework.learning.labelled import Labelled, taught
from registry.framework.rating_lines import rateable
from registry.framework.rubric import ASSIGNED, checked
from registry.framework.vocabularies import VISITS


class BadLabels(ValueError):
    """A file that holds no labels; says where, and why."""


def read_labels(path: Path) -> Iterator[Labelled]:
    """Each line: id, source, title, description, language, type, organiser_kind, relevant, aspects, visits.

    `aspects` are depths by id, `visits` is a depth; `depths` and `criteria` may stand besides. OSError where
    the file cannot be read, BadLabels at the first line that is no label.
    """
    # As bytes: a text has more separators of lines than a file of JSON lines.
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _labelled(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise BadLabels(f"{path}, line {number}: {type(error).__name__}: {error}") from error


def _labelled(stated: Mapping[str, Any]) -> Labelled:
    depths, criteria = stated.get("depths") or {}, stated.get("criteria") or {}
    for cell, value in (*stated["aspects"].items(), *depths.items(), *criteria.items()):
        checked(cell, value)
    if not (isinstance(stated["id"], str) and isinstance(stated["source"], str)):
        raise ValueError("Its id and its source must be texts.")
    if not isinstance(stated["relevant"], bool):
        raise ValueError("Its relevant is neither true nor false.")
    return Labelled(
        id=stated["id"],
        source=stated["source"],
        language=stated.get("language") or "",
        rateable=rateable(stated),
        relevant=stated["relevant"],
        taught=taught(stated["aspects"]),
        visits=int(checked(VISITS.id, stated["visits"])) >= ASSIGNED,
        depths=depths,
        criteria=criteria,
    )
