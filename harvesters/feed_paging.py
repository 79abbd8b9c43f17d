"""The way from a feed's first document to its further ones (RFC 5005; JSON Feed's next_url)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harvesters.words import words

MOST_DOCUMENTS = 1_000  # of one feed


@dataclass(slots=True)
class Way:
    """Where a feed has led so far, and whether it may lead on.

    `start`: the address of the first document, whose host the others have to be at, as pages of a sitemap have.
    """

    start: str
    _documents: int = 0
    _seen: set[str] = field(default_factory=set)  # addresses
    _listed: set[str] = field(default_factory=set)  # identifiers

    def arrive(self, *addresses: str) -> None:
        """Notes a document under the address that was asked for and the one that answered."""
        self._documents += 1
        self._seen.update(address.partition("#")[0] for address in addresses)

    def brings(self, identifiers: set[str]) -> bool:
        """Notes what a document lists; False when all of it was listed before."""
        new = not identifiers <= self._listed
        self._listed |= identifiers
        return new

    def end(self, address: str) -> str | None:
        """Why a further document is not read, in words; None when it is."""
        if _host(address) != _host(self.start):
            return words("The feed goes on at another host, which was not read: %(address)s", address=address)
        if address.partition("#")[0] in self._seen:
            return words("The feed leads back to a part that was read: %(address)s", address=address)
        if self._documents >= MOST_DOCUMENTS:
            return words(
                "The feed has more than %(most)s parts; the rest was not read.",
                most=MOST_DOCUMENTS,
            )
        return None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
