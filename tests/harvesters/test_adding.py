"""A new source's organisation: the one of that name that feeds this node, never another node's namesake."""

from __future__ import annotations

import pytest

from harvesters.adding import SourceExists, add
from registry.sources.models import Organisation

pytestmark = pytest.mark.django_db


def test_it_adds_further_feeds_to_the_organisation_of_that_name() -> None:
    first = add(
        "https://a.example/1", name="one", protocol="feed", organisation="Ministry", kind="government"
    )
    second = add("https://a.example/2", name="two", protocol="feed", organisation="Ministry")
    assert first.organisation == second.organisation


def test_a_namesake_of_another_node_is_another_organisation() -> None:
    for _ in range(2):  # two other nodes each have one
        Organisation.objects.create(name="Ministry", kind="platform")
    source = add(
        "https://a.example/1", name="one", protocol="feed", organisation="Ministry", kind="government"
    )
    assert source.organisation.kind == "government"
    again = add("https://a.example/2", name="two", protocol="feed", organisation="Ministry")
    assert again.organisation == source.organisation


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("webcal://a.example/c.ics", "http://a.example/c.ics"),
        ("webcals://a.example/c.ics", "https://a.example/c.ics"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
    ],
)
def test_an_address_to_subscribe_to_is_kept_as_the_one_it_stands_for(given: str, kept: str) -> None:
    assert add(given, name="one", protocol="calendar", organisation="Ministry").url == kept
    with pytest.raises(SourceExists):
        add(kept, name="two", protocol="calendar", organisation="Ministry")
