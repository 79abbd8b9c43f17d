"""The rubric: which cells a rating has, which values each takes, and how values are ordered."""

from __future__ import annotations

from registry.framework.vocabularies import (
    ANSWERS,
    ASPECTS,
    CRITERIA,
    CRITERION_GROUPS,
    FORMS,
    PHASES,
    VISITS,
)

RUBRIC_VERSION = "1"

UNKNOWN = "unknown"
BOTH = "both"
ASSIGNED = 2
"""From this depth on an aspect counts as assigned to a resource."""
PRACTISED = 3

Value = int | str
"""0 to 3 for a depth; an answer, a form or a phase by id; BOTH; UNKNOWN."""

DEPTH_CELLS = (*ASPECTS.ids, VISITS.id)
RELEVANT = "relevant"
"""The cell that says whether a resource is about the framework at all: yes or no."""
CELLS = (RELEVANT, *DEPTH_CELLS, "form", "phase", *CRITERIA.ids)

CRITERIA_BY_GROUP = {
    group: tuple(criterion.id for criterion in CRITERIA if criterion.group == group)
    for group in CRITERION_GROUPS.ids
}

_VALUES: dict[str, tuple[Value, ...]] = {
    RELEVANT: ("yes", "no", UNKNOWN),
    "form": (*FORMS.ids, BOTH, UNKNOWN),
    "phase": (*PHASES.ids, BOTH, UNKNOWN),
    **dict.fromkeys(DEPTH_CELLS, (0, 1, 2, 3, UNKNOWN)),
    **dict.fromkeys(CRITERIA.ids, ANSWERS.ids),
}
_ANSWER_ORDER = (UNKNOWN, "no", "partly", "yes")


def values(cell: str) -> tuple[Value, ...]:
    """The values that a cell may have; KeyError for a cell that the rubric does not have."""
    return _VALUES[cell]


def checked(cell: str, value: object) -> Value:
    """`value`, when the cell may have it; else ValueError, in words for the person who gave it."""
    if cell not in _VALUES:
        raise ValueError(f"The rubric has no cell {cell!r}; its cells are {', '.join(CELLS)}.")
    for allowed in _VALUES[cell]:
        if type(value) is type(allowed) and value == allowed:
            return allowed
    choices = ", ".join(str(allowed) for allowed in _VALUES[cell])
    raise ValueError(f"{value!r} is no value of {cell}; choose one of {choices}.")


def lower(cell: str, one: Value, other: Value) -> Value:
    """The value that claims less: the smaller depth or answer, what two forms or phases have in common.

    Unknown claims least. Neither of two different forms (or phases) holds for both raters: unknown.
    """
    if one == other:
        return one
    if UNKNOWN in (one, other):
        return UNKNOWN
    if cell in ("form", "phase"):
        return other if one == BOTH else one if other == BOTH else UNKNOWN
    if isinstance(one, int) and isinstance(other, int):
        return min(one, other)
    return min(one, other, key=lambda answer: _ANSWER_ORDER.index(str(answer)))
