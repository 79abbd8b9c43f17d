"""Parameters in the query of an address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def parameter(url: str, name: str) -> str | None:
    """The value of a parameter; None where the address has none of that name."""
    return dict(parse_qsl(urlsplit(url).query)).get(name)


def without_parameter(url: str, name: str) -> str:
    parts = urlsplit(url)
    others = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode(others)))


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with one parameter set, at the end, in the place of any that it has of that name."""
    parts = urlsplit(without_parameter(url, name))
    query = "&".join(filter(None, (parts.query, urlencode([(name, value)]))))
    return urlunsplit(parts._replace(query=query))
