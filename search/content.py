"""What is searched of a resource: its texts, the values of its facets and its sessions, out of what it says.

Pure, and needs no database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from registry.catalogue.keys import canonical
from registry.framework.derived import tier_of
from registry.framework.rubric import ASSIGNED, BOTH, DEPTH_CELLS, UNKNOWN, Value
from registry.framework.vocabularies import ASPECTS, FORMS, PHASES
from search.facets import NONE, language
from search.ordering import Session

ANY = "any"
"""In place of an aspect in `Content.depths`: the best of the six."""

BELOW = "below:"
"""Before an address among `Content.names`: the resource's own lies below it."""

_MOST_ABOVE = 4
_MONTH = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?")

STATED = "stated"
"""In place of a date among `Content.facets`: that is reckoned from `starts` and `ends`."""


class Organiser(NamedTuple):
    """Who offers it: the organisation's name, its kind and its economy."""

    name: str
    kind: str
    economy: str


class Content(NamedTuple):
    """What is searched of one resource.

    `facets`: values by facet, those of depth and date apart. `depths`: "<aspect>-<depth>" for each aspect,
    visits, and ANY. `names`: its identifiers, in lower case, and the addresses above its own, after BELOW.
    `updated`: the year and month of its last change that is stated, as a number such as 202611; 0 when none is.
    """

    title: str
    subjects: tuple[str, ...]
    people: tuple[str, ...]  # and organisations
    description: str
    facets: Mapping[str, tuple[str, ...]]
    depths: tuple[str, ...]
    sessions: tuple[Session, ...]
    published: str  # ISO 8601, as stated; empty when it is not
    names: tuple[str, ...] = ()
    updated: int = 0
    link_is_dead: bool = False

    @property
    def starts(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys([session.start for session in self.sessions]))

    @property
    def ends(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys([session.end for session in self.sessions]))

    @property
    def digest(self) -> bytes:
        """Eight bytes that tell it from any other."""
        plain = orjson.dumps((*self[:6], [tuple(session) for session in self.sessions], *self[7:]))
        return hashlib.blake2b(plain, digest_size=8).digest()


def content(
    said: Mapping[str, Any],
    profile: Mapping[str, Any],
    organiser: Organiser,
    *,
    tags: Sequence[str] = (),
    sessions: Sequence[Session] = (),
) -> Content:
    """Of effective values (a Description as JSON) and a profile (registry.framework.profile.Profile as JSON)."""
    people = (said.get("publisher"), organiser.name, *said.get("creators", ()))
    known = _known(_judged(profile))
    return Content(
        said.get("title", ""),
        (*said.get("subjects", ()), *tags),
        tuple(dict.fromkeys([name for name in people if name])),
        said.get("description") or "",
        _facets(said, profile, known, organiser, dated=bool(sessions)),
        known.depths,
        tuple(sessions),
        said.get("published", ""),
        _names(said),
        _updated(said),
    )


def above(url: str) -> list[str]:
    """The addresses above one, the nearest first, as keys (registry.catalogue.keys.canonical)."""
    address = canonical(url) if url.count("/") > 4 else None
    if address is None:
        return []
    path = address.partition("?")[0].split("/")
    places = ("/".join(path[:length]) for length in range(len(path) - 1, 1, -1))
    return [place for place in places if canonical(f"https://{place}")][:_MOST_ABOVE]


def _names(said: Mapping[str, Any]) -> tuple[str, ...]:
    names = [name.lower() for name in said.get("identifiers", ())]
    names += [f"{BELOW}{place}" for place in above(said.get("url") or "")]
    return tuple(dict.fromkeys(names))


def _updated(said: Mapping[str, Any]) -> int:
    return max(_month(said.get("published")), _month(said.get("modified")))


def _month(date: str | None) -> int:
    stated = _MONTH.match(date) if date else None
    return int(stated[1]) * 100 + int(stated[2] or 0) if stated else 0


