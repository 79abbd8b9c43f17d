"""The settings of a source, checked against `docs/settings.schema.json` before they are saved or used."""

from __future__ import annotations

import codecs
import difflib
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from harvesters.paths import PathProblem, check_jmespath, check_xpath
from harvesters.presets import expanded
from harvesters.words import all_of, one_of, sentences, words

SCHEMA = Path(__file__).resolve().parents[1] / "docs" / "settings.schema.json"

_LISTING = frozenset({"addresses"})


class SettingsProblem(ValueError):
    """Settings that cannot be used: `at` names the place (fields.title.path), `advice` says what to do."""

    def __init__(self, at: str, reason: str, advice: str = "") -> None:
        super().__init__(
            sentences(words("%(at)s: %(reason)s", at=at or words("settings"), reason=reason), advice)
        )
        self.at = at
        self.reason = reason
        self.advice = advice


def checked(settings: Mapping[str, Any], protocol: str | None = None) -> dict[str, Any]:
    """A copy of the settings that is safe to use with a protocol, or with any when it is not known yet.

    Those of a preset are in the place of its name.
    Raises SettingsProblem for the first bad value.
    """
    if not isinstance(settings, Mapping):
        raise SettingsProblem("", words("The settings are no JSON object."), words("Write them as { … }."))
    copy = deepcopy(expanded(settings))
    for error in sorted(_validator().iter_errors(copy), key=lambda error: error.json_path):
        raise _problem(error)
    _check_protocol(copy, protocol)
    _check_addresses(copy, protocol)
    _check_zone(copy)
    _check_encoding(copy)
    _check_paging(copy)
    _check_authentication(copy)
    _check_paths(copy, protocol)
    return copy


