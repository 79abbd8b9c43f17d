"""After any sequence of what sources and people do, a rebuild from the facts finds nothing to correct (rule 7)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.db import transaction

from harvesters.adding import approve, refuse
from registry.catalogue.description import Description, Occurrence
from registry.catalogue.joining import CannotJoin, choose_leader, join, split, take_back
from registry.catalogue.models import Decision, Record, RecordKey, Resource
from registry.catalogue.models import Occurrence as OccurrenceRow
from registry.catalogue.overlay import clear_overlay, set_overlay
from registry.catalogue.ratings import judge, rate_due
from registry.catalogue.rebuilding import rebuild
from registry.catalogue.storing import Gone, Incoming, store, withdraw
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db

STEPS = 60


class Catalogue:
    """Five sources that describe the same few things, and curators; every act is chosen by a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sources = [
            make_source(
                f"Member {n}", url=f"https://m{n}.example/feed", may_republish=True, licence="CC0-1.0"
            )
            for n in range(5)
        ]
        self.versions = count(1)
        self.acts: list[Callable[[], None]] = [
            *[self.put] * 6,
            self.delete, self.withdraw, self.refuse, self.approve, self.join, self.split, self.take_back, self.lead,
            self.correct, self.give_back, self.judge,
        ]  # fmt: skip

    def act(self) -> None:
        self.chance.choice(self.acts)()

    def put(self) -> None:
        """One batch of what a source says; things share addresses and DOIs, also within a source."""
        source = self.chance.choice([s for s in self.sources if s.state == "approved"] or self.sources[:1])
        names = self.chance.sample("abcdef", self.chance.randint(1, 3))
        with transaction.atomic():
            store(source, [self._incoming(name) for name in names])

    def _incoming(self, name: str) -> Incoming:
        thing, version = self.chance.randint(1, 4), next(self.versions)
        day = self.chance.choice(["2027-03-01", "2027-04-01"])
        description = Description(
            title="Customs for small sellers",
            description=f"Part {version % 5}: how to fill in the declaration.",
            url=f"https://school.example/courses/{thing}",
            language=self.chance.choice([None, None, "en", "es"]),
            identifiers=(f"doi:10.1/{self.chance.randint(1, 4)}",) if self.chance.random() < 0.3 else (),
            occurrences=(Occurrence(start=day),) if self.chance.random() < 0.3 else (),
        )
        return make_incoming(name, str(version).encode(), description)

    def _record(self) -> Record | None:
        records = list(Record.objects.select_related("source").order_by("pk"))
        return self.chance.choice(records) if records else None

    def delete(self) -> None:
        if record := self._record():
            with transaction.atomic():
                store(record.source, [], [Gone(identifier=record.identifier)])

    def withdraw(self) -> None:
        if record := self._record():
            with transaction.atomic():
                withdraw(record.source, [record.pk])

    def refuse(self) -> None:
        refuse(self.chance.choice(self.sources), actor="curator", reason="Not now.")

    def approve(self) -> None:
        for source in self.sources:
            if source.state == "refused":
                approve(source, actor="curator")

    def _resources(self, number: int) -> list[Resource]:
        resources = list(Resource.objects.order_by("pk"))
        return self.chance.sample(resources, number) if len(resources) >= number else []

    def join(self) -> None:
        if pair := self._resources(2):
            with suppress(CannotJoin):
                join(*pair, actor="curator")

    def split(self) -> None:
        for resource in self._resources(1):
            split(resource, actor="curator")

    def take_back(self) -> None:
        if decisions := list(Decision.objects.order_by("pk")):
            take_back(self.chance.choice(decisions), actor="curator")

    def lead(self) -> None:
        for resource in self._resources(1):
            with suppress(CannotJoin):
                choose_leader(resource, actor="curator")

    def correct(self) -> None:
        for resource in self._resources(1):
            field, value = self.chance.choice([("level", "expert"), ("hidden", True), ("tags", ["x"])])
            set_overlay(resource, field, value, actor="curator")

    def give_back(self) -> None:
        for resource in self._resources(1):
            clear_overlay(resource, self.chance.choice(["level", "hidden", "tags"]), actor="curator")

    def judge(self) -> None:
        for resource in self._resources(1):
            judge(resource, "online-marketing", self.chance.randint(0, 3), actor="curator")


def derived() -> dict[str, Any]:
    """Everything that follows from records, overlays, decisions and judgements."""
    fields = ("pk", "leader", "effective", "title", "profile", "hidden", "tags")
    return {
        "resources": {row.pop("pk"): row for row in Resource.objects.values(*fields)},
        "keys": set(RecordKey.objects.values_list("record", "digest")),
        "occurrences": set(OccurrenceRow.objects.filter(derived=False).values_list("resource", "starts")),
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_rebuild_finds_nothing_to_correct(seed: int) -> None:
    catalogue = Catalogue(seed)
    for _ in range(STEPS):
        catalogue.act()
    rate_due()
    before = derived()
    rebuild()
    assert derived() == before


@pytest.mark.parametrize("seed", range(6))
def test_a_follower_s_leader_leads(seed: int) -> None:
    catalogue = Catalogue(seed)
    for _ in range(STEPS):
        catalogue.act()
        assert not Resource.objects.filter(leader__leader__isnull=False).exists()
        shown = Resource.objects.filter(leader=None, followers__record__state="live")
        assert not shown.exclude(record__state="live").exists(), "what is gone leads nothing"
