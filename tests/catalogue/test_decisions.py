"""People's word on what is the same: conflicts get a clear answer, and everything can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from registry.catalogue.description import Description
from registry.catalogue.joining import (
    LARGEST_GROUP,
    CannotJoin,
    group_of,
    join,
    keep_apart,
    split,
    take_back,
)
from registry.catalogue.models import Change, Decision, Rating, Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.ratings import judge
from registry.catalogue.rebuilding import rebuild
from registry.catalogue.reidentifying import take_over
from registry.catalogue.storing import Gone, store
from registry.catalogue.writing import writing
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db


def put(member: str, identifier: str = "1", **stated: Any) -> Resource:
    """Things that share no key, so that only people join them."""
    source = make_source(member, url=f"https://{member}.example/feed")
    said = Description(title=f"Customs by {member} {identifier}", **stated)
    store(source, [make_incoming(identifier, f"{said}".encode()[-20:], said)])
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def shown() -> int:
    return Resource.objects.visible().count()


def together(*resources: Resource) -> bool:
    return len({tuple(group_of(resource)) for resource in resources}) == 1


def test_two_groups_with_leaders_of_their_own_become_one() -> None:
    a, b, c, d = (put(member) for member in "abcd")
    join(a, b, actor="curator")
    join(c, d, actor="curator")
    join(b, d, actor="curator")
    assert together(a, b, c, d)
    assert shown() == 1


def test_groups_that_both_have_a_record_of_one_source_become_one_by_a_persons_word() -> None:
    first, second = put("a", "1"), put("a", "2")
    b, c = put("b"), put("c")
    join(first, b, actor="curator")
    join(second, c, actor="curator")
    join(b, c, actor="curator")
    assert together(first, second, b, c)
    (act,) = Decision.objects.filter(first__in=[b.pk, c.pk], second__in=[b.pk, c.pk])
    take_back(act, actor="curator")
    assert together(first, b)
    assert together(second, c)
    assert not together(b, c), "all that one act decided is taken back together"


def test_a_group_that_would_be_too_large_is_refused_in_words() -> None:
    members = [put(f"m{number}") for number in range(LARGEST_GROUP + 1)]
    for other in members[1:-1]:
        join(members[0], other, actor="curator")
    with pytest.raises(CannotJoin, match=str(LARGEST_GROUP)):
        join(members[0], members[-1], actor="curator")
    assert not Decision.objects.filter(second=members[-1]).exists(), "nothing is half done"
    assert shown() == 2


def test_a_decision_that_stands_against_it_is_named_and_can_be_overruled() -> None:
    a, b, c = put("a"), put("b"), put("c")
    keep_apart(a, c, actor="ann")
    join(a, b, actor="ben")
    with pytest.raises(CannotJoin, match="different") as refused:
        join(b, c, actor="ben")
    assert [d.actor for d in refused.value.against] == ["ann"]
    assert not together(b, c)
    join(b, c, actor="ben", overrule=True)
    assert together(a, b, c)
    assert not Decision.objects.filter(same=False).exists()
    assert Change.objects.filter(field="same thing", actor="ben", after__isnull=True).exists(), (
        "the history keeps it"
    )


def test_what_is_one_already_is_neither_joined_nor_kept_apart() -> None:
    a, b = put("a"), put("b")
    join(a, b, actor="curator")
    with pytest.raises(CannotJoin, match="already"):
        join(b, a, actor="curator")
    with pytest.raises(CannotJoin, match="split"):
        keep_apart(a, b, actor="curator")
    with pytest.raises(CannotJoin):
        join(a, a, actor="curator")


def test_what_is_no_longer_listed_follows_and_two_such_are_not_joined() -> None:
    a, b, c = put("a"), put("b"), put("c")
    for gone in (b, c):
        store(gone.record.source, [], [Gone(identifier="1")])
    join(a, b, actor="curator")
    assert group_of(b)[0] == a.pk
    d = put("d")
    store(d.record.source, [], [Gone(identifier="1")])
    with pytest.raises(CannotJoin, match="listed"):
        join(c, d, actor="curator")
    assert not Decision.objects.filter(first=c).exists(), "nothing is half done"


def test_groups_are_kept_apart_as_wholes() -> None:
    a, b, c = put("a"), put("b"), put("c")
    join(a, b, actor="curator")
    keep_apart(b, c, actor="curator")
    assert Decision.objects.filter(same=False).count() == 2
    with pytest.raises(CannotJoin):
        join(a, c, actor="other")


def test_each_decision_can_be_taken_back_and_taken_back_again() -> None:
    url = "https://school.example/courses/customs"
    a, b = put("a", url=url), put("b", url=url)
    titles = {"title": "Customs for small sellers"}
    for resource in (a, b):
        store(
            resource.record.source,
            [make_incoming("1", b"again", Description(url=url, **titles))],
        )
    assert together(a, b), "by their address"
    split(b, actor="curator")
    assert not together(a, b)
    take_back(Decision.objects.get(), actor="curator")
    assert together(a, b), "the evidence decides again"
    split(b, actor="curator")
    assert not together(a, b)


def test_a_split_gives_back_what_each_was_rated_also_since_it_joined() -> None:
    a, b = put("a"), put("b")
    judge(b, "online-marketing", 1, actor="ann")
    join(a, b, actor="curator")
    leader = Resource.objects.get(pk=group_of(a)[0])
    judge(leader, "online-marketing", 3, actor="ben")
    set_overlay(leader, "level", "expert", actor="ben")
    split(b, actor="curator")
    shown = {r.pk: r for r in Resource.objects.visible()}
    assert shown[leader.pk].profile["cells"]["online-marketing"]["value"] == 3
    assert shown[leader.pk].effective["level"] == "expert"
    other = shown[a.pk if leader.pk == b.pk else b.pk]
    assert other.profile["cells"]["online-marketing"]["value"] == 1
    assert Rating.objects.filter(kind=Rating.Rater.CURATOR).count() == 2, "nothing is lost"


def test_decisions_outlive_harvest_rebuild_and_new_identifiers() -> None:
    a, b, c = put("a"), put("b"), put("c")
    join(a, b, actor="curator")
    keep_apart(b, c, actor="curator")
    put("b", level="expert")
    new = put("b", "renamed")
    with writing():
        assert take_over([(b.pk, new.pk)], actor="curator") == 1
    rebuild()
    assert together(a, b)
    with pytest.raises(CannotJoin):
        join(a, c, actor="curator")


def test_both_histories_tell_of_it() -> None:
    a, b = put("a"), put("b")
    keep_apart(a, b, actor="curator")
    told = Change.objects.filter(field="same thing")
    assert {change.subject for change in told} == {f"resource:{a.public_id}", f"resource:{b.public_id}"}
    assert {tuple(change.after.values()) for change in told} == {(False,)}
