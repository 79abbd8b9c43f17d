"""AMB and LRMI, schema.org with concepts of vocabularies, are described in the catalogue's terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvesters.context import Context
from harvesters.detect import detect
from harvesters.fetch import Fetcher
from harvesters.formats import describe
from registry.catalogue.description import Description
from tests.harvesters.faults import Site, document
from tests.harvesters.oai_repository import DC, Repository, formats, listing, record
from tests.harvesters.trials import TODAY, counts, try_document, try_out

AMB = ["https://w3id.org/kim/amb/context.jsonld", {"@language": "de"}]
HCRT = "https://w3id.org/kim/hcrt/"
LEVEL = "https://w3id.org/kim/educationalLevel/"


def context() -> Context:
    return Context(settings={}, base="", today=TODAY)


def described(within: Context | None = None, **properties: Any) -> Description:
    node = {"@context": AMB, "id": "https://x.example/1", "type": ["LearningResource"], "name": "Zoll"}
    return describe("schema_org", json.dumps(node | properties).encode(), within or context())


def concept(address: str, **labels: str) -> dict[str, Any]:
    return {"id": address, "type": "Concept"} | ({"prefLabel": labels} if labels else {})


def test_it_maps_the_properties() -> None:
    found = described(
        type=["LearningResource", "Course"],
        description="Wie man verzollt",
        about=[concept("https://w3id.org/kim/hochschulfaechersystematik/n079", de="Informatik", en="IT")],
        keywords=["Zoll", "Export"],
        inLanguage=["de", "en"],
        creator=[{"type": "Person", "name": "Ana Ruiz", "honorificPrefix": "Dr."}],
        contributor=[{"type": "Person", "name": "Somebody Else"}],
        publisher=[{"type": "Organization", "name": "Kammer", "id": "https://x.example/kammer"}],
        audience=[concept("http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/professional")],
        educationalLevel=[concept(LEVEL + "level_C")],
        learningResourceType=[concept(HCRT + "web_page", de="Webseite"), concept(HCRT + "video", de="Film")],
        conditionsOfAccess=concept("http://w3id.org/kim/conditionsOfAccess/no_login"),
        isAccessibleForFree=True,
        license={"id": "https://creativecommons.org/licenses/by/4.0/"},
        duration="PT45M",
        image="https://x.example/1.png",
        teaches=[concept("https://x.example/skill", de="Verzollen")],
        trailer={"type": "VideoObject", "embedUrl": "https://x.example/trailer"},
        mainEntityOfPage=[
            {"id": "https://index.example/1", "provider": {"type": "Service", "name": "Index"}}
        ],
        dateCreated="2026-01-02",
        datePublished="2026-02-03",
        dateModified="2026-03-04",
    )

    assert found == Description(
        title="Zoll",
        description="Wie man verzollt",
        url="https://x.example/1",
        language="de",
        type="video",
        subjects=("Zoll", "Export", "Informatik", "Verzollen"),
        creators=("Ana Ruiz",),
        publisher="Kammer",
        free=True,
        duration="PT45M",
        level="continuing education",
        audience=("professional",),
        access="No login required",
        licence="https://creativecommons.org/licenses/by/4.0/",
        image="https://x.example/1.png",
        published="2026-02-03",
        modified="2026-03-04",
    )


@pytest.mark.parametrize(
    ("languages", "label"), [(["fr", "de"], "Zoll, Abgaben"), (["vi"], "Duty"), ([], "Duty")]
)
def test_a_concept_is_called_as_in_the_language_of_the_resource_else_in_english(
    languages: list[str], label: str
) -> None:
    stated = concept("https://x.example/c", zh="关税", de="Zoll, Abgaben", en="Duty")

    assert described(about=[stated], inLanguage=languages).subjects == (label,)


def test_a_concept_in_another_language_only_is_called_as_there() -> None:
    assert described(about=[concept("https://x.example/c", zh="关税")], inLanguage=["de"]).subjects == (
        "关税",
    )


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        (concept(HCRT + "course"), "course"),
        ({"id": HCRT + "case_study"}, "case"),
        (HCRT + "application", "tool"),
        (concept(HCRT + "drill_and_practice", de="Übung"), "learning-resource"),
        (concept("https://x.example/7", en="Webinar"), "webinar"),
        ("Leitfaden für die Praxis", "learning-resource"),
    ],
)
def test_types_of_learning_resources_are_resource_types(stated: Any, kind: str) -> None:
    assert described(learningResourceType=[stated]).type == kind


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("level_06", "Bachelor or equivalent"),
        ("level_6", "Bachelor or equivalent"),
        ("level_A", "higher education"),
    ],
)
def test_levels_of_education_have_names(address: str, level: str) -> None:
    assert described(educationalLevel=[{"id": LEVEL + address}]).level == level


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"learningResourceType": [concept("https://x.example/7", en="Quux")]}, "type"),
        ({"learningResourceType": [concept("https://x.example/7")]}, "learningResourceType"),
        ({"educationalLevel": [{"id": "https://x.example/7"}]}, "educationalLevel"),
        ({"about": [concept("https://w3id.org/kim/hochschulfaechersystematik/n079")]}, "about"),
        ({"duration": "a while"}, "duration"),
        ({"datePublished": "soon"}, "published"),
    ],
)
def test_what_is_not_understood_is_warned_of(properties: dict[str, Any], field: str) -> None:
    within = context()

    described(within, **properties)

    assert [(problem.field, bool(problem.advice)) for problem in within.warnings] == [(field, True)]


def test_what_a_page_is_about_is_no_concept_without_a_name() -> None:
    within = context()

    described(within, about={"id": "https://x.example/#the-shop"})

    assert within.warnings == []


def test_terms_of_lrmi_are_read() -> None:
    def aligned(kind: str, name: str) -> dict[str, str]:
        return {"@type": "AlignmentObject", "alignmentType": kind, "targetName": name}

    found = described(
        educationalAlignment=[
            aligned("educationalLevel", "beginner"),
            aligned("educationalSubject", "Customs, duties"),
            aligned("readingLevel", "A2"),
        ],
        typicalAgeRange="18-",
        audience={"@type": "EducationalAudience", "educationalRole": "manager"},
        useRightsUrl="https://creativecommons.org/licenses/by/4.0/",
        timeRequired="PT2H",
        interactivityType="mixed",
    )

    assert (found.level, found.duration) == ("beginner", "PT2H")
    assert found.subjects == ("Customs, duties",)
    assert found.audience == ("manager", "age 18-")
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_they_are_read_in_rdf_too() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://schema.org/"
      xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:lrmi="http://purl.org/dcx/lrmi-terms/">
      <LearningResource rdf:about="https://x.example/1"><name>Customs</name><inLanguage>en</inLanguage>
      <lrmi:learningResourceType rdf:resource="https://w3id.org/kim/hcrt/case_study"/>
      <educationalAlignment><AlignmentObject><alignmentType>educationalLevel</alignmentType>
        <targetName>advanced</targetName></AlignmentObject></educationalAlignment>
      <about><skos:Concept rdf:about="https://x.example/c"><skos:prefLabel xml:lang="de">Zoll</skos:prefLabel>
        <skos:prefLabel xml:lang="en">Duty</skos:prefLabel></skos:Concept></about>
      </LearningResource></rdf:RDF>"""

    found = describe("schema_org_rdf", rdf.encode(), context())

    assert (found.type, found.level, found.subjects) == ("case", "advanced", ("Duty",))


