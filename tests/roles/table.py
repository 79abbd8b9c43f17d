"""Who may ask for which address: each view of the registry by its name, with the least role that it is for.

A line for a new view goes here; the test fails for one that is not named, and for one of curators' that takes a POST
and does not say, in `SCOPED`, `FOR_EVERYTHING` or `UNSCOPED`, whether the economies and languages of a curator matter.
"""

from __future__ import annotations

ANYBODY, CURATOR, SENIOR, ADMINISTRATOR = "anybody", "curator", "senior", "administrator"

PUBLIC = ("accounts", "alerts", "alliance", "federation", "followup", "portal", "providers", "takedown")
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
    "curation:duplicates": CURATOR,
    "curation:duplicate": CURATOR,
    "curation:decide-duplicate": CURATOR,
    "curation:take-back-decision": CURATOR,
    "curation:group": CURATOR,
    "curation:split": CURATOR,
    "curation:lead": CURATOR,
    "curation:lead-by-order": CURATOR,
    "curation:lexicon": CURATOR,
    "curation:proposal": CURATOR,
    "curation:propose-term": SENIOR,
    "curation:propose-less": SENIOR,
    "curation:decide-proposal": SENIOR,
    "curation:second-ratings": CURATOR,
    "curation:rate-blind": CURATOR,
    "curation:keep-blind": CURATOR,
    "curation:dispute": CURATOR,
    "curation:decide-dispute": CURATOR,
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

# What each is about says whose it is: a curator of another economy, or of another language, is refused.
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
    "curation:decide-duplicate",
    "curation:take-back-decision",
    "curation:split",
    "curation:lead",
    "curation:lead-by-order",
    "curation:rate-blind",
    "curation:keep-blind",
    "curation:dispute",
    "curation:decide-dispute",
    "curation:type-in",
    "curation:upload",
    "curation:save-entry",
    "curation:take-back",
    "curation:correct-link",
    "followup:decide",
    "followup:answer-as-staff",
}

# What holds for the whole catalogue: curators with limits are refused, whatever the limits are.
FOR_EVERYTHING = {"curation:map-term", "curation:ignore-term", "curation:reopen-term"}

# What a curator may ask for whatever they curate: it decides nothing, or only on what is theirs by another rule.
UNSCOPED = {
    "curation:take",  # only tasks that they are offered
    "curation:begin-bulk",  # the same
    "curation:take-back-bulk",  # only what they made themselves
    "curation:check-link",  # asks for another look, and decides nothing
    "followup:enter-trainer",  # what is entered says whose it is: tests/followup/test_trainers.py
}
