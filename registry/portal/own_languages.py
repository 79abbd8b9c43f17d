"""The reader's own languages first: what can be read comes before what cannot, where a list leaves a choice."""

from __future__ import annotations

from collections.abc import Collection

from registry.framework.reading import primary_subtag

OWN, NOT_STATED, FOREIGN = range(3)


def foreignness(language: str | None, languages: Collection[str]) -> int:
    """OWN, NOT_STATED or FOREIGN, for a reader of these BCP 47 tags; a reader of no stated language reads all."""
    if not languages:
        return OWN
    if not language:
        return NOT_STATED
    return OWN if primary_subtag(language) in set(map(primary_subtag, languages)) else FOREIGN
