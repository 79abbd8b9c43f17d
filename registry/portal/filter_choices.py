"""What the calendar and the shelves can be narrowed by, as fields of a form."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from registry.framework import economies
from registry.framework.vocabularies import RESOURCE_TYPES
from registry.planning.agenda import Filter
from registry.portal.detail import economy_name
from registry.portal.language_names import autonym
from registry.portal.questionnaire import LANGUAGES
from search.facets import FACETS

_DATED = ("workshop", "webinar", "seminar", "course", "question-and-answer", "event", "visit", "internship")


def choices(chosen: Filter, names: Sequence[str]) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Of each of these filters its name, its label, and its values with their labels."""
    language = get_language()
    values: dict[str, list[tuple[str, str]]] = {
        "type": [(id, RESOURCE_TYPES[id].label(language)) for id in _DATED],
        "economy": sorted(((code, economy_name(code)) for code in economies.APEC), key=lambda pair: pair[1]),
        "language": [(tag, autonym(tag)) for tag in LANGUAGES],
    }
    for name in ("aspect", "form", "cost", "kind"):
        facet = FACETS[name]
        values[name] = [(id, str(label(language))) for id, label in facet.values.items() if id != "none"]
    for name, value in chosen.values.items():
        if value not in dict(values[name]):
            values[name].append((value, str(FACETS[name].value_label(value, language or "en"))))
    return [
        (
            name,
            str(FACETS[name].label),
            [(id, label, chosen.values.get(name) == id) for id, label in values[name]],
        )
        for name in names
    ]
