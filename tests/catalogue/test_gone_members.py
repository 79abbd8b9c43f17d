"""A member of a group that is gone leads no more, and what people made on it is still read through the group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harvesters.adding import approve, refuse
from registry.catalogue.description import Description
from registry.catalogue.joining import split
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.ratings import judge
from registry.catalogue.storing import Gone, store
from registry.sources.models import Source
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db
ADDRESS = "https://school.example/courses/customs"


@pytest.fixture
def ministry() -> Source:
    return make_source("Ministry", url="https://ministry.example/feed")


@pytest.fixture
def platform() -> Source:
    return make_source("Platform", kind="platform", url="https://platform.example/feed")


def put(source: Source, identifier: str, url: str = ADDRESS) -> Resource:
    description = Description(title="Customs for small sellers", url=url)
    store(source, [make_incoming(identifier, url.encode()[-20:], description)])
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def shown() -> set[str]:
    return set(Resource.objects.visible().values_list("record__identifier", flat=True))


def test_a_correction_of_a_leader_that_is_deleted_stays(ministry: Source, platform: Source) -> None:
    leader, other = put(ministry, "a"), put(platform, "b")
    set_overlay(leader, "language", "es", actor="curator")
    judge(leader, "online-marketing", 2, actor="curator")
    store(ministry, [], [Gone(identifier="a")])
    other.refresh_from_db()
    assert shown() == {"b"}
    assert other.effective["language"] == "es"
    assert other.profile["cells"]["online-marketing"]["value"] == 2


def test_what_a_curator_hid_stays_hidden_when_its_leader_is_deleted(
    ministry: Source, platform: Source
) -> None:
    leader = put(ministry, "a")
    put(platform, "b")
    set_overlay(leader, "hidden", True, actor="curator")
    store(ministry, [], [Gone(identifier="a")])
    assert shown() == set()


def test_the_address_of_a_deleted_leader_leads_to_who_is_left(
    client: Client, ministry: Source, platform: Source
) -> None:
    leader, other = put(ministry, "a"), put(platform, "b")
    store(ministry, [], [Gone(identifier="a")])
    answer = client.get(leader.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (303, other.get_absolute_url())


def test_a_group_is_whole_again_when_a_refused_source_is_approved(ministry: Source, platform: Source) -> None:
    put(ministry, "a")
    put(platform, "b")
    refuse(ministry, actor="curator", reason="Not of this alliance.")
    assert shown() == {"b"}
    approve(ministry, actor="curator")
    assert shown() == {"a"}


@pytest.mark.parametrize("how", ["deleted", "changed"])
def test_a_key_joins_once_it_is_unique_in_its_source(ministry: Source, platform: Source, how: str) -> None:
    put(ministry, "a")
    put(platform, "b")
    put(platform, "c")
    assert shown() == {"a", "b", "c"}
    if how == "deleted":
        store(platform, [], [Gone(identifier="c")])
        assert shown() == {"a"}
    else:
        put(platform, "c", url="https://school.example/courses/another")
        assert shown() == {"a", "c"}


def test_a_chain_of_keys_is_grouped_as_a_whole() -> None:
    """However far the newcomer is from the other end, nobody there loses a partner."""
    sources = [make_source(f"M{n}", url=f"https://m{n}.example/feed") for n in range(12)]
    for n, source in enumerate(sources):
        description = Description(
            title="Customs for small sellers", identifiers=(f"doi:10.1/{n}", f"doi:10.1/{n + 1}")
        )
        store(source, [make_incoming(f"r{n:02}", b"1", description)])
    groups = [1 + r.followers.count() for r in Resource.objects.visible()]
    assert sum(groups) == 12
    assert max(groups) == 8
    assert len(groups) == 2


def test_a_split_in_a_chain_tells_outsiders(ministry: Source, platform: Source) -> None:
    put(ministry, "a")
    long_ago = timezone.now() - timedelta(days=30)
    Resource.objects.update(changed=long_ago)
    follower = put(platform, "b")
    Resource.objects.update(changed=long_ago)
    split(follower, actor="curator")
    follower.refresh_from_db()
    assert follower.changed > long_ago
