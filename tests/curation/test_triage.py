"""What is about something else is taken in, not shown, and says why; people overrule it. Doubt waits for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from registry.catalogue.machine_rating import machine_profiles
from registry.catalogue.models import Rating, Resource
from registry.catalogue.ratings import judge, rate
from registry.worklist.refreshing import look_again
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

GUITAR = "Guitar for beginners: chords and strumming"


def rated(title: str) -> Resource:
    resource = make_resource(title=title)
    rate(Resource.objects.with_provenance().filter(pk=resource.pk))
    resource.refresh_from_db()
    return resource


def test_what_is_about_something_else_is_kept_and_not_shown(client: Client) -> None:
    guitar = rated(GUITAR)
    assert guitar.off_topic
    assert guitar not in Resource.objects.visible()
    assert client.get(guitar.get_absolute_url()).status_code == 404
    assert rated("Customs clearance for small parcels") in Resource.objects.visible()


def test_its_rating_says_why() -> None:
    said = rated(GUITAR).profile["cells"]["relevant"]
    assert said["value"] == "no"
    assert said["reason"]
    assert "guitar" in [span["text"].lower() for span in said["evidence"]]


def test_staff_see_why_and_overrule_it(staff: Client) -> None:
    guitar = rated(GUITAR)
    page = staff.get(reverse("curation:resource", args=[guitar.public_id])).content.decode()
    assert "Set aside as about something else" in page
    answer = {"answer": "yes", "reason": "The school sells its courses abroad."}
    staff.post(reverse("curation:relevance", args=[guitar.public_id]), answer)
    guitar.refresh_from_db()
    assert not guitar.off_topic
    assert guitar in Resource.objects.visible()
    rate(Resource.objects.with_provenance().filter(pk=guitar.pk))
    guitar.refresh_from_db()
    assert not guitar.off_topic  # the machine does not undo what a person said


def test_an_outsider_cannot_overrule_it(client: Client) -> None:
    guitar = rated(GUITAR)
    client.post(reverse("curation:relevance", args=[guitar.public_id]), {"answer": "yes"})
    guitar.refresh_from_db()
    assert guitar.off_topic


def test_people_can_set_aside_what_the_machine_shows() -> None:
    resource = rated("Customs clearance for small parcels")
    judge(resource, "relevant", "no", actor="ann")
    resource.refresh_from_db()
    assert resource.off_topic


def test_what_the_machine_is_not_sure_of_waits_for_staff(staff: Client) -> None:
    resource = make_resource(title="Some course")
    (profile,) = machine_profiles([({"title": "Customs clearance for small parcels"}, "", date(2026, 1, 1))])
    profile["cells"]["internet-finance"]["confidence"] = 0.52
    Rating.objects.create(resource=resource, kind="machine", version="x", cells=profile)
    judge(resource, "visits", 0, actor="ann")  # brings the shown profile up to date
    resource.refresh_from_db()
    assert resource.doubt == 48
    look_again()
    assert "48 % in doubt" in staff.get(reverse("curation:queue")).content.decode()
    judge(resource, "internet-finance", 0, actor="ann")
    resource.refresh_from_db()
    assert resource.doubt < 40
    assert resource not in Resource.objects.doubtful()
