"""The OpenAPI document: complete, and true of what the API answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from search.facets import FACETS
from tests.factories import make_resource
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def validator(document: dict[str, Any], name: str) -> Draft202012Validator:
    """OpenAPI 3.0 says `nullable` where JSON Schema says "null"; an unknown key is an error here."""
    components = {key: _as_json_schema(schema) for key, schema in document["components"]["schemas"].items()}
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components}}
    return Draft202012Validator(schema)


def _as_json_schema(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_as_json_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_json_schema(part) for key, part in schema.items() if key != "nullable"}
    if "properties" in made:
        made["additionalProperties"] = False
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def test_it_names_every_address_and_parameter(document: dict[str, Any]) -> None:
    assert {"/api/v1/resources/", "/api/v1/resources/{public_id}/", "/api/v1/completions/"} <= set(
        document["paths"]
    )
    search = document["paths"]["/api/v1/resources/"]["get"]
    named = {parameter["name"] for parameter in search["parameters"]}
    assert named == {"q", *FACETS, "from", "to", "sort", "page_size", "cursor"}
    assert set(search["responses"]) == {"200", "400"}
    one = document["paths"]["/api/v1/resources/{public_id}/"]["get"]
    assert set(one["responses"]) == {"200", "303", "404", "410"}


@pytest.mark.parametrize("facet", [facet for facet in FACETS.values() if facet.values])
def test_it_lists_the_values_of_a_closed_facet(document: dict[str, Any], facet: Any) -> None:
    parameters = document["paths"]["/api/v1/resources/"]["get"]["parameters"]
    [parameter] = [p for p in parameters if p["name"] == facet.id]
    assert set(facet.values) < set(parameter["schema"]["items"]["enum"])


def test_answers_are_what_it_promises(client: Client, document: dict[str, Any]) -> None:
    session = {"start": "2031-05-01T10:00:00Z", "seats": 30, "place": "Dongguan"}
    full = make_resource(profile=FULL, language="en", free=True, occurrences=[session], subjects=["customs"])
    for resource in (full, make_resource("X")):
        told = client.get(f"/api/v1/resources/{resource.public_id}/").json()
        validator(document, "Resource").validate(told)
    validator(document, "Page").validate(client.get("/api/v1/resources/").json())


def test_completions_are_what_it_promises(client: Client, document: dict[str, Any]) -> None:
    make_resource("Incoterms for beginners")
    validator(document, "Completions").validate(client.get("/api/v1/completions/?q=incot").json())


def test_errors_are_what_it_promises(client: Client, document: dict[str, Any]) -> None:
    for address in ("?aspect=astrology", "00000000-0000-0000-0000-000000000000/"):
        told = client.get(f"/api/v1/resources/{address}").json()
        validator(document, "Problem").validate(told)


def test_the_page_for_people_names_every_filter(client: Client) -> None:
    page = client.get("/api/v1/").content.decode()
    assert all(f"<code>{facet}</code>" in page for facet in FACETS)
    assert 'href="/api/v1/openapi.json"' in page
