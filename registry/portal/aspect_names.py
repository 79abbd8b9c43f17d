"""Short names of the six aspects, for pictures that have no room for the long ones."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

SHORT: dict[str, str | Promise] = {
    "business-environment": pgettext_lazy("short name of an aspect", "Business"),
    "cross-cultural-communications": pgettext_lazy("short name of an aspect", "Culture"),
    "internet-finance": pgettext_lazy("short name of an aspect", "Finance"),
    "online-marketing": pgettext_lazy("short name of an aspect", "Marketing"),
    "international-logistics": pgettext_lazy("short name of an aspect", "Logistics"),
    "international-trade-practices": pgettext_lazy("short name of an aspect", "Trade"),
}
