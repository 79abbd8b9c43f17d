"""What records and curators say of a thing, merged into its effective values: pure, and needs no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.framework.language_recognition import recognised

CURATED_FIELDS = ("tags", "hidden", "deleted")  # overlays that are no field of a description


def effective_values(
    descriptions: Sequence[Mapping[str, Any]], overlays: Mapping[str, Any]
) -> dict[str, Any]:
    """Merges descriptions (the leader's first) and lays a curator's values over them.

    A value that a curator set to null is unknown, whatever the sources say. A language that nobody states
    is recognised from the text, and `language_by` then says so.
    """
    values: dict[str, Any] = {}
    for description in reversed(descriptions):
        values.update(description)
    if not all("certain" in description for description in descriptions):
        values.pop("certain", None)  # one that is certain of what it is vouches for the others
    for field, value in overlays.items():
        if field in CURATED_FIELDS:
            continue
        if value is None:
            values.pop(field, None)
        else:
            values[field] = value
    if "language" not in values and "language" not in overlays:
        language = recognised(f"{values.get('title', '')}. {values.get('description', '')}")
        if language:
            values |= {"language": language, "language_by": "machine"}
    return values


def placed(stated: str, *, end: bool = False) -> datetime | None:
    """Where a stated time lies for ordering: UTC, a floating one as if it were. An all-day end is inclusive."""
    try:
        if len(stated) == 10:
            day = datetime.combine(date.fromisoformat(stated), datetime.min.time(), UTC)
            return day + timedelta(days=1) if end else day
        moment = datetime.fromisoformat(stated)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None  # a year or a month alone, or the end of all time
