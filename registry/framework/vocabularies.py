"""The controlled vocabularies of the 2+2+6+1 framework, with labels in six languages."""

from __future__ import annotations

from registry.framework.concept import LANGUAGES, Concept, Vocabulary, label_language, read_vocabulary

__all__ = [
    "ANSWERS",
    "ASPECTS",
    "CRITERIA",
    "CRITERION_GROUPS",
    "DEPTHS",
    "FORMS",
    "LANGUAGES",
    "ORGANISER_KINDS",
    "PHASES",
    "RESOURCE_TYPES",
    "TIERS",
    "TRADE_MODELS",
    "VISITS",
    "Concept",
    "Vocabulary",
    "label_language",
]

ASPECTS = read_vocabulary("aspects")  # the 6
VISITS = read_vocabulary("visits")["visits"]  # the 1, optional
FORMS = read_vocabulary("forms")  # the first 2
PHASES = read_vocabulary("phases")  # the second 2
CRITERION_GROUPS = read_vocabulary("criterion_groups")
CRITERIA = read_vocabulary("criteria")  # 11; `group` is an id of CRITERION_GROUPS
ANSWERS = read_vocabulary("answers")
DEPTHS = read_vocabulary("depths")  # ids "0" to "3"
ORGANISER_KINDS = read_vocabulary("organiser_kinds")
TRADE_MODELS = read_vocabulary("trade_models")
RESOURCE_TYPES = read_vocabulary("resource_types")
TIERS = read_vocabulary("tiers")
