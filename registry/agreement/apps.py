"""The application of agreement: resources that two curators rate, the second of them without seeing the first."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "registry.agreement"
