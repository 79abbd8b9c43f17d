"""The registry has an address of its own."""

from __future__ import annotations

from tests.alerts.conftest import here

__all__ = ["here"]
