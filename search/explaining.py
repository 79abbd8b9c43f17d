"""What gave each hit its place, signal by signal: for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from search.engines import Engine
from search.query import Query
from search.scoring import Flat, Ids, Signal, Sum


@dataclass(frozen=True, slots=True)
class Explanation:
    """`by_id`: of each hit, by its resource's id, what each signal adds to its score; together they are the score.
    `signals`: the names of those that any hit has, in their order."""

    signals: Sequence[str]
    by_id: Mapping[int, Mapping[str, float]]


def explained(query: Query, ids: Sequence[int], now: datetime, chosen: Engine) -> Explanation:
    """Of the hits of a query; raises EngineUnavailable. One question to the engine for each signal."""
    scored = chosen.scoring(query, now)
    asked = (*scored.chosen_by(relaxed=True), *scored.signals)
    scores = {signal.name: _scores(signal, ids, chosen) for signal in asked if ids}
    by_id = {id: {name: found[id] for name, found in scores.items() if found.get(id)} for id in ids}
    return Explanation([name for name, found in scores.items() if found], by_id)


def _scores(signal: Signal, ids: Sequence[int], chosen: Engine) -> Mapping[int, float]:
    among = Sum((Flat(Ids(tuple(ids)), 0.0), signal.clause), 2)
    return {hit.id: hit.score or 0.0 for hit in chosen.best(among, len(ids))}
