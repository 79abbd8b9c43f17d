"""Addresses as keys: what differs without a difference is one key, and what many things share is none."""

from __future__ import annotations

from uuid import UUID

import pytest

from registry.catalogue.description import Description
from registry.catalogue.keys import canonical, keys


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://school.example/catalogue/7", "school.example/catalogue/7"),
        ("http://www.school.example/catalogue/7/", "school.example/catalogue/7"),
        ("HTTPS://School.Example:443/catalogue/7#top", "school.example/catalogue/7"),
        ("https://school.example/catalogue/7?lang=en", "school.example/catalogue/7?lang=en"),
        ("https://school.example/a?utm_source=mail", "school.example/a"),
        ("https://school.example/a?lang=en&utm_source=mail", "school.example/a?lang=en"),
        ("https://school.example/a?b=2&a=1", "school.example/a?a=1&b=2"),
        ("https://school.example/x/../a", "school.example/a"),
        ("https://school.example:8080/a", "school.example:8080/a"),
        ("https://school.example/courses?id=7", "school.example/courses?id=7"),
        ("https://school.example./a", "school.example/a"),
        ("https://bücher.example/a", "xn--bcher-kva.example/a"),
        ("https://BÜCHER.example/a", "xn--bcher-kva.example/a"),
        ("https://xn--bcher-kva.example/a", "xn--bcher-kva.example/a"),
        ("https://школа。example/a", "xn--80atdl2c.example/a"),
        ("https://school.example/电商", "school.example/%E7%94%B5%E5%95%86"),
        ("https://school.example/a?gclid=1&id=4&spm=a2.b3", "school.example/a?id=4"),
        ("https://school.example/a?MSCLKID=1", "school.example/a"),
        ("https://school.example/a;jsessionid=3F?id=4", "school.example/a?id=4"),
        ("https://school.example/a?clid=3", "school.example/a?clid=3"),
        ("https://m.school.example/c/7", "school.example/c/7"),
        ("https://mobile.school.example/c/7", "school.example/c/7"),
        ("https://en.m.school.example/c/7", "en.school.example/c/7"),
        ("https://m.example/c/7", "m.example/c/7"),
        ("https://amp.school.example/c/7", "school.example/c/7"),
        ("https://school.example/c/7/amp/", "school.example/c/7"),
        ("https://school.example/amp/c/7", "school.example/c/7"),
        ("https://school.example/c/7.amp.html", "school.example/c/7.html"),
        ("https://school.example/c/7?amp=1", "school.example/c/7"),
        ("https://school.example/c/7?outputType=amp", "school.example/c/7"),
        ("https://school.example/c/7?outputType=csv", "school.example/c/7?outputType=csv"),
        ("https://school.example/c/amplifiers", "school.example/c/amplifiers"),
        ("https://school-example.cdn.ampproject.org/c/s/school.example/c/7", "school.example/c/7"),
        ("https://www.google.com/amp/s/www.school.example/c/7/", "school.example/c/7"),
    ],
)
def test_an_address_has_one_key(address: str, key: str) -> None:
    assert canonical(address) == key


@pytest.mark.parametrize(
    "address",
    [
        "https://school.example",
        "https://school.example/",
        "https://school.example/courses/",
        "https://school.example/events/7/register",
        "https://school.example/register/7",
        "https://school.example/?utm_source=mail",
        "https://school.example/courses/amp",
        "ftp://school.example/a",
        "http://[::1/a",
    ],
)
def test_what_many_things_share_is_no_key(address: str) -> None:
    assert canonical(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.5281/Zenodo.1",
        "http://dx.doi.org/10.5281%2FZENODO.1",
        "https://www.doi.org/10.5281/zenodo.1/",
    ],
)
def test_an_address_that_resolves_a_doi_is_that_doi(address: str) -> None:
    by_name = keys(Description(title="Customs", identifiers=("doi:10.5281/zenodo.1",)), None)
    assert keys(Description(title="Customs", url=address), None) == by_name


def test_an_origin_key_is_one_key_and_no_other_identifier_is() -> None:
    node, source = UUID(int=1), UUID(int=2)
    description = Description(title="Customs", identifiers=("isbn:9783161484100", "CBE-101"))
    assert keys(description, None) == []
    here, again = keys(description, (node, source, "a")), keys(Description(title="X"), (node, source, "a"))
    assert here == again
    assert len(here) == 1
    assert keys(description, (source, node, "a")) != here
