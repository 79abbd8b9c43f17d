"""The application of links: whether the addresses of resources lead anywhere."""

from __future__ import annotations

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "registry.links"
