"""`manage.py` where the installation is new, or its environment makes no sense."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": ""} | environment, capture_output=True, text=True,
    )  # fmt: skip


def test_the_first_command_in_a_new_place_needs_no_step_before_it(tmp_path: Path) -> None:
    told = manage("sources", "list", DATA_DIR=str(tmp_path / "new"))
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    assert (tmp_path / "new" / "registry.sqlite3").stat().st_size > 0
    assert manage("search", "customs", DATA_DIR=str(tmp_path / "new")).returncode == 0


def test_a_trial_makes_no_database(tmp_path: Path) -> None:
    manage("harvest", "--try", "http://127.0.0.1:1/", "--json", DATA_DIR=str(tmp_path))
    assert not (tmp_path / "registry.sqlite3").exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/name",
        "nonsense",
        "postgresql://u:secret@127.0.0.1:port/name",
        "postgresql://u:secret@h",
    ],
)
def test_a_database_address_that_makes_no_sense_is_refused_without_its_password(url: str) -> None:
    told = manage("sources", "list", DATABASE_URL=url)
    assert told.returncode == 2
    assert told.stderr == "DATABASE_URL makes no sense; write postgresql://user:password@host:5432/name.\n"


def test_a_database_that_does_not_answer_is_told_in_words() -> None:
    told = manage("sources", "list", DATABASE_URL="postgresql://u:secret@127.0.0.1:1/name")
    assert told.returncode == 1
    assert "The database cannot be used" in told.stderr
    assert "127.0.0.1" in told.stderr
    assert "Traceback" not in told.stderr
    assert "secret" not in told.stderr


def test_a_data_folder_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    told = manage("sources", "list", DATA_DIR=str(tmp_path / "file"))
    assert told.returncode == 2
    assert str(tmp_path / "file") in told.stderr
    assert "Name a folder of your own" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_database_file_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite3").write_text("no database at all")
    told = manage("sources", "list", DATA_DIR=str(tmp_path))
    assert told.returncode == 1
    assert "The database cannot be used: file is not a database" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_database_without_tables_is_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite3").touch()
    told = manage("sources", "list", DATA_DIR=str(tmp_path))
    assert told.returncode == 1
    assert "manage.py migrate" in told.stderr
    assert "Traceback" not in told.stderr
