"""OAI-PMH repositories on loopback whose answers a test writes down, or that keep records as real programs do."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from harvesters.fetch import Fetcher
from harvesters.listing import Harvested, Page, Request
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_pmh import Harvester
from tests.harvesters.faults import Handler, Site
from tests.harvesters.trials import TODAY

NOW = "2026-11-20T12:00:00Z"
DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def envelope(body: str) -> str:
    return (
        f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>{NOW}</responseDate><request>http://x.example/</request>{body}</OAI-PMH>"
    )


def dc(title: str) -> str:
    return f'<dc:dc xmlns:dc="{DC}"><title xmlns="http://purl.org/dc/elements/1.1/">{title}</title></dc:dc>'


def record(
    name: str, metadata: str | None = None, header: str = "", stamp: str = "2026-11-01T00:00:00Z"
) -> str:
    metadata = dc(f"Course {name}") if metadata is None else metadata
    head = f"<identifier>oai:x:{name}</identifier><datestamp>{stamp}</datestamp>{header}"
    return f"<record><header>{head}</header><metadata>{metadata}</metadata></record>"


def deleted(name: str) -> str:
    head = f"<identifier>oai:x:{name}</identifier><datestamp>2026-11-01T00:00:00Z</datestamp>"
    return f'<record><header status="deleted">{head}</header></record>'


def listing(*records: str, token: str | None = None, size: int | None = None) -> str:
    stated = f' completeListSize="{size}"' if size is not None else ""
    end = f"<resumptionToken{stated}>{token}</resumptionToken>" if token is not None else ""
    return envelope(f"<ListRecords>{''.join(records)}{end}</ListRecords>")


def sets(*specs: str) -> str:
    entries = "".join(f"<set><setSpec>{one}</setSpec><setName>All of {one}</setName></set>" for one in specs)
    return envelope(f"<ListSets>{entries}</ListSets>")


def error(code: str, text: str = "") -> str:
    return envelope(f'<error code="{code}">{text}</error>')


def identify(granularity: str = "YYYY-MM-DDThh:mm:ssZ", deletions: str = "persistent") -> str:
    return envelope(
        f"<Identify><deletedRecord>{deletions}</deletedRecord><granularity>{granularity}</granularity></Identify>"
    )


def formats(*pairs: tuple[str, str]) -> str:
    entries = "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix>"
        f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
        for prefix, namespace in pairs
    )
    return envelope(f"<ListMetadataFormats>{entries}</ListMetadataFormats>")


class Repository:
    """Answers by verb, and lists by token; the list without a token is at ""."""

    def __init__(self, site: Site, lists: dict[str, str], **by_verb: str) -> None:
        self.site = site
        self.lists = lists
        self.by_verb = {"ListMetadataFormats": formats(("oai_dc", DC)), "Identify": identify()} | by_verb
        self.asked: list[dict[str, str]] = []
        self.refused: list[dict[str, str]] = []  # requests that it answers with badArgument
        self.withdrawn = ""  # a prefix that it offers no longer
        site.answers["/oai"] = self._answer

    def _answer(self, handler: Handler) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        self.asked.append(asked)
        if asked in self.refused:
            return handler.answer(error("badArgument").encode())
        if self.withdrawn and asked.get("metadataPrefix") == self.withdrawn:
            return handler.answer(error("cannotDisseminateFormat").encode())
        verb = asked.get("verb", "")
        if verb != "ListRecords":
            return handler.answer(self.by_verb.get(verb, error("badVerb")).encode())
        return handler.answer(
            self.lists.get(asked.get("resumptionToken", ""), error("badResumptionToken")).encode()
        )

    def harvester(self, path: str = "/oai", **request: Any) -> Harvester:
        asked = {"url": self.site.url(path), "settings": {}, "today": TODAY} | request
        return Harvester(Fetcher([self.site.address]), Request(**asked))


class KeepingRepository(Repository):
    """Keeps records by name and datestamp in the order that they are listed in, and pages of two.

    `expiring`: how many requests with a token are answered, and how many after them as if it were known no longer.
    `dead_from`: the place from which no token of a list from its beginning is ever known. `size`: what it states as
    completeListSize. `sets`: the names of each set's records.
    """

    def __init__(self, site: Site, kept: dict[str, str], *, size: int | None = None, **by_verb: str) -> None:
        super().__init__(site, {}, **by_verb)
        self.kept = kept
        self.size = size
        self.sets: dict[str, list[str]] = {}
        self.expiring = (0, 0)
        self.dead_from = 1000
        self.omitting = False  # leaves out the token after the first page

    def _answer(self, handler: Handler) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        if query.get("verb") != "ListRecords":
            return super()._answer(handler)
        self.asked.append(query)
        token = query.get("resumptionToken")
        good, bad = self.expiring
        if token and good == 0 and bad:
            self.expiring = (0, bad - 1)
            return handler.answer(error("badResumptionToken", "expired").encode())
        self.expiring = (max(good - 1, 0), bad) if token else self.expiring
        since, chosen, start = (
            token.split("|") if token else (query.get("from", ""), query.get("set", ""), "0")
        )
        if int(start) >= self.dead_from and not since:
            return handler.answer(error("badResumptionToken", "expired").encode())
        return handler.answer(self._page(since, chosen, int(start)).encode())

    def _page(self, since: str, chosen: str, start: int) -> str:
        names = [
            name
            for name, stamp in self.kept.items()
            if stamp >= since and (not chosen or name in self.sets.get(chosen, ()))
        ]
        if not names:
            return error("noRecordsMatch")
        shown = [record(name, stamp=self.kept[name]) for name in names[start : start + 2]]
        more = start + 2 < len(names) and not (self.omitting and start == 0 and not since)
        size = self.size if self.size is not None and not since else None
        return listing(*shown, token=f"{since}|{chosen}|{start + 2}" if more else "", size=size)


def read(harvester: Harvester) -> tuple[list[Page], SourceProblem | None]:
    """The pages, and what broke them off."""
    pages = []
    try:
        for page in harvester.pages():
            pages.append(page)  # noqa: PERF402  # those before the problem are what is asked for
    except SourceProblem as problem:
        return pages, problem
    return pages, None


def records(pages: list[Page]) -> list[Harvested]:
    return [one for page in pages for one in page.records]


def names(pages: list[Page]) -> list[str | None]:
    return [one.identifier for one in records(pages)]
