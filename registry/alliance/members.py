"""The four sample organisations and their five sources: what set-up registers, and where each is served."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

LICENCE = "CC-BY-4.0"  # of all the metadata, which may be passed on


@dataclass(frozen=True, slots=True)
class Feed:
    """A source: `path` is what follows the organisation's address on the server that serves the samples."""

    name: str
    protocol: str
    path: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def uuid(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"urn:cbet:sample:{self.name}")


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation; `key` is the first label of its domain, `<key>.example`."""

    key: str
    name: str
    kind: str
    economy: str
    feeds: tuple[Feed, ...]

    @property
    def uuid(self) -> UUID:
        return uuid5(NAMESPACE_URL, self.website)

    @property
    def host(self) -> str:
        return f"{self.key}.example"

    @property
    def website(self) -> str:
        return f"https://{self.host}/"


# What the columns of the training school's table mean, in the terms of docs/settings.schema.json.
TABLE_SETTINGS: dict[str, Any] = {
    "identifier": "code",
    "fields": {
        "title": "title",
        "description": "summary",
        "url": "link",
        "language": "language",
        "type": "kind",
        "subjects": {"path": "subjects", "split": ";"},
        "creators": {"path": "trainers", "split": ";"},
        "forms": {
            "path": "delivery",
            "values": {"online": "online", "in person": "offline", "blended": ["online", "offline"]},
        },
        "price": "fee",
        "currency": "currency",
        "duration": "length",
        "level": "level",
        "audience": {"path": "for", "split": ";"},
        "economies": {"path": "economies", "split": ";"},
        "access": "how to join",
        "published": "published",
        "modified": "updated",
        "occurrences": {
            "fields": {
                "start": "starts",
                "end": "ends",
                "zone": "zone",
                "place": "place",
                "seats": "seats",
            }
        },
    },
}

MEMBERS = (
    Member(
        "agencia-austral",
        "Agencia Austral de Promoción del Comercio",
        "government",
        "CL",
        (Feed("agencia-austral-avisos", "feed", "avisos.atom"),),
    ),
    Member(
        "digital-trade-institute",
        "Institute of Digital Trade Studies",
        "academic",
        "CN",
        (Feed("digital-trade-institute-repository", "oai_pmh", "oai"),),
    ),
    Member(
        "sekolah-nusantara",
        "Sekolah Ekspor Nusantara",
        "training-school",
        "ID",
        (
            Feed("sekolah-nusantara-calendar", "calendar", "calendar.ics"),
            Feed("sekolah-nusantara-courses", "table", "courses.csv", TABLE_SETTINGS),
        ),
    ),
    Member(
        "harbour-market",
        "Harbour Market",
        "platform",
        "HK",
        (Feed("harbour-market-learning", "sitemap", "sitemap.xml"),),
    ),
)
