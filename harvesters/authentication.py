"""The secret that a source's settings name, out of those that are kept for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harvesters.fetch.secret import Secret
from harvesters.problems import Problem, SourceProblem
from harvesters.query import parameter, without_parameter
from harvesters.words import words


def secret_name(settings: Mapping[str, Any]) -> str | None:
    """The header or parameter that the secret is sent as, by which it is kept too; None where none is needed."""
    stated: Mapping[str, str] = settings.get("authentication", {})
    return stated.get("header") or stated.get("parameter")


def without_secret(url: str, settings: Mapping[str, Any]) -> tuple[str, str | None]:
    """The address as it may be shown, and the secret that somebody has pasted with it."""
    name = settings.get("authentication", {}).get("parameter")
    secret = parameter(url, name) if name else None
    return (without_parameter(url, name), secret) if secret else (url, None)


def secret_of(settings: Mapping[str, Any], url: str, kept: Mapping[str, str]) -> Secret | None:
    """What the source at an address has to be asked with. Raises SourceProblem when it is not kept here."""
    name = secret_name(settings)
    if name is None:
        return None
    if name not in kept:
        raise SourceProblem(
            Problem(
                stage="fetch",
                field="authentication",
                reason=words(
                    "The source wants a secret (%(name)s), and none is kept here for this address.", name=name
                ),
                advice=words("Staff enter it on the source's page, or by `manage.py sources secret`."),
            )
        )
    return Secret.of(url, kept[name], settings["authentication"])
