"""The policy shelf: policy documents, the latest in force first, with what has replaced them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from registry.catalogue.models import Resource
from registry.catalogue.visibility import ResourceQuerySet
from registry.planning.agenda import Filter, filtered

POLICY = "policy-document"
FILTERS = ("economy", "aspect", "language")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Shelf(NamedTuple):
    """One page of it. `total`: of all pages."""

    documents: Sequence[Resource]
    total: int


def shelf(filter: Filter, page: int, size: int) -> Shelf:
    """`page` counts from 1. Documents that do not say since when they are in force come last."""
    found = _documents(filter)
    total = found.count()
    start = (page - 1) * size
    return Shelf(list(found.with_provenance()[start : start + size]), total)


def replacements(documents: Iterable[Resource]) -> Mapping[str, Resource]:
    """By what a document states as `replaced_by`: the resource that it names, where it is here and visible. It is
    named by the address of its page or its public id, by its own web address, or by its title."""
    stated = {text for each in documents if (text := str(each.effective.get("replaced_by") or ""))}
    ids = {text: UUID(named[0]) for text in stated if (named := _UUID.search(text))}
    visible = Resource.objects.visible()
    by_id = {each.public_id: each for each in visible.filter(public_id__in=ids.values())}
    found = {text: by_id[id] for text, id in ids.items() if id in by_id}
    others = stated - found.keys()
    if others:
        offered = visible.filter(offer__type=POLICY)
        for each in [*offered.filter(title__in=others), *offered.filter(effective__url__in=others)]:
            names = {each.title, str(each.effective.get("url"))} & others
            found |= dict.fromkeys(names, each)
    return found


def _documents(filter: Filter) -> ResourceQuerySet:
    chosen = Resource.objects.visible().filter(offer__type=POLICY)
    ordered = filtered(chosen, filter, "offer__").alias(since=F("offer__in_force"))
    documents: ResourceQuerySet = ordered.order_by("-since", "title", "pk")
    return documents
