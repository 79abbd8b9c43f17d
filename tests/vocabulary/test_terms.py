"""Terms of sources: which concept each has, for all that carry it, back in time and from now on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from registry.catalogue.models import Change, Outbox, Resource
from registry.catalogue.overlay import set_overlay
from registry.vocabulary import terms
from registry.vocabulary.deciding import (
    NotPossible,
    TwoConcepts,
    add_label,
    deprecate,
    ignore_term,
    make_concept,
    map_term,
    named,
    remove_label,
)
from registry.vocabulary.labels import searched, topics
from registry.vocabulary.models import Concept, ResourceTerm, Term
from registry.vocabulary.terms import keep_up, take_up, tell
from search.index import drain
from tests.factories import make_resource
from tests.search.finding import titles
from tests.vocabulary.conftest import ACTOR

pytestmark = pytest.mark.django_db


def term(folded: str) -> Term:
    return Term.objects.get(folded=folded)


def test_a_term_that_is_a_label_has_its_concept(origin: Concept, later: datetime) -> None:
    resource = make_resource(subjects=["Certificado de Origen", "Papeleo"])
    keep_up(later)
    assert term("certificado de origen").concept == origin
    assert term("papeleo").how == Term.How.NONE
    assert topics(resource.pk, "es") == ["certificado de origen"]
    assert topics(resource.pk, "vi") == ["certificate of origin"]


def test_one_decision_holds_for_all_that_carry_the_term(origin: Concept, later: datetime) -> None:
    before = [make_resource(subjects=["Papeleo CO"]), make_resource(subjects=["papeleo  co"])]
    keep_up(later)
    assert term("papeleo co").count == 2
    map_term(term("papeleo co"), origin, actor=ACTOR)
    after = make_resource(subjects=["PAPELEO CO"])
    keep_up(later + timedelta(minutes=1))
    for resource in (*before, after):
        assert topics(resource.pk, "en") == ["certificate of origin"]
    assert term("papeleo co").count == 3


def test_search_finds_what_carries_it_by_the_concepts_labels(origin: Concept, later: datetime) -> None:
    make_resource("Taller uno", subjects=["Trámite azul"], language="es")
    keep_up(later)
    drain()
    assert titles("certificado de origen") == []
    map_term(term("tramite azul"), origin, actor=ACTOR)
    keep_up(later)
    drain()
    assert titles("certificado de origen") == ["Taller uno"]
    map_term(term("tramite azul"), None, actor=ACTOR)
    keep_up(later)
    drain()
    assert titles("certificado de origen") == []


def test_search_is_told_in_pieces(origin: Concept, later: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "TOLD_AT_ONCE", 2)
    carriers = [make_resource(subjects=["Papeleo"]).pk for _ in range(5)]
    keep_up(later)
    Outbox.objects.all().delete()
    map_term(term("papeleo"), origin, actor=ACTOR)
    assert [tell() for _ in range(4)] == [2, 2, 1, 0]
    assert sorted(Outbox.objects.values_list("resource", flat=True)) == carriers


def test_a_label_of_two_concepts_decides_nothing(origin: Concept, freight: Concept, later: datetime) -> None:
    add_label(origin, "en", "papers", actor=ACTOR)
    add_label(freight, "en", "Papers", actor=ACTOR)
    resource = make_resource(subjects=["papers"])
    keep_up(later)
    assert term("papers").how == Term.How.AMBIGUOUS
    assert topics(resource.pk, "en") == []
    with pytest.raises(TwoConcepts) as told:
        named("PAPERS")
    assert {concept.slug for concept in told.value.concepts} == {origin.slug, freight.slug}
    map_term(term("papers"), freight, actor=ACTOR)
    assert topics(resource.pk, "en") == ["freight"]


def test_when_one_of_the_two_labels_goes_the_term_is_clear(
    origin: Concept, freight: Concept, later: datetime
) -> None:
    add_label(origin, "en", "papers", actor=ACTOR)
    add_label(freight, "en", "papers", actor=ACTOR)
    make_resource(subjects=["papers"])
    keep_up(later)
    remove_label(freight.labels.get(folded="papers"), actor=ACTOR)
    assert (term("papers").how, term("papers").concept) == (Term.How.LABEL, origin)


def test_a_new_label_finds_terms_that_were_there_before(origin: Concept, later: datetime) -> None:
    resource = make_resource(subjects=["giấy chứng nhận xuất xứ"])
    keep_up(later)
    add_label(origin, "vi", "Giấy chứng nhận xuất xứ", actor=ACTOR)
    assert topics(resource.pk, "vi") == ["Giấy chứng nhận xuất xứ"]


def test_what_a_person_decided_no_label_changes(origin: Concept, freight: Concept, later: datetime) -> None:
    make_resource(subjects=["papers", "noise"])
    keep_up(later)
    map_term(term("papers"), freight, actor=ACTOR)
    ignore_term(term("noise"), actor=ACTOR)
    add_label(origin, "en", "papers", actor=ACTOR)
    add_label(origin, "en", "noise", actor=ACTOR)
    assert term("papers").concept == freight
    assert term("noise").how == Term.How.IGNORED


def test_a_deprecated_concept_takes_no_terms(origin: Concept, later: datetime) -> None:
    deprecate(origin, True, actor=ACTOR)
    make_resource(subjects=["certificate of origin"])
    keep_up(later)
    assert term("certificate of origin").how == Term.How.NONE
    with pytest.raises(NotPossible, match="deprecated"):
        map_term(term("certificate of origin"), origin, actor=ACTOR)
    deprecate(origin, False, actor=ACTOR)
    assert term("certificate of origin").concept == origin


def test_terms_follow_what_resources_say_and_who_is_shown(later: datetime) -> None:
    resource = make_resource(subjects=["customs", "tariffs"])
    make_resource(subjects=["customs"], hidden=True)
    keep_up(later)
    assert (term("customs").count, term("tariffs").count) == (1, 1)
    set_overlay(resource, "subjects", ["customs"], actor=ACTOR)
    keep_up(later + timedelta(minutes=1))
    assert (term("customs").count, term("tariffs").count) == (1, 0)
    set_overlay(resource, "hidden", True, actor=ACTOR)
    keep_up(later + timedelta(minutes=1))
    assert term("customs").count == 0


def test_taking_up_goes_in_pieces_and_repeats_nothing(
    later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "AT_ONCE", 2)
    for number in range(5):
        make_resource(subjects=["customs", f"term {number}"])
    assert [take_up(later) for _ in range(4)] == [2, 2, 1, 0]
    assert ResourceTerm.objects.count() == 10
    assert term("customs").count == 5


@pytest.mark.parametrize("subject", ["", "   ", "x" * 5_000])
def test_odd_subjects_do_no_harm(subject: str, later: datetime) -> None:
    make_resource(subjects=[subject, "customs"])
    keep_up(later)
    assert term("customs").count == 1


def test_only_what_people_mapped_is_added_to_the_search(origin: Concept, later: datetime) -> None:
    by_label = make_resource(subjects=["certificate of origin"])
    by_person = make_resource(subjects=["papers"])
    keep_up(later)
    map_term(term("papers"), origin, actor=ACTOR)
    found = searched([by_label.pk, by_person.pk])
    assert set(found) == {by_person.pk}
    assert set(found[by_person.pk]) == {"certificate of origin", "certificado de origen"}


def test_decisions_are_in_the_history(origin: Concept, later: datetime) -> None:
    make_resource(subjects=["papers"])
    keep_up(later)
    map_term(term("papers"), origin, actor=ACTOR)
    change = Change.objects.get(subject=f"term:{term('papers').pk}")
    assert (change.before, change.after, change.actor) == (None, origin.slug, ACTOR)


def test_the_page_of_a_resource_names_its_topics(origin: Concept, later: datetime, client: Client) -> None:
    resource = make_resource(subjects=["Certificado de origen"])
    keep_up(later)
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "/?q=certificate%20of%20origin" in page
    assert Resource.objects.visible().count() == 1


def test_there_is_one_concept_of_an_id(origin: Concept) -> None:
    with pytest.raises(NotPossible, match="already"):
        make_concept(origin.slug, "en", "another", "", actor=ACTOR)
