"""Profiles for the tests of pages, as registry.framework writes them."""

from __future__ import annotations

from typing import Any

from registry.framework.profile import Evidence, Judgement, Profile

QUOTE = "fill in the declaration in five steps"


def profile(**values: int | str) -> dict[str, Any]:
    """Cells by name, underscores for hyphens; each depth rests on QUOTE."""
    evidence = (Evidence("description", 0, len(QUOTE), QUOTE),)
    cells = {
        name.replace("_", "-"): Judgement(value, 0.87, evidence if value else ())
        for name, value in values.items()
    }
    return Profile(cells, relevant=0.9).as_json()


FULL = profile(
    business_environment=1,
    cross_cultural_communications=0,
    internet_finance=0,
    online_marketing=0,
    international_logistics=2,
    international_trade_practices=3,
    visits=0,
    authoritative="yes",
    current="yes",
    practical="partly",
    general="no",
    affordable="yes",
)
