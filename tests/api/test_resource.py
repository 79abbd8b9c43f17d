"""One resource as JSON."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from registry.catalogue.models import Record
from registry.framework.rater import rate_text
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL, QUOTE

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=0)


def address(public_id: UUID) -> str:
    return f"/api/v1/resources/{public_id}/"


def test_it_gives_what_is_known(client: Client) -> None:
    resource = make_resource(
        "Customs",
        language="es",
        type="course",
        free=False,
        price="300",
        currency="CNY",
        forms=["online"],
        creators=["Ana Soto"],
        occurrences=[{"start": "2031-05-01T10:00:00Z", "zone": "America/Santiago"}],
    )
    answer = client.get(address(resource.public_id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["id"] == str(resource.public_id)
    assert told["url"] == f"http://testserver/resources/{resource.public_id}/"
    assert (told["title"], told["language"], told["type"]) == ("Customs", "es", "course")
    assert told["cost"] == {"free": False, "price": "300", "currency": "CNY"}
    assert told["organiser"] == {"name": "Ministry of Trade", "kind": "government", "economy": "CL"}
    assert told["creators"] == ["Ana Soto"]
    [session] = told["occurrences"]
    assert (session["start"], session["zone"]) == ("2031-05-01T10:00:00Z", "America/Santiago")
    assert (session["end"], session["all_day"]) == (None, False)


@pytest.mark.parametrize(("stated", "told"), [({}, True), ({"certain": False}, False)])
def test_it_says_whether_it_is_certain(client: Client, stated: dict[str, bool], told: bool) -> None:
    resource = make_resource("Customs", **stated)
    assert client.get(address(resource.public_id)).json()["certain"] is told


def test_what_is_unknown_is_null_and_never_left_out(client: Client) -> None:
    source = make_source("Somebody", kind="", economy="")
    told = client.get(address(make_resource("X", source=source).public_id)).json()
    for unknown in ("description", "language", "type", "duration", "link", "rating"):
        assert told[unknown] is None
    for empty in ("subjects", "creators", "identifiers", "occurrences", "forms", "economies"):
        assert told[empty] == []
    assert told["cost"] == {"free": None, "price": None, "currency": None}
    assert told["organiser"] == {"name": "Somebody", "kind": None, "economy": None}
    assert told["sources"][0]["licence"] is None


def test_the_rating_carries_judgements_evidence_and_what_follows(client: Client) -> None:
    rating = client.get(address(make_resource(profile=FULL).public_id)).json()["rating"]
    trade = rating["cells"]["international-trade-practices"]
    assert trade["value"] == 3
    assert trade["evidence"] == [{"field": "description", "start": 0, "end": len(QUOTE), "text": QUOTE}]
    assert "localised" not in rating["cells"]
    # Logistics 2 and trade practices 3: two aspects are taught, half of them practised.
    assert (rating["coverage"], rating["practice"], rating["known"]) == (2, 0.5, 5)
    # Use is the lowest known group: practical partly (1) and general no (0) give 0.5.
    assert rating["tier"] == "C"
    assert rating["tier_raised_by"] == ["general", "practical", "localised"]


def test_the_rating_tells_what_it_is_for(client: Client) -> None:
    profile = rate_text("Sell coffee on Shopee").as_json()
    traits = client.get(address(make_resource(profile=profile).public_id)).json()["rating"]["traits"]
    assert set(traits) == {"industries", "platform"}  # all else is unknown
    (platform,) = traits["platform"]
    assert platform["value"] == "shopee"
    assert platform["evidence"] == [{"field": "title", "start": 15, "end": 21, "text": "Shopee"}]


def test_a_rating_from_before_there_were_traits_has_none(client: Client) -> None:
    old = {name: value for name, value in FULL.items() if name != "traits"}
    assert client.get(address(make_resource(profile=old).public_id)).json()["rating"]["traits"] == {}


def test_curated_and_disputed_cells_are_named(client: Client) -> None:
    said = {"curators": ["c1", "c2"], "disputed": True}
    profile = FULL | {"curated": {"international-logistics": said}}
    rating = client.get(address(make_resource(profile=profile).public_id)).json()["rating"]
    assert rating["curated"] == rating["disputed"] == ["international-logistics"]


def test_it_names_every_source_that_may_be_shown(client: Client) -> None:
    leader = make_resource(source=make_source(licence="CC0"))
    school = make_resource(source=make_source("Night school"), leader=leader)
    make_resource(source=make_source("Refused", state="refused"), leader=leader)
    sources = client.get(address(leader.public_id)).json()["sources"]
    assert [s["organisation"] for s in sources] == ["Ministry of Trade", "Night school"]
    assert [s["identifier"] for s in sources] == [leader.record.identifier, school.record.identifier]
    assert [s["licence"] for s in sources] == ["CC0", None]


def test_a_followers_address_leads_to_its_leader(client: Client) -> None:
    leader = make_resource()
    answer = client.get(address(make_resource(leader=leader).public_id))
    assert answer.status_code == 303
    assert answer["Location"] == f"http://testserver{address(leader.public_id)}"


def test_what_its_source_took_back_is_gone(client: Client) -> None:
    answer = client.get(address(make_resource("Old", state=Record.State.DELETED).public_id))
    assert answer.status_code == answer.json()["status"] == 410
    assert b"Old" not in answer.content


def test_nobody_learns_of_what_is_hidden(client: Client) -> None:
    hidden = client.get(address(make_resource("Secret", hidden=True).public_id))
    nothing = client.get(address(NOBODY))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.json() == nothing.json() | {"instance": hidden.json()["instance"]}
