"""The exact keys of a record: evidence that it is the same thing as a record of another source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from w3lib.url import canonicalize_url

from registry.catalogue.description import Description
from registry.catalogue.provenance import OriginKey, in_one

# Parameters that follow a reader or name a session, not the thing.
_TRACKING = re.compile(
    r"utm_\w+|[a-z]{1,3}clid|gbraid|wbraid|msclkid|igshid|igsh|li_fat_id|s_kwcid|mkt_tok|_ga|_gl|ref_src|"
    r"mc_[ce]id|_hs(enc|mi)|hsctatracking|vero_(conv|id)|oly_(anon|enc)_id|(pk|piwik|mtm|matomo)_\w+|wt\.mc_id|"
    r"at_(medium|campaign)|xtor|cmpid|trk|trkinfo|spm|scm|jsessionid|phpsessid|"
    r"amp|_amp|outputtype(?==amp$)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";(jsessionid|phpsessid)=[^/?]*", re.IGNORECASE)

# The same page for telephones and for AMP readers: by its host, by its path, or kept by somebody else.
_TWIN_HOST = re.compile(r"^(?:www|m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.])")
_TWIN_LABEL = re.compile(r"^([a-z]{2,3})\.m\.(?=[^.]+\.[^.])")  # en.m.wikipedia.org
_TWIN_PATH = re.compile(r"^/amp(?=/[^/])|/amp$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_KEPT_BY_OTHERS = re.compile(r"^/(?:c|v|amp)/(?:s/)?(?=[^/]+\.[^/]+/)")
_KEEPERS = (".cdn.ampproject.org", "www.google.com", "www.bing.com")

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
_RESOLVER = re.compile(r"(?:dx\.)?doi\.org/(?=10\.\d)")
_REGISTRATION = re.compile(r"/(register|registration|signup|sign-up|login)(/|$)", re.IGNORECASE)


def keys(description: Description, origin: OriginKey | None) -> list[int]:
    """Digests of a record's exact keys; `origin` is the origin key of a record that a peer gave, or was given."""
    found = [digest(kind, value) for kind, value in _values(description)]
    if origin is not None:
        found.append(origin_key(origin))
    return list(dict.fromkeys(found))


def origin_key(origin: OriginKey) -> int:
    return digest("origin", in_one(origin))


def digest(kind: str, value: str) -> int:
    """A signed 64-bit number, so that an index of millions stays small."""
    return int.from_bytes(
        hashlib.sha1(f"{kind}:{value}".encode(), usedforsecurity=False).digest()[:8], signed=True
    )


def _values(description: Description) -> Iterator[tuple[str, str]]:
    address = canonical(description.url) if description.url else None
    dois = [identifier for identifier in description.identifiers if identifier.startswith("doi:")]
    if address and (resolved := _RESOLVER.match(address)):
        dois.append("doi:" + unquote(address[resolved.end() :]).lower())
    elif address:
        yield "url", address
    for doi in dois:
        yield "doi", doi


def canonical(url: str) -> str | None:
    """The address as a key: scheme, case and script of the host, default ports, tracking, session, fragment and
    last slash do not matter, nor whether it is the page for telephones or for AMP readers.

    None for a site's root and for lists and registration pages, which many things share.
    """
    if plain := _PLAIN.fullmatch(url):
        host, path, query, name = plain.groups(default="")
        if not name or not _tracks(query):
            return _key(host, path, query, None)
    try:
        parts = urlsplit(canonicalize_url(url))
        port = parts.port
    except ValueError:
        return None  # no address that a browser would open either
    if parts.scheme not in ("http", "https"):
        return None
    query = "&".join(part for part in parts.query.split("&") if not _tracks(part))
    return _key(parts.hostname or "", _SESSION.sub("", parts.path), query, port)


def _tracks(part: str) -> bool:
    """Whether a part of a query, "name=value", says nothing of the thing."""
    found = _TRACKING.match(part)
    return found is not None and (found.end() == len(part) or part[found.end()] == "=")


def _key(host: str, path: str, query: str, port: int | None) -> str | None:
    host = host.rstrip(".")
    if host.endswith(_KEEPERS) and (kept := _KEPT_BY_OTHERS.match(path)):
        host, _, path = path[kept.end() :].partition("/")
        path = f"/{path}"
    path = path.rstrip("/")
    if "amp" in path or "AMP" in path:
        path = _TWIN_PATH.sub("", path)
    last = path.rpartition("/")[2]
    if not host or (not query and (not path or _SHARED_PAGE.match(last))):
        return None
    if _REGISTRATION.search(path):
        return None
    host = _TWIN_HOST.sub("", host)
    if ".m." in host:
        host = _TWIN_LABEL.sub(r"\1.", host)
    place = host + (f":{port}" if port not in (None, 80, 443) else "")
    return f"{place}{path}" + (f"?{query}" if query else "")
