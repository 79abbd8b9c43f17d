"""Mutates documents and harvests the mutants (`make fuzz`). Exits with 1 if one did what none may do."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

import django


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as directory:
        os.environ |= {
            "DATA_DIR": directory,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "registry.settings",
        }
        django.setup()
        from tests.fuzz.session import Session  # it needs the settings

        return Session(options).run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "--documents", type=int, default=10_000, metavar="N", help="mutants that are harvested"
    )
    parser.add_argument(
        "--payloads", type=int, default=5_000, metavar="N", help="spoilt payloads that are described"
    )
    parser.add_argument(
        "--stored", type=int, default=500, metavar="N", help="mutants that are harvested and stored"
    )
    parser.add_argument(
        "--seconds", type=int, default=1_800, metavar="N", help="when to end, whatever is left"
    )
    parser.add_argument("--seed", default="1", help="the same one gives the same mutants")
    parser.add_argument("--only", default="", metavar="TEXT", help="documents whose names contain this")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
