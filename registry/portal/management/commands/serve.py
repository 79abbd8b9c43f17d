"""Starts the whole registry: set-up, web server, first harvest and background worker, ended by one Ctrl-C."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from datetime import date
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from harvesters.work import work
from registry.alliance.setup import set_up
from registry.curation.staff import first_link
from registry.sources.models import Node
from registry.stopping import stop_once
from registry.worklist.refreshing import look_again

_PATIENCE = 60  # seconds for the web server to answer
_FAREWELL = 8  # seconds for the children to end by themselves


class Command(BaseCommand):
    help = "Starts the web server and the worker, and harvests what is due with progress in sight."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"http://127.0.0.1:{options['port']}"
        _check_is_free(options["port"])
        stop_once()
        children: list[subprocess.Popen[bytes]] = []
        try:
            self._prepare(address)
            children.append(_web_server(options["port"]))
            self._wait_for(address, children[0])
            self.stdout.write(f"The portal answers: {address}/", self.style.SUCCESS)
            self._harvest_due()
            children.append(_worker())
            self._tell(address)
            self._watch(children)
        except KeyboardInterrupt:
            self.stderr.write("\nStopping; an interrupted harvest goes on at the next start.")
        finally:
            _end(children)

    def _prepare(self, address: str) -> None:
        call_command("migrate", verbosity=0)
        Node.this()
        if settings.SAMPLE_ALLIANCE:
            set_up(address, date.today())

    def _wait_for(self, address: str, server: subprocess.Popen[bytes]) -> None:
        asking = Request(f"{address}/robots.txt", headers={"Host": _own_host()})  # noqa: S310 - our own address
        patience = time.monotonic() + _PATIENCE
        while time.monotonic() < patience:
            if server.poll() is not None:
                raise CommandError("The web server did not start; the lines above say why.")
            try:
                with urlopen(asking, timeout=5):  # noqa: S310 - our own address
                    return
            except (URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        raise CommandError(f"The web server does not answer at {address}.")

    def _tell(self, address: str) -> None:
        self.stdout.write(f"The portal: {address}/")
        if link := first_link():
            self.stdout.write(f"Staff sign in once by this link: {link}")
        self.stdout.flush()

    def _harvest_due(self) -> None:
        """Sources that are due at the start, in the foreground, where their progress can be seen."""
        work(once=True)
        look_again()  # what has come is among the tasks of staff, who are now told how to sign in

    def _watch(self, children: list[subprocess.Popen[bytes]]) -> None:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise CommandError("The web server or the worker has stopped; the lines above say why.")


def _own_host() -> str:
    """A name that the web server answers to, as the operator has set it."""
    name = settings.ALLOWED_HOSTS[0]
    return "127.0.0.1" if name == "*" else name.removeprefix(".")


def _check_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Port {port} cannot be had: another program uses it, or it may not be used. "
                "Try another, such as `make serve PORT=8123`."
            ) from None


def _web_server(port: int) -> subprocess.Popen[bytes]:
    return _start(
        "-m", "gunicorn", "registry.wsgi", "--config", "python:registry.web_server",
        "--bind", f"127.0.0.1:{port}", "--workers", str(settings.WORKERS),
        # Before our own patience ends: a process that does not stop is then killed by its master, not orphaned.
        "--graceful-timeout", str(_FAREWELL - 3),
    )  # fmt: skip


def _worker() -> subprocess.Popen[bytes]:
    return _start("manage.py", "work")


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # In a session of its own: a Ctrl-C reaches us alone, and each child is told to stop once, by us.
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=os.environ, start_new_session=True
    )


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    patience = time.monotonic() + _FAREWELL
    for child in children:
        try:
            child.wait(max(0.1, patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