def test_it_is_asked_for_first_and_read_out_of_oai_pmh(site: Site) -> None:
    offered = formats(
        ("oai_dc", DC), ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"), ("amb", "urn:x")
    )
    node = json.dumps(
        {"@context": AMB, "id": "https://x.example/1", "type": ["LearningResource"], "name": "Zoll"}
    )
    repository = Repository(
        site, {"": listing(record("a", f"<amb>{node}</amb>"))}, ListMetadataFormats=offered
    )

    trial = try_out(site, "/oai", "oai_pmh")

    assert repository.asked[-1]["metadataPrefix"] == "amb"
    assert [(one["identifier"], one["url"]) for one in trial.records] == [("oai:x:a", "https://x.example/1")]


@pytest.mark.parametrize("name", [{}, {"a": "b"}, ["https://x.example/1"], 7])
def test_an_id_that_is_no_text_is_none(site: Site, name: Any) -> None:
    node = {"@context": AMB, "id": name, "type": ["LearningResource"], "name": "Zoll"}

    trial = try_document(site, json.dumps(node), "sitemap", "application/json")

    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 1, "added": 1})


REAL = ["amb-highered-course.json", "amb-oerInMultipleLanguages.json"]


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_the_real_files_are_taken_by_their_address_alone(site: Site, shared: Path, name: str) -> None:
    file = shared / "real/jsonld" / name
    stated = json.loads(file.read_text(encoding="utf-8"))
    site.answers[f"/{name}"] = document(file.read_bytes(), "application/json")

    found = detect(Fetcher([site.address]), site.url(f"/{name}"))
    trial = try_out(site, f"/{name}", found.protocol)

    assert found.protocol == "sitemap"
    assert (trial.outcome, counts(trial), trial.errors) == ("succeeded", {"listed": 1, "added": 1}, [])
    (only,) = trial.records
    assert (only["identifier"], only["url"]) == (stated["id"], stated["id"])
    assert (only["title"], only["description"]) == (stated["name"], stated["description"])
    assert only["creators"] == [one["name"] for one in stated["creator"]]
    assert only["language"] == stated["inLanguage"][0]


@pytest.mark.shared
def test_the_real_course_is_read_to_its_concepts(shared: Path) -> None:
    payload = (shared / "real/jsonld/amb-highered-course.json").read_bytes()
    stated = json.loads(payload)

    found = describe("schema_org", payload, context())

    assert found.type == "course"
    assert found.subjects == (*stated["keywords"], stated["about"][0]["prefLabel"]["de"])
    assert found.level == stated["educationalLevel"][0]["prefLabel"]["en"]
    assert found.audience == (stated["audience"][0]["prefLabel"]["en"],)
    assert found.access == "No login required"
    assert found.free is True
    assert found.licence == stated["license"]["id"]


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_the_real_files_are_taken_out_of_oai_pmh(site: Site, shared: Path, name: str) -> None:
    text = (shared / "real/jsonld" / name).read_text(encoding="utf-8")
    page = listing(record("a", f"<json>{text.replace('&', '&amp;').replace('<', '&lt;')}</json>"))

    trial = try_document(site, page, "oai_pmh", "text/xml")

    assert (trial.outcome, counts(trial), trial.errors) == ("succeeded", {"listed": 1, "added": 1}, [])
    assert trial.records[0]["title"] == json.loads(text)["name"]
