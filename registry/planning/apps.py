"""The application of plans, the calendar and the shelves; it looks at this node's curriculum when it starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class PlanningConfig(AppConfig):
    name = "registry.planning"

    def ready(self) -> None:
        from registry.planning.localisation import check

        register(check)
