"""The application of coverage: what the catalogue teaches, by economy and by language."""

from __future__ import annotations

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "registry.coverage"
