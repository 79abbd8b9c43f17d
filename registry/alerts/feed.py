"""Any search as an Atom feed (RFC 4287).

A reader of feeds keeps the ledger itself, by the entries' ids: a resource has one entry, and another one when a
date is added after its last, or the last one moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import etree

from registry.alerts import dates
from registry.alerts.wording import address, kept_params, words
from registry.catalogue.models import Resource
from registry.federation.oai_provider import legal
from search.accepted_languages import accepted
from search.index import search
from search.query import Query, from_params

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
_NEWEST, _SOONEST = 30, 20


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    query, now = replace(from_params(request.GET), languages=accepted(request)), timezone.now()
    resources = list(_resources(query, now))
    updated = max((resource.changed for resource in resources), default=None)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if updated and since is not None and int(updated.timestamp()) <= since:
        return HttpResponseNotModified()
    answer = HttpResponse(_feed(query, resources, updated, now), content_type="application/atom+xml")
    answer["Cache-Control"] = "public, max-age=900"
    if updated:
        answer["Last-Modified"] = http_date(updated.timestamp())
    return answer


def _resources(query: Query, now: datetime) -> Iterable[Resource]:
    """What is newest here, and what can be taken soonest, each once; none where only some of the words are met."""
    found: dict[int, Resource] = {}
    for order, most in (("newest", _NEWEST), ("next", _SOONEST)):
        page = search(replace(query, sort=order, page_size=most, cursor=None), now)  # type: ignore[arg-type]
        if not page.relaxed:
            found |= {hit.resource.pk: hit.resource for hit in page.hits}
    return found.values()


def _feed(query: Query, resources: Iterable[Resource], updated: datetime | None, now: datetime) -> bytes:
    here = settings.PUBLIC_ADDRESS
    path = address(kept_params(query))
    own = reverse("alerts:atom") + path.removeprefix(reverse("portal:search"))
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    _add(root, "id", here + own)
    _add(root, "title", _("CBET registry: %(search)s") % {"search": words(query)})
    _add(root, "updated", (updated or now).isoformat())
    _add(root, "link", rel="self", href=here + own)
    _add(root, "link", rel="alternate", href=here + path)
    _add(_add(root, "author"), "name", _("CBET registry"))
    for resource in resources:
        _add_entry(root, resource, now)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add_entry(root: etree._Element, resource: Resource, now: datetime) -> None:
    known = resource.effective
    entry = _add(root, "entry")
    if language := known.get("language"):
        entry.set(f"{{{XML}}}lang", language)
    _add(entry, "id", f"urn:uuid:{_entry_id(resource)}")
    _add(entry, "title", resource.title)
    _add(entry, "link", rel="alternate", href=settings.PUBLIC_ADDRESS + resource.get_absolute_url())
    _add(entry, "published", resource.created.isoformat())
    _add(entry, "updated", resource.changed.isoformat())
    _add(_add(entry, "author"), "name", str(known.get("publisher") or resource.record.organiser.name))
    coming = dates.to_come(known.get("occurrences", ()), now)
    summary = [dates.when(stated) for stated in coming[:3]] + [(known.get("description") or "")[:500]]
    _add(entry, "summary", "\n".join(part for part in summary if part))


def _entry_id(resource: Resource) -> UUID:
    starts = dates.told(known) if (known := resource.effective.get("occurrences", ())) else {}
    return uuid5(resource.public_id, max(starts.values())) if starts else resource.public_id


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = legal(text) or None
    return child
