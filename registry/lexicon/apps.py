"""The application of the lexicon: what this node has added to the rater's words, and taken out of them."""

from __future__ import annotations

from django.apps import AppConfig


class LexiconConfig(AppConfig):
    name = "registry.lexicon"
