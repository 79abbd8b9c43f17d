"""The standard curriculum: in which order the framework's subjects are learnt."""

from __future__ import annotations

from registry.framework.vocabularies import VISITS

ORDER = (
    "business-environment",
    "online-marketing",
    "cross-cultural-communications",
    "international-trade-practices",
    "internet-finance",
    "international-logistics",
    VISITS.id,
)
"""The six aspects and visits, from the first thought of selling abroad to the first shipment."""
