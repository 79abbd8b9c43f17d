"""Two resources that may be the same thing, and a group of two others with what people decided of it."""

from __future__ import annotations

from registry.catalogue.joining import choose_leader, join
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.duplicates.finding import find
from tests.duplicates.test_likeness import TEXT
from tests.factories import make_resource, make_source


def pages_of_duplicates() -> dict[str, str]:
    first, second = (
        _copy("Customs office", "Small parcels at customs"),
        _copy("Harbour", "Small parcels at customs"),
    )
    one, other = _copy("School", "Origin of goods, explained"), _copy("Portal", "Origin of goods explained")
    join(one, other, actor="curator")
    choose_leader(other, actor="curator")
    set_overlay(other, "level", "expert", actor="curator")
    find()
    return {
        "duplicate": f"/staff/duplicates/{first.public_id}/{second.public_id}/",
        "group": f"/staff/resources/{other.public_id}/group/",
    }


def _copy(name: str, title: str) -> Resource:
    source = make_source(name, url=f"https://{len(name)}.example/feed")
    return make_resource(
        title,
        source=source,
        description=f"{TEXT} Told by {name}.",
        language="en",
        price=str(len(name)),
        currency="USD",
    )
