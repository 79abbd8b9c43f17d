"""Seals the history row after row, and finds where it was tampered with.

A seal's digest is SHA-256 over the digest of the seal before (64 hexadecimal digits; zeros before the first) and,
for each row in the order of ids, a line of JSON: id, subject, field, before, after, cause, actor and time, with
sorted keys, without spaces, in UTF-8. Whoever keeps a digest elsewhere can tell later that all before it is as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.audit.models import Seal
from registry.catalogue.models import Change
from registry.catalogue.writing import writing

ROWS = 500  # of a seal at most (rule 14)
SETTLED = timedelta(minutes=1)
"""Rows younger than this wait: a transaction that is still open may hold rows with lower ids."""
_BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """`sealed` rows hold, `unsealed` wait for their seal; `broken`: what is wrong, in words, "" if nothing is."""

    seals: int
    sealed: int
    unsealed: int
    head: str
    broken: str = ""


def seal(now: datetime | None = None) -> int:
    """Seals what is settled and not sealed yet; returns how many rows. Any number of workers may."""
    settled = (now or timezone.now()) - SETTLED
    count = 0
    while sealed := _seal_next(settled):
        count += sealed
    return count


def verify() -> Verdict:
    """Works every digest out anew, and ends at the first that does not come out the same."""
    head, sealed, number = _BEFORE_THE_FIRST, 0, 0
    last: int | None = None
    for found in Seal.objects.iterator(chunk_size=500):
        number += 1
        rows = list(_after(last).filter(pk__lte=found.last))
        problem = _problem(found, number, head, rows)
        if problem:
            return Verdict(number - 1, sealed, 0, head, problem)
        head, last, sealed = found.digest, found.last, sealed + found.count
    return Verdict(number, sealed, _after(last).count(), head)


def holds(digest: str) -> bool:
    """Whether a digest that was noted down earlier is still one of the chain's."""
    return Seal.objects.filter(digest=digest.strip().lower()).exists()


def _seal_next(settled: datetime) -> int:
    last = Seal.objects.last()
    if not _waiting(last, settled).exists():
        return 0  # without taking the catalogue's turn to write
    with writing():
        last = Seal.objects.last()
        rows = list(_waiting(last, settled)[:ROWS])
        if not rows:
            return 0
        Seal.objects.create(
            number=last.number + 1 if last else 1,
            last=rows[-1].pk,
            count=len(rows),
            digest=_digest(last.digest if last else _BEFORE_THE_FIRST, rows),
        )
    return len(rows)


def _waiting(last: Seal | None, settled: datetime) -> QuerySet[Change]:
    rows = _after(last.last if last else None)
    young = rows.filter(at__gt=settled).values_list("pk", flat=True).first()
    return rows if young is None else rows.filter(pk__lt=young)


def _after(last: int | None) -> QuerySet[Change]:
    """The rows after one, in order; None: all, whatever their ids."""
    rows = Change.objects.order_by("pk")
    return rows if last is None else rows.filter(pk__gt=last)


def _problem(found: Seal, number: int, head: str, rows: list[Change]) -> str:
    if found.number != number:
        return _("Seal %(number)s is missing.") % {"number": number}
    if len(rows) != found.count:
        return _("Seal %(number)s was set on %(count)s rows of the history, and there are %(there)s now.") % {
            "number": number,
            "count": found.count,
            "there": len(rows),
        }
    if _digest(head, rows) != found.digest:
        between = {"number": number, "first": rows[0].pk if rows else 0, "last": found.last}
        return _("Seal %(number)s does not hold: rows %(first)s to %(last)s are not as they were.") % between
    return ""


def _digest(before: str, rows: Iterable[Change]) -> str:
    digest = hashlib.sha256(before.encode())
    for line in _lines(rows):
        digest.update(line)
    return digest.hexdigest()


def _lines(rows: Iterable[Change]) -> Iterator[bytes]:
    for row in rows:
        told = {
            "id": row.pk,
            "subject": row.subject,
            "field": row.field,
            "before": row.before,
            "after": row.after,
            "cause": row.cause,
            "actor": row.actor,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        line = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        yield line.encode("utf-8", "surrogatepass") + b"\n"
