"""Tries mutants as sources, and tells what none may do: raise, count wrongly, or take for ever."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from unittest import mock

from harvesters.fetch import Fetcher
from harvesters.intake import pages, read_one
from harvesters.listing import Harvested, Request
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import harvester
from harvesters.settings import checked
from harvesters.trial import tried
from tests.fuzz.documents import Seed
from tests.fuzz.mutation import mutant
from tests.harvesters.faults import Site, document
from tests.harvesters.providers import settings_at

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
SLOWEST = 20.0  # seconds that a mutant may take
_PARTS = ("added", "changed", "unchanged", "deleted", "rejected", "skipped")
_WRITTEN_HERE = frozenset({"page"})  # formats of payloads that say what was read, instead of being it
_OF_OURS = "fault of the registry"  # in the advice of a problem that stands for an error nobody foresaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a mutant did that none may do. The same seed, document and number give the same mutant again."""

    document: str
    number: int
    mutations: str
    what: str

    def __str__(self) -> str:
        return f"{self.document}, mutant {self.number} ({self.mutations}): {self.what}"


@contextmanager
def cut_off() -> Iterator[None]:
    """No name of another machine leads anywhere, whatever a mutant refers to; errors are not logged but told."""
    resolve = socket.getaddrinfo

    def local(host: Any, *args: Any, **named: Any) -> Any:
        if str(host) in ("127.0.0.1", "localhost"):
            return resolve(host, *args, **named)
        raise socket.gaierror(socket.EAI_NONAME, "no other machine is here")

    with mock.patch.object(socket, "getaddrinfo", local):
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def spoilt(seed: Seed, number: int, chance: str, others: Sequence[Seed]) -> tuple[bytes, str, Random]:
    """The mutant of that number, how it came about, and what decides by chance on it from here."""
    random = Random(f"{chance}:{seed.name}:{number}")  # to be repeated, not to be secret
    body, names = mutant(seed.body, random, [other.body for other in others])
    return body, ", ".join(names), random


def tried_as_source(
    site: Site, seed: Seed, number: int, chance: str, others: Sequence[Seed]
) -> Finding | None:
    """Harvests a mutant without storing it; of five, one without being told its protocol."""
    body, mutations, random = spoilt(seed, number, chance, others)
    publish(site, seed, body, random)
    protocol = None if random.random() < 0.2 else seed.protocol
    begun = time.monotonic()
    try:
        with Fetcher([site.address], robots=False, seconds=SLOWEST) as fetcher:
            found = tried(
                fetcher,
                site.url(seed.path),
                today=TODAY,
                protocol=protocol,
                settings=settings_at(site, protocol, seed.settings) if protocol else {},
            )
        what = _wrong(found.as_json(), found.errors, time.monotonic() - begun)
    except Exception as error:  # noqa: BLE001 (what is looked for)
        what = f"{type(error).__name__}: {error}"
    return Finding(document=seed.name, number=number, mutations=mutations, what=what) if what else None


def publish(site: Site, seed: Seed, body: bytes, random: Random) -> None:
    """Serves it under its own media type, none, or a charset that may be another one."""
    site.answers.clear()
    seed.serve(site)
    charset = random.choice(
        ("", "", "; charset=utf-8", "; charset=gb2312", "; charset=iso-8859-1", "; charset=x")
    )
    site.answers[seed.path] = document(body, f"{seed.content_type}{charset}" if seed.content_type else "")


def payloads(site: Site, seed: Seed) -> list[Harvested]:
    """The records of the document as it is."""
    publish(site, seed, seed.body, Random(0))
    stated = settings_at(site, seed.protocol, seed.settings)
    request = Request(url=site.url(seed.path), settings=stated, today=TODAY)
    found: list[Harvested] = []
    with Fetcher([site.address], robots=False, seconds=SLOWEST) as fetcher:
        try:
            for page in pages(harvester(seed.protocol)(fetcher, request)):
                found += page.records
        except SourceProblem:
            pass  # what came before it is enough
    return [
        record
        for record in found
        if record.payload and not record.rejected and record.format not in _WRITTEN_HERE
    ]


def described(record: Harvested, seed: Seed, number: int, chance: str) -> Finding | None:
    """Describes a record whose payload is spoilt, as a stored one that is described again may be."""
    random = Random(f"{chance}:{seed.name}:payload:{number}")
    body, names = mutant(record.payload, random, ())
    begun = time.monotonic()
    one = Harvested(identifier="x", payload=body, format=record.format, base=record.base)
    reading = read_one(one, checked(seed.settings, seed.protocol), TODAY)
    what = _fault(reading.problems) or _too_slow(time.monotonic() - begun)
    if what is None:
        return None
    return Finding(
        document=f"{record.format} of {seed.name}", number=number, mutations=", ".join(names), what=what
    )


def _wrong(found: dict[str, Any], errors: Sequence[Problem], seconds: float) -> str | None:
    counts = found["counts"]
    taken = counts["added"] + counts["deleted"]
    identifiers = [record["identifier"] for record in found["records"]]
    if counts["listed"] != sum(counts[part] for part in _PARTS):
        return f"its counts do not add up: {counts}"
    if len(identifiers) != taken or len(set(identifiers)) != taken:
        return f"{taken} records are counted, {len(identifiers)} shown, {len(set(identifiers))} different"
    if found["outcome"] not in ("succeeded", "partial", "failed"):
        return f"it ended as {found['outcome']}"
    if found["outcome"] != "succeeded" and not errors:
        return "it did not succeed, and nothing says why"
    json.dumps(found).encode()
    return _fault(errors) or _too_slow(seconds)


def _fault(problems: Sequence[Problem]) -> str | None:
    return next(
        (problem.reason for problem in problems if _OF_OURS in problem.advice or not problem.reason), None
    )


def _too_slow(seconds: float) -> str | None:
    return f"it took {seconds:.0f} seconds" if seconds > SLOWEST else None
