"""The fields of tantivy's index."""

from __future__ import annotations

import tantivy

from search.entry import TEXTS

# Part of an index's format: raised when the fields change.
VERSION = 6

# Each facet is a field of its own name; those of depth and date are reckoned from `depths`, `starts` and `ends`.
KEYWORDS = (
    *("aspect", "kind", "form", "phase", "language", "economy", "type", "cost", "audience", "tier", "date"),
    *("depths", "names", "link"),
)

# Analysis was done before: tokens come by spaces, and are taken as they are.
_TOKENS = "tokens"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "tie", "version", "next_key", "newest_key", "starts", "ends", "updated"):
        # Ranges are read from the columns ("fast"); by terms only ids are looked up.
        builder.add_integer_field(name, indexed=name == "id", fast=True)
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=_TOKENS)
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    return builder.build()


SCHEMA = _schema()


def register_tokenizers(index: tantivy.Index) -> None:
    """To be called whenever an index is opened: tantivy keeps a tokenizer's name, not the tokenizer."""
    index.register_tokenizer(_TOKENS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def integers(searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The values of a field that every entry has one of."""
    return [int(value or 0) for value in searcher.fast_field_values(field, addresses)]


def total(found: tantivy.SearchResult) -> int:
    """How many entries a search found, of which it gave the first."""
    return int(found.count)  # type: ignore[attr-defined]  # tantivy's stubs leave it out
