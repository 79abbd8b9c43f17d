"""Questions: asked once, confirmed, published or looked at first, answered by a link, solved, and taken back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.catalogue.models import Resource
from registry.followup import asking
from registry.followup.links import mine_token
from registry.followup.models import Answer, Invitation, Question, Trainer
from registry.people.models import Consent, Reader
from registry.sources.models import Source
from tests.alerts.conftest import ANA, letters, link
from tests.factories import make_resource
from tests.followup.conftest import PROVIDER, TOM, ask, make_trainer

pytestmark = pytest.mark.django_db


def test_a_question_is_asked_answered_and_solved(client: Client, resource: Resource) -> None:
    question = ask(client, resource)
    assert question.state == "shown"
    (request,) = letters()
    assert request.to == [PROVIDER]
    assert "Which form do I need for Chile?" in request.body
    assert ANA not in request.body
    path = link(request, "/answer/")
    page = client.get(path).content.decode()
    assert "You answer as School." in page
    client.post(path, {"once": str(uuid4()), "text": "The DIN, and an invoice."})
    (told,) = letters()
    assert told.to == [ANA]
    assert "The DIN, and an invoice." in told.body
    public = client.get(f"/questions/{question.uuid}/").content.decode()
    assert "The DIN, and an invoice." in public
    assert "School" in public
    assert ANA not in public
    client.post(f"{link(told, '/mine/')}solved/")
    assert "solved" in client.get(f"/questions/{question.uuid}/").content.decode()
    assert {c.purpose for c in Consent.objects.all()} == {"questions"}


def test_nothing_is_published_or_passed_on_before_the_link_is_used(
    client: Client, resource: Resource
) -> None:
    question = ask(client, resource, confirm=False)
    (letter,) = letters()
    assert letter.to == [ANA]
    path = link(letter, "/confirm/")
    assert client.get(path).status_code == 200
    assert client.get(f"/questions/{question.uuid}/").status_code == 404
    assert not Invitation.objects.exists()


def test_a_form_sent_twice_is_one_question(client: Client, resource: Resource) -> None:
    once = str(uuid4())
    ask(client, resource, once=once)
    letters()
    ask(client, resource, once=once)
    assert Question.objects.count() == 1
    assert letters() == []


def test_a_form_sent_twice_at_once_is_one_question(
    client: Client, resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request is kept between this one's look and its writing."""
    form = {"once": str(uuid4()), "title": "Which form?", "aspect": "visits", "address": ANA}
    real = asking.ask

    def later(question: Question, *, own: bool) -> None:
        monkeypatch.setattr(asking, "ask", real)
        assert Client().post("/questions/ask/", form).status_code == 303
        real(question, own=own)

    monkeypatch.setattr(asking, "ask", later)
    assert client.post("/questions/ask/", form).status_code == 303
    assert Question.objects.count() == 1
    assert len(letters()) == 1


def test_a_provider_is_asked_in_the_language_that_its_feed_was_proposed_in(
    client: Client, resource: Resource
) -> None:
    Source.objects.update(proposed_in="es")
    ask(client, resource)
    (request,) = letters()
    assert "Una pequeña empresa pregunta" in request.body


def test_a_link_used_twice_asks_the_provider_once(client: Client, resource: Resource) -> None:
    ask(client, resource, confirm=False)
    path = link(letters()[0], "/confirm/")
    client.post(path)
    client.post(path)
    assert len(letters()) == 1


def test_a_question_full_of_links_waits(client: Client, staff: Client, resource: Resource) -> None:
    text = "Best prices: https://a.example/ and https://b.example/ and www.c.example"
    question = ask(client, resource, text=text)
    assert question.state == "waiting"
    assert letters() == []
    assert client.get(f"/questions/{question.uuid}/").status_code == 404
    page = staff.get("/staff/follow-up/").content.decode()
    assert "Best prices" in page
    assert "It has several links." in page
    staff.post(f"/staff/follow-up/question/{question.pk}/show/")
    assert client.get(f"/questions/{question.uuid}/").status_code == 200
    assert [letter.to for letter in letters()] == [[PROVIDER]]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("See https://customs.example/form for the form that I mean", "shown"),
        ("Write to me: li@smme.example", "waiting"),
        ("Call me: +56 9 1234 5678", "waiting"),
        ("HS 6204.41.0000 costs 1,200.50 in 2026-11-26", "shown"),
    ],
)
def test_what_waits_for_staff(client: Client, text: str, state: str) -> None:
    assert ask(client, text=text).state == state


