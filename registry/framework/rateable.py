"""What a rater is given to judge: the words and the known facts of one resource."""

from __future__ import annotations

from dataclasses import dataclass

from registry.framework.profile import Evidence


@dataclass(slots=True, kw_only=True)
class Rateable:
    """A resource as its source describes it. All but `title` may be unknown: None, or an empty tuple.

    Dates are ISO 8601; `type` and `organiser_kind` are ids of the vocabularies, `economies` of ISO 3166-1.
    `sessions` counts the known dated sessions, `next_session` is the start of the next one to come, and
    `as_of` the day that the rating is made for: without it nothing is judged to be recent. Not to be
    changed; frozen, it would take five times as long to make.
    """

    title: str
    description: str | None = None
    subjects: tuple[str, ...] = ()
    language: str | None = None  # BCP 47
    type: str | None = None
    organiser_kind: str | None = None
    publisher: str | None = None
    url: str | None = None
    forms: tuple[str, ...] = ()
    sessions: int | None = None
    next_session: str | None = None
    free: bool | None = None
    price: str | None = None
    duration: str | None = None
    level: str | None = None
    audience: tuple[str, ...] = ()
    access: str | None = None
    economies: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    as_of: str | None = None

    def text_of(self, field: str) -> str:
        """The original text of a field that evidence may name; of a list ("subjects/0") the one entry."""
        name, _, position = field.partition("/")
        value = getattr(self, name)[int(position)] if position else getattr(self, name)
        if isinstance(value, str):
            return value
        return "" if value is None else ", ".join(value) if isinstance(value, tuple) else str(value)

    def fact(self, field: str) -> Evidence:
        """Evidence of a whole field."""
        text = self.text_of(field)
        return Evidence(field, 0, len(text), text)
