"""Which addresses may be fetched: those of HTTP by any of its names, at public hosts or at those allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Special-purpose blocks (IANA registries; RFC 6890 and later) that `is_global` lets pass in some Python 3.11,
# among them those that carry an IPv4 address, private or not, inside an IPv6 one.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "64:ff9b::/96",  # NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # local NAT64 (RFC 8215)
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
        "fec0::/10",  # site-local
    )
)

# What programs for calendars and feeds call HTTP, so that a link opens them: webcal://, webcals://, feed://, feed:https://
_BY_ANOTHER_NAME = re.compile(r"(?:(?:webcal|feed)(?P<secure>s?)://|feed:(?=https?://))", re.IGNORECASE)


def by_http(url: str) -> str:
    """The http or https address that an address of another scheme stands for, if it stands for one."""
    found = _BY_ANOTHER_NAME.match(url)
    if not found:
        return url
    scheme = "" if found["secure"] is None else f"http{found['secure'].lower()}://"
    return scheme + url[found.end() :]


def is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in block for block in _NOT_PUBLIC if block.version == address.version)


class Allowed:
    """Addresses that may be reached although they are not public.

    Entries are `address` (every port) or `address:port`, an IPv6 address with a port in brackets.
    ValueError for anything else: a host name says nothing about where the socket goes.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = {_parsed(entry) for entry in entries}

    def permits(self, address: Address, port: int) -> bool:
        return is_public(address) or not self._entries.isdisjoint({(address, None), (address, port)})


def _parsed(entry: str) -> tuple[Address, int | None]:
    host, port = entry, ""
    if entry.startswith("["):
        host, _, port = entry[1:].partition("]")
        port = port.removeprefix(":")
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
    return ip_address(host), int(port) if port else None
