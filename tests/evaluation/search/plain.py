"""A plain search as a baseline: tantivy as it is, over title and description, nothing tuned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import tantivy


class PlainSearch:
    """Of items with the texts `id`, `title` and `description` (may be unknown)."""

    def __init__(self, items: Iterable[Mapping[str, str | None]]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "description"):
            builder.add_text_field(name)
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(15_000_000, 1)
        for item in items:
            texts = {name: item[name] or "" for name in ("id", "title", "description")}
            writer.add_document(tantivy.Document(**texts))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ranked(self, text: str, limit: int) -> list[str]:
        """The ids of the best hits, the best first."""
        query, _errors = self._index.parse_query_lenient(text, ["title", "description"])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit).hits
        return [str(searcher.doc(address)["id"][0]) for _score, address in hits]
