"""Claiming, storing and joining behave on PostgreSQL as on SQLite: the same tests, on a server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import unavailable

ROOT = Path(__file__).resolve().parents[2]


RUNNING = [
    "tests/harvesters/test_runs.py",
    "tests/harvesters/test_hosts.py::TestClaims",
    "tests/harvesters/test_unchanged.py",
    "tests/harvesters/test_reidentification.py",
    "tests/harvesters/test_redescribe.py",
    "tests/curation/test_telling.py",
    "tests/planning/test_plans.py",
    "tests/portal/test_calendar.py",
    "tests/curation/test_duplicates.py",
    "tests/duplicates",
    "tests/accounts",
    "tests/agreement",
    "tests/alerts",
    "tests/coverage",
    "tests/followup",
    "tests/links",
    "tests/people",
    "tests/reverting",
    "tests/roles/test_nul.py",
    "tests/vocabulary",
]


@pytest.mark.postgresql
def test_the_catalogue_and_runs_hold_on_postgresql(tmp_path: Path) -> None:
    url = os.environ.get("TEST_POSTGRESQL_URL")
    if not url:
        unavailable("no PostgreSQL: set TEST_POSTGRESQL_URL to a server where databases may be made")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/catalogue", *RUNNING],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": str(url), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    assert " passed" in result.stdout
