"""Every type of page, with the bytes it may have: a line here has it looked at by axe, checked as HTML and weighed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from django.utils import timezone

from harvesters.entries import keep, new_entry
from registry.catalogue.models import Resource
from registry.coverage.keeping import keep_up
from registry.faults.reporting import report
from registry.providers.links import feed_link
from registry.sources.models import Run, Source
from registry.worklist.refreshing import look_again
from search.index import drain
from tests.factories import make_resource, make_source
from tests.people.pages import pages_of_people
from tests.portal.pages_of_duplicates import pages_of_duplicates
from tests.portal.pages_of_links import pages_of_links
from tests.portal.pages_of_plans import pages_of_plans
from tests.portal.pages_of_two import pages_of_two
from tests.portal.pages_of_vocabulary import pages_of_vocabulary
from tests.portal.profiles import FULL


@dataclass(frozen=True)
class Cast:
    """What there is to show. `source` has been read in `run`, with an error."""

    resource: Resource
    source: Source
    run: Run
    others: Mapping[str, str] = field(default_factory=dict)
    """Further addresses by name: where a page needs something of its own, `cast_of` makes it."""


@dataclass(frozen=True)
class PageType:
    """`address`: of a page, or how to find it. `budget`: bytes of its HTML over the wire, compressed, in English."""

    name: str
    address: str | Callable[[Cast], str]
    budget: int
    staff: bool = False
    status: int = 200

    def at(self, cast: Cast) -> str:
        return self.address if isinstance(self.address, str) else self.address(cast)


PAGE_TYPES = (
    PageType("home", "/", 6_000),
    PageType("settings", "/settings/", 7_500),
    PageType("results", "/?q=customs&depth=3&colour=red", 6_000),
    PageType("nothing found", "/?q=nothingatall&language=es", 2_500),
    PageType("resource", lambda cast: cast.resource.get_absolute_url(), 8_000),
    PageType("compare", lambda cast: f"/compare/?id={cast.resource.public_id}&id={uuid4()}", 3_500),
    PageType("saved", "/saved/", 2_000),
    PageType("report", lambda cast: f"{cast.resource.get_absolute_url()}report/", 2_500),
    PageType("about", "/about/", 4_000),
    PageType("coverage", "/coverage/", 6_500),
    PageType("coverage by language", "/coverage/language/", 5_500),
    PageType("a hole in the coverage", "/coverage/economy/PE/internet-finance/", 2_500),
    PageType("sign in", "/sign-in/", 2_000),
    PageType("api", "/api/v1/", 3_000),
    PageType("offline", "/offline/", 1_500),
    PageType("no such page", "/nowhere/", 1_500, status=404),
    PageType("plan: start", "/plan/", 2_500),
    PageType("plan: questions", "/plan/questions/?said=wedding+dresses+to+Chile", 6_000),
    PageType("plan", lambda cast: cast.others["plan"], 5_500),
    PageType("plan: damaged link", "/plan/abc/", 1_500, status=400),
    PageType("plan: what was missed", "/plan/gaps/", 2_000),
    PageType("curriculum", "/curriculum/", 4_000),
    PageType("curriculum: module", "/curriculum/documents-and-customs/", 6_000),
    PageType("policy shelf", lambda cast: cast.others["policies"], 4_500),
    PageType("calendar", "/calendar/?type=workshop&colour=red", 5_500),
    PageType("calendar: month", "/calendar/2031-12/", 5_500),
    PageType("calendar: by economy", "/calendar/economies/", 3_000),
    PageType("propose a feed", "/providers/", 3_500),
    PageType("a provider's feed", lambda cast: feed_link(cast.source), 3_000),
    PageType("save a search", "/alerts/new/?q=customs&kind=government", 2_500),
    PageType("webhook for a search", "/alerts/new/webhook/?q=customs", 2_500),
    PageType("a letter was sent", "/alerts/sent/", 2_000),
    PageType("start a saved search", lambda cast: cast.others["confirm"], 2_000),
    PageType("saved search", lambda cast: cast.others["saved"], 2_500),
    PageType("end a saved search", lambda cast: cast.others["stop"], 2_000),
    PageType("remind me", lambda cast: f"/alerts/remind/{cast.resource.public_id}/", 2_500),
    PageType("start a reminder", lambda cast: cast.others["confirm-reminder"], 2_000),
    PageType("end a reminder", lambda cast: cast.others["stop-reminder"], 2_000),
    PageType("questions", "/questions/?q=chile", 3_000),
    PageType("a question", lambda cast: cast.others["question"], 2_500),
    PageType(
        "ask about a resource", lambda cast: f"/questions/ask/?resource={cast.resource.public_id}", 3_000
    ),
    PageType("ask about an aspect", "/questions/ask/", 3_000),
    PageType("asked", "/questions/asked/mail/", 2_000),
    PageType("send a question", lambda cast: cast.others["confirm-question"], 2_000),
    PageType("my question", lambda cast: cast.others["my-question"], 3_000),
    PageType("answer a question", lambda cast: cast.others["answer"], 2_500),
    PageType("did it help", lambda cast: f"/helped/{cast.resource.public_id}/", 2_500),
    PageType("did it help, by a letter", lambda cast: cast.others["helped"], 2_500),
    PageType("trainers", "/trainers/?language=vi", 3_500),
    PageType("list a trainer", "/trainers/propose/", 3_500),
    PageType("send a listing", lambda cast: cast.others["confirm-trainer"], 2_000),
    PageType("my listing", lambda cast: cast.others["my-listing"], 2_000),
    PageType("make an account", "/account/join/", 2_500),
    PageType("choose a password", lambda cast: cast.others["make-account"], 2_500),
    PageType("sign in to an account", "/account/sign-in/", 2_500),
    PageType("forgotten password", "/account/forgot/", 2_500),
    PageType("account letter sent", "/account/sent/", 2_000),
    PageType("staff: to moderate", "/staff/follow-up/", 3_000, staff=True),
    PageType("a link that leads nowhere", "/alerts/stop/lost/", 2_000, status=404),
    PageType("staff: queue", "/staff/", 3_500, staff=True),
    PageType("staff: why this order", "/staff/search/?q=customs", 3_500, staff=True),
    PageType("staff: sources", "/staff/sources/", 2_500, staff=True),
    PageType("staff: source", lambda cast: f"/staff/sources/{cast.source.uuid}/", 3_500, staff=True),
    PageType(
        "staff: settings", lambda cast: f"/staff/sources/{cast.source.uuid}/settings/", 2_500, staff=True
    ),
    PageType("staff: run", lambda cast: f"/staff/runs/{cast.run.pk}/", 2_500, staff=True),
    PageType("staff: lexicon", "/staff/lexicon/?q=customs", 5_500, staff=True),
    PageType("staff: edit of the lexicon", lambda cast: cast.others["proposal"], 3_000, staff=True),
    PageType("staff: rated by two", "/staff/second-ratings/", 4_000, staff=True),
    PageType("staff: blind rating", lambda cast: cast.others["blind"], 3_500, staff=True),
    PageType("staff: dispute", lambda cast: cast.others["dispute"], 3_500, staff=True),
    PageType("staff: terms", "/staff/vocabulary/", 2_500, staff=True),
    PageType("staff: term", lambda cast: cast.others["term"], 3_000, staff=True),
    PageType("staff: concepts", "/staff/vocabulary/concepts/?q=customs", 3_500, staff=True),
    PageType("staff: concept", lambda cast: cast.others["concept"], 4_000, staff=True),
    PageType("staff: duplicates", "/staff/duplicates/", 3_000, staff=True),
    PageType("staff: side by side", lambda cast: cast.others["duplicate"], 5_000, staff=True),
    PageType("staff: a group", lambda cast: cast.others["group"], 4_000, staff=True),
    PageType("staff: links", "/staff/links/", 2_500, staff=True),
    PageType("staff: link", lambda cast: cast.others["link"], 3_000, staff=True),
    PageType("staff: searched in vain", "/staff/coverage/economy/PE/internet-finance/", 2_500, staff=True),
    PageType("staff: new source", "/staff/sources/new/", 4_000, staff=True),
    PageType("staff: addresses", lambda cast: cast.others["addresses"], 2_000, staff=True),
    PageType("staff: entries", lambda cast: cast.others["entries"], 4_000, staff=True),
    PageType("staff: entry", lambda cast: cast.others["entry"], 3_500, staff=True),
    PageType("staff: faults", lambda cast: f"/staff/faults/{cast.resource.public_id}/", 2_500, staff=True),
    PageType(
        "staff: resource", lambda cast: f"/staff/resources/{cast.resource.public_id}/", 4_000, staff=True
    ),
)


def cast_of(source: Source) -> Cast:
    """Everything that the pages above show, beside a source that has been read."""
    make_source("Port authority", state=Source.State.PROPOSED)
    resource = full_resource()
    report(resource, "dates", "It begins an hour later.", timezone.now())
    others = _by_hand() | pages_of_people(resource) | pages_of_plans(resource) | pages_of_links(resource)
    others |= pages_of_vocabulary(resource) | pages_of_two(resource)
    others |= pages_of_duplicates()
    cast = Cast(resource, source, source.runs.get(), others)
    drain()
    keep_up()
    look_again()
    return cast


def full_resource() -> Resource:
    """One that fills every part of its page, beside another that is hard to lay out."""
    resource = make_resource(
        "Customs clearance for small parcels, step by step",
        description="How to fill in the declaration in five steps.\n\nBring an invoice of your own.",
        language="en",
        type="workshop",
        price="30",
        currency="USD",
        duration="PT40M",
        forms=["online", "offline"],
        url="https://ministry.example/customs",
        access="Register by e-mail; a recording follows.",
        creators=["Ana Soto"],
        subjects=["customs", "HS codes"],
        profile=FULL,
        occurrences=[
            {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T10:40:00Z", "zone": "America/Santiago"},
            {"start": "2031-12-09T10:00:00", "place": "Valparaíso", "seats": 30, "cancelled": True},
            {"start": "2014-06-23", "end": "2014-06-26", "all_day": True},
        ],
    )
    make_resource("报关实务", source=make_source("跨境电商培训学校", economy="CN"), language="zh-Hans")
    make_resource(leader=resource, source=make_source("Port authority of Valparaíso"))
    return resource


def _by_hand() -> dict[str, str]:
    """The pages of training that no feed lists."""
    listed = make_source(
        "Academy", protocol="addresses", url="", settings={"addresses": ["https://a.example/"]}
    )
    typed = make_source("School", protocol="by_hand", url="")
    entry = new_entry(typed, format="schema_org", payload=b'{"@type": "LearningResource", "name": "Customs"}')
    entry.name = "Customs"
    keep(entry, actor="ana")
    return {
        "addresses": f"/staff/sources/{listed.uuid}/addresses/",
        "entries": f"/staff/sources/{typed.uuid}/entries/",
        "entry": f"/staff/entries/{entry.pk}/",
    }
