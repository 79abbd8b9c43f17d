"""A saved search in words, and its address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.framework import economies
from search.facets import FACETS
from search.query import Query

ATOM_PARAMETERS = ("q", *FACETS, "from", "to")


def kept_params(query: Query) -> dict[str, list[str]]:
    """What a search is saved by: its words, filters and days; not its order, and not a page of it."""
    return {name: values for name, values in query.as_params().items() if name in ATOM_PARAMETERS}


def address(params: dict[str, list[str]]) -> str:
    """The path of the search's page."""
    return reverse("portal:search") + (f"?{urlencode(params, doseq=True)}" if params else "")


def words(query: Query) -> str:
    """What a search asks for, on one line, in the language of the page."""
    return " · ".join(_parts(query)) or _("All training")


def _parts(query: Query) -> Iterator[str]:
    if query.text:
        yield query.text[:200]
    for facet, values in query.filters.items():
        names = [_value(facet, value) for value in values]
        yield f"{FACETS[facet].label}: {', '.join(names)}"
    if query.since:
        yield _("From %(day)s") % {"day": date_format(query.since, "j M Y")}
    if query.until:
        yield _("Until %(day)s") % {"day": date_format(query.until, "j M Y")}


def _value(facet: str, value: str) -> str:
    language = get_language() or "en"
    if facet == "economy" and len(value) == 2:
        return economies.label(value, language)
    return str(FACETS[facet].value_label(value, language))
