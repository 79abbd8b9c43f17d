"""What a curator corrects, no harvest undoes; and what changes beneath it becomes a suggestion."""

from __future__ import annotations

import pytest

from registry.catalogue.description import Description
from registry.catalogue.models import Change, Outbox, Overlay, Resource
from registry.catalogue.overlay import clear_overlay, set_overlay
from registry.catalogue.ratings import judge, rate, rate_due
from registry.catalogue.rebuilding import rebuild
from registry.catalogue.storing import store
from registry.sources.models import Source
from tests.factories import make_incoming, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source()


def put(source: Source, **stated: object) -> Resource:
    description = Description(**({"title": "Customs clearance, step by step"} | stated))  # type: ignore[arg-type]
    hash = repr(description).encode()[-20:]
    store(source, [make_incoming("a", hash, description)])
    rate_due()
    return Resource.objects.get()


def test_a_correction_survives_a_harvest(source: Source) -> None:
    resource = put(source, language="en")
    set_overlay(resource, "language", "es", actor="curator", reason="The text is Spanish.")
    resource = put(source, language="en", level="beginner")
    assert resource.effective["language"] == "es"
    assert resource.effective["level"] == "beginner"
    assert not Overlay.objects.get().has_suggestion


def test_a_change_beneath_becomes_a_suggestion(source: Source) -> None:
    resource = put(source, language="en")
    set_overlay(resource, "language", "es", actor="curator")
    resource = put(source, language="pt")
    overlay = Overlay.objects.get()
    assert resource.effective["language"] == "es"
    assert (overlay.has_suggestion, overlay.suggestion) == (True, "pt")


def test_a_correction_taken_back_gives_the_field_to_the_source(source: Source) -> None:
    resource = put(source, language="en")
    set_overlay(resource, "language", "es", actor="curator")
    clear_overlay(resource, "language", actor="curator")
    resource.refresh_from_db()
    assert resource.effective["language"] == "en"


def test_a_value_set_to_unknown_stays_unknown(source: Source) -> None:
    resource = put(source, level="expert")
    set_overlay(resource, "level", None, actor="curator")
    resource = put(source, level="expert", audience=("sellers",))
    assert "level" not in resource.effective


def test_every_correction_is_in_the_history_and_the_outbox(source: Source) -> None:
    resource = put(source, language="en")
    Outbox.objects.all().delete()
    set_overlay(resource, "tags", ["wedding dresses"], actor="curator")
    change = Change.objects.get()
    assert (change.subject, change.field, change.before, change.after, change.actor) == (
        f"resource:{resource.public_id}",
        "tags",
        None,
        ["wedding dresses"],
        "curator",
    )
    assert Outbox.objects.get().resource == resource.pk


def test_a_hidden_resource_is_not_shown(source: Source) -> None:
    resource = put(source)
    set_overlay(resource, "hidden", True, actor="curator")
    assert not Resource.objects.visible().exists()


def test_there_is_no_field_but_the_description_s_own(source: Source) -> None:
    with pytest.raises(ValueError, match="no field"):
        set_overlay(put(source), "colour", "red", actor="curator")


def test_a_curator_s_depth_survives_harvests_and_new_ratings(source: Source) -> None:
    resource = put(source)
    judge(resource, "internet-finance", 3, actor="curator", reason="Exercises on letters of credit.")
    resource = put(source, description="Customs, now with a second part on tariffs.")
    rate([resource])
    resource.refresh_from_db()
    cell = resource.profile["cells"]["internet-finance"]
    assert cell["value"] == 3
    assert resource.profile["curated"] == {"internet-finance": {"curators": ["curator"], "disputed": False}}


def test_two_curators_who_differ_give_the_lower_disputed(source: Source) -> None:
    resource = put(source)
    judge(resource, "online-marketing", 3, actor="first")
    judge(resource, "online-marketing", 1, actor="second")
    resource.refresh_from_db()
    assert resource.profile["cells"]["online-marketing"]["value"] == 1
    assert resource.profile["curated"]["online-marketing"]["disputed"]


@pytest.mark.parametrize(("cell", "value"), [("cooking", 2), ("online-marketing", 4), ("practical", "maybe")])
def test_a_judgement_that_the_rubric_has_not_is_refused(source: Source, cell: str, value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the rubric words it
        judge(put(source), cell, value, actor="curator")  # type: ignore[arg-type]


def test_a_rebuild_changes_nothing_on_a_sound_catalogue(source: Source) -> None:
    resource = put(source, language="en")
    set_overlay(resource, "language", "es", actor="curator")
    judge(resource, "internet-finance", 3, actor="curator")
    rate_due()
    before = Resource.objects.values().get()
    rebuild()
    assert Resource.objects.values().get() == before


def test_a_rebuild_restores_what_was_damaged(source: Source) -> None:
    resource = put(source, language="en")
    set_overlay(resource, "language", "es", actor="curator")
    rate_due()
    before = Resource.objects.values("effective", "profile", "title", "hidden").get()
    Resource.objects.update(effective={}, profile={}, title="", hidden=True)
    rebuild()
    assert Resource.objects.values("effective", "profile", "title", "hidden").get() == before
