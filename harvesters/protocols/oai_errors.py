"""The errors that an OAI-PMH repository answers with, in plain words and with advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from harvesters.problems import Problem, SourceProblem
from harvesters.words import all_of, each_of, sentences, words

_MOST_TOLD = 5  # errors of one answer


class _Meaning(NamedTuple):
    words: str
    advice: str


# OAI-PMH 2.0, section 3.6.
_MEANINGS = {
    "badArgument": _Meaning(
        words("it does not accept what it was asked with"),
        words("Check the set and the metadata prefix in the source's settings."),
    ),
    "badResumptionToken": _Meaning(
        words("it no longer knows the token that leads on in its list"),
        words("The list is started anew at the next harvest; let tokens live for an hour or more."),
    ),
    "badVerb": _Meaning(
        words("it does not know the request"),
        words("Check that the address is the base URL of an OAI-PMH 2.0 repository."),
    ),
    "cannotDisseminateFormat": _Meaning(
        words("it does not offer the metadata format"),
        words("Choose a metadata prefix that the repository offers (verb=ListMetadataFormats)."),
    ),
    "idDoesNotExist": _Meaning(
        words("it does not know the identifier that the address names"),
        words("Give the repository's base URL, or a request for its list of records."),
    ),
    "noMetadataFormats": _Meaning(
        words("it has no metadata in any format"),
        words("Let the repository offer oai_dc at least."),
    ),
    "noRecordsMatch": _Meaning(
        words("it lists no records"),
        words("Check the set and the metadata prefix if there should be some."),
    ),
    "noSetHierarchy": _Meaning(
        words("it has no sets"),
        words("The repository has no sets: remove the set from the source's settings."),
    ),
}
_UNKNOWN = _Meaning(
    words("OAI-PMH defines no such error"),
    words("Look up in the repository's log what went wrong, or ask its operator."),
)
_BY_CODE = {code.lower(): code for code in _MEANINGS}


class OAIError(SourceProblem):
    """The repository refused a request with error codes of its own; `codes` holds them all.

    `errors`: code and text of each, in the order of the answer.
    """

    def __init__(self, errors: Sequence[tuple[str, str]], response_date: str | None = None) -> None:
        stated: dict[str, str] = {}
        for code, text in errors:
            stated.setdefault(_BY_CODE.get(code.lower(), code), text)
        self.codes = frozenset(stated)
        self.response_date = response_date
        super().__init__(_problem(dict(list(stated.items())[:_MOST_TOLD])))

    def advised(self, more: str) -> OAIError:
        """The same, with one more piece of advice."""
        self.problem = replace(self.problem, advice=sentences(self.problem.advice, more))
        return self


def _problem(stated: dict[str, str]) -> Problem:
    meanings = {code: _MEANINGS.get(code, _UNKNOWN) for code in stated}
    named = all_of(_named(code, text) for code, text in stated.items())
    meant = each_of(dict.fromkeys(meaning.words for meaning in meanings.values()))
    return Problem(
        stage="read",
        reason=words(
            "The repository answered with the error %(error)s: %(meaning)s.", error=named, meaning=meant
        )
        if len(stated) == 1
        else words(
            "The repository answered with the errors %(errors)s: %(meanings)s.", errors=named, meanings=meant
        ),
        advice=sentences(*dict.fromkeys(meaning.advice for meaning in meanings.values())),
    )


def _named(code: str, text: str) -> str:
    named = code or words("without a code")
    return words("%(code)s (%(text)s)", code=named, text=text) if text else named
