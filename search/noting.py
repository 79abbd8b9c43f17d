"""Notes of what people look for: lines in a file, since a request writes nothing into the database (rule 14).

A file for each minute, in `SOUGHT_DIR`. Whoever counts (search.sought) takes files whose minute is over, so that
nobody writes into one that is being read. A line says what was asked, never who asked it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from harvesters.values.contacts import without_contacts
from registry.framework import economies
from registry.framework.rubric import DEPTH_CELLS
from search import analysis
from search.concepts import language_of
from search.query import Query

logger = logging.getLogger(__name__)

MOST_SHOWN = 20
_LONGEST_TEXT, _LONGEST_FACETS = 200, 400  # characters, as search.models.Sought keeps them
_LARGEST_FILE = 2_000_000  # bytes: what a flood of requests can fill in a minute
_SETTLED = timedelta(seconds=60)  # after its minute nobody writes into a file
_FORSAKEN = timedelta(hours=1)  # who took a file and has not counted it by then has died
_NAME = "%Y%m%dT%H%M"

# What points at a person or a device in what somebody pastes: the path of an address, long numbers.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){7,}")
# Browsers in English say so everywhere.
_SAYS_NOTHING = frozenset(("en-us", "en-gb"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, in the form in which it is counted (search.models.Sought)."""

    text: str
    language: str
    facets: str
    economy: str
    aspects: tuple[str, ...]


def note_search(query: Query, total: int, shown: Sequence[int], now: datetime, *, relaxed: bool) -> None:
    """`shown`: the resources on the first page, by id."""
    found = {"found": total, "partly": relaxed and total > 0, "shown": list(shown[:MOST_SHOWN])}
    _note({**asdict(_asked(query)), **found}, now)


def note_opening(query: Query, resource: int, now: datetime) -> None:
    """One of the results of a query was followed."""
    _note({**asdict(_asked(query)), "opened": resource}, now)


def _asked(query: Query) -> Asked:
    said = analysis.folded(without_contacts(_ADDRESS.sub(" ", query.text)))
    text = " ".join(_LONG_NUMBER.sub(" ", said).split())[:_LONGEST_TEXT].strip()
    chosen = sorted(query.filters.items())
    aspects = {aspect for need in query.needs for aspect in need.aspects} | set(
        query.filters.get("aspect", ())
    )
    return Asked(
        text=text,
        language=language_of(query.languages[0])[:12] if query.languages else "",
        facets=urlencode(chosen, doseq=True)[:_LONGEST_FACETS],
        economy=_economy(query),
        aspects=tuple(sorted(aspects.intersection(DEPTH_CELLS))),
    )


def _economy(query: Query) -> str:
    """The one that is filtered by, else that of the reader's language (es-CL); "" when neither says it."""
    filtered = query.filters.get("economy", ())
    if filtered:
        return filtered[0] if len(filtered) == 1 and len(filtered[0]) == 2 else ""
    for tag in query.languages[:1]:
        region = tag.rpartition("-")[2]
        if tag.lower() not in _SAYS_NOTHING and "-" in tag and len(region) == 2:
            return economies.economy(region.upper()) or ""
    return ""


def _note(line: dict[str, object], now: datetime) -> None:
    """Appends a line; counting is no reason to fail a page."""
    directory: Path = settings.SOUGHT_DIR
    if not settings.SOUGHT_DAYS:
        return
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One write at the end of the file: lines of several processes do not mix.
        file = os.open(directory / now.strftime(_NAME), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(file).st_size < _LARGEST_FILE:
                os.write(file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        finally:
            os.close(file)
    except OSError as error:
        logger.warning("What is looked for is not counted: %s", error)


@contextmanager
def taken_notes(now: datetime) -> Iterator[Iterator[tuple[datetime, dict[str, object]]]]:
    """The lines of one file whose minute is over, with that minute; none when there is no such file.

    The file is deleted afterwards. Who dies in between leaves it to be counted again, twice at the worst.
    """
    taken = _take(now)
    if taken is None:
        yield iter(())
        return
    path, minute = taken
    yield _lines(path, minute)
    path.unlink(missing_ok=True)


def _take(now: datetime) -> tuple[Path, datetime] | None:
    """Renames a file, which only one of several workers can do."""
    for path, minute in _files(now):
        taken = path.with_name(f"{minute.strftime(_NAME)}.{uuid.uuid4().hex}")
        with suppress(FileNotFoundError):
            os.utime(path, (now.timestamp(), now.timestamp()))
            path.rename(taken)
            return taken, minute
    return None


def _files(now: datetime) -> Iterator[tuple[Path, datetime]]:
    directory: Path = settings.SOUGHT_DIR
    if not directory.is_dir():
        return
    for path in sorted(directory.iterdir()):
        name, _dot, owner = path.name.partition(".")
        try:
            minute = datetime.strptime(name, _NAME).replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
        if owner:
            with suppress(FileNotFoundError):
                if now.timestamp() - path.stat().st_mtime > _FORSAKEN.total_seconds():
                    yield path, minute
        elif minute + timedelta(minutes=1) + _SETTLED <= now:
            yield path, minute


def _lines(path: Path, minute: datetime) -> Iterator[tuple[datetime, dict[str, object]]]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield minute, json.loads(line)
            except ValueError:
                continue  # cut off by a full disk
