"""What a resource costs and how long it takes, in words; unknown is said to be unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_DURATION = re.compile(
    r"P(?:(?P<years>[\d.]+)Y)?(?:(?P<months>[\d.]+)M)?(?:(?P<weeks>[\d.]+)W)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?(?:[\d.]+S)?)?"
)


def cost(values: Mapping[str, Any]) -> str:
    """From the `free`, `price` and `currency` of effective values."""
    if values.get("free"):
        return _("Free")
    price = values.get("price")
    if price is None:
        return _("Paid, amount not stated") if values.get("free") is False else _("Cost not stated")
    if currency := values.get("currency"):
        return f"{_number(price)} {currency}"
    return _("%(price)s (currency not stated)") % {"price": _number(price)}


def _number(stated: Any) -> str:
    """A number as the page's language writes it; what is none as it stands."""
    try:
        return number_format(Decimal(str(stated)), force_grouping=True)
    except InvalidOperation:
        return str(stated)


def duration(stated: str | None) -> str:
    """An ISO 8601 duration as "6 h" or "3 weeks"; "" if there is none, as it stands if it is no duration."""
    if not stated:
        return ""
    parts = _DURATION.fullmatch(stated)
    if parts is None:
        return stated
    return " ".join(_unit(name, number) for name, number in parts.groupdict().items() if number)


def _unit(name: str, number: str) -> str:
    count = float(number)
    shown = {"number": number_format(Decimal(f"{count:g}"))}
    plural = 1 if count == 1 else 2
    if name == "years":
        return ngettext("%(number)s year", "%(number)s years", plural) % shown
    if name == "months":
        return ngettext("%(number)s month", "%(number)s months", plural) % shown
    if name == "weeks":
        return ngettext("%(number)s week", "%(number)s weeks", plural) % shown
    if name == "days":
        return ngettext("%(number)s day", "%(number)s days", plural) % shown
    return _("%(number)s h") % shown if name == "hours" else _("%(number)s min") % shown
