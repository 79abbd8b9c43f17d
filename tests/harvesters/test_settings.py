"""Settings are checked when they are saved, and refused in words that name the place and the way out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harvesters.presets import expanded
from harvesters.reading import UNKNOWN
from harvesters.settings import SettingsProblem, checked, schema

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def refused(settings: Any, protocol: str | None = None) -> SettingsProblem:
    with pytest.raises(SettingsProblem) as caught:
        checked(settings, protocol)
    return caught.value


def test_it_takes_settings_of_every_kind() -> None:
    settings = {
        "language": "zh-Hant",
        "zone": "Asia/Taipei",
        "unknown": ["暫無"],
        "records": "data.items",
        "identifier": "id",
        "fields": {
            "title": ["name.zh", "name.en"],
            "subjects": {"path": "tags", "split": [";", ","]},
            "language": {"constant": "zh-Hant"},
            "type": {"path": "kind", "values": {"A": "course", "B": None}},
            "published": {"parts": {"year": "y", "month": "m"}},
            "occurrences": {"path": "dates", "fields": {"start": {"path": "from", "date_order": "dmy"}}},
        },
    }
    assert checked(settings, "mapped") == settings


def test_it_gives_a_copy() -> None:
    settings: dict[str, Any] = {"fields": {"title": "name"}}
    checked(settings)["fields"]["title"] = "changed"
    assert settings["fields"]["title"] == "name"


@pytest.mark.parametrize("stated", [None, [], "title"])
def test_it_refuses_what_is_no_object(stated: Any) -> None:
    assert "JSON object" in str(refused(stated))


@pytest.mark.parametrize(
    ("stated", "at", "words"),
    [
        ({"langauge": "en"}, "langauge", "Did you mean `language`?"),
        ({"fields": {"title": "t", "sujects": "s"}}, "fields.sujects", "Did you mean `subjects`?"),
        ({"fields": {"title": {"unknown": []}}}, "fields.title", "exactly one of `path`"),
        ({"fields": {"title": {"path": "t", "pth": "t"}}}, "fields.title.pth", "Did you mean `path`?"),
        ({"fields": {"title": {"path": "t", "constant": "x"}}}, "fields.title", "exactly one of"),
        ({"fields": {"title": {"path": "t", "split": ";"}}}, "fields.title.split", "is no setting"),
        ({"fields": {"title": 7}}, "fields.title", "not of the type string or object or array"),
        ({"fields": {"description": "d"}}, "fields", "'title' is missing"),
        (
            {"fields": {"title": "t", "occurrences": {"fields": {"end": "e"}}}},
            "fields.occurrences.fields",
            "'start'",
        ),
        (
            {"fields": {"title": "t", "published": {"parts": {"date": "d", "year": "y"}}}},
            "fields.published.parts",
            "exactly one of `date` or `year`",
        ),
        ({"date_order": "day first"}, "date_order", "not one of ymd, dmy, mdy"),
        ({"zone": "Asia/Nowhere"}, "zone", "IANA name"),
        ({"zone": "../../etc/passwd"}, "zone", "IANA name"),
        ({"encoding": "latin-9000"}, "encoding", "gb18030"),
        ({"encoding": "base64"}, "encoding", "gb18030"),
        ({"language": "Chinese (Simplified)"}, "language", "BCP 47"),
        ({"delimiter": ";;"}, "delimiter", "parts the cells"),
        ({"public_contacts": "yes"}, "public_contacts", "not of the type boolean"),
        ({"identifier": []}, "identifier", "cannot be used here"),
    ],
)
def test_it_names_the_place_and_what_is_wrong(stated: dict[str, Any], at: str, words: str) -> None:
    problem = refused(stated)
    assert problem.at == at
    assert words in str(problem)


def test_it_compiles_jmespath_when_settings_are_saved() -> None:
    problem = refused({"records": "data[", "fields": {"title": "t"}}, "mapped")
    assert problem.at == "records"
    assert "JMESPath" in problem.reason
    problem = refused({"fields": {"title": "course name"}}, "mapped")
    assert problem.at == "fields.title"
    assert "double quotes" in problem.advice


@pytest.mark.parametrize("path", ["concat(NAME", "dc:title", "upper-case(NAME)"])
def test_it_compiles_xpath_when_settings_are_saved(path: str) -> None:
    problem = refused({"records": "//EVENT", "fields": {"title": "NAME", "publisher": {"join": ["X", path]}}})
    assert problem.at == "fields.publisher.join[1]"
    assert "XPath" in problem.reason


@pytest.mark.parametrize("path", ["(" * 900, "!" * 900, "[" * 900, "a[" * 400])
def test_it_refuses_paths_without_bottom(path: str) -> None:
    problem = refused({"records": path, "fields": {"title": "t"}}, "mapped")
    assert problem.at == "records"
    assert "JMESPath" in problem.reason


def test_it_takes_xpath_with_declared_prefixes() -> None:
    settings = {
        "records": "//m:event",
        "namespaces": {"m": "urn:example:m"},
        "fields": {"title": "m:title", "occurrences": {"path": "m:stop", "fields": {"start": "@date"}}},
    }
    assert checked(settings, "mapped") == settings


def test_it_takes_any_column_name_of_a_table() -> None:
    settings = {"identifier": ["Course name (EN)"], "fields": {"title": "Course name (EN)"}}
    assert checked(settings, "table") == settings


@pytest.mark.parametrize(
    ("setting", "protocol"),
    [
        ({"records": "items"}, "table"),
        ({"metadata_prefix": "oai_dc"}, "feed"),
        ({"delimiter": ";"}, "mapped"),
    ],
)
def test_it_refuses_a_setting_that_the_protocol_would_ignore(setting: dict[str, Any], protocol: str) -> None:
    problem = refused(setting, protocol)
    assert problem.at == next(iter(setting))
    assert f"does nothing for {protocol}" in problem.reason


def test_its_schema_is_valid_and_documents_every_setting() -> None:
    Draft202012Validator.check_schema(schema())
    undocumented = [place for place, node in properties(schema(), "") if "description" not in node]
    assert undocumented == []


def properties(node: Any, place: str) -> list[tuple[str, Any]]:
    """Every property of the schema; one that only refers to a definition is documented there."""
    if isinstance(node, list):
        return [found for one in node for found in properties(one, place)]
    if not isinstance(node, dict):
        return []
    found = [
        (f"{place}/{name}", schema()["$defs"][one["$ref"].rsplit("/", 1)[1]] | one if "$ref" in one else one)
        for name, one in node.get("properties", {}).items()
    ]
    return found + [inner for name, one in node.items() for inner in properties(one, f"{place}/{name}")]


def test_its_examples_are_listed_with_their_protocol_and_valid() -> None:
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([\w-]+\.json)` \| `(\w+)` \|", table, re.MULTILINE))
    assert set(listed) == {path.name for path in EXAMPLES.glob("*.json")}
    for name, protocol in listed.items():
        settings = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
        assert checked(settings, protocol) == expanded(settings)


def test_its_schema_names_every_word_that_means_unknown() -> None:
    described = schema()["properties"]["unknown"]["description"]
    words = described.partition("besides ")[2].partition(". ")[0].casefold().split(", ")
    assert {"" if word == "the empty text" else word for word in words} == UNKNOWN
