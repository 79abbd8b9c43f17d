"""What somebody saves is found while the worker has something else to do that takes long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds; a machine may have other work to do

# A worker whose work it is to wait until it is let go: it opens two pipes, and each waits for its other end.
WORKER = """
import sys
from django.conf import settings
settings.KEPT_BY_WORKER = ["tests.harvesters.test_found_soon.hold"]
settings.HARVESTS_AT_ONCE = int(sys.argv[1])
from registry.stopping import stop_once
from harvesters.work import work
stop_once()
try:
    work()
except KeyboardInterrupt:
    print("STOPPED", flush=True)
"""

SAVER = """
import sys, time
from registry.catalogue.overlay import set_overlay
from search.index import drain, search
from search.query import from_params
from tests.factories import make_resource
word, patience = sys.argv[1:]
title = f"{word}: customs clearance for exporters, step by step"
if word == "Numbat":
    make_resource(title)
    drain()
else:
    from registry.catalogue.models import Resource
    set_overlay(Resource.objects.get(), "title", title, actor="curator")
ends = time.monotonic() + float(patience)
while not search(from_params({"q": [word]})).total and time.monotonic() < ends:
    time.sleep(0.05)
print("FOUND", search(from_params({"q": [word]})).total, flush=True)
"""


def hold() -> None:
    """Says that it is there, and waits."""
    data = Path(os.environ["DATA_DIR"])
    (data / "held").open("w").close()
    (data / "release").open().close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("held", "release"):
        os.mkfifo(tmp_path / name)
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(tmp_path)
    )
    assert migrated.returncode == 0
    return tmp_path


def environment(data: Path) -> dict[str, str]:
    return os.environ | {
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "SEARCH_ENGINE": "embedded",
    }


def python(data: Path, code: str, *arguments: object) -> subprocess.Popen[str]:
    begin = "import django; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", begin + code, *map(str, arguments)],
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=2 * PATIENCE)[0].strip()


def test_it_is_found_while_other_work_is_held_up(data: Path) -> None:
    assert said(python(data, SAVER, "Numbat", 0)) == "FOUND 1"
    for at_once, word in ((1, "Quokka"), (4, "Wombat")):
        worker = python(data, WORKER, at_once)
        try:
            (data / "held").open().close()  # the worker is at it
            found = said(python(data, SAVER, word, PATIENCE))
        finally:
            worker.terminate()
            output = said(worker)
        assert found == "FOUND 1", output
        assert output.endswith("STOPPED")
        assert "Traceback" not in output