def test_without_an_address_staff_look_first(client: Client, staff: Client, resource: Resource) -> None:
    question = ask(client, resource, address="")
    assert question.state == "waiting"
    assert question.reader is None
    staff.post(f"/staff/follow-up/question/{question.pk}/show/")
    path = link(letters()[0], "/answer/")
    client.post(path, {"once": str(uuid4()), "text": "Yes."})
    assert letters() == [], "there is nobody to tell"
    assert "Yes." in client.get(f"/questions/{question.uuid}/").content.decode()


def test_refused_questions_are_not_shown_and_decided_once(client: Client, staff: Client) -> None:
    question = ask(client, address="")
    staff.post(f"/staff/follow-up/question/{question.pk}/refuse/")
    staff.post(f"/staff/follow-up/question/{question.pk}/show/")
    question.refresh_from_db()
    assert question.state == "refused"
    assert staff.post("/staff/follow-up/person/1/show/").status_code == 404


def test_only_staff_moderate(client: Client) -> None:
    question = ask(client, address="")
    assert client.get("/staff/follow-up/").status_code == 302
    client.post(f"/staff/follow-up/question/{question.pk}/show/")
    question.refresh_from_db()
    assert question.state == "waiting"


def test_a_question_on_an_aspect_goes_to_trainers_who_teach_it(client: Client, trainer: Trainer) -> None:
    make_trainer("Other", "o@trainers.example", ["online-marketing"], ["en"])
    make_trainer("Proposed", "p@trainers.example", ["international-logistics"], ["en"], state="waiting")
    question = ask(client)
    (request,) = letters()
    assert request.to == [TOM]
    client.post(link(request, "/answer/"), {"once": str(uuid4()), "text": "By sea."})
    page = client.get(f"/questions/{question.uuid}/").content.decode()
    assert "Tom Nguyen" in page
    assert TOM not in page


def test_a_provider_without_an_address_leaves_it_to_trainers(client: Client, trainer: Trainer) -> None:
    from tests.portal.profiles import FULL

    made = make_resource("Shipping, step by step", profile=FULL)
    ask(client, made)
    assert [letter.to for letter in letters()] == [[TOM]]


def test_a_private_question_is_seen_by_who_asked_and_who_answers(client: Client, resource: Resource) -> None:
    question = ask(client, resource, private="on")
    (request,) = letters()
    assert client.get(f"/questions/{question.uuid}/").status_code == 404
    assert "Chile" not in client.get("/questions/").content.decode()
    client.post(link(request, "/answer/"), {"once": str(uuid4()), "text": "Between us."})
    (told,) = letters()
    assert "Between us." in client.get(link(told, "/mine/")).content.decode()


def test_a_private_question_needs_an_address(client: Client) -> None:
    answer = client.post(
        "/questions/ask/",
        {"once": str(uuid4()), "title": "x", "aspect": "internet-finance", "private": "on"},
    )
    assert answer.status_code == 422


def test_an_answer_full_of_links_waits_and_one_sent_twice_is_one(
    client: Client, staff: Client, resource: Resource
) -> None:
    ask(client, resource)
    path = link(letters()[0], "/answer/")
    stated = {
        "once": str(uuid4()),
        "text": "https://a.example https://b.example https://c.example https://d.example",
    }
    client.post(path, stated)
    client.post(path, stated)
    answer = Answer.objects.get()
    assert answer.state == "waiting"
    assert letters() == []
    staff.post(f"/staff/follow-up/answer/{answer.pk}/show/")
    assert [letter.to for letter in letters()] == [[ANA]]


def test_old_and_altered_links(client: Client, resource: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, resource)
    path = link(letters()[0], "/answer/")
    assert client.get(path[:-3] + "xx/").status_code == 404
    moved = signing.time.time() + 91 * 86_400
    monkeypatch.setattr(signing.time, "time", lambda: moved)
    assert client.get(path).status_code == 410


