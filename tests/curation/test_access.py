"""Who may open the staff's pages: every one of them, asked by an outsider, a member and staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from registry.agreement.models import Pair
from registry.bulk.models import BulkChange
from registry.catalogue.models import Resource
from registry.curation import staff as people
from registry.framework.rubric import DEPTH_CELLS
from registry.lexicon.models import Proposal
from registry.links.models import Address, AskedHost
from registry.sources.models import Entry, Source
from registry.takedown.models import TakedownRequest
from registry.vocabulary.deciding import make_concept
from registry.vocabulary.models import Concept, Term
from tests.counting import rows
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db

PAGES: dict[str, Callable[[Resource], str]] = {
    "queue": lambda _: "/staff/",
    "sources": lambda _: "/staff/sources/",
    "source": lambda r: f"/staff/sources/{r.record.source.uuid}/",
    "settings": lambda r: f"/staff/sources/{r.record.source.uuid}/settings/",
    "run": lambda r: f"/staff/runs/{r.record.source.runs.get().pk}/",
    "removals": lambda r: f"{PAGES['run'](r)}removals/",
    "resource": lambda r: f"/staff/resources/{r.public_id}/",
    "explain": lambda _: "/staff/search/?q=customs",
    "lexicon": lambda _: "/staff/lexicon/?q=customs",
    "proposal": lambda _: f"/staff/lexicon/{proposal().pk}/",
    "second-ratings": lambda _: "/staff/second-ratings/",
    "rate-blind": lambda _: f"/staff/second-ratings/{pair('waiting').pk}/",
    "dispute": lambda _: f"/staff/second-ratings/{pair('disputed').pk}/dispute/",
    "terms": lambda _: "/staff/vocabulary/",
    "term": lambda _: f"/staff/vocabulary/terms/{term().pk}/",
    "concepts": lambda _: "/staff/vocabulary/concepts/",
    "concept": lambda _: f"/staff/vocabulary/concepts/{concept().slug}/",
    "duplicates": lambda _: "/staff/duplicates/",
    "duplicate": lambda r: f"/staff/duplicates/{r.public_id}/{other(r).public_id}/",
    "group": lambda r: f"{PAGES['resource'](r)}group/",
    "links": lambda _: "/staff/links/",
    "link": lambda _: f"/staff/links/{link().pk}/",
    "sought": lambda _: "/staff/coverage/economy/PE/internet-finance/",
    "faults": lambda r: f"/staff/faults/{r.public_id}/",
    "review": lambda _: "/staff/review/",
    "takedowns": lambda _: "/staff/takedowns/",
    "takedown": lambda _: f"/staff/takedowns/{asked().uuid}/",
    "resources": lambda _: "/staff/resources/",
    "bulk-changes": lambda _: "/staff/bulk/",
    "new-bulk": lambda _: "/staff/bulk/new/",
    "bulk": lambda _: f"/staff/bulk/{bulk_change().uuid}/",
    "history": lambda r: f"/staff/resources/{r.public_id}/history/",
    "fields": lambda r: f"/staff/resources/{r.public_id}/fields/",
    "field": lambda r: f"/staff/resources/{r.public_id}/fields/title/",
    "new-source": lambda _: "/staff/sources/new/",
    "addresses": lambda _: f"/staff/sources/{listing('addresses').uuid}/addresses/",
    "entries": lambda _: f"/staff/sources/{listing('by_hand').uuid}/entries/",
    "entry": lambda _: f"/staff/entries/{entry().pk}/",
}
ACTIONS: dict[str, Callable[[Resource], str]] = {
    "propose-term": lambda _: "/staff/lexicon/propose/",
    "propose-less": lambda _: "/staff/lexicon/propose-less/",
    "decide-proposal": lambda r: f"{PAGES['proposal'](r)}decide/",
    "keep-blind": lambda r: f"{PAGES['rate-blind'](r)}keep/",
    "decide-dispute": lambda _: f"/staff/second-ratings/{pair('disputed').pk}/decide/",
    "map-term": lambda r: f"{PAGES['term'](r)}map/",
    "ignore-term": lambda r: f"{PAGES['term'](r)}ignore/",
    "reopen-term": lambda r: f"{PAGES['term'](r)}reopen/",
    "new-concept": lambda _: "/staff/vocabulary/new-concept/",
    "add-label": lambda r: f"{PAGES['concept'](r)}labels/",
    "change-label": lambda r: f"{PAGES['concept'](r)}labels/{concept().labels.get().pk}/",
    "relate": lambda r: f"{PAGES['concept'](r)}relate/",
    "deprecate": lambda r: f"{PAGES['concept'](r)}deprecate/",
    "decide-duplicate": lambda r: f"{PAGES['duplicate'](r)}decide/",
    "take-back-decision": lambda _: "/staff/duplicates/999999/take-back/",
    "split": lambda r: f"{PAGES['resource'](r)}split/",
    "lead": lambda r: f"{PAGES['resource'](r)}lead/",
    "lead-by-order": lambda r: f"{PAGES['resource'](r)}lead-by-order/",
    "check-link": lambda r: f"{PAGES['link'](r)}check/",
    "correct-link": lambda r: f"{PAGES['link'](r)}correct/",
    "approve": lambda r: f"{PAGES['source'](r)}approve/",
    "refuse": lambda r: f"{PAGES['source'](r)}refuse/",
    "pause": lambda r: f"{PAGES['source'](r)}pause/",
    "run-now": lambda r: f"{PAGES['source'](r)}run-now/",
    "full": lambda r: f"{PAGES['source'](r)}full/",
    "resume": lambda r: f"{PAGES['source'](r)}resume/",
    "cancel": lambda r: f"{PAGES['source'](r)}cancel/",
    "pace": lambda r: f"{PAGES['source'](r)}pace/",
    "save-settings": lambda r: f"{PAGES['settings'](r)}save/",
    "try-settings": lambda r: f"{PAGES['settings'](r)}try/",
    "keep-secret": lambda r: f"{PAGES['source'](r)}secret/keep/",
    "forget-secret": lambda r: f"{PAGES['source'](r)}secret/forget/",
    "release": lambda r: f"{PAGES['run'](r)}release/",
    "discard": lambda r: f"{PAGES['run'](r)}discard/",
    "reidentify": lambda r: f"{PAGES['run'](r)}reidentify/",
    "describe": lambda r: f"{PAGES['resource'](r)}describe/",
    "depths": lambda r: f"{PAGES['resource'](r)}depths/",
    "relevance": lambda r: f"{PAGES['resource'](r)}relevance/",
    "hide": lambda r: f"{PAGES['resource'](r)}hide/",
    "add-by-hand": lambda _: "/staff/sources/new/by-hand/",
    "add-addresses": lambda _: "/staff/sources/new/addresses/",
    "save-addresses": lambda r: f"{PAGES['addresses'](r)}save/",
    "type-in": lambda r: f"{PAGES['entries'](r)}type-in/",
    "upload": lambda r: f"{PAGES['entries'](r)}upload/",
    "save-entry": lambda r: f"{PAGES['entry'](r)}save/",
    "take-back": lambda r: f"{PAGES['entry'](r)}take-back/",
    "take": lambda _: "/staff/tasks/",
    "settle-faults": lambda r: f"/staff/faults/{r.public_id}/settle/",
    "decide-review": lambda r: f"/staff/review/{r.public_id}/",
    "take-down": lambda r: f"{PAGES['takedown'](r)}take-down/",
    "refuse-takedown": lambda r: f"{PAGES['takedown'](r)}refuse/",
    "begin-bulk": lambda _: "/staff/bulk/begin/",
    "take-back-bulk": lambda _: f"/staff/bulk/{bulk_change().uuid}/take-back/",
    "delete": lambda r: f"{PAGES['resource'](r)}delete/",
    "keep-field": lambda r: f"{PAGES['field'](r)}keep/",
    "keep-ours": lambda r: f"{PAGES['field'](r)}keep-ours/",
    "take-always": lambda r: f"{PAGES['field'](r)}take-always/",
    "ask-again": lambda r: f"{PAGES['source'](r)}ask-again/title/",
    "take-back-change": lambda _: "/staff/changes/999999/take-back/",
    "give-back": lambda r: f"{PAGES['resource'](r)}give-back/title/",
}
PACE = {"cadence_hours": 6, "jitter_percent": 0, "backoff_minutes": 5, "collapse_percent": 50}
GIVEN = (
    {f"pace-{name}": str(value) for name, value in PACE.items()}
    | {"reason": "Because.", "described-title": "Taken over", "hiding-reason": "x", "settings": "{}"}
    | {f"depths-{cell}": "3" for cell in DEPTH_CELLS}
    | {"answer": "yes"}
)
GIVEN |= {"by_hand-organisation": "School", "addresses-organisation": "School", "title": "T", "type": "guide"}
GIVEN |= {"typed-title": "T", "typed-type": "guide", "addresses": "https://school.example/a"}
GIVEN |= {"concept": "freight", "do": "prefer", "slug": "cargo", "language": "es", "text": "flete"}
GIVEN |= dict.fromkeys(DEPTH_CELLS, "2")
GIVEN |= {"url": "https://school.example/new"}
GIVEN |= {"deleting-reason": "x", "value": "T"}
GIVEN |= {"addresses-addresses": "https://school.example/a"}
OPEN = {"enter", "leave"}  # signing in and out is for whoever holds a link, or a session


def listing(protocol: str) -> Source:
    """A source without an address of its own."""
    return make_source(protocol, protocol=protocol, url="", settings={})


def asked() -> TakedownRequest:
    """Of a resource of its own."""
    found = TakedownRequest.objects.first()
    return found or TakedownRequest.objects.create(resource=make_resource(), ground="other", text="x")


def bulk_change() -> BulkChange:
    """One that is done."""
    return BulkChange.objects.get_or_create(action="hide", defaults={"state": "done"})[0]


def entry() -> Entry:
    found = Entry.objects.first()
    payload = b'{"@type": "LearningResource", "name": "T"}'
    return found or Entry.objects.create(
        source=listing("by_hand"), identifier="a", format="schema_org", payload=payload
    )


def other(resource: Resource) -> Resource:
    """The record of the feed before this one."""
    found = Resource.objects.exclude(pk=resource.pk).filter(leader=None).order_by("-pk").first()
    assert found
    return found


def link() -> Address:
    host, _made = AskedHost.objects.get_or_create(name="school.example")
    found, _made = Address.objects.get_or_create(
        digest=1, defaults={"url": "https://school.example/", "host": host}
    )
    return found


def proposal() -> Proposal:
    found = Proposal.objects.first()
    return found or Proposal.objects.create(
        language="en", term="drayage", about="trade", base="x", actor="ana"
    )


def pair(state: str) -> Pair:
    """Of a resource of its own, of which nobody here has said anything."""
    found = Pair.objects.filter(state=state).first()
    return found or Pair.objects.create(resource=make_resource(state), first="staff-x", state=state)


def term() -> Term:
    return Term.objects.get_or_create(digest=1, defaults={"text": "papers", "folded": "papers"})[0]


def concept() -> Concept:
    found = Concept.objects.filter(slug="freight").first()
    return found or make_concept("freight", "en", "freight", "", actor="ana")


@pytest.fixture(autouse=True)
def by_hand(db: None) -> None:
    """What these pages are about is there before anybody asks for them."""
    listing("addresses")
    entry()
    bulk_change()
    asked()
    link()
    term()
    concept()
    proposal()
    pair("waiting")
    pair("disputed")


def test_every_address_of_the_staff_is_asked_here() -> None:
    asked = {*PAGES, *ACTIONS, *OPEN, "decide", "decide-run", "decide-takedown"}
    assert names(get_resolver().url_patterns, "curation") <= asked


def names(patterns: list[URLPattern | URLResolver], namespace: str, inside: bool = False) -> set[str]:
    found: set[str] = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            found |= names(each.url_patterns, namespace, inside or each.namespace == namespace)
        elif inside:
            found.add(str(each.name))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_staff(page: str, resource: Resource, member: Client, staff: Client) -> None:
    address = PAGES[page](resource)
    turned_away = Client().get(address)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith("/sign-in/?next=/staff/")
    refused = member.get(address)
    assert refused.status_code == 403
    assert b"not open to you" in refused.content
    shown = staff.get(address)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert staff.post(address).status_code == 405


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_for_staff(action: str, resource: Resource, member: Client, staff: Client) -> None:
    address = ACTIONS[action](resource)
    staff.get("/staff/")
    before = rows()
    turned_away = Client().post(address, GIVEN)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith("/sign-in/?next=/staff/")
    assert member.post(address, GIVEN).status_code == 403
    assert staff.get(address).status_code == 405
    assert rows() == before
    taken = staff.post(address, GIVEN).status_code
    shown = {"try-settings": 200, "upload": 422, "relate": 400, "begin-bulk": 422, "decide-review": 422}
    shown |= {"propose-term": 422, "propose-less": 409}
    shown |= {"keep-field": 409}  # the form says not what it has seen
    shown |= {"decide-duplicate": 409, "split": 409, "lead": 409}  # as little, and it stands alone
    assert taken == shown[action] if action in shown else taken in (303, 404)


@pytest.mark.parametrize("action", ACTIONS)
def test_forms_from_elsewhere_are_refused(action: str, resource: Resource, staff: Client) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = staff.cookies
    before = rows()
    answer = guarded.post(ACTIONS[action](resource), GIVEN)
    assert answer.status_code == 403
    assert b"Please send the form again" in answer.content
    assert rows() == before


def test_looking_changes_nothing(resource: Resource, staff: Client) -> None:
    before = rows()
    for page in PAGES.values():
        staff.get(page(resource))
        staff.head(page(resource))
    assert rows() == before


def test_who_is_no_longer_staff_is_refused(resource: Resource, staff: Client) -> None:
    User.objects.update(is_staff=False)
    assert staff.get("/staff/").status_code == 403


def test_the_staff_see_the_way_there_and_others_do_not(resource: Resource, staff: Client) -> None:
    address = PAGES["resource"](resource)
    assert address in staff.get(resource.get_absolute_url()).content.decode()
    assert address not in Client().get(resource.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/staff/resources/00000000-0000-4000-8000-000000000000/",
        "/staff/resources/not-an-id/",
        "/staff/sources/00000000-0000-4000-8000-000000000000/",
        "/staff/runs/999999/",
        f"/staff/runs/{10**30}/",
    ],
)
def test_what_is_not_there_is_not_found(address: str, source: Source, staff: Client) -> None:
    assert staff.get(address).status_code == 404


def test_a_decision_that_does_not_exist_is_not_found(resource: Resource, staff: Client) -> None:
    for page in ("source", "run"):
        assert staff.post(f"{PAGES[page](resource)}delete/", GIVEN).status_code == 404


def test_signing_out_ends_it(staff: Client) -> None:
    assert staff.get("/staff/sign-out/").status_code == 405
    assert staff.post("/staff/sign-out/").status_code == 303
    assert staff.get("/staff/").status_code == 302


def test_people_are_known_by_pseudonyms(source: Source) -> None:
    ana, li = User.objects.create(username="ana@x.example"), User.objects.create(username="li@x.example")
    assert people.pseudonym(ana) == people.pseudonym(ana)
    assert people.pseudonym(ana) != people.pseudonym(li)
    assert "ana" not in people.pseudonym(ana)
