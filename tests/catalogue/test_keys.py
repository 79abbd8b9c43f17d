"""Addresses as keys: what differs without a difference is one key, and what many things share is none."""

from __future__ import annotations

import pytest

from registry.catalogue.keys import canonical


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
    ],
)
def test_what_many_things_share_is_no_key(address: str) -> None:
    assert canonical(address) is None
