"""SQLite as Django knows it, but that whoever begins to write does so in turn (registry.turns)."""
