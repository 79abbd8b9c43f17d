"""The controlled vocabularies of the 2+2+6+1 framework, with labels in six languages."""

from __future__ import annotations

from registry.framework.concept import LANGUAGES, Concept, Vocabulary, label_language, read_vocabulary

__all__ = [
    "ANSWERS",
    "ASPECTS",
    "AUDIENCES",
    "CRITERIA",
    "CRITERION_GROUPS",
    "DEPTHS",
    "FORMS",
    "INDUSTRIES",
    "LANGUAGES",
    "LEVELS",
    "ORGANISER_KINDS",
    "PHASES",
    "RESOURCE_TYPES",
    "STAGES",
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
STAGES = read_vocabulary("stages")  # of cross-border e-commerce, as the report counts them
INDUSTRIES = read_vocabulary("industries")  # about twenty, by what small firms sell
AUDIENCES = read_vocabulary("audiences")
LEVELS = read_vocabulary("levels")
RESOURCE_TYPES = read_vocabulary("resource_types")
TIERS = read_vocabulary("tiers")
