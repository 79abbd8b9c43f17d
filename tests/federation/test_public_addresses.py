"""The two OAI-PMH addresses of an installation that nobody has configured."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from lxml import etree

from tests.factories import make_resource, make_source

pytestmark = [pytest.mark.shared, pytest.mark.django_db]


@pytest.mark.parametrize("address", ["/oai/", "/oai/exchange/"])
@pytest.mark.parametrize(
    "verb", ["Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers", "Nothing"]
)
def test_every_answer_is_valid_as_installed(shared: Path, client: Client, address: str, verb: str) -> None:
    make_resource(source=make_source(licence="CC-BY-4.0", may_republish=True))
    prefix = {"metadataPrefix": "cbet" if "exchange" in address else "oai_dc"}
    answer = client.get(address, {"verb": verb} | (prefix if verb == "ListIdentifiers" else {}))
    schema = etree.XMLSchema(etree.parse(str(shared / "xsd" / "oai-all.xsd")))
    schema.assertValid(etree.fromstring(answer.content))
