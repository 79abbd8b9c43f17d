"""The benchmark's processes: each measured by itself, each ended with the benchmark."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 3_600  # seconds for any one of them


def answered(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON that a module of this package prints; RuntimeError with its last words when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def prepare_database(environment: Mapping[str, str]) -> None:
    """An empty database, as `make serve` makes it before anything is harvested."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        timeout=_PATIENCE,
    )


@contextmanager
def repository(records: int, first: int = 0) -> Iterator[str]:
    """The base URL of a server of the corpus, from its first record on or from another one."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.server",
        "--records",
        str(records),
        "--first",
        str(first),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def web_server(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of the portal over a harvest's DATA_DIR."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "registry.wsgi", "--bind", f"127.0.0.1:{port}",
               "--log-level", "warning", "--no-control-socket"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    patience = time.monotonic() + 30
    while time.monotonic() < patience:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The web server does not answer.")
