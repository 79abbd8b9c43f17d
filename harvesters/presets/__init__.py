"""Presets: the settings for programs that many providers use, each a data file in this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jmespath.exceptions import JMESPathError

from harvesters.paths import compiled_jmespath

PRESETS = ("ckan", "json_api", "moodle", "ndjson", "open_edx")
_MERGED = ("fields", "paging")  # of which a source may state a part in other words


def expanded(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with those of the preset that they name, which they override; a copy in any case.

    Of `fields` and `paging` each member is overridden by itself. A preset that is none is left for the schema
    to refuse.
    """
    own = dict(settings)
    if own.get("preset") not in PRESETS:
        return own
    stated: dict[str, Any] = preset(own.pop("preset"))["settings"]
    for name in _MERGED:
        if isinstance(own.get(name), dict):
            own[name] = {**stated.get(name, {}), **own[name]}
    return {**stated, **own}


def recognised(document: Any) -> str | None:
    """The preset that a JSON document is an answer for; None where it is none's."""
    return next((name for name in PRESETS if _answers(document, preset(name)["recognised_by"])), None)


@cache
def preset(name: str) -> dict[str, Any]:
    """A preset's file: `title`, `address` (an example), `recognised_by` (JMESPath), `settings`."""
    content: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    return content


def _answers(document: Any, recognised_by: str) -> bool:
    if not recognised_by or not isinstance(document, dict):
        return False
    try:
        return bool(compiled_jmespath(recognised_by).search(document))
    except JMESPathError:
        return False
