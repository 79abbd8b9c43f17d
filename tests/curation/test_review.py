"""Ratings looked through one after the other: accepted, changed, left to others, set aside."""

from __future__ import annotations

import re
import zlib

import pytest
from django.test import Client
from lxml import html

from registry.catalogue.models import Change, Payload, Rating, Resource
from registry.catalogue.ratings import judge
from registry.curation.marked_text import marked
from registry.framework.profile import Evidence
from registry.framework.rubric import DEPTH_CELLS
from registry.roles.granting import CURATOR
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.counting import rows
from tests.factories import make_resource, make_source, make_staff
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


def course(title: str = "Course", economy: str = "CL") -> Resource:
    source = make_source(f"Ministry of {economy}", economy=economy)
    made = make_resource(title, source=source, language="es", profile=FULL)
    look_again()
    return made


def opened(client: Client, **asked: str) -> tuple[str, dict[str, str]]:
    """The address of the form of the next resource, and what a browser sends of it as it is shown."""
    document = html.fromstring(client.get("/staff/review/", asked).content.decode())
    (form,) = document.xpath("//form[@id='review']")
    return form.get("action"), dict(form.form_values())


def decide(client: Client, do: str = "keep", **changed: str) -> str:
    address, given = opened(client)
    answer = client.post(address, given | changed | {"do": do}, follow=True)
    return answer.content.decode()


def judged(resource: Resource) -> dict[str, object]:
    rating = Rating.objects.filter(resource=resource, kind="curator").first()
    return {cell: said["value"] for cell, said in rating.cells.items()} if rating else {}


def machine() -> dict[str, object]:
    return {cell: FULL["cells"][cell]["value"] for cell in DEPTH_CELLS if cell in FULL["cells"]}


def test_nothing_waits_in_an_empty_registry(staff: Client) -> None:
    assert "No rating waits for you here." in staff.get("/staff/review/").content.decode()


def test_what_is_confirmed_is_judged_whole_and_the_next_one_is_there(staff: Client) -> None:
    one, other = course("One"), course("Other")
    page = decide(staff)
    assert "1 rating waits" in page
    done = one if judged(one) else other
    assert {c: v for c, v in judged(done).items() if c in DEPTH_CELLS} == machine()
    assert Change.objects.filter(cause="rating accepted").count() == 1
    assert "No rating waits" in decide(staff)
    assert judged(one)
    assert judged(other)


def test_a_changed_depth_is_kept_with_the_others(staff: Client) -> None:
    resource = course()
    decide(staff, **{"depth-visits": "3", "depth-internet-finance": "unknown"})
    assert judged(resource) | {"visits": 3, "internet-finance": "unknown"} == judged(resource)
    resource.refresh_from_db()
    assert resource.profile["cells"]["visits"]["value"] == 3


def test_what_nobody_has_judged_stays_to_be_judged(staff: Client) -> None:
    resource = make_resource("4711", language="es")
    look_again()
    decide(staff, **{"depth-visits": "1"})
    assert judged(resource) == {"visits": 1}


def test_what_is_left_to_others_is_not_shown_again(staff: Client) -> None:
    resource = course()
    assert "No rating waits" in decide(staff, "skip")
    assert judged(resource) == {}
    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    assert opened(other)[0] == f"/staff/review/{resource.public_id}/"


def test_what_is_about_something_else_is_set_aside(staff: Client) -> None:
    resource = course()
    decide(staff, "set-aside")
    resource.refresh_from_db()
    assert resource.off_topic
    assert not Task.objects.filter(resource=resource).exists()


def test_the_words_that_judgements_rest_on_are_marked() -> None:
    text = "How to fill in the customs declaration, with a letter of credit"
    credit, customs = text.index("letter of credit"), text.index("customs")
    whole = "customs declaration"
    spans = [
        ("Finance", Evidence("description", credit, len(text), "letter of credit")),
        ("Trade", Evidence("description", customs, customs + 7, "customs")),
        ("Logistics", Evidence("description", customs, customs + len(whole), whole)),
        ("Trade", Evidence("description", 0, 3, "gone")),
    ]
    assert [(part.text, part.names) for part in marked(text, spans)] == [
        ("How to fill in the ", ""),
        ("customs declaration", "Trade, Logistics"),
        (", with a ", ""),
        ("letter of credit", "Finance"),
    ]


def test_a_text_is_no_markup_and_a_long_one_keeps_the_page_small(staff: Client) -> None:
    resource = make_resource(
        "<script>x</script>", description="<b>" + "电" * 30_000, language="zh", profile=FULL
    )
    Payload.objects.create(
        record=resource.record, format="oai_dc", data=zlib.compress(b"<c>" + b"\xff\0" * 90_000)
    )
    look_again()
    answer = staff.get("/staff/review/")
    page = answer.content.decode()
    assert len(answer.content) < 100_000
    assert "<script>x" not in page
    assert "<b>" not in page
    assert "&lt;c&gt;" in page


def test_who_is_second_sees_what_the_first_has_decided(staff: Client) -> None:
    resource = course()
    address, given = opened(staff)
    judge(resource, "visits", 3, actor="bo")
    before = rows()
    answer = staff.post(address, given | {"do": "keep"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "A colleague has judged it since" in page
    assert re.search(r'name="depth-visits" value="3" checked', page)
    assert rows() == before


@pytest.mark.parametrize(
    "given", [{}, {"do": "nonsense"}, {"do": "keep", "depth-visits": "7"}, {"do": "keep", "depth-visits": ""}]
)
def test_a_decision_that_is_none_keeps_nothing(staff: Client, given: dict[str, str]) -> None:
    course()
    address, shown = opened(staff)
    before = rows()
    answer = staff.post(address, shown | given)
    assert answer.status_code == 422
    assert "Nothing was kept" in answer.content.decode()
    assert rows() == before


def test_the_filter_stays_from_one_to_the_next(staff: Client) -> None:
    course("One", "CL"), course("Two", "PE"), course("Three", "PE")
    address, given = opened(staff, economy="PE")
    answer = staff.post(address, given | {"do": "keep"})
    assert answer["Location"] == "/staff/review/?economy=PE"
    assert "1 rating waits" in staff.get(answer["Location"]).content.decode()


def test_curators_review_what_they_curate() -> None:
    chile, peru = course("One", "CL"), course("Two", "PE")
    client = Client()
    client.force_login(make_staff("bo", CURATOR, economies=["PE"]))
    address, given = opened(client)
    assert address == f"/staff/review/{peru.public_id}/"
    answer = client.post(f"/staff/review/{chile.public_id}/", given | {"do": "keep"})
    assert answer.status_code == 403
    assert judged(chile) == {}


def test_looking_writes_nothing(staff: Client) -> None:
    course()
    before = rows()
    staff.get("/staff/review/")
    assert rows() == before
