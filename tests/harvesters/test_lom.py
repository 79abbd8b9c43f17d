"""Learning Object Metadata is described in the catalogue's terms, in each of its XML bindings."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from harvesters.context import Context
from harvesters.formats import describe
from harvesters.problems import Undescribable
from registry.catalogue.description import Description
from tests.harvesters.faults import Site
from tests.harvesters.oai_repository import Repository, formats, listing, names, read, record, records
from tests.harvesters.trials import TODAY, counts, try_out

IEEE = "http://ltsc.ieee.org/xsd/LOM"


def context(**settings: Any) -> Context:
    return Context(settings=settings, base="", today=TODAY)


def lom(categories: str, namespace: str = IEEE) -> bytes:
    title = "<general><title><string language='en'>Customs</string></title></general>"
    return f'<lom xmlns="{namespace}">{title}{categories}</lom>'.encode()


def described(categories: str, within: Context | None = None) -> Description:
    return describe("lom", lom(categories), within or context())


def term(name: str, value: str) -> str:
    return f"<{name}><source>LOMv1.0</source><value>{value}</value></{name}>"


def contribution(role: str, card: str, date: str = "") -> str:
    when = f"<date><dateTime>{date}</dateTime></date>" if date else ""
    return f"<contribute>{term('role', role)}<entity>{card}</entity>{when}</contribute>"


CARD = "BEGIN:VCARD\nVERSION:3.0\nN:Ruiz;Ana;;Dr;\nFN:Ana Ruiz\nEMAIL:ana@x.example\nTEL:+51 1 234 5678\nEND:VCARD"

WHOLE = f"""<lom xmlns="{IEEE}"><general>
  <identifier><catalog>URI</catalog><entry>https://x.example/customs</entry></identifier>
  <identifier><catalog>doi</catalog><entry>10.1234/Customs</entry></identifier>
  <identifier><catalog>ISBN</catalog><entry>978-3-16-148410-0</entry></identifier>
  <identifier><catalog>local</catalog><entry>C-7</entry></identifier>
  <title><string language="en">Customs</string><string language="es">Aduanas</string></title>
  <language>es</language><language>en</language>
  <description><string language="en">How to declare</string><string language="es">Cómo declarar</string></description>
  <keyword><string language="en">duty</string><string language="es">arancel</string></keyword>
  <keyword><string>HS code</string></keyword>
  <coverage><string language="en">Peru</string></coverage></general>
 <lifeCycle>{contribution("author", CARD, "2026-02-01")}{contribution("publisher", "Cámara de Comercio", "2026-03-04")}
  {contribution("validator", "Somebody Else", "2020-01-01")}</lifeCycle>
 <metaMetadata>{contribution("creator", "A Librarian", "2026-05-05")}</metaMetadata>
 <technical><format>text/html</format><duration><duration>PT10M</duration></duration></technical>
 <educational>{term("interactivityType", "active")}{term("learningResourceType", "lecture")}
  {term("intendedEndUserRole", "learner")}{term("intendedEndUserRole", "manager")}{term("context", "training")}
  {term("difficulty", "easy")}<typicalAgeRange><string>18-</string></typicalAgeRange>
  <typicalLearningTime><duration>PT2H30M</duration></typicalLearningTime>
  <description><string language="es">Con ejercicios</string></description></educational>
 <rights>{term("cost", "no")}{term("copyrightAndOtherRestrictions", "yes")}
  <description><string language="en">Creative Commons</string></description>
  <description><string language="en">https://creativecommons.org/licenses/by/4.0/</string></description></rights>
 <classification>{term("purpose", "discipline")}<taxonPath><source><string>x</string></source>
  <taxon><id>1</id><entry><string language="en">Trade</string><string language="es">Comercio</string></entry></taxon>
  </taxonPath><keyword><string>exports</string></keyword></classification>
 <classification>{term("purpose", "security level")}<taxonPath><source><string>x</string></source>
  <taxon><entry><string>Public</string></entry></taxon></taxonPath></classification></lom>"""


def test_it_maps_the_categories() -> None:
    found = describe("lom", WHOLE.encode(), context())

    assert found == Description(
        title="Aduanas",
        description="Cómo declarar\n\nCon ejercicios",
        url="https://x.example/customs",
        language="es",
        type="learning-resource",
        subjects=("arancel", "HS code", "Comercio", "exports"),
        creators=("Ana Ruiz",),
        publisher="Cámara de Comercio",
        identifiers=("doi:10.1234/customs", "isbn:9783161484100", "C-7"),
        free=True,
        duration="PT2H30M",
        level="training",
        audience=("learner", "manager", "age 18-"),
        economies=("PE",),
        licence="https://creativecommons.org/licenses/by/4.0/",
        published="2026-03-04",
    )


def test_the_binding_of_ims_says_the_same() -> None:
    """Lower case, langstring and centity with vcard, as its version 1.2 writes them."""

    def say(text: str, language: str = "x-none") -> str:
        return f'<langstring xml:lang="{language}">{text}</langstring>'

    def vocabulary(name: str, value: str) -> str:
        return f"<{name}><source>{say('LOMv1.0')}</source><value>{say(value)}</value></{name}>"

    ims = f"""<lom xmlns="http://www.imsglobal.org/xsd/imsmd_v1p2"><general><title>{say("Customs", "en")}</title>
      <catalogentry><catalog>DOI</catalog><entry>{say("10.1234/x")}</entry></catalogentry><language>en</language></general>
      <lifecycle><contribute>{vocabulary("role", "Author")}<centity><vcard>{CARD}</vcard></centity></contribute>
      </lifecycle><technical><location type="URI">https://x.example/customs</location></technical>
      <educational>{vocabulary("learningresourcetype", "Exercise")}{vocabulary("intendedenduserrole", "Teacher")}
      <typicallearningtime><datetime>00:45:00</datetime></typicallearningtime></educational>
      <rights>{vocabulary("cost", "yes")}</rights></lom>"""

    found = describe("lom", ims.encode(), context())

    assert (found.title, found.language, found.url) == ("Customs", "en", "https://x.example/customs")
    assert (found.type, found.audience, found.free) == ("learning-resource", ("Teacher",), False)
    assert (found.creators, found.duration) == (("Ana Ruiz",), "PT45M")
    assert found.identifiers == ("doi:10.1234/x",)


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (CARD, "Ana Ruiz"),
        (CARD.replace("\n", "\r\n"), "Ana Ruiz"),
        (CARD.replace("\n", "\\n"), "Ana Ruiz"),
        (CARD.replace("\n", " "), "Ana Ruiz"),
        (CARD.replace("\n", "\n\t\t\t"), "Ana Ruiz"),
        (CARD.replace("FN:Ana Ruiz\n", ""), "Ana Ruiz"),
        (CARD.replace("FN:", "FN;CHARSET=utf-8:"), "Ana Ruiz"),
        (CARD.replace("Ana Ruiz", "Ruiz\\, Ana"), "Ruiz, Ana"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("BEGIN:VCARD\nVERSION:3.0\nORG:Chamber;Exports\nEND:VCARD", "Chamber"),
    ],
)
def test_a_name_is_read_off_a_vcard_however_it_is_broken_into_lines(card: str, name: str) -> None:
    found = described(f"<lifeCycle>{contribution('author', card)}</lifeCycle>")

    assert found.creators == (name,)


@pytest.mark.parametrize("card", ["", "ana@x.example", "https://x.example/ana", "BEGIN:VCARD\nEND:VCARD"])
def test_a_contact_is_no_name(card: str) -> None:
    assert described(f"<lifeCycle>{contribution('author', card)}</lifeCycle>").creators == ()


@pytest.mark.parametrize("filling", [" N;", "N:", "FN;", " X-A", "item1.", "\nN", "\\"])
def test_a_card_that_goes_on_and_on_is_read_in_time(filling: str) -> None:
    within = f"<lifeCycle>{contribution('author', 'BEGIN:VCARD ' + filling * 7_000)}</lifeCycle>"
    started = time.process_time()

    described(within)

    assert time.process_time() - started < 1


def test_nothing_of_a_card_but_the_name_is_read() -> None:
    found = describe("lom", WHOLE.encode(), context(public_contacts=True))

    assert "ana@x.example" not in str(found)
    assert "234 5678" not in str(found)


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        (term("learningResourceType", "narrative text"), "learning-resource"),
        (term("learningResourceType", "Webinar"), "webinar"),
        (
            "<learningResourceType><id>https://w3id.org/kim/hcrt/case_study</id></learningResourceType>",
            "case",
        ),
        ("<learningResourceType><id>http://w3id.org/kim/hcrt/worksheet/</id></learningResourceType>", "tool"),
        (term("learningResourceType", "slide") + term("learningResourceType", "guide"), "guide"),
        ("<learningResourceType>course</learningResourceType>", "course"),
        ("", None),
    ],
)
def test_types_of_its_vocabularies_are_resource_types(stated: str, kind: str | None) -> None:
    within = context()

    assert described(f"<educational>{stated}</educational>", within).type == kind
    assert within.warnings == []


@pytest.mark.parametrize(
    ("categories", "field"),
    [
        (f"<educational>{term('learningResourceType', 'quux')}</educational>", "type"),
        ("<technical><duration><duration>a while</duration></duration></technical>", "duration"),
        (f"<lifeCycle>{contribution('publisher', 'X', 'soon')}</lifeCycle>", "published"),
    ],
)
def test_what_is_not_understood_stays_unknown_with_a_warning(categories: str, field: str) -> None:
    within = context()

    found = described(categories, within)

    assert getattr(found, field) is None
    assert [(problem.field, bool(problem.advice)) for problem in within.warnings] == [(field, True)]


def test_a_level_is_the_context_else_a_class_of_it_else_the_difficulty() -> None:
    context_, difficulty = term("context", "higher education"), term("difficulty", "very easy")
    skill = (
        f"<classification>{term('purpose', 'skill level')}<taxonPath><taxon><entry><string>beginner</string>"
        "</entry></taxon></taxonPath></classification>"
    )

    assert described(f"<educational>{context_}{difficulty}</educational>{skill}").level == "higher education"
    assert described(f"<educational>{difficulty}</educational>{skill}").level == "beginner"
    assert described(f"<educational>{difficulty}</educational>").level == "very easy"


@pytest.mark.parametrize(
    "payload", [b"<lom/>", b"<lom><general><title/></general></lom>", b"<mods/>", b"<lom"]
)
def test_a_record_without_title_or_lom_is_not_described(payload: bytes) -> None:
    with pytest.raises(Undescribable):
        describe("lom", payload, context())


@pytest.mark.parametrize(
    "namespace",
    [
        IEEE,
        "http://ltsc.ieee.org/xsd/LOMv1p0",
        "http://www.imsglobal.org/xsd/imsmd_v1p2",
        "http://www.imsproject.org/xsd/imsmd_rootv1p2p1",
        "https://www.oerbw.de/hsoerlom",
        "urn:another",
    ],
)
def test_it_is_known_by_its_namespace_or_its_name(site: Site, namespace: str) -> None:
    payload = lom("", namespace).decode()
    pages, problem = read(Repository(site, {"": listing(record("a", payload))}).harvester())

    assert (names(pages), problem) == (["oai:x:a"], None)
    assert [one.format for one in records(pages)] == ["lom"]


def test_it_is_asked_for_before_oai_dc(site: Site) -> None:
    offered = formats(("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"), ("ieee_lom", IEEE))
    repository = Repository(site, {"": listing(record("a", lom("").decode()))}, ListMetadataFormats=offered)

    read(repository.harvester())

    assert repository.asked[-1]["metadataPrefix"] == "ieee_lom"


@pytest.mark.shared
def test_the_real_record_of_a_german_repository_is_taken_whole(site: Site, shared: Path) -> None:
    file = shared / "real/xml/hs-oer-full-example-a.xml"
    text = file.read_text(encoding="utf-8")
    written = etree.parse(file)
    assert text.count("<taxon>") == 5
    assert text.count("BEGIN:VCARD") == 3
    repository = Repository(site, {"": listing(record("a", text.partition("?>")[2]))})

    trial = try_out(site, "/oai", "oai_pmh")
    (sent,) = records(read(repository.harvester())[0])
    found = describe(sent.format, sent.payload, context())

    assert (trial.outcome, counts(trial), trial.errors) == ("succeeded", {"listed": 1, "added": 1}, [])
    assert found.title == "Introduction to Difference Equations"
    assert found.description == "Vorbereitung auf einen Kurs zur Zeitreihenanalyse"
    assert found.language == "de"
    assert found.url == written.findtext(".//{*}technical/{*}location")
    entries = [one.text.strip() for one in written.iterfind(".//{*}taxon/{*}entry/{*}langstring")]
    keywords = [one.text for one in written.iterfind(".//{*}keyword/{*}langstring")]
    assert found.subjects == (*keywords, *entries)
    assert found.identifiers == (
        "c0a478bd-b5f0-4d67-89c5-4a49dfefddcf",
        "doi:10.1137/s0036144500378302",
        "hdl:10900.3/OER_ZZxWvFJV",
    )
    assert found.creators == ("Thomas Dacher",)
    assert found.publisher == "Universität Tübingen"
    assert found.duration == "PT31M33S"
    assert found.type == "video"
    assert found.licence == "https://creativecommons.org/publicdomain/zero/1.0/legalcode"
    assert found.published is None  # the only date is that of its metadata
