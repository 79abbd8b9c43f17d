"""One run of `make fuzz`: how many mutants of which document, what was found, and how long it took."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command

from tests.fuzz.documents import Seed, seeds
from tests.fuzz.running import Finding, cut_off, described, payloads, tried_as_source
from tests.fuzz.stored import stored
from tests.harvesters.faults import Site

Step = tuple[str, Seed, Finding | None]


class Session:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.all = seeds()
        self.seeds = [seed for seed in self.all if options.only in seed.name]
        self.tried: Counter[tuple[str, str]] = Counter()  # by protocol and document
        self.kinds: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()  # seconds by document
        self.findings: list[Finding] = []

    def run(self) -> int:
        """Ends with 0 when every mutant that was asked for was tried in time and did nothing wrong."""
        asked = self.options.documents + self.options.payloads + self.options.stored
        begun = last = time.monotonic()
        with cut_off(), Site() as site:
            for kind, seed, finding in self._steps(site):
                now = time.monotonic()
                self._count(kind, seed, finding, now - last)
                last = now
                if now - begun > self.options.seconds:
                    break
        self._tell(time.monotonic() - begun)
        return 0 if sum(self.kinds.values()) >= asked and not self.findings else 1

    def _steps(self, site: Site) -> Iterator[Step]:
        yield from self._as_sources(site)
        yield from self._payloads(site)
        yield from self._stored(site)

    def _as_sources(self, site: Site) -> Iterator[Step]:
        for number in range(self.options.documents):
            seed = self.seeds[number % len(self.seeds)]
            yield "harvested", seed, tried_as_source(site, seed, number, self.options.seed, self.all)

    def _payloads(self, site: Site) -> Iterator[Step]:
        """By format in turn, so that a format of few records gets as many as one of many."""
        by_format: dict[str, list[tuple[Seed, int]]] = {}
        found = {seed.name: payloads(site, seed) for seed in self.seeds}
        for seed in self.seeds:
            for at, record in enumerate(found[seed.name]):
                by_format.setdefault(record.format, []).append((seed, at))
        formats = sorted(by_format)
        for number in range(self.options.payloads if formats else 0):
            listed = by_format[formats[number % len(formats)]]
            seed, at = listed[number // len(formats) % len(listed)]
            yield "described", seed, described(found[seed.name][at], seed, number, self.options.seed)

    def _stored(self, site: Site) -> Iterator[Step]:
        if not self.options.stored:
            return
        call_command("migrate", verbosity=0)
        settings.HARVEST_ALLOWED_ADDRESSES = [site.address]
        each = -(-self.options.stored // len(self.seeds))
        for seed in self.seeds:
            for finding in stored(site, seed, each, self.options.seed, self.all):
                yield "stored", seed, finding

    def _count(self, kind: str, seed: Seed, finding: Finding | None, seconds: float) -> None:
        self.tried[seed.protocol, seed.name] += 1
        self.kinds[kind] += 1
        self.spent[seed.name] += seconds  # type: ignore[assignment]
        if finding:
            self.findings.append(finding)
            sys.stdout.write(f"! {finding}\n")

    def _tell(self, seconds: float) -> None:
        lines = [f"{'protocol':10} {'mutants':>8} {'seconds':>8}  document"]
        for (protocol, name), count in sorted(self.tried.items()):
            lines.append(f"{protocol:10} {count:8,} {self.spent[name]:8.1f}  {name}")
        by_protocol = Counter[str]()
        for (protocol, _), count in self.tried.items():
            by_protocol[protocol] += count
        total = ", ".join(f"{count:,} {protocol}" for protocol, count in sorted(by_protocol.items()))
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.items())
        lines.append(f"\n{sum(self.kinds.values()):,} mutants in {seconds:.0f} s ({kinds}): {total}")
        lines.append(f"{len(self.findings)} did what none may do. The seed was {self.options.seed}.")
        sys.stdout.write("\n".join(lines) + "\n")
