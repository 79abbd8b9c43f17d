"""Staff's pages of the vocabulary, and what bad input is answered with."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from registry.vocabulary.deciding import add_label
from registry.vocabulary.models import Concept, Term
from registry.vocabulary.terms import keep_up
from registry.worklist.kinds import kinds
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.factories import make_resource, make_staff
from tests.vocabulary.conftest import ACTOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(later: datetime) -> Term:
    """Carried by two resources."""
    make_resource("Paperwork for beginners", subjects=["papers"])
    make_resource(subjects=["papers", "once"])
    keep_up(later)
    return Term.objects.get(folded="papers")


def address(term: Term, action: str = "") -> str:
    return f"/staff/vocabulary/terms/{term.pk}/{action}"


def test_terms_that_map_to_nothing_wait_the_most_carried_first(staff: Client, papers: Term) -> None:
    page = staff.get("/staff/vocabulary/")
    assert [term.text for term in page.context["terms"]] == ["papers", "once"]
    assert "Paperwork for beginners" in staff.get(address(papers)).content.decode()


def test_a_term_is_mapped_by_a_label_or_an_id(staff: Client, papers: Term, origin: Concept) -> None:
    for written in ("Certificado de ORIGEN", "certificate-of-origin"):
        answer = staff.post(address(papers, "map/"), {"concept": written}, follow=True)
        assert "It holds for every resource" in answer.content.decode()
        papers.refresh_from_db()
        assert papers.concept == origin
        staff.post(address(papers, "reopen/"))
        papers.refresh_from_db()
        assert papers.concept is None


def test_what_names_two_concepts_is_answered_with_both(
    staff: Client, papers: Term, origin: Concept, freight: Concept
) -> None:
    add_label(origin, "en", "documents", actor=ACTOR)
    add_label(freight, "en", "documents", actor=ACTOR)
    answer = staff.post(address(papers, "map/"), {"concept": "documents"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“documents” names more than one concept" in page
    assert 'value="certificate-of-origin"' in page
    assert 'value="freight"' in page
    papers.refresh_from_db()
    assert papers.concept is None


def test_what_names_no_concept_is_said(staff: Client, papers: Term) -> None:
    answer = staff.post(address(papers, "map/"), {"concept": "astrology"})
    assert answer.status_code == 422
    assert "No concept is called “astrology”" in answer.content.decode()


def test_a_term_set_aside_leaves_the_worklist(staff: Client, papers: Term) -> None:
    look_again("unmapped-term")
    task = Task.objects.get(kind="unmapped-term")
    assert kinds()["unmapped-term"].link(task) == address(papers)
    assert "2 resources carry it" in kinds()["unmapped-term"].why(task.details)
    staff.post(address(papers, "ignore/"))
    assert not Task.objects.filter(kind="unmapped-term").exists()


def test_concepts_are_found_and_made(staff: Client, origin: Concept) -> None:
    assert "certificate-of-origin" in staff.get("/staff/vocabulary/concepts/?q=ORIGEN").content.decode()
    given = {"slug": "hs-codes", "language": "English", "text": "HS codes", "aspect": ""}
    staff.post("/staff/vocabulary/new-concept/", given)
    assert Concept.objects.get(slug="hs-codes").labels.get().language == "en"
    assert staff.post("/staff/vocabulary/new-concept/", given).status_code == 422
    assert staff.post("/staff/vocabulary/new-concept/", given | {"slug": "a b"}).status_code == 422
    assert staff.post("/staff/vocabulary/new-concept/", given | {"language": "Klingonese"}).status_code == 422


def test_a_concept_is_changed_on_its_page(staff: Client, origin: Concept, freight: Concept) -> None:
    page = f"/staff/vocabulary/concepts/{freight.slug}/"
    staff.post(f"{page}labels/", {"language": "es", "text": "flete"})
    assert "flete" in staff.get(page).content.decode()
    staff.post(f"{page}relate/", {"do": "broader", "concept": origin.slug})
    assert set(freight.broader.all()) == {origin}
    circle = staff.post(
        f"/staff/vocabulary/concepts/{origin.slug}/relate/", {"do": "broader", "concept": "freight"}
    )
    assert circle.status_code == 409
    assert "cannot be broader too" in circle.content.decode()
    staff.post(f"{page}deprecate/", {"do": "deprecate"})
    freight.refresh_from_db()
    assert freight.deprecated


def test_curators_map_terms_and_leave_concepts_to_seniors(papers: Term, origin: Concept) -> None:
    client = Client()
    client.force_login(make_staff("li@alliance.example", "curator"))
    assert client.post(address(papers, "map/"), {"concept": origin.slug}).status_code == 302 + 1
    page = f"/staff/vocabulary/concepts/{origin.slug}/"
    assert client.get(page).status_code == 200
    for action in ("labels/", "relate/", "deprecate/", f"labels/{origin.labels.all()[0].pk}/"):
        assert client.post(f"{page}{action}", {"do": "remove"}).status_code == 403
    assert client.post("/staff/vocabulary/new-concept/").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?state=bored", 400),
        ("?page=x", 200),
        ("?page=99999999", 200),
        (f"terms/{10**30}/", 404),
        ("concepts/x/", 404),
    ],
)
def test_addresses_that_are_none(path: str, status: int, staff: Client) -> None:
    assert staff.get(f"/staff/vocabulary/{path}").status_code == status


def test_pages_stay_small(staff: Client) -> None:
    for number in range(120):
        text = f"term {number} " + "x" * 180
        Term.objects.create(digest=number, folded=text, text=text, count=3, created=timezone.now())
    first = staff.get("/staff/vocabulary/")
    assert len(first.content) < 100_000
    assert first.context["next"] == 2
