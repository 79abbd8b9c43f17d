"""What curators with limits may decide on, beyond the table: what is assigned to them, what has several owners."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from registry.catalogue.joining import join
from registry.catalogue.models import Overlay
from registry.faults.reporting import report
from registry.followup.models import Helped, Question, Trainer
from registry.links.models import Address, AskedHost, ResourceAddress
from registry.sources.models import Entry
from registry.vocabulary.models import Term
from registry.worklist import taking
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.factories import make_resource, make_source, make_staff
from tests.harvesters.written_documents import pdf
from tests.roles.table import CURATOR, SENIOR

pytestmark = pytest.mark.django_db

BEYOND = "beyond the economies and languages that you curate"
CHILE, PERU = {"economies": ["CL"]}, {"economies": ["PE"]}


def curator(**limits: list[str]) -> Client:
    client = Client()
    client.force_login(make_staff(f"{uuid4()}@alliance.example", CURATOR, **limits))
    return client


def test_the_refusal_says_why_and_leads_back_to_the_tasks() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"))
    answer = curator(**PERU).post(f"/staff/resources/{resource.public_id}/hide/", {"hiding-reason": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert BEYOND in page
    assert 'href="/staff/"' in page
    assert not Overlay.objects.exists()


def test_pages_offer_nothing_that_would_be_refused() -> None:
    one, two = (make_resource(source=make_source(name, economy="CL")) for name in ("A", "B"))
    report(one, "link", "", timezone.now())
    duplicate = f"/staff/duplicates/{one.public_id}/{two.public_id}/"
    faults = f"/staff/faults/{one.public_id}/"
    for client, offered in ((curator(**PERU), False), (curator(**CHILE), True)):
        assert (f"{duplicate}decide/" in client.get(duplicate).content.decode()) == offered
        assert (f"{faults}settle/" in client.get(faults).content.decode()) == offered
        for page in ("", "fields/title/"):
            told = client.get(f"/staff/resources/{one.public_id}/{page}").content.decode()
            assert ("<fieldset disabled>" in told) != offered
            assert (BEYOND in told) != offered


def test_of_a_group_one_splits_off_what_one_curates() -> None:
    chile, peru = (make_resource(source=make_source(f"In {code}", economy=code)) for code in ("CL", "PE"))
    join(chile, peru, actor="ana")
    page = curator(**CHILE).get(f"/staff/resources/{chile.public_id}/group/", follow=True).content.decode()
    assert f"{chile.public_id}/split/" in page
    assert f"{peru.public_id}/split/" not in page


def test_what_is_assigned_may_be_decided_on_wherever_it_is_from() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"))
    other = make_resource(source=make_source("Ministry", economy="CL"))
    look_again()
    bo = make_staff("bo", CURATOR, economies=["PE"])
    mine = Client()
    mine.force_login(bo)
    taking.assign(Task.objects.filter(resource=resource).values_list("pk", flat=True), bo)
    for each, status in ((other, 403), (resource, 303)):
        hidden = mine.post(f"/staff/resources/{each.public_id}/hide/", {"hiding-reason": "x"})
        assert hidden.status_code == status
    assert [overlay.resource for overlay in Overlay.objects.all()] == [resource]


def test_a_claim_does_not_widen_what_somebody_curates() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"))
    look_again()
    client = curator(**PERU)
    client.post("/staff/tasks/", {"do": "claim", "task": list(Task.objects.values_list("pk", flat=True))})
    assert client.post(f"/staff/resources/{resource.public_id}/delete/").status_code == 403


def test_what_states_neither_is_for_every_curator() -> None:
    for client in (curator(**PERU), curator(languages=["vi"])):
        resource = make_resource("2030", source=make_source("Unknown", economy=""))
        page = client.post(f"/staff/resources/{resource.public_id}/relevance/", {"answer": "yes"})
        assert page.status_code == 303


def test_a_language_covers_its_varieties() -> None:
    resource = make_resource(source=make_source("Unknown", economy=""), language="zh-Hant")
    for languages, status in ((["zh"], 303), (["zh-Hans"], 403)):
        page = curator(languages=languages).post(
            f"/staff/resources/{resource.public_id}/relevance/", {"answer": "yes"}
        )
        assert page.status_code == status


def test_limits_of_economy_and_of_language_hold_together() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"), language="es")
    for language, status in (("es", 303), ("vi", 403)):
        page = curator(economies=["CL"], languages=[language]).post(
            f"/staff/resources/{resource.public_id}/relevance/", {"answer": "yes"}
        )
        assert page.status_code == status


def test_a_link_is_corrected_for_those_that_one_curates_and_the_page_says_of_the_others() -> None:
    host = AskedHost.objects.create(name="old.example")
    address = Address.objects.create(digest=1, url="https://old.example/", host=host)
    chile, peru = (make_resource(source=make_source(f"In {code}", economy=code)) for code in ("CL", "PE"))
    for each in (chile, peru):
        ResourceAddress.objects.create(resource=each, address=address)
    client = curator(**CHILE)
    assert "Keep it for 1 resource<" in client.get(f"/staff/links/{address.pk}/").content.decode()
    given = {"url": "https://new.example/"}
    told = client.post(f"/staff/links/{address.pk}/correct/", given, follow=True).content.decode()
    assert "1 resource with this address is curated by others, and keeps it." in told
    assert [overlay.resource for overlay in Overlay.objects.all()] == [chile]


def test_a_link_that_nothing_has_any_more_is_told_as_that() -> None:
    host = AskedHost.objects.create(name="old.example")
    address = Address.objects.create(digest=1, url="https://old.example/", host=host)
    given = {"url": "https://new.example/"}
    told = curator().post(f"/staff/links/{address.pk}/correct/", given, follow=True).content.decode()
    assert "Nothing that is shown has this address now." in told
    assert "No harvest will undo it" not in told


def test_the_words_typed_in_say_whose_it_is() -> None:
    source = make_source("School", economy="CL", protocol="by_hand", url="")
    typed = {"typed-title": "Reglas", "typed-type": "guide", "typed-language": "es"}
    where = f"/staff/sources/{source.uuid}/entries/type-in/"
    assert curator(languages=["vi"]).post(where, typed).status_code == 403
    assert curator(**PERU).post(where, typed).status_code == 403
    assert not Entry.objects.exists()
    assert curator(economies=["CL"], languages=["es"]).post(where, typed).status_code == 303
    entry = Entry.objects.get()
    for client in (curator(languages=["vi"]), curator(**PERU)):
        assert client.post(f"/staff/entries/{entry.pk}/take-back/").status_code == 403
        assert BEYOND in client.get(f"/staff/entries/{entry.pk}/").content.decode()


def test_a_document_says_in_which_language_it_is() -> None:
    source = make_source("School", economy="CL", protocol="by_hand", url="")
    where = f"/staff/sources/{source.uuid}/entries/upload/"
    for language, status in (("es", 403), ("vi", 303), ("", 303)):
        file = SimpleUploadedFile("rules.pdf", pdf("Rules", language=language))
        answer = curator(languages=["vi"]).post(where, {"uploaded-document": file})
        assert answer.status_code == status, language


def test_terms_hold_for_everything_so_that_limits_exclude_them() -> None:
    make_resource(source=make_source("Unknown", economy=""))
    term = Term.objects.create(digest=1, text="papers", folded="papers", count=5)
    look_again()
    page = f"/staff/vocabulary/terms/{term.pk}/"
    limited, free = curator(languages=["es"]), curator()
    assert BEYOND in limited.get(page).content.decode()
    assert limited.post(f"{page}ignore/").status_code == 403
    assert page not in limited.get("/staff/").content.decode(), "nor is it offered as a task"
    assert page in free.get("/staff/").content.decode()
    assert free.post(f"{page}ignore/").status_code == 303


def test_a_term_is_not_assigned_to_somebody_with_limits() -> None:
    Term.objects.create(digest=1, text="papers", folded="papers", count=5)
    look_again()
    bo = make_staff("bo", CURATOR, economies=["PE"])
    assert taking.assign(Task.objects.values_list("pk", flat=True), bo) == 0


def question(**stated: object) -> Question:
    asked = {"once": uuid4(), "title": "Which form?", "language": "es", "state": "waiting", **stated}
    return Question.objects.create(**asked)


def test_a_question_about_no_resource_is_for_those_who_curate_its_language() -> None:
    where = f"/staff/follow-up/question/{question().pk}/show/"
    assert curator(languages=["vi"]).post(where).status_code == 403
    assert curator(economies=["PE"], languages=["es"]).post(where).status_code == 303


def test_what_readers_say_of_a_resource_is_for_those_who_curate_it() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"), language="es")
    said = Helped.objects.create(once=uuid4(), resource=resource, said="yes", text="It did.", state="waiting")
    look_again()
    where = f"/staff/follow-up/helped/{said.pk}/show/"
    other, own = curator(**PERU), curator(**CHILE)
    page = other.get("/staff/follow-up/").content.decode()
    assert "It did." in page
    assert where not in page
    assert where in own.get("/staff/follow-up/").content.decode()
    assert "/staff/follow-up/" in own.get("/staff/?kind=to-moderate").context["rows"][0].link
    assert other.get("/staff/?kind=to-moderate").context["rows"] == []
    assert other.post(where).status_code == 403
    assert own.post(where).status_code == 303


def test_a_trainer_is_for_those_who_curate_the_economy_and_one_of_the_languages() -> None:
    stated = {"name": "Tom", "economy": "VN", "aspects": "international-logistics", "languages": ["en", "vi"]}

    def entered(client: Client) -> int:
        return client.post("/trainers/enter/", {**stated, "once": str(uuid4())}).status_code

    assert entered(curator(**CHILE)) == 403
    assert entered(curator(economies=["VN"], languages=["es"])) == 403
    assert not Trainer.objects.exists()
    assert entered(curator(economies=["VN"], languages=["vi"])) == 303


def test_senior_curators_have_no_limits() -> None:
    resource = make_resource(source=make_source("Ministry", economy="CL"))
    client = Client()
    client.force_login(make_staff("di", SENIOR, economies=["PE"], languages=["vi"]))
    assert (
        client.post(f"/staff/resources/{resource.public_id}/hide/", {"hiding-reason": "x"}).status_code == 303
    )
