"""An address or identifier that somebody pastes, and the resources that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from harvesters.values.identifiers import doi, isbn, web_address
from registry.catalogue.keys import canonical, digest
from registry.catalogue.models import Record, RecordKey, Resource
from registry.sources.models import Source
from search.query import Named, Query

_LONGEST = 500  # characters of an address that is looked up
_OWN_PAGE = re.compile(r"/resources/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?$", re.IGNORECASE)
# One word that is no word: with a digit, and long or with a sign in it. "b2b" and "2026" are words.
_IDENTIFIER = re.compile(r"(?=\S*\d)(?:\S*[:/._@+-]\S*|\S{6,})")
_BETWEEN = re.compile(r"[\W_]+")
_OF_ADDRESSES = frozenset(["http", "https", "www", "com", "org", "net", "html", "htm", "php", "index", "en"])


def named(query: Query) -> Named | None:
    """What the whole text names; None where it is no address and no identifier."""
    text = query.text.strip()
    if not text or len(text) > _LONGEST:
        return None
    persistent = [name for name in (doi(text), isbn(text)) if name]
    address = web_address(text) if "." in text and not any(map(str.isspace, text)) else None
    if not persistent and address is None and not _IDENTIFIER.fullmatch(text):
        return None
    names = (*persistent, *([] if address else [text.lower()]))
    return Named(_ids(text, address, persistent), tuple(dict.fromkeys(names)))


def words_of_address(text: str) -> str:
    """What an address says in words, for when nobody knows the address: those of its path, else of its host."""
    _scheme, _slashes, rest = text.rpartition("://")
    host, _slash, path = rest.partition("/")
    for part in (path, host):
        words = [word for word in _BETWEEN.split(part) if len(word) > 1 and word.lower() not in _OF_ADDRESSES]
        if words:
            return " ".join(words)
    return text


def _ids(text: str, address: str | None, persistent: list[str]) -> tuple[int, ...]:
    """The visible resources, leaders of their groups, of the records that have such a key or identifier."""
    rows = Resource.objects.members_shown().filter(_is_named(text, address, persistent))
    found = {leader or id for id, leader in rows.values_list("pk", "leader")[:50]}
    return tuple(sorted(found))


def _is_named(text: str, address: str | None, persistent: list[str]) -> Q:
    page = _OWN_PAGE.search(text)
    condition = Q(pk__in=_records(text))
    if digests := list(_digests(address, persistent)):
        condition |= Q(pk__in=RecordKey.objects.filter(digest__in=digests).values("record"))
    if public_id := _uuid(page[1] if page else text):
        condition |= Q(public_id=public_id)
    return condition


def _records(identifier: str) -> list[int]:
    """By their identity, (source, identifier), of any source: so that one index finds it in each."""
    sources = list(Source.objects.values_list("pk", flat=True)[:1_000])
    records = Record.objects.filter(source__in=sources, identifier=identifier)
    return list(records.values_list("pk", flat=True)[:50])


def _digests(address: str | None, persistent: list[str]) -> Iterator[int]:
    if address and (key := canonical(address)):
        yield digest("url", key)
    yield from (digest("doi", name) for name in persistent if name.startswith("doi:"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
