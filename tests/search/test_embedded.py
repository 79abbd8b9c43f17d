"""The embedded engine."""

from __future__ import annotations

from tests.search import engine_behaviour as behaviour


class TestWords(behaviour.WordsBehaviour):
    """Of the embedded engine."""


class TestFieldWords(behaviour.FieldWordsBehaviour):
    """Of the embedded engine."""


class TestNaming(behaviour.NamingBehaviour):
    """Of the embedded engine."""


class TestCompletion(behaviour.CompletionBehaviour):
    """Of the embedded engine."""


class TestRelations(behaviour.RelationsBehaviour):
    """Of the embedded engine."""


class TestLanguages(behaviour.LanguagesBehaviour):
    """Of the embedded engine."""


class TestSignals(behaviour.SignalsBehaviour):
    """Of the embedded engine."""


class TestFacets(behaviour.FacetsBehaviour):
    """Of the embedded engine."""


class TestOrder(behaviour.OrderBehaviour):
    """Of the embedded engine."""


class TestDates(behaviour.DatesBehaviour):
    """Of the embedded engine."""
