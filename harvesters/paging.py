"""From one page of a listing to the next: by number, offset or cursor, or by an address that the answer states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from harvesters.fetch import Fetched
from harvesters.listing import Harvested
from harvesters.paths import PathProblem, Place
from harvesters.problems import Problem, SourceProblem
from harvesters.query import with_parameter
from harvesters.words import words

MOST_PAGES = 1_000  # where the settings state no other number
_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_NEXT = re.compile(r""";\s*rel\s*=\s*(?:"[^"]*?(?<![\w-])next(?![\w-])[^"]*"|next(?![\w-]))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far a listing has been read; as JSON it is the checkpoint of a page.

    `url`: of the page to be read next. `since`: the time from which on it lists what has changed, None for all.
    `started`: when its first page was answered.
    """

    url: str
    since: str | None = None
    started: str | None = None
    pages: int = 0
    listed: int = 0

    @classmethod
    def of(cls, checkpoint: Mapping[str, Any] | None) -> Self | None:
        """The position of a checkpoint; None without one, or where its form is another's."""
        return cls(**checkpoint) if checkpoint and checkpoint.keys() == _POSITION else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


_POSITION = Position.__dataclass_fields__.keys()


class Paging:
    """Leads through the pages of one listing, by what the setting `paging` states.

    Raises SourceProblem for a list that leads in a circle, is endless, or ends before its stated total.
    """

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.stated = stated
        self.by: str = stated["by"]
        self._seen: set[tuple[str | None, ...]] = set()
        self._asked: set[str] = set()

    def first(self, url: str) -> str:
        """The address of the first page of the listing at an address."""
        if "size" in self.stated:
            url = with_parameter(url, self.stated["size_parameter"], str(self.stated["size"]))
        return self._numbered(url, self._first) if self._counts else url

    def total(self, answer: Place) -> int | None:
        """How many records the answer says there are."""
        said = self._said(answer, "total")
        return int(said) if said and said.isdecimal() and len(said) < 12 else None

    def after(
        self, position: Position, fetched: Fetched, answer: Place, records: Sequence[Harvested]
    ) -> Position | None:
        """Where the listing goes on after a page of records; None at its end."""
        self._check_circle(position.url, records)
        listed = position.listed + len(records)
        after = replace(position, pages=position.pages + 1, listed=listed)
        total = self.total(answer)
        following = self._following(after, fetched, answer)
        if not following or (total and listed >= total) or (self._counts and not records):
            _check_end(listed, total)
            return None
        if after.pages >= self.stated.get("most", MOST_PAGES):
            raise _problem(
                words("The list has over %(pages)s pages; the rest was not read.", pages=after.pages),
                words("Ask for larger pages (`size`), or state a larger number as `most`."),
            )
        return replace(after, url=following)

    def _following(self, after: Position, fetched: Fetched, answer: Place) -> str | None:
        if self.by == "page":
            return self._numbered(after.url, self._first + after.pages)
        if self.by == "offset":
            return self._numbered(after.url, self._first + after.listed)
        if self.by == "link":
            return _resolved(fetched.url, _link_to_next(fetched.headers.get("Link", "")))
        said = self._said(answer, "path")
        if self.by == "cursor":
            return with_parameter(after.url, self.stated["parameter"], said) if said else None
        return _resolved(fetched.url, said)

    @property
    def _counts(self) -> bool:
        """Whether the next page is counted up to, so that only an empty one tells the end."""
        return self.by in ("page", "offset")

    @property
    def _first(self) -> int:
        first: int = self.stated.get("first", 1 if self.by == "page" else 0)
        return first

    def _numbered(self, url: str, number: int) -> str:
        return with_parameter(url, self.stated.get("parameter", self.by), str(number))

    def _said(self, answer: Place, name: str) -> str | None:
        path = self.stated.get(name)
        try:
            found = answer.find(path) if path else []
        except PathProblem as problem:
            raise _problem(
                words("The path %(path)s cannot be followed: %(problem)s.", path=path, problem=problem),
                words("Correct `paging.%(name)s`.", name=name),
            ) from None
        return next((text.strip() for place in found if (text := place.text())), None)

    def _check_circle(self, url: str, records: Sequence[Harvested]) -> None:
        held = tuple(record.identifier for record in records)
        if url in self._asked or (any(held) and held in self._seen):
            raise _problem(
                words("A page of the list is one that was read before: the list leads in a circle."),
                words(
                    "See that each page leads on to another one, and that `paging` names the right parameter."
                ),
            )
        self._asked.add(url)
        self._seen.add(held)


def _check_end(listed: int, total: int | None) -> None:
    if total is not None and listed < total:
        raise _problem(
            words(
                "The list ends after %(listed)s of the %(total)s records that it says there are.",
                listed=listed,
                total=total,
            ),
            words(
                "See that every page is sent in full; if the number is another one, leave out `paging.total`."
            ),
        )


def _link_to_next(header: str) -> str | None:
    """The target of the first link of a Link header (RFC 8288) that is the next page."""
    return next((found[1].strip() for found in _LINK.finditer(header) if _NEXT.search(found[2])), None)


def _resolved(base: str, said: str | None) -> str | None:
    """The address of the next page. Servers behind one that adds TLS often state their own as http."""
    if not said:
        return None
    try:
        url = urljoin(base, said)
        here, there = urlsplit(base), urlsplit(url)
    except ValueError:
        raise _problem(
            words("%(value)s should lead to the next page, and is no address.", value=repr(said[:200])),
            words("Correct `paging.path`."),
        ) from None
    if (here.scheme, there.scheme) == ("https", "http") and here.netloc == there.netloc:
        return there._replace(scheme="https").geturl()
    return url


def _problem(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
