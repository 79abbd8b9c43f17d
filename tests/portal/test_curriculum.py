"""The pages of the standard curriculum."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from registry.framework.curriculum import modules
from search.index import drain
from tests.factories import make_resource
from tests.portal.profiles import profile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(settings: Settings, tmp_path: Path) -> Path:
    settings.CURRICULUM = tmp_path / "curriculum.json"
    return settings.CURRICULUM


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_it_names_every_module_and_the_path(client: Client) -> None:
    page = text(client, "/curriculum/")
    assert all(f'href="/curriculum/{module.id}/"' in page for module in modules())
    way = page.partition("first shipment</h2>")[2].partition("</ol>")[0]
    assert (
        way.index("Finding a market")
        < way.index("Getting paid from abroad")
        < way.index("Your first shipment")
    )


def test_a_module_leads_to_what_teaches_it_by_language_and_economy(client: Client) -> None:
    deep = profile(international_trade_practices=3)
    make_resource("Customs clearance for beginners", language="en", economies=["CL"], profile=deep)
    make_resource("出口报关实务", language="zh-Hans", economies=["CN"], profile=deep)
    make_resource(
        "Customs clearance, mentioned", language="en", profile=profile(international_trade_practices=1)
    )
    make_resource("Wedding dresses", language="en", profile=deep)
    drain()

    def titles(address: str) -> set[str]:
        found = re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", text(client, address))
        return {re.sub("<[^>]+>", "", title) for title in found}

    assert titles("/curriculum/documents-and-customs/") == {"Customs clearance for beginners", "出口报关实务"}
    assert titles("/curriculum/documents-and-customs/?language=zh-Hans") == {"出口报关实务"}
    assert titles("/curriculum/documents-and-customs/?economy=CL") == {"Customs clearance for beginners"}
    assert "Nothing here teaches it yet." in text(client, "/curriculum/documents-and-customs/?economy=PE")


def test_every_module_has_a_page(client: Client) -> None:
    for module in modules():
        assert module.concept.note in text(client, f"/curriculum/{module.id}/")
    text(client, "/curriculum/cooking/", 404)


def test_modules_lead_on(client: Client) -> None:
    page = text(client, "/curriculum/markets-and-demand/")
    assert 'rel="prev"' not in page
    assert 'rel="next" href="/curriculum/products-and-platforms/"' in page


def test_a_nodes_own_words_stand_beside_the_standard(client: Client, own_file: Path) -> None:
    own_file.write_text(
        '{"modules": {"getting-paid": {"title": {"en": "Paid in Chile"}, "note": {"en": "Ask <b>your</b> bank."},'
        ' "links": [{"title": "Tax office", "url": "https://tax.example/"}]}}}',
        encoding="utf-8",
    )
    page = text(client, "/curriculum/getting-paid/")
    assert "what each costs and risks" in page  # the standard
    assert "Paid in Chile" in page
    assert '<a href="https://tax.example/" rel="noopener external">Tax office</a>' in page
    assert "&lt;b&gt;your" in client.get("/curriculum/getting-paid/").content.decode()
    assert "<i>Paid in Chile</i>" in text(client, "/curriculum/")


def test_a_file_with_a_mistake_is_told_and_the_standard_is_shown(client: Client, own_file: Path) -> None:
    own_file.write_text('{"modules": {"cooking": {}}}', encoding="utf-8")
    assert "Getting paid from abroad" in text(client, "/curriculum/")
    assert [message.id for message in run_checks() if "cooking" in message.msg] == ["planning.W001"]


def test_what_a_module_is_about_is_told_in_the_readers_language(client: Client) -> None:
    page = text(client, "/curriculum/contracts-and-incoterms/?ui=vi")
    assert "Ai chịu chi phí và rủi ro" in page
    assert "Who bears cost and risk" not in page
