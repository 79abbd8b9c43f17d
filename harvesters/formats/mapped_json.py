"""Records of JSON sources and rows of tables, described by the fields that the source's settings state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from harvesters.context import Context
from harvesters.mapping import described, identifier
from harvesters.paths import JsonPlace
from harvesters.problems import Undescribable
from harvesters.words import words
from registry.catalogue.description import Description

FORMAT = "mapped_json"


def describe(payload: bytes, context: Context) -> Description:
    """The description of one JSON object. Without stated fields they are recognised by the keys' names."""
    try:
        record = json.loads(payload)
    except (ValueError, RecursionError):
        raise Undescribable(
            words("The record is no JSON."), words("Send every record as one JSON object.")
        ) from None
    if not isinstance(record, dict):
        raise Undescribable(
            words("The record is no JSON object."), words("Send every record as one JSON object.")
        )
    return described(JsonPlace(record), context.settings, context, frozenset(record))


def record_identifier(record: Mapping[str, Any], settings: Mapping[str, Any]) -> str | None:
    """The identifier of a record while it is listed; see `harvesters.mapping.identifier`."""
    return identifier(JsonPlace(record), settings, frozenset(record))


def payload_of(record: Mapping[str, Any]) -> bytes:
    """The record in one form, so that another order of its keys or another spacing is no change."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "ignore")
