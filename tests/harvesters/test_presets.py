"""Programs that many providers use are read by a preset, which a source's own settings override."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from harvesters.detect import detect
from harvesters.fetch import Fetcher
from harvesters.intake import read
from harvesters.listing import Request
from harvesters.presets import PRESETS, preset
from harvesters.problems import SourceProblem
from harvesters.protocols import harvester
from harvesters.settings import SettingsProblem, checked, schema
from registry.catalogue.description import Description
from tests.harvesters.faults import Handler, Site, document
from tests.harvesters.trying import TODAY

FOLDER = Path(__file__).resolve().parents[2] / "harvesters" / "presets"


def taken(site: Site, path: str, settings: dict[str, Any]) -> list[Description]:
    """The descriptions of the whole listing at a path."""
    stated = checked(settings, "mapped")
    with Fetcher([site.address], robots=False) as fetcher:
        reader = harvester("mapped")(fetcher, Request(url=site.url(path), settings=stated, today=TODAY))
        records = [record for page in reader.pages() for record in page.records]
    return [one.description for one in read(records, stated, TODAY, set()) if one.description]


def asked(handler: Handler) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}


def test_each_file_is_a_preset_that_the_schema_names_and_whose_settings_hold() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(PRESETS)
    assert schema()["properties"]["preset"]["enum"] == sorted(PRESETS)
    for name in PRESETS:
        assert checked(preset(name)["settings"], "mapped") == preset(name)["settings"]
        assert preset(name)["address"].startswith("https://")


def test_own_settings_override_it_member_by_member() -> None:
    own = {"preset": "ckan", "language": "th", "fields": {"title": "title_en"}, "paging": {"size": 20}}
    settings = checked(own, "mapped")
    stated = preset("ckan")["settings"]
    assert "preset" not in settings
    assert settings["language"] == "th"
    assert settings["fields"] == {**stated["fields"], "title": "title_en"}
    assert settings["paging"] == {**stated["paging"], "size": 20}
    assert settings["records"] == stated["records"]


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsProblem) as refused:
        checked({"preset": "cakn"}, "mapped")
    assert refused.value.at == "preset"
    assert "ckan" in refused.value.reason


def dataset(number: int) -> dict[str, Any]:
    return {
        "id": f"a-{number}",
        "name": f"export-{number}",
        "title": f"Export {number}",
        "notes": "How to *export*",
        "author": "Ana Lim",
        "maintainer_email": "ana@a.example",
        "license_title": "CC-BY-4.0",
        "license_url": None,
        "organization": {"title": "Ministry of Trade"},
        "tags": [{"name": "sme", "display_name": "SME"}, {"name": "trade", "display_name": "Trade"}],
        "groups": [],
        "metadata_created": "2026-01-02T03:04:05.123456",
        "metadata_modified": "2026-02-03T04:05:06.123456",
    }


def test_it_reads_ckan(site: Site) -> None:
    def answer(handler: Handler) -> None:
        start, rows = int(asked(handler)["start"]), int(asked(handler)["rows"])
        found = [dataset(number) for number in range(150)][start : start + rows]
        body = {"help": "…?name=package_search", "success": True, "result": {"count": 150, "results": found}}
        handler.answer(json.dumps(body).encode())

    site.answers["/api/3/action/package_search"] = answer
    found = taken(site, "/api/3/action/package_search?fq=tags:sme", {"preset": "ckan"})
    assert len(found) == 150
    assert {asked["fq"][0] for asked in (parse_qs(urlsplit(path).query) for path in site.requests)} == {
        "tags:sme"
    }
    first = found[0]
    assert (first.title, first.url) == ("Export 0", site.url("/dataset/export-0"))
    assert (first.subjects, first.publisher, first.licence) == (
        ("SME", "Trade"),
        "Ministry of Trade",
        "CC-BY-4.0",
    )
    assert (first.published, first.modified) == ("2026-01-02T03:04:05", "2026-02-03T04:05:06")


def test_it_reads_moodle(site: Site) -> None:
    courses = [
        {
            "id": number,
            "fullname": f"Xu&#7845;t kh&#7849;u {number}",
            "summary": "<p>Customs</p>",
            "categoryname": "Trade",
            "contacts": [{"id": 4, "fullname": "Ana Lim"}],
            "overviewfiles": [{"fileurl": "https://m.example/a.png"}],
        }
        for number in range(60)
    ]

    def answer(handler: Handler) -> None:
        start = int(asked(handler)["page"]) * 50
        handler.answer(
            json.dumps({"total": 60, "courses": courses[start : start + 50], "warnings": []}).encode()
        )

    site.answers["/moodle/webservice/rest/server.php"] = answer
    found = taken(site, "/moodle/webservice/rest/server.php?wsfunction=x", {"preset": "moodle"})
    assert len(found) == 60
    assert found[7].title == "Xuất khẩu 7"
    assert found[7].url == site.url("/moodle/course/view.php?id=7")
    assert (found[7].type, found[7].subjects, found[7].creators) == ("course", ("Trade",), ("Ana Lim",))


def test_it_reads_open_edx_and_leaves_out_what_is_hidden(site: Site) -> None:
    def course(number: int, *, hidden: bool = False) -> dict[str, Any]:
        return {
            "id": f"course-v1:X+E{number}+2026",
            "course_id": f"course-v1:X+E{number}+2026",
            "name": f"Exporting {number}",
            "short_description": None,
            "org": "X",
            "start": "2026-03-02T00:00:00Z",
            "end": None,
            "effort": "03:00",
            "media": {"image": {"large": "https://x.example/i.png"}},
            "hidden": hidden,
        }

    first = {
        "results": [course(1, hidden=True), course(2)],
        "pagination": {"next": site.url("/api/courses/v1/courses/?page=2"), "count": 3},
    }
    last = {"results": [course(3)], "pagination": {"next": None, "count": 3}}
    site.answers["/api/courses/v1/courses/"] = document(json.dumps(first))
    site.answers["/api/courses/v1/courses/?page=2"] = document(json.dumps(last))
    found = taken(site, "/api/courses/v1/courses/", {"preset": "open_edx", "language": "es"})
    assert [one.title for one in found] == ["Exporting 2", "Exporting 3"]
    assert found[0].url == site.url("/courses/course-v1:X+E2+2026/about")
    assert found[0].language == "es"
    assert found[0].duration is None
    assert [(session.start, session.form) for session in found[0].occurrences] == [
        ("2026-03-02T00:00:00Z", "online")
    ]


def test_it_reads_json_api(site: Site) -> None:
    one = {
        "type": "node--course",
        "id": "u-1",
        "attributes": {
            "title": "Exporting",
            "langcode": "vi",
            "body": {"processed": "<p>All of it</p>"},
            "path": {"alias": "/courses/exporting"},
            "created": "2026-01-02T03:04:05+00:00",
        },
    }
    other = {"type": "course", "id": "2", "attributes": {"name": "Importing", "description": "Plain"}}
    site.answers["/jsonapi"] = document(
        json.dumps({"data": [one], "links": {"next": "/jsonapi?page[offset]=1"}})
    )
    site.answers["/jsonapi?page%5Boffset%5D=1"] = document(json.dumps({"data": [other], "links": {}}))
    first, second = taken(site, "/jsonapi", {"preset": "json_api"})
    assert (first.title, first.description, first.language) == ("Exporting", "All of it", "vi")
    assert (first.url, first.published) == (site.url("/courses/exporting"), "2026-01-02T03:04:05Z")
    assert (second.title, second.description, second.url) == ("Importing", "Plain", None)


def test_it_reads_a_dump(site: Site) -> None:
    lines = [
        {"id": 1, "name": "Exporting", "abstract": "All of it", "keywords": ["a", "b"], "provider": "X"},
        {"id": 2, "title": "Fair", "start": "2026-12-02"},
    ]
    site.answers["/dump"] = document("\n".join(map(json.dumps, lines)))
    first, second = taken(site, "/dump", {"preset": "ndjson"})
    assert (first.title, first.description, first.subjects) == ("Exporting", "All of it", ("a", "b"))
    assert [session.start for session in second.occurrences] == ["2026-12-02"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ckan", {"help": "", "success": True, "result": {"count": 0, "results": []}}),
        ("json_api", {"jsonapi": {"version": "1.0"}, "data": []}),
        ("json_api", {"data": [{"type": "course", "id": "1", "attributes": {"title": "A"}}]}),
        ("moodle", {"total": 1, "courses": [{"id": 1, "fullname": "A"}], "warnings": []}),
        ("open_edx", {"results": [{"course_id": "a", "name": "A"}], "pagination": {"next": None}}),
        (None, {"data": [{"id": 1, "title": "A"}]}),
        (None, {"results": [{"id": 1}], "next": None}),
        (None, {"courses": [{"name": "A"}]}),
    ],
)
def test_it_recognises_a_program_by_its_answer(site: Site, name: str | None, body: dict[str, Any]) -> None:
    site.answers["/api"] = document(json.dumps(body))
    with Fetcher([site.address]) as fetcher:
        found = detect(fetcher, site.url("/api"))
    assert found.protocol == "mapped"
    assert found.settings == (preset(name)["settings"] if name else {})


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("moodle", {"exception": "x", "errorcode": "invalidtoken", "message": "Invalid token"}),
        ("ckan", {"success": False, "error": {"__type": "x", "message": "Invalid token"}}),
    ],
)
def test_it_tells_what_a_program_answers_instead_of_a_list(
    site: Site, name: str, refusal: dict[str, Any]
) -> None:
    site.answers["/api"] = document(json.dumps(refusal))
    with pytest.raises(SourceProblem, match="the answer says “Invalid token”"):
        taken(site, "/api", {"preset": name})
