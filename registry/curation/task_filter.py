"""Which tasks of the worklist are asked for: by kind, economy and language, or one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.roles.scope import Scope
from registry.worklist.kinds import kinds
from registry.worklist.models import Task


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are asked for; an unknown value is as if nothing was asked for."""

    kind: str = ""
    economy: str = ""
    language: str = ""
    mine: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> TaskFilter:
        kind = given.get("kind", "")
        return cls(
            kind if kind in kinds() else "",
            given.get("economy", "")[:2],
            given.get("language", "")[:35],
            given.get("mine") == "1",
        )

    def apply(self, tasks: QuerySet[Task], user: User) -> QuerySet[Task]:
        """The tasks of an economy or a language are those that state it, and no others."""
        chosen = {name: value for name, value in (("kind", self.kind), ("economy", self.economy)) if value}
        tasks = tasks.filter(**chosen)
        if self.language:
            tasks = tasks.filter(Scope(languages=(self.language,)).as_condition()).exclude(language="")
        return tasks.filter(claimed_by=user) if self.mine else tasks

    def address(self, **changed: Any) -> str:
        """Of the worklist with this filter, some of it changed."""
        asked = self.query(**changed)
        return f"{reverse('curation:queue')}{'?' if asked else ''}{asked}"

    def words(self) -> str:
        """What is asked for, as a person reads it."""
        told = [str(kinds()[self.kind].label)] if self.kind else [_("all tasks")]
        return "; ".join([*told, *(each for each in (self.economy, self.language) if each)])

    def query(self, **changed: Any) -> str:
        kept = {"kind": self.kind, "economy": self.economy, "language": self.language}
        kept |= {"mine": "1" if self.mine else ""} | changed
        return urlencode({name: value for name, value in kept.items() if value})
