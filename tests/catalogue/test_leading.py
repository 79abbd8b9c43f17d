"""Who leads a group: the stated order, with hysteresis, unless a person has chosen."""

from __future__ import annotations

from typing import Any

import pytest

from registry.catalogue.description import Description
from registry.catalogue.joining import CannotJoin, choose_leader, join, leave_leader_to_order, split
from registry.catalogue.leading import Standing, leader_of, standing
from registry.catalogue.models import Change, Resource
from registry.catalogue.rebuilding import rebuild
from registry.catalogue.storing import Gone, store
from registry.sources.models import Source
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db

ADDRESS = "https://school.example/courses/customs"
MORE = {"level": "beginner", "price": "20", "currency": "USD", "duration": "PT2H", "licence": "CC0-1.0"}


def source(name: str, kind: str, website: str = "") -> Source:
    made = make_source(name, kind=kind, url=f"https://{name.lower().replace(' ', '')}.example/feed")
    made.organisation.website = website
    made.organisation.save()
    return made


def put(source: Source, **stated: Any) -> Resource:
    said = Description(**({"title": "Customs for small sellers", "url": ADDRESS} | stated))
    store(source, [make_incoming("1", f"{said}".encode()[-20:], said)])
    return Resource.objects.get(record__source=source)


def leads() -> str:
    (leader,) = Resource.objects.visible()
    return leader.record.source.organisation.name


def test_the_providers_own_source_leads_then_government_school_platform_aggregator() -> None:
    own = {"publisher": "School"}
    order = [
        source("Aggregator", "training-school"),
        source("Platform", "platform"),
        source("Institute", "academic"),
        source("Ministry", "government"),
        source("School", "training-school"),
    ]
    seen = []
    for each in order:
        put(each, **({} if each.organisation.name == "Institute" else own))
        seen.append(leads())
    assert seen == ["Aggregator", "Platform", "Institute", "Ministry", "School"]


def test_who_states_no_publisher_is_own_on_the_organisers_site() -> None:
    put(source("Ministry", "government"))
    put(source("School", "training-school", website="https://www.school.example/"))
    assert leads() == "School"


def test_of_one_class_the_more_complete_leads_then_the_older() -> None:
    group = {1: Standing(1, 5), 2: Standing(1, 5), 3: Standing(1, 9)}
    assert leader_of(group, ()) == 3
    assert leader_of({1: group[1], 2: group[2]}, ()) == 1


def test_whoever_leads_goes_on_until_another_is_clearly_better() -> None:
    first, second = source("Ministry A", "government"), source("Ministry B", "government")
    put(first)
    put(second)
    assert leads() == "Ministry A", "the older"
    put(second, level="beginner")
    assert leads() == "Ministry A", "one field more moves no page"
    put(second, **MORE)
    assert leads() == "Ministry B"
    put(second)
    put(first, level="beginner")
    assert leads() == "Ministry B", "nor does it move one back"
    rebuild()
    assert leads() == "Ministry B"


def test_a_person_chooses_and_takes_it_back() -> None:
    put(source("Ministry", "government"))
    platform = put(source("Platform", "platform"))
    assert leads() == "Ministry"
    choose_leader(platform, actor="curator")
    assert leads() == "Platform"
    put(platform.record.source, level="beginner")
    rebuild()
    assert leads() == "Platform", "a harvest and a rebuild keep to it"
    assert Change.objects.filter(field="leads by choice", actor="curator").exists()
    leave_leader_to_order(platform, actor="curator")
    assert leads() == "Ministry"


def test_a_choice_waits_while_the_resource_is_gone() -> None:
    put(source("Ministry", "government"))
    platform = put(source("Platform", "platform"))
    choose_leader(platform, actor="curator")
    store(platform.record.source, [], [Gone(identifier="1")])
    assert leads() == "Ministry"
    put(platform.record.source, level="beginner")
    assert leads() == "Platform"


def test_the_latest_choice_counts_where_two_chosen_ones_come_together() -> None:
    members = [
        put(source(f"Member {n}", "government"), url=f"https://school.example/c/{n}") for n in range(4)
    ]
    join(members[0], members[1], actor="curator")
    join(members[2], members[3], actor="curator")
    choose_leader(members[1], actor="curator")
    choose_leader(members[3], actor="curator")
    join(members[0], members[2], actor="curator")
    assert leads() == "Member 3"


def test_what_stands_alone_cannot_lead() -> None:
    alone = put(source("Ministry", "government"))
    with pytest.raises(CannotJoin, match="alone"):
        choose_leader(alone, actor="curator")


def test_a_leader_that_is_split_off_leaves_the_others_together() -> None:
    members = [put(source(f"Member {n}", "government")) for n in range(3)]
    split(members[0], actor="curator")
    groups = sorted(resource.followers.count() + 1 for resource in Resource.objects.visible())
    assert groups == [1, 2]


def test_an_address_that_is_none_is_on_nobodys_site() -> None:
    assert standing({"url": "http://[::"}, "School", "platform", "https://school.example").rank == 3
