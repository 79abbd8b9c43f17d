"""Why an address could not be fetched, each reason with what the provider can do about it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from harvesters.problems import Problem, SourceProblem
from harvesters.words import words

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
        words("%(address)s is not an address on the web.", address=repr(shown(url))),
        words("Give a whole address that starts with https:// or http://."),
        permanent=True,
    )


def name_not_found(host: str) -> FetchProblem:
    return FetchProblem(
        words("The host name %(host)s was not found.", host=host),
        words("Check the spelling of the address, and that the name is entered in the DNS."),
    )


def refused_address(host: str) -> FetchProblem:
    """Where a name leads is not told: anybody may ask, and the operator's inner names are nobody's business."""
    return FetchProblem(
        words("%(host)s is not a public address on the internet; it was not contacted.", host=host),
        words("Give an address that anyone on the internet can reach."),
        permanent=True,
        untold=True,
    )


def no_connection(host: str, port: int) -> FetchProblem:
    return FetchProblem(
        words("%(host)s does not accept connections on port %(port)s.", host=host, port=str(port)),
        words("Check that the web server is running and that no firewall shuts us out."),
    )


def broken_off(url: str) -> FetchProblem:
    return FetchProblem(
        words(
            "The connection broke off before the whole answer of %(address)s had come.", address=shown(url)
        ),
        words("Check that the server sends the whole document and states its length rightly."),
    )


def timed_out(url: str, seconds: float) -> FetchProblem:
    return FetchProblem(
        words(
            "Time-out: %(address)s did not answer in full within %(seconds)s seconds.",
            address=shown(url),
            seconds=format(seconds, "g"),
        ),
        words("Make the server answer faster, or offer the feed in smaller pages."),
    )


def out_of_time(url: str) -> FetchProblem:
    return FetchProblem(
        words("The time for this run was used up before %(address)s was fetched.", address=shown(url)),
        words("Make the server answer faster, or try again with a limit."),
        ends_run=True,
        untold=True,
    )


def bad_certificate(host: str) -> FetchProblem:
    return FetchProblem(
        words(
            "No secure connection (TLS) could be made to %(host)s: its certificate or protocol was not accepted.",
            host=host,
        ),
        words("Renew the certificate, send the whole chain, and see that it names this host."),
        untold=True,  # browsers find links of a chain that we do not
    )


def too_large(url: str, most: int) -> FetchProblem:
    return FetchProblem(
        words("%(address)s is too large: more than %(size)s.", address=shown(url), size=_size(most)),
        words("Offer the feed in pages, or as several smaller files."),
        permanent=True,
    )


def unreadable_encoding(url: str, encoding: str) -> FetchProblem:
    return FetchProblem(
        words(
            "The answer of %(address)s is compressed in a way that cannot be read (%(encoding)s).",
            address=shown(url),
            encoding=encoding[:40],
        ),
        words("Send the document with Content-Encoding gzip, or without compression."),
    )


def redirect_loop(url: str) -> FetchProblem:
    return FetchProblem(
        words("%(address)s redirects in a circle.", address=shown(url)),
        words("Correct the redirect, or give the address that the document is really at."),
    )


def too_many_redirects(url: str, most: int) -> FetchProblem:
    return FetchProblem(
        words("%(address)s redirects more than %(most)s times.", address=shown(url), most=most),
        words("Give the address that the document is really at."),
    )


def disallowed(url: str) -> FetchProblem:
    return FetchProblem(
        words("The robots.txt of the site does not let us read %(address)s.", address=shown(url)),
        words("Allow the user agent CBET-Registry to read this address in robots.txt."),
        permanent=True,
        untold=True,
    )


def asked_to_wait(url: str, seconds: float, status: int | None) -> FetchProblem:
    return FetchProblem(
        words(
            "The site of %(address)s asks us to wait %(seconds)s seconds, longer than this run can.",
            address=shown(url),
            seconds=format(seconds, ".0f"),
        ),
        words("Try again later, or let the registry ask more often."),
        status=status,
        retry_after=seconds,
        untold=True,
    )


def bad_status(url: str, status: int, body: bytes = b"") -> FetchProblem:
    return FetchProblem(
        words(
            "%(address)s answered %(status)s (%(phrase)s).",
            address=shown(url),
            status=str(status),
            phrase=_phrase(status),
        ),
        _status_advice(status),
        status=status,
        permanent=400 <= status < 500 and status not in (408, 425, 429),
        body=body,
    )


def _status_advice(status: int) -> str:
    if status in (404, 410):
        return words("Check the address: there is nothing at it. Correct it, or put the document back.")
    if status in (401, 403, 407, 451):
        return words("Let the registry read this address without signing in.")
    if status == 429:
        return words("Let the registry ask more often, or say with Retry-After when it may come back.")
    if status >= 500:
        return words("The server failed. Look into its log; the registry will try again.")
    return words("Let the address answer with the document itself (status 200).")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return words("a status that HTTP does not define")


def _size(number: int) -> str:
    return (
        f"{number / 1_000_000:g} MB" if number >= 1_000_000 else words("%(number)s bytes", number=str(number))
    )
