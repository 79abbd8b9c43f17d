"""What an engine keeps of a resource: its texts as tokens, and the keys by which it is filtered and ordered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

from registry.catalogue.merging import placed
from search import indexed_text, ordering
from search.content import Content, Organiser, content
from search.ordering import Keys, Session

TEXTS = ("title", "subjects", "people", "description")


class Entry(NamedTuple):
    """One resource in an index.

    `document`: as JSON, by field of the index. A text of tokens for each of TEXTS; lists for each facet, for `depths`,
    for `names` (search.content) and, if it has sessions, for `starts` and `ends`, in seconds since 1970; `link`,
    "usable" or "dead"; `updated` (search.content), unless it is unknown; `next_key` and `newest_key` (search.ordering);
    `tie`, which breaks ties of relevance; `version`, a digest of all that the resource says, to tell a stale entry.
    """

    id: int
    document: str


class Draft(NamedTuple):
    """All of an entry that does not depend on how and when its resource was stored.

    Plain values, which pass between processes; a tuple of them serves as well.
    """

    document: str
    sessions: tuple[tuple[int, int], ...]
    published: str
    digest: bytes


def draft(said: Mapping[str, Any], profile: Mapping[str, Any], organiser: tuple[str, str, str]) -> Draft:
    """Of effective values and a profile as JSON; `organiser` is the name, kind and economy of who offers it."""
    return drafted(content(said, profile, Organiser(*organiser), sessions=_sessions(said)))


def drafted(content: Content) -> Draft:
    fields: dict[str, Any] = {
        "title": indexed_text.of_text(content.title),
        "subjects": indexed_text.of_values(content.subjects),
        "people": indexed_text.of_values(content.people),
        "description": indexed_text.of_text(content.description),
        **content.facets,
        "depths": content.depths,
        "link": "dead" if content.link_is_dead else "usable",
        "names": content.names,
    }
    if content.sessions:
        fields |= {"starts": content.starts, "ends": content.ends}
    if content.updated:
        fields["updated"] = content.updated
    sessions = tuple([(session.start, session.end) for session in content.sessions])
    return Draft(orjson.dumps(fields).decode(), sessions, content.published, content.digest)


def entry(draft: Draft, id: int, tie: int, created: int, now: datetime) -> Entry:
    """The entry of the resource with that id. `tie`: of its public id; `created`: since when the catalogue has it, in
    seconds since 1970."""
    sessions = [Session(*session) for session in draft.sessions]
    keys = order_keys(sessions, draft.published, tie, created, now)
    stored = (
        f'{{"id":{id},"tie":{tie},"version":{version(draft.digest, keys.newest)},'
        f'"next_key":{keys.next},"newest_key":{keys.newest},'
    )
    return Entry(id, stored + draft.document[1:])


def order_keys(sessions: Sequence[Session], published: str, tie: int, created: int, now: datetime) -> Keys:
    return ordering.keys(sessions, _added(published, created), tie, now)


def version(digest: bytes, newest_key: int) -> int:
    """Of all but `next_key`, which time alone changes."""
    plain = digest + newest_key.to_bytes(8)
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest()) >> 1


def session(starts: datetime, ends: datetime | None, stated: Mapping[str, Any]) -> Session:
    """A session of whole days begins when its first day is over: until then one can still go there."""
    if stated.get("all_day"):
        starts += timedelta(days=1, seconds=-1)
    start = int(starts.timestamp())
    return Session(start, max(start, int(ends.timestamp())) if ends else start)


def _sessions(said: Mapping[str, Any]) -> list[Session]:
    """As the catalogue keeps them: those that are cancelled or cannot be placed apart, in their order."""
    placed_ones = [
        (starts, placed(stated["end"], end=True) if stated.get("end") else None, stated)
        for stated in said.get("occurrences", ())
        if not stated.get("cancelled") and (starts := placed(stated["start"]))
    ]
    return [session(*one) for one in sorted(placed_ones, key=lambda one: one[0])]


def _added(published: str, created: int) -> int:
    """When it was published, as far as stated and believable; else when the catalogue first had it."""
    try:
        stated = datetime.fromisoformat(published)
    except ValueError:
        return created
    return min(int((stated if stated.tzinfo else stated.replace(tzinfo=UTC)).timestamp()), created)
