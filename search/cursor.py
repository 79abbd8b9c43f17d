"""Where a page of results goes on: opaque to those who pass it on, checked when it comes back."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Literal, get_args

Order = Literal["relevance", "next", "newest"]
ORDERS: tuple[Order, ...] = get_args(Order)

# By relevance a position is a number of hits: nobody reads further, and no engine should have to.
FURTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """`position`: by relevance the number of hits before, else the last hit's key (search.ordering)."""

    order: Order
    position: int

    def encoded(self) -> str:
        return base64.urlsafe_b64encode(f"{self.order}:{self.position}".encode()).decode().rstrip("=")

    @classmethod
    def decoded(cls, text: str) -> Cursor | None:
        """None for what no page gave out."""
        try:
            plain = base64.urlsafe_b64decode(text[:100] + "=" * (-len(text[:100]) % 4)).decode("ascii")
        except (binascii.Error, ValueError):
            return None
        named, _colon, digits = plain.partition(":")
        order = next((order for order in ORDERS if order == named), None)
        if order is None or not (digits.isdigit() and digits.isascii()):
            return None
        position = int(digits)
        limit = FURTHEST if order == "relevance" else 2**63
        return cls(order, position) if position < limit else None
