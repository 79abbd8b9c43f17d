"""What mutants of real documents once broke (`make fuzz`): each is a source that costs at most itself."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from harvesters.intake import read_one
from harvesters.listing import Harvested
from tests.harvesters.declared_sources import TODAY, counts, tried
from tests.harvesters.faults import Site

LONG = "1" * 5000  # digits: more than Python turns into a number
COURSE = {"@context": "https://schema.org", "@type": "Course", "name": "Customs"}
DATES = {
    "identifier": "id",
    "fields": {"title": "name", "published": {"parts": {"year": "y", "month": "m", "day": "d"}}},
}
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF>'
SCHEDULE = {"@type": "Schedule", "startDate": "2026-12-02", "repeatFrequency": "P1W"}


def test_a_table_of_very_many_columns_takes_no_long_time(site: Site) -> None:
    begun = time.monotonic()
    found = tried(site, "id,title" + "," * 60_000 + "\n1,Customs\n", "table")
    assert counts(found) == {"listed": 1, "added": 1}
    assert time.monotonic() - begun < 15, "each column once, not each with all before it"


@pytest.mark.parametrize(
    ("protocol", "document", "stated"),
    [
        (
            "sitemap",
            json.dumps({"@context": "https://schema.org", "@graph": [COURSE | {"@id": {"a": 1}}]}),
            {},
        ),
        (
            "sitemap",
            json.dumps(COURSE | {"@type": "Event", "eventSchedule": SCHEDULE | {"byMonth": LONG}}),
            {},
        ),
        (
            "sitemap",
            json.dumps(COURSE | {"@type": "Event", "eventSchedule": SCHEDULE | {"repeatCount": LONG}}),
            {},
        ),
        ("sitemap", json.dumps(COURSE | {"offers": {"@type": "Offer", "price": f"{LONG}.500"}}), {}),
        ("mapped", json.dumps([{"id": 1, "name": "Customs", "y": "2026", "m": LONG, "d": "1"}]), DATES),
    ],
)
def test_it_takes_a_record_with_a_value_that_no_record_should_have(
    site: Site, protocol: str, document: str, stated: Mapping[str, Any]
) -> None:
    found = tried(site, document, protocol, stated)
    assert (found["outcome"], counts(found)) == ("succeeded", {"listed": 1, "added": 1})
    assert "fault of the registry" not in json.dumps(found)


@pytest.mark.parametrize(
    ("form", "payload"),
    [
        ("feed_entry", b"<rss><channel><title>T</title></channel></rss>"),
        ("schema_org_rdf", RDF.format("<a xmlns='urn:x'><b><c/><d xmlns=''/></b></a>").encode()),
    ],
)
def test_it_rejects_a_payload_that_holds_no_record(form: str, payload: bytes) -> None:
    reading = read_one(Harvested(identifier="1", payload=payload, format=form), {}, TODAY)
    assert reading.kind == "rejected"
    assert "fault of the registry" not in reading.problems[0].advice
