"""The policy shelf: policy documents by economy and aspect, since when they are in force, and what replaced them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from harvesters.formats.native_values import description
from registry.catalogue.description import Description
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.planning.offers import refresh_due
from search.index import drain
from tests.counting import rows
from tests.factories import make_resource, make_source
from tests.portal.profiles import profile

pytestmark = pytest.mark.django_db


def document(title: str, **said: object) -> Resource:
    resource = make_resource(title, **{"type": "policy-document", **said})  # type: ignore[arg-type]
    offered()
    return resource


def offered() -> None:
    drain()
    refresh_due()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def titles(page: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", page)


def test_only_policy_documents_the_latest_in_force_first_and_unknown_last(client: Client) -> None:
    document("Undated")
    document("Older", in_force="2019-05-01")
    document("Newer", in_force="2025-01-01")
    document("A course", type="course")
    assert titles(text(client, "/policies/")) == ["Newer", "Older", "Undated"]


def test_it_says_what_is_stated_and_what_is_not(client: Client) -> None:
    document(
        "Resolución 123",
        in_force="2025-03-01",
        authority="Servicio Nacional de Aduanas",
        language="en",
        original_language="es",
    )
    page = text(client, "/policies/")
    for words in ("1 Mar 2025", "Servicio Nacional de Aduanas", "<dd>Spanish</dd>", "<dd>English</dd>"):
        assert words in page
    document("Bare")
    assert text(client, "/policies/").count("<dd>Not stated</dd>") == 3


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("economy=VN", ["Decree"]),
        ("economy=CL", ["Ley"]),
        ("aspect=internet-finance", ["Decree"]),
        ("language=es", ["Ley"]),
        ("economy=PE", []),
    ],
)
def test_by_economy_aspect_and_language(client: Client, filter: str, found: list[str]) -> None:
    document("Ley", language="es")  # its organiser is of Chile
    document(
        "Decree",
        economies=["VN"],
        language="vi",
        profile=profile(internet_finance=2),
        source=make_source("Gov", economy="VN"),
    )
    assert titles(text(client, f"/policies/?{filter}")) == found


def test_a_filter_that_cannot_be_is_named(client: Client) -> None:
    document("Ley")
    page = text(client, "/policies/?economy=ZZ&page=x")
    assert "Left aside: economy “ZZ”" in page
    assert titles(page) == ["Ley"]


def test_a_curator_states_what_no_source_does(client: Client) -> None:
    old, new = document("Old rule"), document("New rule")
    set_overlay(old, "in_force", "2020-01-01", actor="ana")
    set_overlay(old, "replaced_by", new.get_absolute_url(), actor="ana")
    offered()
    page = text(client, "/policies/")
    assert "1 Jan 2020" in page
    assert re.search(rf'Replaced by: <a dir="auto" href="{new.get_absolute_url()}">New rule</a>', page)


@pytest.mark.parametrize("stated", ["New rule", "https://gov.example/new"])
def test_what_replaced_it_is_found_by_name_or_address(client: Client, stated: str) -> None:
    new = document("New rule", url="https://gov.example/new")
    document("Old rule", replaced_by=stated)
    assert (
        f'href="{new.get_absolute_url()}">New rule' in text(client, "/policies/").partition("Replaced by:")[2]
    )


def test_what_replaced_it_may_be_elsewhere_or_only_a_name(client: Client) -> None:
    document("First", replaced_by="https://gov.example/elsewhere")
    document("Second", replaced_by="javascript:alert(1)")
    page = text(client, "/policies/")
    assert '<a href="https://gov.example/elsewhere" rel="nofollow noopener external">' in page
    assert 'href="javascript' not in page


def test_the_documents_own_page_says_it_too(client: Client) -> None:
    resource = document("Resolución", in_force="2025-03-01", authority="Aduanas")
    page = text(client, resource.get_absolute_url())
    assert "<dt>In force since</dt><dd>1 Mar 2025</dd>" in page
    assert "<dt>Authority</dt><dd>Aduanas</dd>" in page


def test_a_long_shelf_goes_on_page_by_page(client: Client) -> None:
    for number in range(23):
        make_resource(f"Rule {number:02}", type="policy-document")
    offered()
    first = text(client, "/policies/")
    assert "23 documents" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert titles(first) + titles(text(client, following[1])) == [f"Rule {number:02}" for number in range(23)]


def test_reading_it_writes_nothing(client: Client) -> None:
    document("Ley")
    before = rows()
    text(client, "/policies/?economy=CL")
    assert rows() == before


def test_another_node_passes_these_values_on_and_not_what_they_cannot_be() -> None:
    stated = {"title": "Law", "in_force": "2025-03-01", "authority": "Customs", "original_language": "es"}
    assert description(stated) == (Description(**stated), [])
    known, refused = description({"in_force": "soon", "original_language": "Spanish, I think"})
    assert refused == ["in_force", "original_language"]
    assert known.in_force is None
