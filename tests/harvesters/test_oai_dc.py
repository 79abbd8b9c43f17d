"""Dublin Core is described in the catalogue's terms."""

from __future__ import annotations

from typing import Any

import pytest

from harvesters.context import Context
from harvesters.formats import describe
from harvesters.problems import Undescribable
from registry.catalogue.description import Description
from tests.harvesters.trials import TODAY


def described(elements: str, **settings: Any) -> Description:
    payload = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc>'
    )
    return describe("oai_dc", payload.encode(), Context(settings=settings, base="", today=TODAY))


TITLE = "<dc:title>Customs</dc:title>"


def test_it_maps_the_elements() -> None:
    found = described(
        TITLE + "<dc:creator>Ana Ruiz</dc:creator><dc:subject>customs; duty</dc:subject>"
        "<dc:subject>export</dc:subject><dc:publisher>Chamber</dc:publisher><dc:date>2026-03</dc:date>"
        "<dc:type>info:eu-repo/semantics/lecture</dc:type><dc:language>spa</dc:language>"
        "<dc:coverage>Viet Nam</dc:coverage><dc:rights>All rights reserved</dc:rights>"
        "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    )

    assert found.title == "Customs"
    assert found.creators == ("Ana Ruiz",)
    assert found.subjects == ("customs", "duty", "export")
    assert found.publisher == "Chamber"
    assert found.published == "2026-03"
    assert found.type == "learning-resource"
    assert found.language == "es"
    assert found.economies == ("VN",)
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_the_records_own_language_is_chosen_among_several() -> None:
    found = described(
        '<dc:title xml:lang="en">Customs</dc:title><dc:title xml:lang="vi">Hải quan</dc:title>'
        '<dc:description xml:lang="eng">How to declare</dc:description>'
        '<dc:description xml:lang="vie">Cách khai báo</dc:description>'
        '<dc:description xml:lang="vie">Phần hai</dc:description><dc:language>vi</dc:language>'
    )

    assert found.title == "Hải quan"
    assert found.description == "Cách khai báo\n\nPhần hai"


def test_without_a_language_of_its_own_the_first_is_chosen() -> None:
    found = described('<dc:title xml:lang="en">Customs</dc:title><dc:title xml:lang="vi">Hải quan</dc:title>')

    assert found.title == "Customs"
    assert found.language is None


def test_the_language_that_the_provider_declares_is_that_of_records_without_one() -> None:
    assert described(TITLE, language="zh-Hant").language == "zh-Hant"
    assert described(TITLE + "<dc:language>en</dc:language>", language="zh-Hant").language == "en"


@pytest.mark.parametrize(
    ("identifiers", "url", "kept"),
    [
        (["https://doi.org/10.1234/X1", "https://a.example/1"], "https://a.example/1", ("doi:10.1234/x1",)),
        (["doi:10.1234/x1"], "https://doi.org/10.1234/x1", ("doi:10.1234/x1",)),
        (["ISBN 978-3-16-148410-0", "https://a.example/1"], "https://a.example/1", ("isbn:9783161484100",)),
        (["report 7"], None, ("report 7",)),
        (["javascript:alert(1)"], None, ("javascript:alert(1)",)),
    ],
)
def test_addresses_are_told_from_identifiers(
    identifiers: list[str], url: str | None, kept: tuple[str, ...]
) -> None:
    found = described(TITLE + "".join(f"<dc:identifier>{one}</dc:identifier>" for one in identifiers))

    assert (found.url, found.identifiers) == (url, kept)


def test_paragraphs_survive_the_indentation_of_the_document() -> None:
    found = described(
        TITLE + "<dc:description>\n   One\n   line.\n\n   Another <b>one</b>.\n</dc:description>"
    )

    assert found.description == "One line.\n\nAnother one."


def test_a_date_that_is_none_is_warned_of() -> None:
    context = Context(settings={}, base="", today=TODAY)
    payload = b'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Customs</title><date>soon</date></dc>'

    assert describe("oai_dc", payload, context).published is None
    assert [problem.field for problem in context.warnings] == ["published"]


@pytest.mark.parametrize("elements", ["", "<dc:title> </dc:title>", "<dc:title><!-- none --></dc:title>"])
def test_a_record_without_title_is_not_described(elements: str) -> None:
    with pytest.raises(Undescribable, match="no title"):
        described(elements)
