"""The edits that are in force, and the rater brought up to date with them before it rates."""

from __future__ import annotations

from registry.framework import lexicon
from registry.framework.lexicon import Edit
from registry.lexicon.models import LexiconEdit

_COLUMNS = ("language", "term", "about", "strength", "context", "removed")


def edits() -> tuple[Edit, ...]:
    return tuple(Edit(*row) for row in LexiconEdit.objects.order_by("pk").values_list(*_COLUMNS))


def refresh() -> None:
    """Call it before rating: any process may have kept an edit. One short read; nothing else where none was."""
    lexicon.use(edits())
