"""Every error of OAI-PMH is told in plain words with advice, alone and with others, and so are unknown ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvesters.fetch import Fetcher
from harvesters.listing import Request
from harvesters.protocols.oai_pmh import Harvester
from tests.harvesters.faults import Handler, Site, status
from tests.harvesters.oai_repository import (
    DC,
    Repository,
    envelope,
    error,
    formats,
    listing,
    names,
    read,
    record,
)
from tests.harvesters.trials import TODAY, counts, try_out

# Section 3.6 of OAI-PMH 2.0: the codes that stop a list, and a word of what each means.
MEANT = {
    "badArgument": "accept",
    "badResumptionToken": "token",
    "badVerb": "does not know the request",
    "cannotDisseminateFormat": "format",
    "idDoesNotExist": "identifier",
    "noMetadataFormats": "no metadata",
    "noSetHierarchy": "no sets",
}


@pytest.mark.parametrize("code", sorted(MEANT))
def test_each_code_is_told_in_plain_words_with_advice(site: Site, code: str) -> None:
    Repository(site, {"": error(code, "so it is")})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "failed"
    (problem,) = trial.errors
    assert f"{code} (so it is): " in problem.reason
    assert MEANT[code] in problem.reason.partition(": ")[2]
    assert problem.advice


def test_several_errors_of_one_answer_are_all_told(site: Site) -> None:
    two = '<error code="badArgument">from</error><error code="noSetHierarchy"/><error code="badArgument">x</error>'
    Repository(site, {"": envelope(two)})

    trial = try_out(site, "/oai", "oai_pmh")

    (problem,) = trial.errors
    assert "the errors badArgument (from) and noSetHierarchy: " in problem.reason
    assert "remove the set" in problem.advice
    assert "Check the set" in problem.advice


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ('<error code="tooManyCats">meow</error>', "tooManyCats (meow)"),
        ("<error>meow</error>", "without a code (meow)"),
        ('<error code=""/>', "without a code"),
        ('<error code="BADVERB">Illegal</error>', "badVerb (Illegal): it does not know the request"),
    ],
)
def test_an_error_that_the_protocol_does_not_know_is_told_as_it_came(
    site: Site, sent: str, told: str
) -> None:
    Repository(site, {"": envelope(sent)})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "failed"
    assert told in trial.errors[0].reason
    assert trial.errors[0].advice


def test_an_error_beside_noRecordsMatch_is_not_taken_for_an_empty_list(site: Site) -> None:
    Repository(site, {"": envelope('<error code="noRecordsMatch"/><error code="badArgument">set</error>')})

    assert try_out(site, "/oai", "oai_pmh").outcome == "failed"


def test_a_format_that_is_refused_is_answered_with_those_that_there_are(site: Site) -> None:
    offered = formats(("oai_dc", DC), ("marc21", "http://www.loc.gov/MARC21/slim"))
    Repository(site, {"": error("cannotDisseminateFormat")}, ListMetadataFormats=offered)

    trial = try_out(site, "/oai", "oai_pmh", metadata_prefix="lom")

    assert "It offers: oai_dc, marc21." in trial.errors[0].advice


@pytest.mark.parametrize("code", [400, 404, 422, 500])
@pytest.mark.parametrize("prefix", ["", "oai:"])
def test_an_error_with_a_status_of_its_own_is_the_same_error(site: Site, code: int, prefix: str) -> None:
    body = error("badArgument", "from")
    if prefix:
        body = body.replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}").replace("<oai:?", "<?")
        body = body.replace("xmlns=", "xmlns:oai=")
    site.answers["/oai"] = lambda handler: handler.answer(body.encode(), code)

    trial = try_out(site, "/oai", "oai_pmh")

    assert "badArgument (from)" in trial.errors[0].reason


def test_a_page_that_speaks_of_the_protocol_is_no_answer_of_it(site: Site) -> None:
    site.answers["/oai"] = lambda handler: handler.answer(b"<html><p>OAI-PMH is down</p></html>", 500)

    assert "answered 500" in try_out(site, "/oai", "oai_pmh").errors[0].reason


def test_an_error_in_the_middle_of_a_list_keeps_what_came_before(site: Site) -> None:
    Repository(site, {"": listing(record("a"), token="t"), "t": error("badVerb", "Illegal OAI verb")})

    trial = try_out(site, "/oai", "oai_pmh")

    assert (trial.outcome, counts(trial)) == ("partial", {"listed": 1, "added": 1})


def in_seconds() -> str:
    return "7"


def as_a_date() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True)


@pytest.mark.parametrize("asked", [in_seconds, as_a_date])
def test_it_waits_in_the_middle_of_a_list_as_long_as_it_is_asked_to(
    site: Site, asked: Callable[[], str]
) -> None:
    repository = Repository(site, {"": listing(record("a"), token="t"), "t": listing(record("b"))})
    answer = site.answers["/oai"]
    busy = [status(503, Retry_After=asked())]

    def busy_once(handler: Handler) -> None:
        return busy.pop()(handler) if busy and "resumptionToken" in handler.path else answer(handler)

    site.answers["/oai"] = busy_once
    waited: list[float] = []
    fetcher = Fetcher([site.address], sleep=waited.append)
    harvester = Harvester(fetcher, Request(url=site.url("/oai"), settings={}, today=TODAY))

    pages, problem = read(harvester)

    assert (names(pages), problem) == (["oai:x:a", "oai:x:b"], None)
    assert [6 <= seconds <= 7 for seconds in waited] == [True]
    assert repository.asked[-1]["resumptionToken"] == "t"


def test_a_longer_wait_than_a_run_has_leaves_the_place_to_the_next_run(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"), token="t"), "t": listing(record("b"))})
    answer = site.answers["/oai"]

    def busy(handler: Handler) -> None:
        return status(503, Retry_After="86400")(handler) if "Token" in handler.path else answer(handler)

    site.answers["/oai"] = busy
    pages, problem = read(repository.harvester())
    assert (names(pages), bool(problem)) == (["oai:x:a"], True)
    site.answers["/oai"] = answer

    again, problem = read(repository.harvester(checkpoint=pages[-1].checkpoint))

    assert (names(again), problem) == (["oai:x:b"], None)
