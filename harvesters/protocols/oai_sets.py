"""Which sets an OAI-PMH repository has, asked only to tell a provider what is wrong with those of the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harvesters.fetch import Fetched
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import sets
from harvesters.protocols.oai_errors import OAIError
from harvesters.words import words

_MOST_PAGES = 10
_MOST_TOLD = 20

Ask = Callable[[dict[str, str]], Fetched]


def unknown(stated: Sequence[str], ask: Ask) -> tuple[str, str] | None:
    """Reason and advice where a set of the settings is none of the repository's; None if all are, or who knows.

    `ask` sends a request with these arguments.
    """
    offered = _offered(ask)
    if offered is None:
        return None
    missing = [name for name in stated if name not in dict(offered)]
    if not missing:
        return None
    named = ", ".join(f"“{name}”" for name in missing)
    if not offered:
        reason = words("The repository has no set %(named)s. It has no sets at all.", named=named)
        return reason, words("Remove the set from the source's settings.")
    reason = words("The repository has no set %(named)s.", named=named)
    told = "; ".join(f"{spec} ({name})" if name else spec for spec, name in offered[:_MOST_TOLD])
    if more := max(0, len(offered) - _MOST_TOLD):
        return reason, words("Name one that it has: %(sets)s; and %(more)s more.", sets=told, more=more)
    return reason, words("Name one that it has: %(sets)s.", sets=told)


def _offered(ask: Ask) -> list[tuple[str, str]] | None:
    """The repository's sets; none where it says so, None where it does not say, or has too many to ask for."""
    found: list[tuple[str, str]] = []
    arguments = {"verb": "ListSets"}
    for _ in range(_MOST_PAGES):
        try:
            page, token = sets(ask(arguments))
        except OAIError as error:
            return found or ([] if "noSetHierarchy" in error.codes else None)
        except SourceProblem:
            return None
        found += page
        if token is None:
            return found
        arguments = {"verb": "ListSets", "resumptionToken": token}
    return None
