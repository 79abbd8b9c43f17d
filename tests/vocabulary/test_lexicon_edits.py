"""Edits of the rater's words: their effect is shown before they are kept, and then everything is rated by them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from harvesters.describing import Describer, manner
from registry.catalogue.models import Change, Rating, Resource
from registry.catalogue.ratings import rate, rate_due
from registry.framework import lexicon
from registry.framework.lexicon import Edit
from registry.lexicon.in_force import edits
from registry.lexicon.models import LexiconEdit, Proposal
from registry.vocabulary import lexicon_effect
from registry.vocabulary.lexicon_effect import NotPossible, keep, keep_up, propose
from tests.factories import make_resource, make_staff

pytestmark = pytest.mark.django_db

LOGISTICS = "international-logistics"
DRAYAGE = Edit("en", "drayquil", LOGISTICS, 2, "", removed=False)  # a word that nobody uses
ACTOR = "staff-1"


def rated(title: str) -> Resource:
    resource = make_resource(title, language="en")
    rate(Resource.objects.with_provenance().filter(pk=resource.pk))
    return resource


def depth(resource: Resource, cell: str = LOGISTICS) -> int:
    found: int = Resource.objects.get(pk=resource.pk).profile["cells"].get(cell, {}).get("value", 0)
    return found


def looked_at(edit: Edit, *, drop: bool = False) -> Proposal:
    proposal = propose(edit, drop=drop, actor=ACTOR)
    while keep_up():
        pass
    proposal.refresh_from_db()
    return proposal


def kept(edit: Edit, *, drop: bool = False) -> None:
    proposal = looked_at(edit, drop=drop)
    keep(proposal, actor=ACTOR)
    while keep_up():
        pass
    rate_due()


def test_the_effect_is_known_before_anything_changes() -> None:
    taught, other = rated("Drayquil for exporters selling abroad online"), rated("Customs clearance")
    proposal = looked_at(DRAYAGE)
    assert (proposal.state, proposal.looked, proposal.changed) == (Proposal.State.READY, 2, 1)
    assert [effect.resource for effect in proposal.effects.all()] == [taught.pk]
    assert proposal.effects.get().moves[LOGISTICS][1] >= 2
    assert any(move.startswith(LOGISTICS) for move in proposal.moves)
    assert depth(taught) == 0
    assert edits() == ()
    assert depth(other, "international-trade-practices") >= 2


def test_once_kept_all_that_have_the_term_are_rated_again_those_that_came_since_too() -> None:
    before = rated("Drayquil for exporters selling abroad online")
    proposal = looked_at(DRAYAGE)
    since = rated("Drayquil, step by step, for online sellers abroad")
    keep(proposal, actor=ACTOR)
    while keep_up():
        pass
    assert rate_due() == 2
    assert depth(before) >= 2
    assert depth(since) >= 2
    assert Rating.objects.get(resource=before, kind="machine").cells["version"] != ""
    assert Change.objects.get(subject="lexicon").after == f"en: drayquil ({LOGISTICS})"


def test_a_shipped_term_is_taken_out_and_comes_back() -> None:
    row = next(row for row in lexicon.shipped() if row.language == "en" and row.term == "air waybill")
    resource = rated("Air waybill")
    before = Resource.objects.get(pk=resource.pk).profile["cells"][row.about]
    assert [span["text"] for span in before["evidence"]] == ["Air waybill"]
    kept(row._replace(removed=True))
    after = Resource.objects.get(pk=resource.pk).profile["cells"].get(row.about, {})
    assert after.get("value", 0) < before["value"]
    kept(row._replace(removed=True), drop=True)
    assert edits() == ()
    assert Resource.objects.get(pk=resource.pk).profile["cells"][row.about]["value"] == before["value"]


def test_an_edit_that_is_taken_back_leaves_ratings_as_they_were() -> None:
    resource = rated("Drayquil for exporters selling abroad online")
    kept(DRAYAGE)
    assert depth(resource) >= 2
    kept(DRAYAGE, drop=True)
    assert depth(resource) == 0


def test_a_harvest_rates_by_what_is_in_force_also_in_a_second_process() -> None:
    LexiconEdit.objects.create(**DRAYAGE._asdict(), actor=ACTOR)
    Describer(manner({}, timezone.now(), ("School", "academic", "CL"), edits=edits()))
    assert lexicon.lexicon().digest == lexicon.digest(edits=[DRAYAGE])
    Describer(manner({}, timezone.now(), ("School", "academic", "CL")))
    assert lexicon.lexicon().digest == lexicon.digest(edits=[DRAYAGE])


def test_looking_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon_effect, "AT_ONCE", 2)
    monkeypatch.setattr(lexicon_effect, "BUDGET", 0.0)
    for number in range(5):
        make_resource(f"Drayquil {number} for exporters selling abroad online", language="en")
    proposal = propose(DRAYAGE, actor=ACTOR)
    monkeypatch.setattr(lexicon_effect.time, "monotonic", iter([0, -1, 1] * 9).__next__)
    looked = []
    while keep_up():
        proposal.refresh_from_db()
        looked.append((proposal.looked, proposal.changed))
    assert looked == [(2, 2), (4, 4), (5, 5)]


def test_what_is_not_known_yet_is_not_kept() -> None:
    proposal = propose(DRAYAGE, actor=ACTOR)
    with pytest.raises(NotPossible, match="not known yet"):
        keep(proposal, actor=ACTOR)
    assert edits() == ()


def test_two_who_keep_at_once_the_second_is_told() -> None:
    one = looked_at(DRAYAGE)
    other = looked_at(DRAYAGE._replace(term="quilfreight"))
    keep(one, actor=ACTOR)
    with pytest.raises(NotPossible, match="changed since"):
        keep(other, actor="staff-2")
    with pytest.raises(NotPossible):
        keep(one, actor="staff-2")
    assert edits() == (DRAYAGE,)


@pytest.mark.parametrize(
    ("edit", "drop", "told"),
    [
        (DRAYAGE._replace(removed=True), False, "no such term"),
        (DRAYAGE, True, "not an edit"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(edit: Edit, drop: bool, told: str) -> None:
    with pytest.raises(NotPossible, match=told):
        propose(edit, drop=drop, actor=ACTOR)


def test_what_the_lexicon_has_is_not_added_again() -> None:
    with pytest.raises(NotPossible, match="already"):
        propose(next(lexicon.shipped()), actor=ACTOR)
    LexiconEdit.objects.create(**DRAYAGE._asdict(), actor=ACTOR)
    with pytest.raises(NotPossible, match="already"):
        propose(DRAYAGE, actor=ACTOR)


def test_seniors_propose_see_and_keep_on_the_pages() -> None:
    resource = rated("Drayquil for exporters selling abroad online")
    client = Client()
    client.force_login(make_staff("dee@alliance.example", "senior"))
    given = {"term": "drayquil", "language": "en", "about": LOGISTICS, "strength": "2"}
    page = client.post("/staff/lexicon/propose/", given)["Location"]
    assert "being worked out" in client.get(page).content.decode()
    early = client.post(f"{page}decide/", {"do": "keep"})
    assert early.status_code == 409
    keep_up()
    shown = client.get(page).content.decode()
    assert "1 would be rated otherwise" in shown
    assert resource.title in shown
    assert client.post(f"{page}decide/", {"do": "keep"}).status_code == 303
    assert [edit.term for edit in edits()] == ["drayquil"]
    assert "drayquil" in client.get("/staff/lexicon/").content.decode()


def test_discarding_changes_nothing() -> None:
    proposal = looked_at(DRAYAGE)
    client = Client()
    client.force_login(make_staff("dee@alliance.example", "senior"))
    client.post(f"/staff/lexicon/{proposal.pk}/decide/", {"do": "discard"})
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.DISCARDED
    assert client.post(f"/staff/lexicon/{proposal.pk}/decide/", {"do": "keep"}).status_code == 409


@pytest.mark.parametrize("term", ["", "a", "letter(s|) of", "cust*", "\t"])
def test_a_term_that_cannot_be_one_is_refused(term: str) -> None:
    client = Client()
    client.force_login(make_staff("dee@alliance.example", "senior"))
    given = {"term": term, "language": "en", "about": LOGISTICS, "strength": "2"}
    assert client.post("/staff/lexicon/propose/", given).status_code == 422
    assert not Proposal.objects.exists()


def test_curators_look_and_do_not_edit() -> None:
    client = Client()
    client.force_login(make_staff("li@alliance.example", "curator"))
    assert "Take out" in client.get("/staff/lexicon/?q=customs").content.decode()
    for path in ("propose/", "propose-less/", f"{looked_at(DRAYAGE).pk}/decide/"):
        assert client.post(f"/staff/lexicon/{path}", {"do": "keep"}).status_code == 403
    assert edits() == ()
