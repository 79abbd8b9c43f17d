"""Addresses of the staff's pages and actions with something there, of Chile and in Spanish, and what to send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.agreement.models import Pair
from registry.bulk.models import BulkChange
from registry.catalogue.models import Change, Decision, Resource
from registry.catalogue.overlay import set_overlay
from registry.followup.models import Question
from registry.framework.rubric import DEPTH_CELLS
from registry.lexicon.models import Proposal
from registry.links.models import Address, AskedHost, ResourceAddress
from registry.sources.models import Entry, Run, Source
from registry.takedown.models import TakedownRequest
from registry.vocabulary.deciding import make_concept
from registry.vocabulary.models import Concept, Term
from tests.factories import make_resource, make_source
from tests.harvesters.written_documents import pdf

SPANISH = {"language": "es"}

PAGES: dict[str, Callable[[Resource], str]] = {
    "queue": lambda _: "/staff/",
    "sources": lambda _: "/staff/sources/",
    "source": lambda r: f"/staff/sources/{r.record.source.uuid}/",
    "settings": lambda r: f"/staff/sources/{r.record.source.uuid}/settings/",
    "run": lambda r: f"/staff/runs/{run(r).pk}/",
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
    "link": lambda r: f"/staff/links/{link(r).pk}/",
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
    "followup:moderation": lambda _: "/staff/follow-up/",
    "followup:enter-trainer": lambda _: "/trainers/enter/",
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
    "change-label": lambda r: f"{PAGES['concept'](r)}labels/{concept().labels.earliest('pk').pk}/",
    "relate": lambda r: f"{PAGES['concept'](r)}relate/",
    "deprecate": lambda r: f"{PAGES['concept'](r)}deprecate/",
    "decide-duplicate": lambda r: f"{PAGES['duplicate'](r)}decide/",
    "take-back-decision": lambda r: f"/staff/duplicates/{apart(r).pk}/take-back/",
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
    "take-back-change": lambda r: f"/staff/changes/{correction(r).pk}/take-back/",
    "give-back": lambda r: f"{PAGES['resource'](r)}give-back/title/",
    "followup:decide": lambda r: f"/staff/follow-up/question/{question(r).pk}/show/",
    "followup:answer-as-staff": lambda r: f"/questions/{question(r, 'shown').uuid}/answer/",
}
"""By the name of the route, or by the decision where a route has several."""
DECISIONS = {
    "approve": "decide",
    "refuse": "decide",
    "release": "decide-run",
    "discard": "decide-run",
    "reidentify": "decide-run",
    "take-down": "decide-takedown",
    "refuse-takedown": "decide-takedown",
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
GIVEN |= {
    "typed-language": "es",
    "name": "Tom",
    "economy": "CL",
    "languages": "es",
    "aspects": "international-logistics",
}
GIVEN |= {"from": "tasks", "action": "accept"}


def listing(protocol: str) -> Source:
    """A source without an address of its own."""
    return make_source(protocol, protocol=protocol, url="", settings={})


def asked() -> TakedownRequest:
    """Of a resource of its own."""
    found = TakedownRequest.objects.first()
    return found or TakedownRequest.objects.create(
        resource=make_resource(**SPANISH), ground="other", text="x"
    )


def bulk_change() -> BulkChange:
    """One that is done."""
    return BulkChange.objects.get_or_create(action="hide", defaults={"state": "done"})[0]


def entry() -> Entry:
    found = Entry.objects.first()
    payload = b'{"@type": "LearningResource", "name": "T", "inLanguage": "es"}'
    return found or Entry.objects.create(
        source=listing("by_hand"), identifier="a", format="schema_org", payload=payload
    )


def other(resource: Resource) -> Resource:
    """Another one that may be the same thing."""
    found = Resource.objects.filter(title="Another").first()
    return found or make_resource("Another", **SPANISH)


def link(resource: Resource) -> Address:
    host, _made = AskedHost.objects.get_or_create(name="school.example")
    found, _made = Address.objects.get_or_create(
        digest=1, defaults={"url": "https://school.example/", "host": host}
    )
    ResourceAddress.objects.get_or_create(resource=resource, defaults={"address": found})
    return found


def proposal() -> Proposal:
    found = Proposal.objects.first()
    return found or Proposal.objects.create(
        language="en", term="drayage", about="trade", base="x", actor="ana"
    )


def pair(state: str) -> Pair:
    """Of a resource of its own, of which nobody here has said anything."""
    found = Pair.objects.filter(state=state).first()
    return found or Pair.objects.create(
        resource=make_resource(state, **SPANISH), first="staff-x", state=state
    )


def term() -> Term:
    return Term.objects.get_or_create(digest=1, defaults={"text": "papers", "folded": "papers"})[0]


def concept() -> Concept:
    found = Concept.objects.filter(slug="freight").first()
    return found or make_concept("freight", "en", "freight", "", actor="ana")


def apart(resource: Resource) -> Decision:
    """That these two are two things."""
    second = other(resource)
    found, _made = Decision.objects.get_or_create(
        first=min(resource, second, key=lambda r: r.pk),
        second=max(resource, second, key=lambda r: r.pk),
        defaults={"same": False, "actor": "ana"},
    )
    return found


def correction(resource: Resource) -> Change:
    found = Change.objects.filter(field="title", cause="overlay").first()
    return found or set_overlay(resource, "title", "Mine", actor="ana")


def question(resource: Resource, state: str = "waiting") -> Question:
    found = Question.objects.filter(why_waiting=state).first()  # as it was made, whatever was decided since
    return found or Question.objects.create(
        once=uuid4(), resource=resource, title="Which form?", language="es", state=state, why_waiting=state
    )


def run(resource: Resource) -> Run:
    return Run.objects.get_or_create(source=resource.record.source, defaults={"outcome": "succeeded"})[0]


def given() -> dict[str, Any]:
    """What any of the actions asks for; a file can be sent once."""
    document = SimpleUploadedFile("reglas.pdf", pdf("Reglas", language="es"))
    return {**GIVEN, "once": str(uuid4()), "uploaded-document": document}


def address(name: str, resource: Resource) -> str | None:
    """Of the route with that name, "curation:…" or another part's; None for one that there is no sample of."""
    samples: Mapping[str, Callable[[Resource], str]] = {**PAGES, **ACTIONS}
    own = name.removeprefix("curation:")
    known = samples.get(own) or next((samples[id] for id, route in DECISIONS.items() if route == own), None)
    return known(resource) if known else None


def make_all(resource: Resource) -> None:
    """What the pages are about is there before anybody asks for them."""
    for sample in {**PAGES, **ACTIONS}.values():
        sample(resource)
