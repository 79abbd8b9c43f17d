"""The fields of an Elasticsearch index, and an entry in them."""

from __future__ import annotations

from typing import Any

import orjson

from search.entry import TEXTS, Entry
from search.facets import FACETS
from search.indexed_text import GAP

# Part of an index's format: raised when the fields change.
VERSION = 5

# `date` says only whether one is stated; what it counts is reckoned from `starts` and `ends`.
KEYWORDS = (*(facet for facet in FACETS if facet != "depth"), "depths", "names", "link")
_INTEGERS = ("id", "tie", "version", "next_key", "newest_key", "starts", "ends", "updated")
_NOT_SEARCHED = ("tie", "version")

# Analysis was done before: tokens come by spaces, and are taken as they are.
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",  # a copy on another node, as soon as there is one
    "analysis": {"analyzer": {"tokens": {"type": "custom", "tokenizer": "whitespace"}}},
}

MAPPINGS: dict[str, Any] = {
    "dynamic": False,
    "_source": {"enabled": False},  # hits are read back from the database (rule 8)
    "properties": {
        **{name: {"type": "text", "analyzer": "tokens"} for name in TEXTS},
        **{name: {"type": "keyword"} for name in KEYWORDS},
        **{name: {"type": "long", "index": name not in _NOT_SEARCHED} for name in _INTEGERS},
    },
}


def to_elasticsearch(entry: Entry) -> dict[str, Any]:
    """The document of an entry; the entry's id is the document's too.

    An empty text is there too: how rare a word is, is reckoned among the documents that have its field.
    """
    values: dict[str, Any] = orjson.loads(entry.document)
    return values | {name: values[name] or GAP for name in TEXTS}
