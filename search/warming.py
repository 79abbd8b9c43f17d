"""What the first search would otherwise wait for: the vocabulary, read and folded."""

from __future__ import annotations

from search import completing, spelling
from search.needs import needs


def warm() -> None:
    """For a process that is going to answer searches, before it does. It needs neither database nor engine."""
    needs("customs 报关 a word besides", ["en"])
    spelling.warm()
    completing.warm()
