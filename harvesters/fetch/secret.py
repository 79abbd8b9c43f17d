"""A secret that opens a source to us: sent to the source's own site alone, and shown to nobody."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, quote_plus

from requests.structures import CaseInsensitiveDict

from harvesters.fetch.problems import FetchProblem
from harvesters.fetch.robots import site
from harvesters.query import with_parameter
from harvesters.words import Words

if TYPE_CHECKING:
    from harvesters.fetch.fetcher import Fetched

MASK = "***"
LEAST = 8  # characters: what is shorter occurs in texts by chance, and could not be taken out of them

# Its lines for debugging, and one of its warnings, show addresses whole.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

Follow = Callable[[str, dict[str, str]], "Fetched"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secret:
    """`site`: where it may be sent (`harvesters.fetch.robots.site`); `header` or `parameter`: as what.

    `scheme` is written before it in the header (RFC 9110, section 11.4): "Bearer".
    """

    value: str
    site: str
    header: str = ""
    scheme: str = ""
    parameter: str = ""

    @classmethod
    def of(cls, url: str, value: str, stated: Mapping[str, str]) -> Self:
        """The secret of the source at an address, sent as the setting `authentication` states."""
        return cls(value=value, site=_site(url), **stated)

    def __repr__(self) -> str:
        return f"Secret({self.header or self.parameter}={MASK})"

    def used(self, url: str, headers: dict[str, str], follow: Follow) -> Fetched:
        """What `follow` fetches with the secret; the answer, or the problem, tells nothing of it."""
        if _site(url) == self.site:
            url, headers = self._opened(url, headers)
        try:
            fetched = follow(url, headers)
        except FetchProblem as problem:
            raise self._hidden_problem(problem) from None
        said = {name: self.hidden(value) for name, value in fetched.headers.items()}
        return replace(
            fetched,
            url=self.hidden(fetched.url),
            headers=CaseInsensitiveDict(said),
            body=self._hidden_bytes(fetched.body),
        )

    def hidden(self, text: str) -> str:
        """A text without it, also where an address that holds it was cut short."""
        if self.parameter:
            pattern = rf"(?<![\w-])({re.escape(quote_plus(self.parameter))}=)[^&#\s'\"<>]+"
            text = re.sub(pattern, rf"\1{MASK}", text)
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def _opened(self, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        if self.parameter:
            return with_parameter(url, self.parameter, self.value), headers
        return url, headers | {self.header: f"{self.scheme} {self.value}".strip()}

    @property
    def _forms(self) -> tuple[str, ...]:
        """As it is, and as it is written in addresses and in JSON."""
        value = self.value
        return value, quote(value, safe=""), quote(value), quote_plus(value), value.replace("/", r"\/")

    def _hidden_bytes(self, body: bytes) -> bytes:
        for form in self._forms:
            body = body.replace(form.encode(), MASK.encode())
        return body

    def _hidden_words(self, said: str) -> str:
        """Without it in what the sentence is made of either."""
        hidden = self.hidden(said)
        if hidden == said or not isinstance(said, Words):
            return hidden
        parts = said.each(self.hidden)
        return parts if parts == hidden else hidden

    def _hidden_problem(self, problem: FetchProblem) -> FetchProblem:
        told = problem.problem
        problem.problem = replace(
            told, reason=self._hidden_words(told.reason), advice=self._hidden_words(told.advice)
        )
        problem.args = (problem.problem.reason,)
        problem.body = self._hidden_bytes(problem.body)
        return problem


def _site(url: str) -> str:
    try:
        return site(url)
    except ValueError:
        return ""  # no address: the fetcher says so
