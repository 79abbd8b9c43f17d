"""The application of the vocabulary: concepts with labels in many languages, and the sources' own terms."""

from __future__ import annotations

from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "registry.vocabulary"
