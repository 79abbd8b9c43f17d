"""Asks an address whether it is there: HEAD, then GET where HEAD was not answered well; as polite as any harvest."""

from __future__ import annotations

from django.conf import settings

from harvesters.fetch import Fetched, Fetcher, FetchProblem
from registry.links.judging import UNTOLD, Answer

SECONDS = 10.0  # for one answer
ALL_SECONDS = 25.0  # for everything of one address, waiting included


def ask(url: str, *, by_get: bool = False) -> Answer:
    """Never fails; what goes wrong is the answer. No database."""
    with Fetcher(
        settings.HARVEST_ALLOWED_ADDRESSES, settings.HARVEST_CONTACT, seconds=SECONDS, deadline=ALL_SECONDS
    ) as fetcher:
        answer = None if by_get else _by(fetcher, url, "HEAD")
        if answer is None or _may_differ(answer):
            answer = _by(fetcher, url, "GET", by_get=True)
        return answer


def _may_differ(answer: Answer) -> bool:
    """Many programs answer HEAD badly. Where no answer came at all, or the site is busy, another request is no use."""
    put_off = answer.status in (None, 429) or answer.retry_after is not None
    return answer.outcome != "works" and not put_off


def _by(fetcher: Fetcher, url: str, method: str, *, by_get: bool = False) -> Answer:
    try:
        fetched = fetcher.look(url, method)
    except FetchProblem as problem:
        return Answer(
            outcome="unknown" if problem.untold or problem.status in UNTOLD else "failed",
            status=problem.status,
            reason=problem.problem.reason,
            delay=fetcher.delay(url),
            retry_after=problem.retry_after,
        )
    return Answer(
        outcome="works",
        status=fetched.status,
        moved_to=_moved(url, fetched),
        delay=fetcher.delay(url),
        by_get=by_get,
    )


def _moved(url: str, fetched: Fetched) -> str:
    """Where it redirects, if not only to the same with a slash."""
    return fetched.url if fetched.url.rstrip("/") != url.partition("#")[0].rstrip("/") else ""
