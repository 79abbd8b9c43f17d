"""Several harvests and a curator at work at once: nobody is told that the database is locked (rule 14)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.harvesters.oai_feed import OaiFeed, numbered, served

ROOT = Path(__file__).resolve().parents[2]
SOURCES = 8

CURATOR = """
import sys
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
saved = 0
while sys.stdin.readline():
    for resource in Resource.objects.order_by("?")[:5]:
        set_overlay(resource, "tags", [f"tag {saved}"], actor="curator")
        saved += 1
    print(saved, flush=True)
"""


def manage(data: Path, *arguments: str, allowed: str = "", **options: object) -> subprocess.Popen[str]:
    env = os.environ | {"DATA_DIR": str(data), "HARVEST_ALLOWED_ADDRESSES": allowed, "DATABASE_URL": ""}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def still_at_work(process: subprocess.Popen[str]) -> bool:
    """Waits for it for as long as a quick curator thinks about the next correction."""
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return True
    return False


def test_eight_harvests_and_a_curator_share_one_database(tmp_path: Path) -> None:
    with served(OaiFeed(numbered(120)), SOURCES) as addresses:
        _share(tmp_path, addresses)


def _share(tmp_path: Path, addresses: list[str]) -> None:
    allowed = ",".join(urlsplit(address).netloc for address in addresses)
    done(manage(tmp_path, "migrate", "-v0"))
    for number, address in enumerate(addresses):
        arguments = ("sources", "add", address, "--name", f"s{number}", "--protocol", "oai_pmh", "--approve")
        done(manage(tmp_path, *arguments, allowed=allowed))
    harvests = [manage(tmp_path, "harvest", f"s{n}", allowed=allowed) for n in range(SOURCES)]
    curator = manage(tmp_path, "shell", "--no-imports", "-c", CURATOR)
    assert curator.stdin
    assert curator.stdout
    while any(still_at_work(h) for h in harvests):
        curator.stdin.write("go on\n")
        curator.stdin.flush()
        saved = curator.stdout.readline()
        assert saved.strip().isdecimal(), saved + curator.communicate()[0]
    outputs = [done(h) for h in harvests]
    assert "Traceback" not in done(curator)
    assert all("120 listed" in output and "locked" not in output for output in outputs), outputs
    listing = done(manage(tmp_path, "sources", "list"))
    assert listing.count("succeeded") == SOURCES
