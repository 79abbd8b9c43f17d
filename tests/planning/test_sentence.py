"""Where to sell to, out of a sentence."""

from __future__ import annotations

import pytest

from registry.planning.sentence import markets_of


@pytest.mark.parametrize(
    ("said", "markets"),
    [
        ("I sell wedding dresses and want to sell to Chile", ("CL",)),
        ("Vendo vestidos de novia y quiero vender en Perú y México", ("PE", "MX")),
        ("我卖婚纱，想卖到智利和越南", ("CL", "VN")),
        ("Coffee from Papua New Guinea", ("PG",)),
        ("Batik to Viet Nam, the Philippines", ("VN", "PH")),
        ("I sell chilehaus mugs in peruvian style", ()),
        ("", ()),
    ],
)
def test_it_finds_the_economies_that_are_named(said: str, markets: tuple[str, ...]) -> None:
    assert markets_of(said) == markets
