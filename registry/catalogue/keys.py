"""The exact keys of a record: evidence that it is the same thing as a record of another source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from w3lib.url import canonicalize_url, url_query_cleaner

from registry.catalogue.description import Description

# Parameters that follow a reader, not the thing.
_TRACKING = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "fbclid",
    "mc_cid",
    "mc_eid",
)

# Last words of addresses that many things share: lists, and the forms through which one registers.
_SHARED_PAGE = re.compile(
    r"^(index(\.\w+)?|home|default\.\w+|courses?|events?|calendar|catalog(ue)?|list|search|news|blog|training|"
    r"workshops?|webinars?|resources?|materials?|register|registration|signup|sign-up|login|apply|enrol+|inscripcion(es)?)$",
    re.IGNORECASE,
)
# Most addresses, which are in their canonical form already; w3lib takes twenty times as long to find that out.
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?)(?:\?(([a-z_]+)=[A-Za-z0-9_.-]+))?"
)
_REGISTRATION = re.compile(r"/(register|registration|signup|sign-up|login)(/|$)", re.IGNORECASE)


def keys(description: Description, origin: tuple[UUID, UUID, str] | None) -> list[int]:
    """Digests of a record's exact keys; `origin` is the origin key of a record that a peer gave, or was given."""
    found = [digest(kind, value) for kind, value in _values(description)]
    if origin is not None:
        found.append(origin_key(origin))
    return list(dict.fromkeys(found))


def origin_key(origin: tuple[UUID, UUID, str]) -> int:
    return digest("origin", "/".join(map(str, origin)))


def digest(kind: str, value: str) -> int:
    """A signed 64-bit number, so that an index of millions stays small."""
    return int.from_bytes(
        hashlib.sha1(f"{kind}:{value}".encode(), usedforsecurity=False).digest()[:8], signed=True
    )


def _values(description: Description) -> Iterator[tuple[str, str]]:
    if description.url and (address := canonical(description.url)):
        yield "url", address
    for identifier in description.identifiers:
        if identifier.startswith("doi:"):
            yield "doi", identifier


def canonical(url: str) -> str | None:
    """The address as a key: scheme, case, default ports, tracking, fragment and last slash do not matter.

    None for a site's root and for lists and registration pages, which many things share.
    """
    if plain := _PLAIN.fullmatch(url):
        host, path, query, name = plain.groups(default="")
        if name not in _TRACKING:
            return _key(host, path, query, None)
    try:
        parts = urlsplit(canonicalize_url(url_query_cleaner(url, _TRACKING, remove=True)))
        port = parts.port
    except ValueError:
        return None  # no address that a browser would open either
    return _key(parts.hostname or "", parts.path, parts.query, port)


def _key(host: str, path: str, query: str, port: int | None) -> str | None:
    path = path.rstrip("/")
    last = path.rpartition("/")[2]
    if not host or (not query and (not path or _SHARED_PAGE.match(last))):
        return None
    if _REGISTRATION.search(path):
        return None
    place = host.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    return f"{place}{path}" + (f"?{query}" if query else "")