def test_questions_are_found_by_words_of_their_answers_by_aspect_and_by_state(
    client: Client, staff: Client
) -> None:
    first = ask(client)
    ask(client, title="How do I get paid?", text="", aspect="internet-finance")
    staff.post(f"/questions/{first.uuid}/answer/", {"once": str(uuid4()), "text": "Ask for the DIN."})
    found = client.get("/questions/?q=din+form").content.decode()
    assert "Chile" in found
    assert "get paid" not in found
    assert "Chile" not in client.get("/questions/?aspect=internet-finance").content.decode()
    assert "No question fits" in client.get("/questions/?solved=yes").content.decode()
    assert client.get("/questions/?aspect=nonsense&before=x&solved=maybe").status_code == 200


def test_what_no_text_can_hold_is_left_out_of_the_words(client: Client) -> None:
    ask(client, title="Which form do I need?", address="", of="trainers")
    Question.objects.update(state="shown")
    assert "Which form do I need?" in client.get("/questions/?q=Whi%00ch").content.decode()


def test_the_list_takes_the_same_number_of_queries_however_long(client: Client) -> None:
    def make(number: int) -> None:
        for n in range(number):
            Question.objects.create(
                once=uuid4(), title=f"Q{n}", language="en", state="shown", aspect="visits"
            )

    make(2)
    with CaptureQueriesContext(connection) as few:
        client.get("/questions/")
    make(15)
    with CaptureQueriesContext(connection) as many:
        client.get("/questions/")
    assert len(many) == len(few)


def test_a_visitor_who_asks_very_much_is_asked_to_wait(client: Client) -> None:
    for _ in range(10):
        ask(client, address="")
    stated = {"once": str(uuid4()), "title": "One more", "aspect": "visits", "address": ""}
    answer = client.post("/questions/ask/", stated)
    assert answer.status_code == 422
    assert "One more" in answer.content.decode(), "what was typed is still there"


def test_a_question_that_is_taken_back_leaves_nothing(client: Client, resource: Resource) -> None:
    question = ask(client, resource)
    client.post(link(letters()[0], "/answer/"), {"once": str(uuid4()), "text": "Yes."})
    path = link(letters()[0], "/mine/")
    client.post(f"{path}take-back/")
    assert not Question.objects.filter(pk=question.pk).exists()
    assert not Answer.objects.exists()
    assert not Reader.objects.exists()
    assert client.get(path).status_code == 404


def test_questions_on_what_is_hidden_are_hidden(client: Client, resource: Resource) -> None:
    question = ask(client, resource)
    Resource.objects.filter(pk=resource.pk).update(hidden=True)
    assert client.get(f"/questions/{question.uuid}/").status_code == 404
    assert client.get(f"/questions/ask/?resource={resource.public_id}").status_code == 404
    assert client.get("/questions/ask/?resource=nonsense").status_code == 404


def test_its_askers_page_shows_nothing_of_what_was_hidden_meanwhile(
    client: Client, resource: Resource
) -> None:
    path = f"/questions/mine/{mine_token(ask(client, resource))}/"
    assert resource.title in client.get(path).content.decode()
    Resource.objects.filter(pk=resource.pk).update(hidden=True)
    page = client.get(path).content.decode()
    assert "Which form do I need for Chile?" in page
    assert "not shown at present" in page
    assert resource.title not in page
    assert str(resource.public_id) not in page


def test_the_page_of_a_resource_shows_its_groups_questions(client: Client, resource: Resource) -> None:
    leader = make_resource("Customs workshop")
    ask(client, resource)
    Resource.objects.filter(pk=resource.pk).update(leader=leader)
    page = client.get(leader.get_absolute_url()).content.decode()
    assert "Which form do I need for Chile?" in page
    assert f"/questions/ask/?resource={leader.public_id}" in page


def test_markup_in_a_question_is_text(client: Client) -> None:
    question = ask(client, title="<b>bold</b>", text="<script>alert(1)</script>")
    page = client.get(f"/questions/{question.uuid}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold" in page


def test_the_worklist_names_what_waits_without_its_words(client: Client, staff: Client) -> None:
    from registry.followup.worklist import look_again
    from registry.worklist.models import Task

    question = ask(client, title="My secret", address="")
    look_again()
    task = Task.objects.get(kind="to-moderate")
    assert "secret" not in f"{task.title}{task.details}"
    staff.post(f"/staff/follow-up/question/{question.pk}/show/")
    assert list(
        Task.objects.filter(kind__in=("to-moderate", "unasked-question")).values_list("kind", flat=True)
    ) == ["unasked-question"]