def _facets(
    said: Mapping[str, Any], profile: Mapping[str, Any], known: _Known, organiser: Organiser, *, dated: bool
) -> dict[str, tuple[str, ...]]:
    return {
        "aspect": known.aspect,
        "kind": _value(organiser.kind),
        "form": known.form or _values(said.get("forms", ())),
        "phase": known.phase,
        "language": _value(_language(said.get("language") or "")),
        "economy": _values(_economies(said, organiser)),
        "type": _value(said.get("type")),
        "cost": _value(_cost(said)),
        "tier": known.tier,
        "date": _DATED if dated else _NOT_KNOWN,
        # A trait without a value is unknown.
        "audience": _values(
            [judgement["value"] for judgement in profile.get("traits", {}).get("audience", ())]
        ),
    }


_language = lru_cache(maxsize=1_000)(language)


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([value for value in values if value])) or _NOT_KNOWN


def _value(value: str | None) -> tuple[str, ...]:
    return (value,) if value else _NOT_KNOWN


_NOT_KNOWN = (UNKNOWN,)
_DATED = (STATED,)


def _judged(profile: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    """The known values of a profile (registry.framework.profile.Profile as JSON), each with its cell."""
    cells = profile.get("cells", {}).items()
    return tuple([(cell, found["value"]) for cell, found in cells if found["value"] != UNKNOWN])


class _Known(NamedTuple):
    """What a profile comes to: values of facets, of the form none where it is not judged, and the depths."""

    aspect: tuple[str, ...]
    form: tuple[str, ...]
    phase: tuple[str, ...]
    tier: tuple[str, ...]
    depths: tuple[str, ...]


@lru_cache(maxsize=2_000)  # Many resources are judged alike, and all that nobody has rated yet are.
def _known(values: tuple[tuple[str, Value], ...]) -> _Known:
    judged = dict(values)
    return _Known(
        _values(_taught(judged)),
        _values(_either("form", judged)) if "form" in judged else (),
        _values(_either("phase", judged)),
        _value(tier_of(judged) if judged else None),
        _depths(judged),
    )


def _known_depths(judged: Mapping[str, Value]) -> dict[str, int]:
    return {cell: int(judged[cell]) for cell in DEPTH_CELLS if cell in judged}


def _taught(judged: Mapping[str, Value]) -> list[str]:
    depths = _known_depths(judged)
    if not depths:
        return [UNKNOWN]
    return [cell for cell, depth in depths.items() if depth >= ASSIGNED] or [NONE]


def _depths(judged: Mapping[str, Value]) -> tuple[str, ...]:
    depths = _known_depths(judged)
    of_aspects = [depths[aspect] for aspect in ASPECTS.ids if aspect in depths]
    best = max(of_aspects) if of_aspects else UNKNOWN
    return (f"{ANY}-{best}", *(f"{cell}-{depth}" for cell, depth in depths.items()))


def _either(cell: str, judged: Mapping[str, Value]) -> tuple[str, ...]:
    """The forms or phases that were judged; none when unknown."""
    value = str(judged.get(cell, ""))
    both = {"form": FORMS.ids, "phase": PHASES.ids}
    return both[cell] if value == BOTH else (value,)


def _economies(said: Mapping[str, Any], organiser: Organiser) -> Iterable[str | None]:
    """Those that it is about or held in; when none is stated, its organisation's."""
    stated = said.get("economies", ())
    if "occurrences" in said:
        stated = (*stated, *[session.get("economy") for session in said["occurrences"]])
    return stated if any(stated) else (organiser.economy,)


def _cost(said: Mapping[str, Any]) -> str | None:
    if said.get("free") is not None:
        return "free" if said["free"] else "paid"
    try:
        price = Decimal(said["price"]) if said.get("price") else None
    except InvalidOperation:
        return None
    return None if price is None else "paid" if price > 0 else "free"
