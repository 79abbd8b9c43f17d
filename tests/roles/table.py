"""Who may ask for which address: each view of the registry by its name, with the least role that it is for.

A line for a new view goes here; the test fails for one that is not named. `SCOPED`: what it decides is on one
resource, and a curator of other economies or languages is refused.
"""

from __future__ import annotations

ANYBODY, CURATOR, SENIOR, ADMINISTRATOR = "anybody", "curator", "senior", "administrator"

PUBLIC = ("alerts", "alliance", "federation", "followup", "portal", "providers", "takedown")
"""Parts whose views are for anybody, but for those that the table names."""

TABLE: dict[str, str] = {
    # Staff's pages: looking, and work on single resources.
    "curation:queue": CURATOR,
    "curation:take": CURATOR,
    "curation:review": CURATOR,
    "curation:decide-review": CURATOR,
    "curation:resources": CURATOR,
    "curation:resource": CURATOR,
    "curation:history": CURATOR,
    "curation:fields": CURATOR,
    "curation:field": CURATOR,
    "curation:describe": CURATOR,
    "curation:depths": CURATOR,
    "curation:relevance": CURATOR,
    "curation:hide": CURATOR,
    "curation:delete": CURATOR,
    "curation:keep-field": CURATOR,
    "curation:keep-ours": CURATOR,
    "curation:give-back": CURATOR,
    "curation:take-back-change": CURATOR,
    "curation:faults": CURATOR,
    "curation:settle-faults": CURATOR,
    "curation:sought": CURATOR,
    "curation:explain": CURATOR,
    "curation:sources": CURATOR,
    "curation:source": CURATOR,
    "curation:run": CURATOR,
    "curation:removals": CURATOR,
    "curation:addresses": CURATOR,
    "curation:entries": CURATOR,
    "curation:entry": CURATOR,
    "curation:type-in": CURATOR,
    "curation:upload": CURATOR,
    "curation:save-entry": CURATOR,
    "curation:take-back": CURATOR,
    "curation:links": CURATOR,
    "curation:link": CURATOR,
    "curation:check-link": CURATOR,
    "curation:correct-link": CURATOR,
    "curation:terms": CURATOR,
    "curation:term": CURATOR,
    "curation:map-term": CURATOR,
    "curation:ignore-term": CURATOR,
    "curation:reopen-term": CURATOR,
    "curation:concepts": CURATOR,
    "curation:concept": CURATOR,
    # Many resources at once. What a curator may change so is tested in tests/curation/test_bulk.py.
    "curation:bulk-changes": CURATOR,
    "curation:new-bulk": CURATOR,
    "curation:begin-bulk": CURATOR,
    "curation:bulk": CURATOR,
    "curation:take-back-bulk": CURATOR,
    # What concerns whole sources, other people's work, or the vocabulary that all share.
    "curation:take-always": SENIOR,
    "curation:ask-again": SENIOR,
    "curation:decide": SENIOR,
    "curation:pace": SENIOR,
    "curation:cancel": SENIOR,
    "curation:full": SENIOR,
    "curation:pause": SENIOR,
    "curation:resume": SENIOR,
    "curation:run-now": SENIOR,
    "curation:decide-run": SENIOR,
    "curation:settings": SENIOR,
    "curation:save-settings": SENIOR,
    "curation:try-settings": SENIOR,
    "curation:new-source": SENIOR,
    "curation:add-by-hand": SENIOR,
    "curation:add-addresses": SENIOR,
    "curation:save-addresses": SENIOR,
    "curation:takedowns": SENIOR,
    "curation:takedown": SENIOR,
    "curation:decide-takedown": SENIOR,
    "curation:new-concept": SENIOR,
    "curation:add-label": SENIOR,
    "curation:change-label": SENIOR,
    "curation:relate": SENIOR,
    "curation:deprecate": SENIOR,
    # Secrets.
    "curation:keep-secret": ADMINISTRATOR,
    "curation:forget-secret": ADMINISTRATOR,
    # Signing in and out is for whoever holds a link, or a session.
    "curation:enter": ANYBODY,
    "curation:leave": ANYBODY,
    # Staff's pages of other parts.
    "followup:moderation": CURATOR,
    "followup:decide": CURATOR,
    "followup:answer-as-staff": CURATOR,
    "followup:enter-trainer": CURATOR,
    # The API.
    "api:docs": ANYBODY,
    "api:openapi": ANYBODY,
    "api:None": ANYBODY,  # leads to the next one
    "api:resources": ANYBODY,
    "api:resource": ANYBODY,
    "api:related": ANYBODY,
    "api:completions": ANYBODY,
    "api:nowhere": ANYBODY,
    "api:sources": CURATOR,
    "api:source": CURATOR,
    "api:runs": CURATOR,
    "api:run": CURATOR,
    "api:held": CURATOR,
    "api:order": SENIOR,
    "api:decide": SENIOR,
}

SCOPED = {
    "curation:decide-review",
    "curation:describe",
    "curation:depths",
    "curation:relevance",
    "curation:hide",
    "curation:delete",
    "curation:keep-field",
    "curation:keep-ours",
    "curation:give-back",
    "curation:take-back-change",
    "curation:settle-faults",
}
