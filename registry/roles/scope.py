"""The economies and languages that somebody curates, as a test of a value and as a condition of the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Scope:
    """Empty: all of them. What states no economy, or no language, is outside nobody's scope.

    A language covers its varieties: "zh" is also "zh-Hant".
    """

    economies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def covers(self, economy: str, language: str) -> bool:
        """Both must be in it; empty: not stated."""
        return self._covers_economy(economy) and self._covers_language(language)

    def as_condition(self, economy: str = "economy", language: str = "language") -> Q:
        """The same for rows that hold an economy and a language in fields of these names."""
        condition = Q()
        if self.economies:
            condition &= Q(**{f"{economy}__in": ["", *self.economies]})
        if self.languages:
            spoken = Q(**{language: ""})
            for tag in self.languages:
                spoken |= Q(**{language: tag}) | Q(**{f"{language}__startswith": f"{tag}-"})
            condition &= spoken
        return condition

    def _covers_economy(self, economy: str) -> bool:
        return not self.economies or economy in ("", *self.economies)

    def _covers_language(self, language: str) -> bool:
        return (
            not self.languages
            or not language
            or any(language == tag or language.startswith(f"{tag}-") for tag in self.languages)
        )


EVERYTHING = Scope()
