"""A plan as a signed link: everything that is known of it, so that nothing need be kept on the server."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.core import signing

from registry.planning.answers import Answers

_SALT = "registry.planning.link"
_VERSION = 1
MOST_PICKS = 40  # steps with those that are done
LONGEST = 4000  # characters, so that it fits into a cookie and an address


class DamagedLink(Exception):
    """It was cut short, altered, or made by another installation."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A step: the resource, and the start of its next session, as stated, when it was picked; "" for none."""

    resource: UUID
    session: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A plan as its reader holds it. `made`: when its steps were chosen; `told`: the alliance knows of its gaps."""

    answers: Answers
    picks: tuple[Pick, ...]
    made: datetime
    done: frozenset[UUID] = frozenset()
    told: bool = False


def written(state: State) -> str:
    """For an address or a cookie; the same state always gives the same link."""
    value = {
        "v": _VERSION,
        "a": state.answers.as_json(),
        "p": [
            [_short(pick.resource), pick.session] if pick.session else [_short(pick.resource)]
            for pick in state.picks
        ],
        "d": sorted(_short(id) for id in state.done),
        "m": ceil(state.made.timestamp() * 1000),  # what came just before is not newer
    }
    return signing.Signer(salt=_SALT).sign_object(value | ({"t": 1} if state.told else {}), compress=True)


def read(link: str) -> State:
    """DamagedLink for anything that `written` has not made with this installation's key."""
    if len(link) > LONGEST:
        raise DamagedLink
    try:
        value = signing.Signer(salt=_SALT).unsign_object(link)
        return _state(value)
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise DamagedLink from error


def _state(value: Mapping[str, Any]) -> State:
    if value["v"] != _VERSION:
        raise ValueError("a later version's link")
    return State(
        answers=Answers.from_json(value["a"]),
        picks=tuple(Pick(_long(short), *session) for short, *session in value["p"]),
        made=datetime.fromtimestamp(value["m"] / 1000, UTC),
        done=frozenset(_long(short) for short in value["d"]),
        told="t" in value,
    )


def _short(id: UUID) -> str:
    return urlsafe_b64encode(id.bytes).decode().rstrip("=")


def _long(short: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(f"{short}=="))
