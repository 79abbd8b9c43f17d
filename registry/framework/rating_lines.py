"""Ratings of descriptions that stand one a line as JSON: the contract of `manage.py rate --ndjson`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from registry.framework.language_recognition import recognised
from registry.framework.profile import Judgement, Profile
from registry.framework.rateable import Rateable
from registry.framework.rater import rate
from registry.framework.rubric import UNKNOWN
from registry.framework.traits import TRAITS
from registry.framework.vocabularies import ASPECTS, CRITERIA, VISITS

_TEXTS = ("title", "description", "language", "type", "organiser_kind")


class BadLine(ValueError):
    """A line that holds no description. `id` is its identifier, where it could be read."""

    def __init__(self, reason: str, id: Any = None) -> None:
        super().__init__(reason)
        self.id = id


def rated_line(line: bytes) -> dict[str, Any]:
    """The rating of one description: {"id", "title", "description", "language", "type", "organiser_kind", "subjects"}.

    All are optional, and null is the same as missing. BadLine when the line is no such object.
    """
    stated = _object(line)
    known = rateable(stated)
    language = known.language or recognised(f"{known.title}. {known.description or ''}")
    profile = rate(replace(known, language=language))
    return {"id": stated.get("id"), **_answer(profile, language)}


def rateable(stated: Mapping[str, Any]) -> Rateable:
    """The description that an object states. BadLine for a value that is no text."""
    known: dict[str, Any] = {name: _text(stated, name) for name in _TEXTS}
    return Rateable(**{**known, "title": known["title"] or "", "subjects": _texts(stated, "subjects")})


def failed_line(error: BadLine) -> dict[str, Any]:
    """What stands in the place of a rating, so that lines and answers keep their order."""
    return {"id": error.id, "error": str(error)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        stated = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"It is no JSON: {error}. Write one object a line, in UTF-8.") from None
    if not isinstance(stated, dict):
        raise BadLine("It is JSON, but no object: write {…} with the description's title.")
    return stated


def _text(stated: Mapping[str, Any], name: str) -> str | None:
    value = stated.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLine(f"Its {name} is no text: write a string, or leave it out.", stated.get("id"))
    return value or None


def _texts(stated: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = stated.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadLine(f'Its {name} are no list of texts: write ["…"], or leave them out.', stated.get("id"))
    return tuple(values)


def _answer(profile: Profile, language: str | None) -> dict[str, Any]:
    return {
        "relevant": UNKNOWN if profile.relevant is None else round(profile.relevant, 4),
        "aspects": {aspect: _depth(profile[aspect]) for aspect in ASPECTS.ids},
        "visits": _depth(profile[VISITS.id]),
        "form": profile["form"].value,
        "phase": profile["phase"].value,
        "criteria": {criterion: profile[criterion].value for criterion in CRITERIA.ids},
        **{trait: _values(profile.traits.get(trait, ())) for trait in TRAITS},
        "language": language or UNKNOWN,
        "version": profile.version,
    }


def _values(judgements: Sequence[Judgement]) -> list[dict[str, Any]] | str:
    told = [judgement.as_json() for judgement in judgements]
    return [{name: each[name] for name in ("value", "confidence", "evidence")} for each in told] or UNKNOWN


def _depth(judgement: Judgement) -> dict[str, Any]:
    told = judgement.as_json()
    return {"depth": told["value"], "confidence": told["confidence"], "evidence": told["evidence"]}
