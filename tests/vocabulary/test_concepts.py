"""Concepts: labels, broader and narrower, merging, deprecating, and where the first of them come from."""

from __future__ import annotations

from datetime import datetime

import pytest

from registry.curation.vocabulary_seed import seed
from registry.vocabulary.deciding import (
    NotPossible,
    add_broader,
    add_label,
    deprecate,
    make_concept,
    map_term,
    merge,
    prefer,
    remove_broader,
    remove_label,
)
from registry.vocabulary.labels import labels_for, topics
from registry.vocabulary.models import Concept, Label, Term
from registry.vocabulary.terms import keep_up
from search.concepts import every
from tests.factories import make_resource
from tests.vocabulary.conftest import ACTOR

pytestmark = pytest.mark.django_db


def test_the_reader_s_language_is_served_as_well_as_it_can_be(freight: Concept) -> None:
    add_label(freight, "zh", "货运", actor=ACTOR)
    assert labels_for([freight.pk], "zh-TW") == {freight.pk: "货运"}
    assert labels_for([freight.pk], "th") == {freight.pk: "freight"}


def test_the_preferred_label_is_shown(freight: Concept) -> None:
    add_label(freight, "en", "cargo", actor=ACTOR)
    assert labels_for([freight.pk], "en") == {freight.pk: "freight"}
    prefer(freight.labels.get(text="cargo"), actor=ACTOR)
    assert labels_for([freight.pk], "en") == {freight.pk: "cargo"}
    remove_label(freight.labels.get(text="cargo"), actor=ACTOR)
    assert labels_for([freight.pk], "en") == {freight.pk: "freight"}


def test_a_concept_keeps_a_label(freight: Concept) -> None:
    with pytest.raises(NotPossible, match="needs a label"):
        remove_label(freight.labels.get(), actor=ACTOR)


def test_the_same_label_twice_is_said(freight: Concept) -> None:
    with pytest.raises(NotPossible, match="already"):
        add_label(freight, "en", " FREIGHT ", actor=ACTOR)


def test_broader_never_goes_in_a_circle(freight: Concept, origin: Concept) -> None:
    goods = make_concept("goods", "en", "goods", "", actor=ACTOR)
    add_broader(freight, goods, actor=ACTOR)
    add_broader(goods, origin, actor=ACTOR)
    for broader in (freight, goods):
        with pytest.raises(NotPossible, match="narrower"):
            add_broader(origin, freight, actor=ACTOR)
        with pytest.raises(NotPossible, match="narrower"):
            add_broader(broader, broader, actor=ACTOR)
    remove_broader(goods, origin, actor=ACTOR)
    add_broader(origin, freight, actor=ACTOR)
    assert set(goods.narrower.all()) == {freight}


def test_merging_moves_all_that_a_concept_has(freight: Concept, origin: Concept, later: datetime) -> None:
    cargo = make_concept("cargo", "en", "cargo", "", actor=ACTOR)
    add_label(cargo, "en", "freight", actor=ACTOR)
    add_label(cargo, "es", "carga", actor=ACTOR)
    add_broader(cargo, origin, actor=ACTOR)
    air = make_concept("air-cargo", "en", "air cargo", "", actor=ACTOR)
    add_broader(air, cargo, actor=ACTOR)
    resource = make_resource(subjects=["Carga", "bultos"])
    keep_up(later)
    map_term(Term.objects.get(folded="bultos"), cargo, actor=ACTOR)
    merge(cargo, freight, actor=ACTOR)
    cargo.refresh_from_db()
    assert (cargo.deprecated, cargo.replaced_by) == (True, freight)
    assert topics(resource.pk, "en") == ["freight"]
    assert topics(resource.pk, "es") == ["carga"]
    assert set(freight.broader.all()) == {origin}
    assert set(air.broader.all()) == {freight}
    assert Label.objects.filter(concept=freight, folded="freight").count() == 1
    with pytest.raises(NotPossible, match="merged"):
        deprecate(cargo, False, actor=ACTOR)


def test_merging_with_what_is_narrower_makes_no_circle(freight: Concept, origin: Concept) -> None:
    add_broader(freight, origin, actor=ACTOR)
    merge(origin, freight, actor=ACTOR)
    assert not freight.broader.exists()
    assert not freight.narrower.exists()


def test_a_concept_is_not_merged_with_itself_or_with_one_that_is_gone(
    freight: Concept, origin: Concept
) -> None:
    with pytest.raises(NotPossible, match="itself"):
        merge(freight, freight, actor=ACTOR)
    deprecate(origin, True, actor=ACTOR)
    with pytest.raises(NotPossible, match="deprecated"):
        merge(freight, origin, actor=ACTOR)


def test_the_shipped_concepts_begin_the_vocabulary_once_there_are_terms(later: datetime) -> None:
    assert seed() == 0
    make_resource(subjects=["lettre de crédit", "letter of credit"])
    keep_up(later)
    assert seed() == sum(not concept.is_side for concept in every())
    assert Term.objects.get(folded="letter of credit").how == Term.How.LABEL
    kept = Concept.objects.count()
    Concept.objects.filter(terms=None).first().delete()  # type: ignore[union-attr]
    assert seed() == 1
    assert seed() == 0
    assert Concept.objects.count() == kept
