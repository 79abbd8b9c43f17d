"""Decisions on terms and concepts are taken back, or say why not."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.reverting.reverting import NotRevertible, Overtaken, revert
from registry.roles.granting import CURATOR
from registry.vocabulary import deciding
from registry.vocabulary.models import Concept, Term
from tests.factories import make_staff
from tests.reverting.conftest import last
from tests.vocabulary.conftest import freight, origin

__all__ = ["freight", "origin"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(db: None) -> Term:
    return Term.objects.create(digest=1, text="papers", folded="papers")


def meaning(term: Term) -> str | None:
    term = Term.objects.select_related("concept").get(pk=term.pk)
    return term.concept.slug if term.concept else term.how or None


def test_a_mapping_is_taken_back_and_that_too(papers: Term, origin: Concept) -> None:
    deciding.map_term(papers, origin, actor="ana")
    for expected in (None, origin.slug, None):
        revert(last(subject=f"term:{papers.pk}"), actor="bo")
        assert meaning(papers) == expected


def test_a_second_mapping_taken_back_brings_the_first(
    papers: Term, origin: Concept, freight: Concept
) -> None:
    deciding.ignore_term(papers, actor="ana")
    papers.refresh_from_db()
    deciding.map_term(papers, origin, actor="ana")
    papers.refresh_from_db()
    deciding.map_term(papers, freight, actor="bo")
    second = last(subject=f"term:{papers.pk}")
    revert(second, actor="cy")
    assert meaning(papers) == origin.slug
    first = deciding.Change.objects.filter(subject=f"term:{papers.pk}", after=origin.slug).first()
    assert first
    revert(first, actor="cy")
    assert meaning(papers) == "ignored"


def test_a_mapping_to_a_concept_that_is_deprecated_since_is_not_put_back(
    papers: Term, origin: Concept
) -> None:
    deciding.map_term(papers, origin, actor="ana")
    papers.refresh_from_db()
    deciding.map_term(papers, None, actor="ana")
    deciding.deprecate(origin, True, actor="ana")
    with pytest.raises(NotRevertible, match="deprecated"):
        revert(last(subject=f"term:{papers.pk}"), actor="bo")


def test_a_label_that_was_added_goes_and_comes(origin: Concept) -> None:
    deciding.add_label(origin, "vi", "giấy chứng nhận xuất xứ", actor="ana")
    for there in (False, True, False):
        revert(last(subject=f"concept:{origin.slug}", field="label vi"), actor="bo")
        assert origin.labels.filter(language="vi").exists() == there


def test_other_labels_of_the_language_are_in_nobodys_way(origin: Concept) -> None:
    deciding.add_label(origin, "vi", "giấy chứng nhận xuất xứ", actor="ana")
    first = last(field="label vi")
    deciding.add_label(origin, "vi", "C/O", actor="ana")
    revert(first, actor="bo")
    assert [label.text for label in origin.labels.filter(language="vi")] == ["C/O"]


def test_the_preferred_label_is_the_one_before(origin: Concept) -> None:
    deciding.add_label(origin, "es", "C/O", actor="ana")
    deciding.prefer(origin.labels.get(text="C/O"), actor="ana")
    revert(last(field="preferred es"), actor="bo")
    assert origin.labels.get(language="es", preferred=True).text == "certificado de origen"


def test_what_is_broader_is_taken_back(origin: Concept, freight: Concept) -> None:
    deciding.add_broader(origin, freight, actor="ana")
    for there in (False, True):
        revert(last(field="broader"), actor="bo")
        assert origin.broader.exists() == there


def test_a_circle_since_is_told(origin: Concept, freight: Concept) -> None:
    deciding.add_broader(origin, freight, actor="ana")
    deciding.remove_broader(origin, freight, actor="ana")
    removed = last(field="broader")
    deciding.add_broader(freight, origin, actor="bo")
    with pytest.raises(NotRevertible, match="narrower"):
        revert(removed, actor="cy")


def test_a_deprecated_concept_comes_back(origin: Concept) -> None:
    deciding.deprecate(origin, True, actor="ana")
    revert(last(field="deprecated"), actor="bo")
    origin.refresh_from_db()
    assert not origin.deprecated


def test_a_merge_and_a_new_concept_say_what_to_do_instead(
    staff: Client, origin: Concept, freight: Concept
) -> None:
    deciding.merge(origin, freight, actor="ana")
    for field, told in (("merged into", "Make a new concept"), ("made", "Deprecate it")):
        change = last(subject=f"concept:{origin.slug}", field=field)
        answer = staff.post(f"/staff/changes/{change.pk}/take-back/")
        assert answer.status_code == 409
        assert told in answer.content.decode()
        assert told in staff.get(f"/staff/vocabulary/concepts/{origin.slug}/").content.decode()


def test_who_maps_terms_takes_mappings_back_and_seniors_the_rest(papers: Term, origin: Concept) -> None:
    deciding.map_term(papers, origin, actor="ana")
    deciding.deprecate(origin, True, actor="ana")
    mapped, deprecated = last(subject=f"term:{papers.pk}"), last(field="deprecated")
    limited, free = Client(), Client()
    limited.force_login(make_staff("bo", CURATOR, languages=["es"]))
    free.force_login(make_staff("cy", CURATOR))
    for client, change, status in (
        (limited, mapped, 403),
        (free, deprecated, 403),
        (free, mapped, 303),
    ):
        assert client.post(f"/staff/changes/{change.pk}/take-back/").status_code == status
    assert meaning(papers) is None


def test_the_page_of_a_term_offers_it_and_shows_what_followed(
    staff: Client, papers: Term, origin: Concept, freight: Concept
) -> None:
    deciding.map_term(papers, origin, actor="ana")
    first = last(subject=f"term:{papers.pk}")
    papers.refresh_from_db()
    deciding.map_term(papers, freight, actor="bo")
    page = f"/staff/vocabulary/terms/{papers.pk}/"
    assert f"/staff/changes/{first.pk}/take-back/" in staff.get(page).content.decode()
    with pytest.raises(Overtaken):
        revert(first, actor="cy")
    answer = staff.post(f"/staff/changes/{first.pk}/take-back/")
    assert answer.status_code == 409
    assert page in answer.content.decode()


def test_a_term_that_no_source_has_any_more_is_told(staff: Client, papers: Term, origin: Concept) -> None:
    deciding.map_term(papers, origin, actor="ana")
    change = last(subject=f"term:{papers.pk}")
    papers.delete()
    answer = staff.post(f"/staff/changes/{change.pk}/take-back/")
    assert answer.status_code == 409
    assert "No source uses this term any more." in answer.content.decode()
