"""Several harvests and a curator at work at once: nobody is told that the database is locked (rule 14)."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.harvesters.oai_feed import OaiFeed, numbered, served

ROOT = Path(__file__).resolve().parents[2]
SOURCES = 8

SECONDS = 60
RECORDS = 60
THINKS = 0.05  # seconds between two corrections

# Goes on harvesting until its time is over; each time the feed says something else of every record.
HARVESTER = """
import sys, time
from harvesters.runs import harvest
from registry.sources.models import Source
name, ends = sys.argv[1], time.monotonic() + float(sys.argv[2])
while time.monotonic() < ends:
    run = harvest(Source.objects.get(name=name), full=True)
    print("RUN", run.outcome, run.listed, run.added + run.changed, run.errors.count(), flush=True)
"""

CURATOR = """
import sys, time
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
saved, ends, thinks = 0, time.monotonic() + float(sys.argv[1]), float(sys.argv[2])
while time.monotonic() < ends:
    for resource in Resource.objects.order_by("?")[:5]:
        set_overlay(resource, "tags", [f"tag {saved}"], actor="curator")
        saved += 1
        time.sleep(thinks)
print("SAVED", saved, flush=True)
"""


def manage(data: Path, *arguments: str, allowed: str = "", **options: object) -> subprocess.Popen[str]:
    env = os.environ | {"DATA_DIR": str(data), "HARVEST_ALLOWED_ADDRESSES": allowed, "DATABASE_URL": ""}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def python(data: Path, code: str, *arguments: object, allowed: str = "") -> subprocess.Popen[str]:
    """A process of its own with this code, as a worker or a web server is one."""
    begin = "import django; django.setup()\n"
    env = os.environ | {
        "DATA_DIR": str(data),
        "HARVEST_ALLOWED_ADDRESSES": allowed,
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "registry.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", begin + code, *map(str, arguments)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


def counted_up(feed: OaiFeed) -> None:
    """With each list that is begun, all records have another title."""
    begun = count(1)

    def renamed(page: int) -> None:
        if page == 0:
            number = next(begun)
            for name, stated in feed.records.items():
                if stated:
                    feed.records[name] = stated | {"title": f"Version {number} of {name}"}

    feed.fault = renamed


def test_eight_harvests_and_a_curator_share_one_database_for_a_minute(tmp_path: Path) -> None:
    feed = OaiFeed(numbered(RECORDS))
    counted_up(feed)
    with served(feed, SOURCES) as addresses:
        allowed = ",".join(urlsplit(address).netloc for address in addresses)
        done(manage(tmp_path, "migrate", "-v0"))
        for number, address in enumerate(addresses):
            stated = (address, "--name", f"s{number}", "--protocol", "oai_pmh", "--approve")
            done(manage(tmp_path, "sources", "add", *stated, allowed=allowed))
        harvests = [
            python(tmp_path, HARVESTER, f"s{number}", SECONDS, allowed=allowed) for number in range(SOURCES)
        ]
        curator = python(tmp_path, CURATOR, SECONDS, THINKS)
        outputs = [done(harvest) for harvest in harvests]
        saved = done(curator)
    for output in (*outputs, saved):
        assert "locked" not in output
        assert "Traceback" not in output
    for output in outputs:
        runs = [line.split()[1:] for line in output.splitlines() if line.startswith("RUN")]
        assert len(runs) > 1, output
        assert {(outcome, listed, errors) for outcome, listed, _, errors in runs} == {
            ("succeeded", str(RECORDS), "0")
        }
        assert all(int(written) > 0 for _, _, written, _ in runs), "each had something to write"
    assert int(saved.split()[-1]) >= 10, "a machine with other work to do lets a curator save this much"
    listing = done(manage(tmp_path, "sources", "list"))
    assert listing.count("succeeded") == SOURCES
