"""The harvest's second process with timers around its stages; it writes what they took beside its database."""

from __future__ import annotations

import json
import os
from pathlib import Path

from harvesters import second_process
from tests.benchmarks.stages import SECOND, Stages

FILE = "second-process.json"


def read_stages(directory: Path) -> dict[str, float]:
    """Of the second process that has ended last; empty when there was none."""
    file = directory / FILE
    if not file.exists():
        return {}
    seconds: dict[str, float] = json.loads(file.read_text())
    file.unlink()
    return seconds


if __name__ == "__main__":
    stages = Stages(SECOND)
    second_process.main()
    (Path(os.environ["DATA_DIR"]) / FILE).write_text(json.dumps(stages.read()))