def describing(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that decide how a record is described, without those that only say which there are."""
    return {name: value for name, value in settings.items() if name not in _LISTING}


def is_xpath(settings: Mapping[str, Any]) -> bool:
    """Whether the paths are XPath: the one to the records begins with / then."""
    return str(settings.get("records", "")).startswith("/")


def stated_paths(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every path that the settings state, with its place in them."""
    yield from _paths_in("records", settings.get("records", []))
    yield from _paths_in("identifier", settings.get("identifier", []))
    for name in ("path", "total"):
        yield from _paths_in(f"paging.{name}", settings.get("paging", {}).get(name, []))
    for name, stated in settings.get("fields", {}).items():
        yield from _paths_in(f"fields.{name}", stated)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the settings."""
    content: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return content


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _problem(error: ValidationError) -> SettingsProblem:
    at, shown = _place(error.absolute_path), _shown(error.instance)
    stated: Any = error.validator_value
    if error.validator == "additionalProperties":
        return _unknown_name(at, error)
    if error.validator == "oneOf":
        ways = one_of(f"`{way['required'][0]}`" for way in stated)
        return SettingsProblem(at, words("State exactly one of %(ways)s.", ways=ways))
    if error.validator in ("required", "dependentRequired"):
        return SettingsProblem(
            at,
            words("%(name)s is missing.", name=error.message.partition(" is a ")[0]),
            _purpose(error),
        )
    if error.validator == "enum":
        return SettingsProblem(
            at, words("%(value)s is not one of %(values)s.", value=shown, values=", ".join(stated))
        )
    if error.validator == "type":
        wanted = stated if isinstance(stated, str) else one_of(stated)
        return SettingsProblem(
            at, words("%(value)s is not of the type %(wanted)s.", value=shown, wanted=wanted), _purpose(error)
        )
    return SettingsProblem(at, words("%(value)s cannot be used here.", value=shown), _purpose(error))


def _unknown_name(at: str, error: ValidationError) -> SettingsProblem:
    schema: Any = error.schema
    settings: Any = error.instance
    known = sorted(schema["properties"])
    name = next(name for name in settings if name not in known)
    near = difflib.get_close_matches(name, known, n=1)
    advice = (
        words("Did you mean `%(name)s`?", name=near[0])
        if near
        else words("Known here: %(names)s.", names=", ".join(known))
    )
    return SettingsProblem(f"{at}.{name}".lstrip("."), words("`%(name)s` is no setting.", name=name), advice)


def _purpose(error: ValidationError) -> str:
    """What the schema says of the place, so that the reader need not look it up."""
    schema: Any = error.schema
    purpose = schema.get("description", "")
    return words("It states: %(purpose)s", purpose=purpose) if purpose else ""


def _place(path: Any) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"


def _check_protocol(settings: Mapping[str, Any], protocol: str | None) -> None:
    """Refuses a setting that the protocol would ignore: the provider expects it to do something."""
    if protocol is None:
        return
    for name in settings:
        meant = schema()["properties"][name].get("x-protocols")
        if meant and protocol not in meant:
            raise SettingsProblem(
                name,
                words("This setting does nothing for %(protocol)s sources.", protocol=protocol),
                words("It is for %(protocols)s.", protocols=all_of(meant)),
            )


def _check_addresses(settings: Mapping[str, Any], protocol: str | None) -> None:
    if protocol == "addresses" and "addresses" not in settings:
        purpose = schema()["properties"]["addresses"]["description"]
        raise SettingsProblem(
            "addresses",
            words("%(name)s is missing.", name="`addresses`"),
            words("It states: %(purpose)s", purpose=purpose),
        )


def _check_zone(settings: Mapping[str, Any]) -> None:
    zone = settings.get("zone")
    try:
        if zone is not None:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsProblem(
            "zone",
            words("%(value)s is no time zone.", value=_shown(zone)),
            words("Write an IANA name such as Asia/Jakarta."),
        ) from None


def _check_encoding(settings: Mapping[str, Any]) -> None:
    name = settings.get("encoding")
    try:
        if name is not None and not codecs.lookup(name)._is_text_encoding:
            raise LookupError(name)
    except LookupError:
        raise SettingsProblem(
            "encoding",
            words("%(value)s is no character encoding.", value=_shown(name)),
            words("Write utf-8, gb18030, big5 or the like."),
        ) from None


_LED_BY = {"cursor": ("parameter", "path"), "next": ("path",)}


def _check_paging(settings: Mapping[str, Any]) -> None:
    paging = settings.get("paging", {})
    for name in _LED_BY.get(paging.get("by"), ()):
        if name not in paging:
            purpose = schema()["properties"]["paging"]["properties"][name]["description"]
            raise SettingsProblem(
                "paging",
                words("%(name)s is missing.", name=repr(name)),
                words("It states: %(purpose)s", purpose=purpose),
            )


# Headers by which a connection is led, or that the fetcher states itself.
_NOT_FOR_SECRETS = re.compile(
    r"host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|range|keep-alive|proxy-.*"
    r"|accept.*|user-agent|if-.*",
    re.IGNORECASE,
)


def _check_authentication(settings: Mapping[str, Any]) -> None:
    header = settings.get("authentication", {}).get("header", "")
    if _NOT_FOR_SECRETS.fullmatch(header):
        raise SettingsProblem(
            "authentication.header",
            words("%(value)s is a header of the connection itself.", value=_shown(header)),
            words("Name the one that the source's documentation names for keys or tokens."),
        )


def _check_paths(settings: Mapping[str, Any], protocol: str | None) -> None:
    """Refuses paths that cannot be followed; a table's are columns' names, which may be anything."""
    xpath, jmespath = is_xpath(settings), protocol == "mapped" or "records" in settings
    for at, path in stated_paths(settings):
        try:
            if xpath:
                check_xpath(path, settings.get("namespaces", {}))
            elif jmespath:
                check_jmespath(path)
        except PathProblem as problem:
            name = "XPath" if xpath else "JMESPath"
            advice = _XPATH_ADVICE if xpath else _JMESPATH_ADVICE
            raise SettingsProblem(
                at,
                words(
                    "%(value)s is no %(name)s: %(problem)s.", value=_shown(path), name=name, problem=problem
                ),
                advice,
            ) from None


_XPATH_ADVICE = words(
    "Paths are XPath 1.0 because `records` begins with /; name the prefixes in `namespaces`."
)
_JMESPATH_ADVICE = words(
    'A name with spaces or signs stands between double quotes of its own: "\\"course name\\"".'
)


def _paths_in(at: str, stated: Any) -> Iterator[tuple[str, str]]:
    if isinstance(stated, str):
        yield at, stated
    elif isinstance(stated, list):
        for position, one in enumerate(stated):
            yield from _paths_in(f"{at}[{position}]", one)
    else:
        for name in ("path", "join"):
            yield from _paths_in(f"{at}.{name}", stated.get(name, []))
        for name in ("parts", "fields"):
            for key, inner in stated.get(name, {}).items():
                yield from _paths_in(f"{at}.{name}.{key}", inner)
