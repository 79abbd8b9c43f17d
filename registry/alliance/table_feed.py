"""An organisation's entries as a CSV file, one row each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from registry.alliance.content import Entry

DELIVERY = {
    ("online",): "online",
    ("offline",): "in person",
    ("online", "offline"): "blended",
    ("offline", "online"): "blended",
    (): "",
}
COLUMNS = (
    *("code", "title", "summary", "link", "language", "kind", "subjects", "trainers", "delivery"),
    *("fee", "currency", "length", "level", "for", "economies", "how to join", "published", "updated"),
    *("starts", "ends", "zone", "place", "seats"),
)


def table_feed(entries: Sequence[Entry]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets write it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = _cells(entry)
        writer.writerow([cells[column] for column in COLUMNS[: entry.cells]])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cells(entry: Entry) -> dict[str, str]:
    return {
        "code": entry.key,
        "title": entry.title or "",
        "summary": entry.description,
        "link": entry.url,
        "language": entry.language or "",
        "kind": entry.kind,
        "subjects": "; ".join(entry.subjects),
        "trainers": "; ".join(entry.creators),
        "delivery": DELIVERY[entry.forms],
        "fee": "free" if entry.free else entry.price or "",
        "currency": entry.currency or "",
        "length": entry.duration or "",
        "level": entry.level or "",
        "for": "; ".join(entry.audience),
        "economies": "; ".join(entry.economies),
        "how to join": entry.access or "",
        "published": entry.stated.get("published", entry.published.isoformat()),
        "updated": entry.modified.isoformat(),
        **_session_cells(entry),
    }


def _session_cells(entry: Entry) -> dict[str, str]:
    """A row has room for one session: the first."""
    session = next(iter(entry.sessions), None)
    if session is None:
        return dict.fromkeys(("starts", "ends", "zone", "place", "seats"), "")
    form = "%Y-%m-%d" if session.all_day else "%Y-%m-%d %H:%M"
    return {
        "starts": session.start.strftime(form),
        "ends": session.end.strftime(form),
        "zone": session.zone or "",
        "place": session.place or "",
        "seats": str(session.seats or ""),
    }
