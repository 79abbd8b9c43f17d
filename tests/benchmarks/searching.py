"""Searches of the harvested catalogue in one process: words, two filters, all facets counted, snippets marked.

A process of its own, with the DATA_DIR of a harvest. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

import django

from tests.benchmarks.corpus import Question, questions
from tests.benchmarks.percentiles import percentiles


def searched(asked: Sequence[Question]) -> tuple[list[float], int]:
    """Seconds of each search, from its parameters to its hits, and how many found something."""
    from search import query
    from search.index import search

    seconds, finding = [], 0
    for question in asked:
        params = {"q": [question.words], "language": [question.language], "type": [question.type]}
        begun = time.perf_counter()
        found = search(query.from_params(params))
        seconds.append(time.perf_counter() - begun)
        finding += bool(found.hits)
    return seconds, finding


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=200)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    asked = questions(options.searches)
    searched(asked)  # the first time reads the files
    seconds, finding = searched(asked)
    json.dump(percentiles(seconds) | {"searches": len(asked), "finding": finding}, sys.stdout)


if __name__ == "__main__":
    main()
