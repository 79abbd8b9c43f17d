"""Staff type in resources, upload documents and paste addresses; what they give is read as any source is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harvesters.runs import harvest
from registry.catalogue.models import Overlay, Resource
from registry.sources.models import Entry, Source
from tests.factories import make_source
from tests.harvesters.written_documents import pdf, word

pytestmark = pytest.mark.django_db

TYPED = {
    "typed-title": "Customs for small sellers",
    "typed-type": "course",
    "typed-url": "https://school.example/customs",
    "typed-description": "How to declare goods.",
    "typed-language": "Vietnamese",
    "typed-subjects": "customs, tariff，origin",
    "typed-creators": "Ana Soto\nLi Wei",
    "typed-held": "online",
    "typed-start": "2026-12-02 09:00 +08:00",
    "typed-end": "2026-12-02 11:00 +08:00",
    "typed-place": "",
    "typed-cost": "paid",
    "typed-price": "CNY 300",
    "typed-licence": "CC-BY-4.0",
}


@pytest.fixture
def source(db: None) -> Source:
    return make_source("School", protocol="by_hand", url="")


def address(source: Source, action: str = "") -> str:
    return f"/staff/sources/{source.uuid}/entries/{action}"


def uploaded(body: bytes, name: str = "rules.pdf", where: str = "") -> dict[str, Any]:
    return {"uploaded-document": SimpleUploadedFile(name, body), "uploaded-address": where}


def the_resource(source: Source) -> Resource:
    harvest(Source.objects.get(pk=source.pk))
    return Resource.objects.get()


def words(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", content.decode()).split())


def test_what_is_typed_in_becomes_a_resource(staff: Client, source: Source) -> None:
    answer = staff.post(address(source, "type-in/"), TYPED)
    assert (answer.status_code, answer["Location"]) == (303, address(source))
    known = the_resource(source).effective
    assert (known["title"], known["type"], known["language"]) == ("Customs for small sellers", "course", "vi")
    assert (known["url"], known["description"]) == ("https://school.example/customs", "How to declare goods.")
    assert (known["subjects"], known["creators"]) == (["customs", "tariff", "origin"], ["Ana Soto", "Li Wei"])
    assert (known["free"], known["price"], known["currency"]) == (False, "300", "CNY")
    assert (known["forms"], known["licence"]) == (["online"], "CC-BY-4.0")
    assert [(one["start"], one["end"]) for one in known["occurrences"]] == [
        ("2026-12-02T01:00:00Z", "2026-12-02T03:00:00Z")
    ]
    assert not Overlay.objects.exists()


def test_it_is_changed_where_it_was_typed_in_and_keeps_its_identity(staff: Client, source: Source) -> None:
    staff.post(address(source, "type-in/"), TYPED)
    before = the_resource(source)
    entry = Entry.objects.get()
    form = staff.get(f"/staff/entries/{entry.pk}/").context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert shown["subjects"] == "customs, tariff, origin"
    assert (shown["type"], shown["cost"], shown["price"]) == ("course", "paid", "CNY 300")
    answer = staff.post(f"/staff/entries/{entry.pk}/save/", shown | {"title": "Customs, corrected"})
    assert answer.status_code == 303
    after = the_resource(source)
    assert (after.pk, after.title) == (before.pk, "Customs, corrected")
    assert {**after.effective, "title": ""} == {**before.effective, "title": ""}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", "", "This field is required."),
        ("type", "", "This field is required."),
        ("url", "ftp://school.example/", "Enter a valid URL."),
        ("language", "Klingon-ish", "No language is called that."),
        ("start", "someday", "is no date that is understood"),
        ("start", "", "Say when it begins, too."),
        ("price", "cheap", "Write one amount with its currency"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(
    staff: Client, source: Source, field: str, value: str, reason: str
) -> None:
    answer = staff.post(address(source, "type-in/"), TYPED | {f"typed-{field}": value})
    assert answer.status_code == 422
    assert reason in words(answer.content)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("body", [pdf("Export rules"), word("Export rules")])
def test_an_uploaded_document_becomes_a_resource(staff: Client, source: Source, body: bytes) -> None:
    where = "https://school.example/rules"
    assert staff.post(address(source, "upload/"), uploaded(body, where=where)).status_code == 303
    resource = the_resource(source)
    assert (resource.title, resource.effective["url"]) == ("Export rules", where)
    page = staff.get(address(source)).content.decode()
    assert "Export rules" in page


def test_a_newer_document_takes_its_place(staff: Client, source: Source) -> None:
    staff.post(address(source, "upload/"), uploaded(pdf("Export rules")))
    before = the_resource(source)
    given = {"document": SimpleUploadedFile("new.pdf", pdf("Export rules, 2027")), "address": ""}
    assert staff.post(f"/staff/entries/{Entry.objects.get().pk}/save/", given).status_code == 303
    after = the_resource(source)
    assert (after.pk, after.title) == (before.pk, "Export rules, 2027")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x89PNG", "neither a PDF nor a DOCX document"),
        (pdf(), "states no title"),
        (pdf("Rules")[:300], "cannot be read"),
        (pdf("Big") + bytes(10_000_000), "larger than 10 MB"),
        (b"", "empty"),
    ],
)
def test_a_document_that_cannot_be_taken_is_refused_in_words(
    staff: Client, source: Source, body: bytes, reason: str
) -> None:
    answer = staff.post(address(source, "upload/"), uploaded(body))
    assert answer.status_code == 422
    assert reason in words(answer.content)
    assert not Entry.objects.exists()


def test_no_page_and_no_answer_hands_out_an_uploaded_document(staff: Client, source: Source) -> None:
    staff.post(address(source, "upload/"), uploaded(pdf("Export rules", Subject="SUBJECT")))
    resource = the_resource(source)
    for path in (resource.get_absolute_url(), f"/api/v1/resources/{resource.public_id}/", address(source)):
        assert b"%PDF" not in Client().get(path).content + staff.get(path).content


def test_what_is_taken_back_is_gone(staff: Client, source: Source) -> None:
    staff.post(address(source, "type-in/"), TYPED)
    resource = the_resource(source)
    entry = Entry.objects.get()
    assert staff.post(f"/staff/entries/{entry.pk}/take-back/").status_code == 303
    harvest(Source.objects.get(pk=source.pk))
    assert not Resource.objects.visible().filter(pk=resource.pk).exists()
    assert staff.get(f"/staff/entries/{entry.pk}/").status_code == 404
    assert b"Customs for small" not in staff.get(address(source)).content


def test_a_source_by_hand_is_made_for_an_organisation_that_is_known_or_new(
    staff: Client, source: Source
) -> None:
    for name in ("School", "New academy"):
        answer = staff.post(
            "/staff/sources/new/by-hand/", {"by_hand-organisation": name, "by_hand-may_republish": "yes"}
        )
        made = Source.objects.latest("pk")
        assert (answer.status_code, answer["Location"]) == (303, address(made))
        assert (made.protocol, made.url, made.state, made.may_republish) == ("by_hand", "", "approved", True)
        assert made.organisation.name == name
    assert Source.objects.filter(organisation=source.organisation).count() == 2


LIST = "https://school.example/a\n\n https://school.example/b.pdf \nhttps://school.example/a\n"


def test_a_list_of_addresses_becomes_a_source(staff: Client) -> None:
    given = {"addresses-organisation": "School", "addresses-addresses": LIST}
    assert staff.post("/staff/sources/new/addresses/", given).status_code == 303
    made = Source.objects.get()
    assert (made.protocol, made.state) == ("addresses", "approved")
    assert made.settings == {"addresses": ["https://school.example/a", "https://school.example/b.pdf"]}


def test_the_list_can_be_changed(staff: Client) -> None:
    made = make_source(
        "School", protocol="addresses", url="", settings={"addresses": ["https://a.example/"], "zone": "UTC"}
    )
    page = f"/staff/sources/{made.uuid}/addresses/"
    assert staff.get(page).context["form"]["addresses"].value() == "https://a.example/"
    assert staff.post(f"{page}save/", {"addresses": LIST}).status_code == 303
    made.refresh_from_db()
    assert len(made.settings["addresses"]) == 2
    assert made.settings["zone"] == "UTC"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("https://school.example/a\nschool.example/b", "Line 2 is no web address: school.example/b"),
        ("javascript:alert(1)", "Line 1 is no web address"),
        ("", "This field is required."),
    ],
)
def test_a_line_that_is_no_address_is_named(staff: Client, lines: str, reason: str) -> None:
    given = {"addresses-organisation": "School", "addresses-addresses": lines}
    answer = staff.post("/staff/sources/new/addresses/", given)
    assert (answer.status_code, reason in words(answer.content)) == (422, True)
    assert not Source.objects.exists()


def test_typed_words_are_shown_as_words(staff: Client, source: Source) -> None:
    staff.post(address(source, "type-in/"), TYPED | {"typed-title": "A <script>alert(1)</script> B & C"})
    assert b"<script>alert" not in staff.get(address(source)).content
    assert the_resource(source).title == "A B & C"
