"""Sources are harvested at once across hosts, one at a time for each host, which is left alone when it asks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from harvesters.runs import harvest
from harvesters.work import work
from registry.sources.claiming import HostBusy, claim, due, release
from registry.sources.models import Host, Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Answer, Handler, Site, document, in_turn, status
from tests.portal.test_serve import running

ROOT = Path(__file__).resolve().parents[2]
SOURCES = 8
PATIENCE = 60  # seconds; only a broken worker needs as long
TABLE = "id,title\n1,Customs in one step\n"
A, B = "https://one.example/a", "https://one.example/b"
ELSEWHERE = "https://two.example/a"


def table_source(name: str, url: str, ago: int = 1) -> Source:
    """Due so many minutes ago."""
    long_due = timezone.now() - timedelta(minutes=ago)
    return make_source(name, url=url, protocol="table", due=long_due)


@pytest.mark.django_db
class TestClaims:
    def test_a_host_is_read_by_one_run_at_a_time(self) -> None:
        first, second = table_source("A", A), table_source("B", B)
        lease = claim(first)
        assert due() == []
        with pytest.raises(HostBusy):
            claim(second)
        release(first, lease, failed=False)
        assert due() == [second.pk]
        assert claim(second)

    def test_who_is_turned_away_from_the_host_does_not_hold_the_source(self) -> None:
        first, second = table_source("A", A), table_source("B", B)
        claim(first)
        with pytest.raises(HostBusy):
            claim(second)
        second.refresh_from_db()
        assert second.lease is None

    def test_other_hosts_are_read_meanwhile(self) -> None:
        claim(table_source("A", A))
        other = table_source("B", ELSEWHERE)
        assert due() == [other.pk]
        assert claim(other)

    @pytest.mark.parametrize(
        ("url", "same"),
        [
            ("https://ONE.example/b", True),
            ("https://user:pass@one.example/b", True),
            ("https://one.example:8443/b", False),
            ("https://www.one.example/b", False),
        ],
    )
    def test_a_host_is_what_a_robots_txt_speaks_for(self, url: str, same: bool) -> None:
        claim(table_source("A", A))
        other = table_source("B", url)
        assert due() == ([] if same else [other.pk])

    def test_a_lost_workers_host_is_free_when_its_lease_ends(self) -> None:
        first, second = table_source("A", A), table_source("B", B, ago=2)
        claim(first)
        Source.objects.filter(pk=first.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
        assert due() == [second.pk, first.pk]
        assert claim(second)
        with pytest.raises(HostBusy):
            claim(first)


@pytest.mark.django_db
class TestRetryAfter:
    @pytest.fixture
    def source(self, site: Site, settings: Settings) -> Source:
        settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
        busy = status(503, Retry_After="7200")
        site.answers["/a"] = in_turn(busy, document(TABLE, "text/csv"))
        site.answers["/b"] = document(TABLE, "text/csv")
        return table_source("A", site.url("/a"), ago=2)

    def test_the_source_is_due_again_when_the_site_said(self, source: Source) -> None:
        before = timezone.now()
        assert harvest(source).outcome == "failed"
        source.refresh_from_db()
        assert timedelta(0) <= source.due - before - timedelta(hours=2) < timedelta(minutes=1)
        assert due(source.due + timedelta(seconds=1)) == [source.pk]

    def test_the_other_sources_of_the_host_wait_too(self, source: Source, site: Site) -> None:
        table_source("B", site.url("/b"))
        elsewhere = table_source("C", ELSEWHERE)
        harvest(source)
        assert due() == [elsewhere.pk]

    def test_the_worker_does_not_ask_before(self, source: Source, site: Site) -> None:
        other = table_source("B", site.url("/b"))
        work(once=True)
        assert site.asked() == ["/a"]
        Host.objects.update(not_before=timezone.now())
        work(once=True)
        assert site.asked() == ["/a", "/b"]
        assert other.runs.get().outcome == "succeeded"

    def test_a_crawl_delay_is_kept_from_one_source_to_the_next(self, source: Source, site: Site) -> None:
        site.answers["/a"] = document(TABLE, "text/csv")
        site.answers["/robots.txt"] = document("User-agent: *\nCrawl-delay: 50\n")
        other = table_source("B", site.url("/b"))
        before = timezone.now()
        assert harvest(source).outcome == "succeeded"
        assert due(before + timedelta(seconds=50)) == []
        assert due(timezone.now() + timedelta(seconds=50)) == [other.pk]

    @pytest.mark.parametrize("stated", ["99999999999999", "9" * 400])
    def test_nobody_is_left_alone_for_ever(self, source: Source, site: Site, stated: str) -> None:
        site.answers["/a"] = status(429, Retry_After=stated)
        harvest(source)
        source.refresh_from_db()
        assert source.due <= timezone.now() + timedelta(days=7)


@pytest.mark.django_db
class TestPace:
    def test_a_failing_source_waits_twice_as_long_each_time(self, site: Site, settings: Settings) -> None:
        settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
        source = table_source("A", site.url("/gone"))
        Source.objects.update(backoff_minutes=30, jitter_percent=0, cadence_hours=3)
        waits = []
        for _ in range(5):
            before = timezone.now()
            harvest(Source.objects.get())
            source.refresh_from_db()
            waits.append(round((source.due - before) / timedelta(minutes=1)))
        assert waits == [30, 60, 120, 180, 180]

    def test_the_jitter_is_the_sources_own(self, site: Site, settings: Settings) -> None:
        settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
        site.answers["/a"] = document(TABLE, "text/csv")
        table_source("A", site.url("/a"))
        Source.objects.update(cadence_hours=100, jitter_percent=50)
        waits = set()
        for _ in range(8):
            before = timezone.now()
            harvest(Source.objects.get())
            waits.add(round((Source.objects.get().due - before) / timedelta(minutes=1)))
        assert len(waits) > 1
        assert all(50 * 60 <= minutes <= 150 * 60 for minutes in waits)


class Installation:
    """A database in a file, and `manage.py` in processes of their own."""

    def __init__(self, data: Path, sites: list[Site]) -> None:
        self.sites = sites
        allowed = ",".join(site.address for site in sites)
        self.env = os.environ | {
            "DATA_DIR": str(data),
            "DATABASE_URL": "",
            "HARVEST_ALLOWED_ADDRESSES": allowed,
            "HARVESTS_AT_ONCE": str(SOURCES),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def manage(self, *arguments: str) -> str:
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output
        return output

    def set_up(self) -> None:
        """A source on each site, all of them due."""
        self.manage("migrate", "-v0")
        make = (
            "from harvesters.adding import add, approve\n"
            f"for number, url in enumerate({[site.url('/table') for site in self.sites]}):\n"
            "    name = f's{number}'\n"
            "    source = add(url, name=name, protocol='table', organisation=name)\n"
            "    approve(source, actor='test')\n"
        )
        self.manage("shell", "--no-imports", "-c", make)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Installation]:
    with ExitStack() as open_sites:
        here = Installation(tmp_path, [open_sites.enter_context(Site()) for _ in range(SOURCES)])
        here.set_up()
        yield here


def when_all_have_asked(meeting: threading.Barrier) -> Answer:
    """Answers when every host has been asked: which never happens if they are read one after the other."""

    def answer(handler: Handler) -> None:
        try:
            meeting.wait(PATIENCE)
        except threading.BrokenBarrierError:
            handler.answer(b"", 500)
        else:
            handler.answer(TABLE.encode(), 200, {"Content-Type": "text/csv"})

    return answer


def test_eight_sources_on_eight_slow_hosts_take_the_time_of_the_slowest(here: Installation) -> None:
    meeting = threading.Barrier(SOURCES)
    for site in here.sites:
        site.answers["/table"] = when_all_have_asked(meeting)
    output = here.manage("work", "--once")
    assert output.count("1 listed, 1 added") == SOURCES, output
    assert here.manage("sources", "list").count("succeeded") == SOURCES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_all_of_them(here: Installation, number: signal.Signals) -> None:
    """SIGTERM reaches the worker alone, Ctrl-C its whole process group."""
    all_asked = threading.Barrier(SOURCES + 1)

    def silent(handler: Handler) -> None:
        all_asked.wait(PATIENCE)
        here.sites[0].over.wait()

    for site in here.sites:
        site.answers["/table"] = silent
    worker = here.start("work")
    all_asked.wait(PATIENCE)
    (os.killpg if number == signal.SIGINT else os.kill)(worker.pid, number)
    output, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    assert "The worker has stopped." in output
    assert "Traceback" not in output, output
    assert output.count("cancelled: 0 listed") == SOURCES, output
    assert not running(worker.pid)
    due_now = "from registry.sources.claiming import due; print('DUE', len(due()))"
    assert f"DUE {SOURCES}" in here.manage("shell", "--no-imports", "-c", due_now)


def test_what_a_killed_harvest_held_is_had_again_at_once(here: Installation) -> None:
    """As when the system runs out of memory: nobody waits for the lease to end."""
    site = here.sites[0]
    asked = threading.Event()

    def silent(handler: Handler) -> None:
        site.answers["/table"] = document(TABLE, "text/csv")
        asked.set()
        site.over.wait()

    for other in here.sites[1:]:
        other.answers["/table"] = document(TABLE, "text/csv")
    site.answers["/table"] = silent
    worker = here.start("work", "--once")
    assert asked.wait(PATIENCE)
    for child in children(worker.pid):
        os.kill(child, signal.SIGKILL)
    output, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, output
    assert here.manage("sources", "list").count("succeeded") == SOURCES, output
    assert "interrupted" in here.manage("sources", "show", "s0")


def children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


@pytest.mark.django_db
def test_the_worker_notices_a_lost_worker(site: Site, settings: Settings) -> None:
    """Its run is closed though nobody claims the source: it has been paused meanwhile."""
    source = table_source("A", site.url("/a"))
    claim(source)
    run = Run.objects.create(source=source)
    work(once=True)
    run.refresh_from_db()
    assert run.outcome == "running"
    Source.objects.update(leased_until=timezone.now() - timedelta(seconds=1), state="paused")
    work(once=True)
    run.refresh_from_db()
    assert (run.outcome, run.ended is not None) == ("failed", True)
    assert "interrupted" in run.errors.get().reason
    source.refresh_from_db()
    assert (source.lease, source.failures) == (None, 1)
