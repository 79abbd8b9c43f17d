"""`make evaluate` prints the rater's figures; `--labels FILE` writes the labels with their texts, for `make train`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.evaluation.labels import as_line, labelled
from tests.evaluation.report import report

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--real", type=Path, default=REAL, help="the folder of real documents")
    parser.add_argument(
        "--labels", type=Path, help="write the labelled texts to this file, and measure nothing"
    )
    parser.add_argument("--times", type=int, default=1000, help="how often the bootstrap draws")
    options = parser.parse_args()
    if not options.real.is_dir():
        sys.stderr.write(f"{options.real} is not there: the items' texts are not part of the project.\n")
        return 2
    if options.labels:
        options.labels.write_text(
            "".join(f"{as_line(each)}\n" for each in labelled(options.real)), encoding="utf-8"
        )
        return 0
    for line in report(options.real, options.times):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
