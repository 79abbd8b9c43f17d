"""A term that may mean two things, and a concept that has all that one can have."""

from __future__ import annotations

from registry.catalogue.models import Resource
from registry.lexicon.models import Proposal
from registry.vocabulary.deciding import add_broader, add_label, make_concept
from registry.vocabulary.models import Term


def pages_of_vocabulary(resource: Resource) -> dict[str, str]:
    goods = make_concept("goods", "en", "customs", "", actor="ana")
    concept = make_concept("customs-clearance", "en", "customs clearance", "", actor="ana")
    add_label(concept, "en", "customs", actor="ana")
    add_label(concept, "zh-Hant", "報關", actor="ana")
    add_broader(concept, goods, actor="ana")
    term = Term.objects.create(digest=1, text="Customs", folded="customs", how="ambiguous", count=1)
    term.carried_by.create(resource=resource)
    proposal = Proposal.objects.create(
        language="en",
        term="drayage",
        about="trade",
        base="x",
        state="ready",
        looked=3,
        changed=1,
        actor="ana",
    )
    proposal.effects.create(resource=resource.pk, moves={"international-logistics": [0, 2]})
    return {
        "proposal": f"/staff/lexicon/{proposal.pk}/",
        "term": f"/staff/vocabulary/terms/{term.pk}/",
        "concept": f"/staff/vocabulary/concepts/{concept.slug}/",
    }
