"""What a resource costs, from schema.org's offers and isAccessibleForFree."""

from __future__ import annotations

from typing import Any, TypedDict

from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.values.money import price


class Costs(TypedDict):
    free: bool | None
    price: str | None
    currency: str | None


def costs(node: Node) -> Costs:
    """The first offer with a price that is understood, of the resource or of its instances.

    One that costs nothing makes the resource free only if no other offer asks for money.
    """
    prices = [found for offer in _offers(node) if (found := _price(offer))]
    amount, currency, free = next(
        (one for one in prices if not one[2]), prices[0] if prices else (None, None, None)
    )
    stated = _stated_free(node)
    if stated is not None and not (stated and free is False):
        free = stated
    return Costs(free=free, price=amount, currency=currency)


def _offers(node: Node) -> list[Any]:
    instances = [one for one in nodes.values(node, "hasCourseInstance") if isinstance(one, dict)]
    return [offer for one in [node, *instances] for offer in nodes.values(one, "offers")]


def _price(offer: Any) -> tuple[str | None, str | None, bool | None] | None:
    if not isinstance(offer, dict):
        return None
    for part in [offer, *(one for one in nodes.values(offer, "priceSpecification") if isinstance(one, dict))]:
        stated = nodes.text(part.get("price")) or nodes.text(part.get("lowPrice"))
        if stated:
            found = price(stated, nodes.text(part.get("priceCurrency")))
            return found if found != (None, None, None) else None
    category = nodes.text(offer.get("category")) or ""
    return price(category) if category.lower() == "free" else None


def _stated_free(node: Node) -> bool | None:
    said = nodes.text(nodes.values(node, "isAccessibleForFree", "free"))
    return {"true": True, "false": False}.get((said or "").lower().removeprefix("http://schema.org/"))
