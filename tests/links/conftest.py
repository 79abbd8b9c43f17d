"""The staff, for the pages of links."""

from __future__ import annotations

from tests.curation.conftest import staff as staff  # a fixture
