"""What is read of a resource to be searched: plain values, which pass between processes. It needs no database."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from search.content import Content, Organiser, content
from search.entry import Entry, drafted, entry, order_keys, version
from search.ordering import Keys, Session


class Row(NamedTuple):
    """A visible resource. `tie`: of its public id (search.ordering); `created`: since when the catalogue has it, in
    seconds since 1970. `effective`, `profile` and `tags` are JSON, as the database keeps them; `organisation`, `kind`
    and `economy` are those of who offers it; `labels` are of its concepts."""

    id: int
    tie: int
    created: int
    title: str
    effective: str
    profile: str
    tags: str
    organisation: str
    kind: str
    economy: str
    sessions: tuple[Session, ...] = ()
    labels: tuple[str, ...] = ()
    link_is_dead: bool = False

    def content(self) -> Content:
        """What it says that is searched."""
        said = _value(self.effective)
        said["title"] = self.title
        found = content(
            said,
            _value(self.profile),
            Organiser(self.organisation, self.kind, self.economy),
            tags=(*_value(self.tags), *self.labels),
            sessions=self.sessions,
        )
        return found._replace(link_is_dead=True) if self.link_is_dead else found

    def entry(self, now: datetime) -> Entry:
        return entry(drafted(self.content()), self.id, self.tie, self.created, now)

    def keys(self, content: Content, now: datetime) -> Keys:
        return order_keys(self.sessions, content.published, self.tie, self.created, now)

    def version(self, now: datetime) -> int:
        """That its entry in an index has when it is not stale."""
        said = self.content()
        return version(said.digest, self.keys(said, now).newest)


def _value(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # “NaN”, which Python writes and reads
        return json.loads(text)
