"""Search: one query, any engine; the index is derived from the catalogue and can be lost."""
