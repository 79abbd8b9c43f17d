"""The application of the catalogue; it rates by this node's own model, where one has been trained."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from registry.framework import model


class CatalogueConfig(AppConfig):
    name = "registry.catalogue"

    def ready(self) -> None:
        if settings.RATER_MODEL.exists():
            model.use(settings.RATER_MODEL)
