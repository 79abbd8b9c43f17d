"""Describes and rates the records of one run: pure, so that this process and a second one come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, NamedTuple

import orjson

from harvesters.intake import Reading, read_one
from harvesters.listing import Harvested
from harvesters.problems import Problem
from registry.catalogue.description import Description
from registry.catalogue.prepared import Prepared, all_prepared, as_text
from registry.framework import lexicon
from registry.framework.lexicon import Edit

Organiser = tuple[str, str, str]  # name, kind and economy


class Manner(NamedTuple):
    """All that decides what a payload comes to in a run; plain values, which pass between processes.

    `settings`: of the source, as JSON. `today`: what now is taken for, in ISO 8601. `draft`: the dotted name of
    the function that drafts the entry in the search index; empty where none is wanted. `rated`: else left to later.
    `edits`: what the node has changed of the rater's lexicon, each as a plain tuple; None leaves it as it is.
    """

    settings: str
    today: str
    organiser: Organiser
    draft: str
    rated: bool
    edits: tuple[tuple[Any, ...], ...] | None = None


def manner(
    settings: Mapping[str, Any],
    now: datetime,
    organiser: Organiser,
    *,
    draft: str = "",
    rated: bool = True,
    edits: Sequence[Edit] | None = None,
) -> Manner:
    plain = None if edits is None else tuple(tuple(edit) for edit in edits)
    return Manner(as_text(dict(settings)), now.isoformat(), organiser, draft, rated, plain)


class Answer(NamedTuple):
    """What one record came to. `kind` and `problems` are a harvesters.intake.Reading's."""

    kind: str
    problems: tuple[Problem, ...]
    prepared: Prepared | None


class Describer:
    """Describes and rates in one manner."""

    def __init__(self, manner: Manner) -> None:
        self.settings: Mapping[str, Any] = orjson.loads(manner.settings)
        self.now = datetime.fromisoformat(manner.today)
        self.organiser, self.rated = manner.organiser, manner.rated
        self._draft = _named(manner.draft) if manner.draft else None
        if manner.edits is not None:
            lexicon.use([Edit(*plain) for plain in manner.edits])

    def __call__(self, record: Harvested) -> Answer:
        """What a record of the source's own organisation comes to. Raises nothing for whatever it says."""
        return self.all((record,))[0]

    def all(self, records: Iterable[Harvested]) -> list[Answer]:
        """The same of several, which takes less time for each."""
        readings = [self.read(record) for record in records]
        described = [reading.description for reading in readings if reading.description is not None]
        made = iter(self._all_prepared(described, self.organiser[1]))
        return [
            Answer(reading.kind, reading.problems, None if reading.description is None else next(made))
            for reading in readings
        ]

    def read(self, record: Harvested) -> Reading:
        return read_one(record, self.settings, self.now)

    def prepare(self, description: Description, organiser_kind: str | None) -> Prepared:
        """Without a kind the rating is left to later."""
        return self._all_prepared((description,), organiser_kind)[0]

    def _all_prepared(
        self, descriptions: Sequence[Description], organiser_kind: str | None
    ) -> list[Prepared]:
        kind = organiser_kind if self.rated else None
        return all_prepared(descriptions, kind, self._day, self._entry if self._draft else None)

    @property
    def _day(self) -> date:
        return self.now.date()

    def _entry(self, said: Mapping[str, Any], profile: Mapping[str, Any]) -> tuple[Any, ...]:
        assert self._draft
        return self._draft(said, profile, self.organiser)


def _named(path: str) -> Callable[..., tuple[Any, ...]]:
    module, _, name = path.rpartition(".")
    found: Callable[..., tuple[Any, ...]] = getattr(import_module(module), name)
    return found
