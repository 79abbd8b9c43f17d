"""Why an address could not be fetched, each reason with what the provider can do about it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from harvesters.problems import Problem, SourceProblem

_LONGEST_SHOWN = 300


class FetchProblem(SourceProblem):
    """An address that could not be fetched.

    `status`: the HTTP status, None when no answer came.
    `permanent`: trying again later will not help (a missing page, a refused address).
    `retry_after`: seconds that the server asked to be left alone for, where it did.
    `ends_run`: nothing more can be fetched, whatever the address.
    `untold`: it says nothing of whether others get there: we may not ask, or are asked to come back.
    `body`: how the answer that came with a bad status begins; some protocols say there what is wrong.
    """

    def __init__(
        self,
        reason: str,
        advice: str,
        *,
        status: int | None = None,
        permanent: bool = False,
        retry_after: float | None = None,
        ends_run: bool = False,
        untold: bool = False,
        body: bytes = b"",
    ) -> None:
        super().__init__(Problem(stage="fetch", reason=reason, advice=advice, retry_after=retry_after))
        self.status = status
        self.permanent = permanent
        self.retry_after = retry_after
        self.ends_run = ends_run
        self.untold = untold
        self.body = body


def shown(url: str) -> str:
    """An address as it may be shown and logged: without user name and password, and not endless."""
    try:
        parts = urlsplit(url)
        if "@" in parts.netloc:
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        pass  # no address at all: shown as it is
    return url if len(url) <= _LONGEST_SHOWN else url[:_LONGEST_SHOWN] + "…"


def no_address(url: str) -> FetchProblem:
    return FetchProblem(
        f"{shown(url)!r} is not an address on the web.",
        "Give a whole address that starts with https:// or http://.",
        permanent=True,
    )


def name_not_found(host: str) -> FetchProblem:
    return FetchProblem(
        f"The host name {host} was not found.",
        "Check the spelling of the address, and that the name is entered in the DNS.",
    )


def refused_address(host: str) -> FetchProblem:
    """Where a name leads is not told: anybody may ask, and the operator's inner names are nobody's business."""
    return FetchProblem(
        f"{host} is not a public address on the internet; it was not contacted.",
        "Give an address that anyone on the internet can reach.",
        permanent=True,
        untold=True,
    )


def no_connection(host: str, port: int) -> FetchProblem:
    return FetchProblem(
        f"{host} does not accept connections on port {port}.",
        "Check that the web server is running and that no firewall shuts us out.",
    )


def broken_off(url: str) -> FetchProblem:
    return FetchProblem(
        f"The connection broke off before the whole answer of {shown(url)} had come.",
        "Check that the server sends the whole document and states its length rightly.",
    )


def timed_out(url: str, seconds: float) -> FetchProblem:
    return FetchProblem(
        f"Time-out: {shown(url)} did not answer in full within {seconds:g} seconds.",
        "Make the server answer faster, or offer the feed in smaller pages.",
    )


def out_of_time(url: str) -> FetchProblem:
    return FetchProblem(
        f"The time for this run was used up before {shown(url)} was fetched.",
        "Make the server answer faster, or try again with a limit.",
        ends_run=True,
        untold=True,
    )


def bad_certificate(host: str) -> FetchProblem:
    return FetchProblem(
        f"No secure connection (TLS) could be made to {host}: its certificate or protocol was not accepted.",
        "Renew the certificate, send the whole chain, and see that it names this host.",
        untold=True,  # browsers find links of a chain that we do not
    )


def too_large(url: str, most: int) -> FetchProblem:
    return FetchProblem(
        f"{shown(url)} is too large: more than {_size(most)}.",
        "Offer the feed in pages, or as several smaller files.",
        permanent=True,
    )


def unreadable_encoding(url: str, encoding: str) -> FetchProblem:
    return FetchProblem(
        f"The answer of {shown(url)} is compressed in a way that cannot be read ({encoding[:40]}).",
        "Send the document with Content-Encoding gzip, or without compression.",
    )


def redirect_loop(url: str) -> FetchProblem:
    return FetchProblem(
        f"{shown(url)} redirects in a circle.",
        "Correct the redirect, or give the address that the document is really at.",
    )


def too_many_redirects(url: str, most: int) -> FetchProblem:
    return FetchProblem(
        f"{shown(url)} redirects more than {most} times.",
        "Give the address that the document is really at.",
    )


def disallowed(url: str) -> FetchProblem:
    return FetchProblem(
        f"The robots.txt of the site does not let us read {shown(url)}.",
        "Allow the user agent CBET-Registry to read this address in robots.txt.",
        permanent=True,
        untold=True,
    )


def asked_to_wait(url: str, seconds: float, status: int | None) -> FetchProblem:
    return FetchProblem(
        f"The site of {shown(url)} asks us to wait {seconds:.0f} seconds, longer than this run can.",
        "Try again later, or let the registry ask more often.",
        status=status,
        retry_after=seconds,
        untold=True,
    )


def bad_status(url: str, status: int, body: bytes = b"") -> FetchProblem:
    return FetchProblem(
        f"{shown(url)} answered {status} ({_phrase(status)}).",
        _status_advice(status),
        status=status,
        permanent=400 <= status < 500 and status not in (408, 425, 429),
        body=body,
    )


def _status_advice(status: int) -> str:
    if status in (404, 410):
        return "Check the address: there is nothing at it. Correct it, or put the document back."
    if status in (401, 403, 407, 451):
        return "Let the registry read this address without signing in."
    if status == 429:
        return "Let the registry ask more often, or say with Retry-After when it may come back."
    if status >= 500:
        return "The server failed. Look into its log; the registry will try again."
    return "Let the address answer with the document itself (status 200)."


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "a status that HTTP does not define"


def _size(number: int) -> str:
    return f"{number / 1_000_000:g} MB" if number >= 1_000_000 else f"{number} bytes"
