"""What others are told: everything that is published, nothing else, and every change of it (rules 8, 10, 15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from harvesters.adding import approve, refuse
from registry.catalogue.description import Description
from registry.catalogue.joining import split
from registry.catalogue.models import Record, Resource
from registry.catalogue.overlay import clear_overlay, set_overlay
from registry.catalogue.ratings import judge
from registry.catalogue.storing import Gone, store
from registry.framework.rubric import RELEVANT
from registry.sources.models import Source
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db
ADDRESS = "https://school.example/courses/customs"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
REPOSITORIES = {"public": "oai_dc", "exchange": "cbet"}


@pytest.fixture
def ministry() -> Source:
    return make_source("Ministry", licence="CC-BY-4.0", may_republish=True)


@pytest.fixture
def platform() -> Source:
    return make_source("Platform", kind="platform", licence="CC-BY-4.0", may_republish=True)


@pytest.fixture
def unlicensed() -> Source:
    return make_source("Unlicensed", kind="platform", may_republish=None)


def put(source: Source, identifier: str, **stated: object) -> Resource:
    description = Description(**({"title": "Customs for small sellers", "url": ADDRESS} | stated))  # type: ignore[arg-type]
    store(source, [make_incoming(identifier, repr(stated).encode()[:20], description)])
    return Resource.objects.get(record__source=source, record__identifier=identifier)


def long_ago() -> None:
    """Everything that there is was published a month ago."""
    then = timezone.now() - timedelta(days=30)
    Resource.objects.update(changed=then)
    Record.objects.update(changed=then)


def listed(client: Client, repository: str, since: datetime | None = None) -> dict[str, bool]:
    """Identifiers, and whether they are there (True) or deleted."""
    arguments = {"verb": "ListRecords", "metadataPrefix": REPOSITORIES[repository]}
    if since:
        arguments["from"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    address = "/oai/exchange/" if repository == "exchange" else "/oai/"
    answer = client.get(address, arguments)
    assert answer.status_code == 200, answer.content
    return dict(_headers(etree.fromstring(answer.content)))


def _headers(root: etree._Element) -> Iterator[tuple[str, bool]]:
    for header in root.iter(f"{OAI}header"):
        yield header.findtext(f"{OAI}identifier", ""), header.get("status") != "deleted"


def lately(client: Client, repository: str) -> list[bool]:
    """What has been told in the last day."""
    return sorted(listed(client, repository, timezone.now() - timedelta(days=1)).values())


def told_of(client: Client, identifier: str) -> bool | None:
    """Whether other nodes were told in the last day that a record is there; None when they were told nothing."""
    told = listed(client, "exchange", timezone.now() - timedelta(days=1))
    return next((there for name, there in told.items() if name.endswith(f":{identifier}")), None)


def test_what_a_curator_hides_is_told_as_deleted_to_everybody(client: Client, ministry: Source) -> None:
    resource = put(ministry, "a")
    long_ago()
    set_overlay(resource, "hidden", True, actor="curator")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [False], "exchange": [False]}
    long_ago()
    clear_overlay(resource, "hidden", actor="curator")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [True], "exchange": [True]}


def test_what_is_set_aside_is_told_as_deleted_to_everybody(client: Client, ministry: Source) -> None:
    resource = put(ministry, "a")
    long_ago()
    judge(resource, RELEVANT, "no", actor="curator")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [False], "exchange": [False]}
    long_ago()
    judge(resource, RELEVANT, "yes", actor="curator")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [True], "exchange": [True]}


def test_a_record_that_comes_into_a_group_that_is_set_aside_is_told_as_deleted(
    client: Client, ministry: Source, platform: Source
) -> None:
    put(platform, "b", url="https://school.example/courses/other")
    judge(put(ministry, "a"), RELEVANT, "no", actor="curator")
    long_ago()
    put(platform, "b")
    assert told_of(client, "b") is False
    long_ago()
    split(Resource.objects.get(record__identifier="b"), actor="curator")
    assert told_of(client, "b") is True


def test_a_group_that_is_hidden_is_told_of_with_all_its_records(
    client: Client, ministry: Source, platform: Source
) -> None:
    put(ministry, "a")
    follower = put(platform, "b")
    long_ago()
    set_overlay(follower, "hidden", True, actor="curator")
    assert lately(client, "exchange") == [False, False]


def test_a_record_that_comes_into_a_hidden_group_is_told_as_deleted(
    client: Client, ministry: Source, platform: Source
) -> None:
    put(platform, "b", url="https://school.example/courses/other")
    set_overlay(put(ministry, "a"), "hidden", True, actor="curator")
    long_ago()
    put(platform, "b")
    assert told_of(client, "b") is False
    long_ago()
    split(Resource.objects.get(record__identifier="b"), actor="curator")
    assert told_of(client, "b") is True


def test_outsiders_are_told_of_joins_and_splits(client: Client, ministry: Source, platform: Source) -> None:
    put(platform, "b", url="https://school.example/courses/other")
    put(ministry, "a")
    assert sorted(listed(client, "public").values()) == [True, True]
    long_ago()
    put(platform, "b")
    assert False in lately(client, "public")
    long_ago()
    split(Resource.objects.get(record__identifier="b"), actor="curator")
    assert True in lately(client, "public")
    assert sorted(listed(client, "public").values()) == [True, True]


def test_nothing_of_an_unlicensed_follower_is_passed_on(
    client: Client, ministry: Source, unlicensed: Source
) -> None:
    put(ministry, "a")
    put(unlicensed, "b", level="expert", description="Not to be passed on.", creators=("Private Author",))
    for repository, prefix in REPOSITORIES.items():
        address = "/oai/exchange/" if repository == "exchange" else "/oai/"
        told = client.get(address, {"verb": "ListRecords", "metadataPrefix": prefix}).content.decode()
        assert "Customs for small sellers" in told
        assert "Not to be passed on" not in told
        assert "Private Author" not in told
        assert str(unlicensed.uuid) not in told


@pytest.mark.parametrize("how", ["hidden", "deleted", "refused"])
def test_nothing_is_left_of_what_is_not_shown(client: Client, ministry: Source, how: str) -> None:
    resource = put(ministry, "a", title="Forbidden fruit", description="Forbidden words.")
    match how:
        case "hidden":
            set_overlay(resource, "hidden", True, actor="curator")
        case "deleted":
            store(ministry, [], [Gone(identifier="a")])
        case "refused":
            refuse(ministry, actor="curator", reason="No.")
    addresses = [
        resource.get_absolute_url(),
        "/",
        "/?q=forbidden",
        "/api/v1/resources/?q=forbidden",
        "/api/v1/resources/",
        f"/api/v1/resources/{resource.public_id}/",
        *(f"/oai/?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")),
        f"/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:cbet.localhost:{resource.public_id}",
        "/oai/exchange/?verb=ListRecords&metadataPrefix=cbet",
    ]
    for address in addresses:
        told = client.get(address).content.decode()
        assert "Forbidden fruit" not in told, address
        assert "Forbidden words" not in told, address


def test_a_refused_source_is_told_as_deleted_and_comes_back(client: Client, ministry: Source) -> None:
    put(ministry, "a")
    long_ago()
    refuse(ministry, actor="curator", reason="No.")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [False], "exchange": [False]}
    long_ago()
    approve(ministry, actor="curator")
    assert {r: lately(client, r) for r in REPOSITORIES} == {"public": [True], "exchange": [True]}


@pytest.mark.parametrize("repository", REPOSITORIES)
@pytest.mark.parametrize(
    "arguments",
    [
        {"until": "9999-12-31"},
        {"until": "9999-12-31T23:59:59Z"},
        {"from": "0001-01-01"},
        {"from": "0001-01-01", "until": "0001-01-01"},
    ],
)
def test_the_end_of_time_is_a_time_to_ask_for(
    client: Client, ministry: Source, repository: str, arguments: dict[str, str]
) -> None:
    put(ministry, "a")
    address = "/oai/exchange/" if repository == "exchange" else "/oai/"
    arguments = {"verb": "ListRecords", "metadataPrefix": REPOSITORIES[repository]} | arguments
    assert client.get(address, arguments).status_code == 200


@pytest.mark.parametrize("repository", REPOSITORIES)
@pytest.mark.parametrize(
    "cursor",
    [
        "0001-01-01T00:00:00+14:00|1",
        "2026-11-01T00:00:00|1",
        f"2026-11-01T00:00:00+00:00|{9**40}",
        "|",
        "x|y",
    ],
)
def test_a_token_that_somebody_made_up_is_refused_in_words(
    client: Client, ministry: Source, repository: str, cursor: str
) -> None:
    from registry.federation.oai_provider import Selection, Token

    put(ministry, "a")
    token = Token("ListRecords", Selection(REPOSITORIES[repository]), cursor, 0).encoded()
    address = "/oai/exchange/" if repository == "exchange" else "/oai/"
    answer = client.get(address, {"verb": "ListRecords", "resumptionToken": token})
    assert answer.status_code == 200
    assert b"badResumptionToken" in answer.content


@pytest.mark.parametrize(
    "identifier", ["\0", "cbet:\0:\0:\0", "oai:cbet.localhost:%00", "x" * 3000, "cbet:::"]
)
@pytest.mark.parametrize("repository", REPOSITORIES)
def test_an_identifier_that_is_none_does_not_exist(client: Client, repository: str, identifier: str) -> None:
    address = "/oai/exchange/" if repository == "exchange" else "/oai/"
    arguments = {"verb": "GetRecord", "metadataPrefix": REPOSITORIES[repository], "identifier": identifier}
    assert b"idDoesNotExist" in client.get(address, arguments).content
