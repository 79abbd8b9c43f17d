"""Records of the same thing become one entry by exact keys, never across a contradiction, and always reversibly."""

from __future__ import annotations

import pytest

from registry.catalogue.description import Description, Occurrence
from registry.catalogue.joining import join, split
from registry.catalogue.models import Change, Resource
from registry.catalogue.rebuilding import rebuild
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


def put(
    source: Source, identifier: str, title: str = "Customs for small sellers", **stated: object
) -> Resource:
    description = Description(title=title, **({"url": ADDRESS} | stated))  # type: ignore[arg-type]
    hash = f"{identifier}{description}".encode()[:20]
    store(source, [make_incoming(identifier, hash, description)])
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def shown() -> set[str]:
    return set(Resource.objects.visible().values_list("record__identifier", flat=True))


def test_it_joins_records_of_two_sources_by_address(ministry: Source, platform: Source) -> None:
    first = put(ministry, "a", description="How to fill in the form.")
    second = put(
        platform, "b", url="http://www.School.example/courses/customs/?utm_source=mail#top", price="20"
    )
    first.refresh_from_db()
    assert second.leader == first
    assert shown() == {"a"}
    assert first.effective["description"] == "How to fill in the form."
    assert first.effective["price"] == "20", "what only the other says is shown, too"
    assert Change.objects.filter(cause="join", actor="keys").exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://school.example/courses/customs", "https://m.school.example/courses/customs/amp/?gclid=1"),
        ("https://b\u00fccher.example/customs", "http://xn--bcher-kva.example:80/customs#how"),
    ],
)
def test_it_joins_twins_of_one_page(ministry: Source, platform: Source, one: str, other: str) -> None:
    put(ministry, "a", url=one)
    put(platform, "b", url=other)
    assert shown() == {"a"}


def test_it_joins_a_record_that_names_a_doi_and_one_whose_address_it_is(
    ministry: Source, platform: Source
) -> None:
    put(ministry, "a", url="https://ministry.example/files/9", identifiers=("doi:10.5281/zenodo.1",))
    put(platform, "b", url="https://doi.org/10.5281/zenodo.1")
    assert shown() == {"a"}


@pytest.mark.parametrize("certain", [(True, False), (False, True), (False, False)])
def test_a_group_is_as_certain_as_its_most_certain_record(
    ministry: Source, platform: Source, certain: tuple[bool, bool]
) -> None:
    put(ministry, "a", certain=certain[0])
    put(platform, "b", certain=certain[1])
    (leader,) = Resource.objects.visible()
    assert leader.effective.get("certain", True) is any(certain)


def test_it_joins_by_doi(ministry: Source, platform: Source) -> None:
    put(ministry, "a", url=None, identifiers=("doi:10.5281/zenodo.1",))
    put(platform, "b", url="https://platform.example/c/9", identifiers=("doi:10.5281/zenodo.1",))
    assert shown() == {"a"}


@pytest.mark.parametrize(
    "address",
    [
        "https://school.example/",
        "https://school.example/courses/",
        "https://school.example/events/register?id=7",
        "https://school.example/index.html",
    ],
)
def test_it_does_not_join_by_an_address_that_many_things_share(
    ministry: Source, platform: Source, address: str
) -> None:
    put(ministry, "a", url=address)
    put(platform, "b", url=address)
    assert shown() == {"a", "b"}


def test_it_never_joins_records_of_one_source(ministry: Source) -> None:
    put(ministry, "a")
    put(ministry, "b")
    assert shown() == {"a", "b"}


def test_a_key_that_is_not_unique_in_a_source_says_nothing(ministry: Source, platform: Source) -> None:
    put(ministry, "a")
    put(platform, "b")
    assert shown() == {"a"}
    put(platform, "c")
    assert shown() == {"a", "b", "c"}, "what was joined by the key alone is parted again"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Customs for small sellers"}, {"title": "Live streaming studio tour"}),
        ({"language": "en"}, {"language": "es"}),
        (
            {"occurrences": (Occurrence(start="2026-12-01T09:00:00Z"),)},
            {"occurrences": (Occurrence(start="2027-03-01T09:00:00Z"),)},
        ),
    ],
)
def test_it_does_not_join_what_contradicts_itself(
    ministry: Source, platform: Source, one: dict[str, object], other: dict[str, object]
) -> None:
    put(ministry, "a", **one)  # type: ignore[arg-type]
    put(platform, "b", **other)  # type: ignore[arg-type]
    assert shown() == {"a", "b"}


def test_a_group_stays_within_eight() -> None:
    for number in range(10):
        put(make_source(f"Member {number}", url=f"https://m{number}.example/feed"), f"r{number}")
    sizes = [r.followers.count() + 1 for r in Resource.objects.visible()]
    assert max(sizes) <= 8
    assert sum(sizes) == 10


def test_a_split_is_remembered_and_restores_what_each_said(ministry: Source, platform: Source) -> None:
    first = put(ministry, "a", level="beginner")
    second = put(platform, "b", level="expert")
    split(second, actor="curator")
    assert shown() == {"a", "b"}
    second.refresh_from_db()
    assert second.effective["level"] == "expert"
    put(platform, "b", level="expert, second edition")
    rebuild()
    assert shown() == {"a", "b"}
    join(first, second, actor="curator")
    assert shown() == {"a"}


def test_a_person_joins_records_of_one_source(ministry: Source) -> None:
    first, second = put(ministry, "a"), put(ministry, "b", url="https://school.example/courses/customs-2")
    join(first, second, actor="curator")
    assert shown() == {"a"}


def test_the_next_leads_when_the_leader_is_deleted(ministry: Source, platform: Source) -> None:
    first = put(ministry, "a")
    put(platform, "b")
    store(ministry, [], [Gone(identifier="a")])
    assert shown() == {"b"}
    put(ministry, "a", title="Customs for small sellers, revised")
    assert shown() == {"a"}
    first.refresh_from_db()
    assert first.leader is None


def test_groups_do_not_depend_on_the_order_of_arrival(ministry: Source, platform: Source) -> None:
    put(platform, "b")
    put(platform, "c")
    put(ministry, "a")
    assert shown() == {"a", "b", "c"}
