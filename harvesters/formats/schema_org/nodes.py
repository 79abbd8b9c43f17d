"""Nodes of schema.org as JSON-LD gives them, and the values in them, however they are wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]

DEEPEST = 12  # levels of nodes inside nodes; nothing that is read lies deeper
_LANGUAGE_KEY = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|@none")
_PREFIXES = ("https://schema.org/", "http://schema.org/", "schema:", "sdo:")
_KEYWORDS = {"type": "@type", "id": "@id"}  # aliases that contexts usually give

# Classes that are records (schema.org, "More specific Types" included).
COURSE_TYPES = frozenset({"Course", "EducationalOccupationalProgram"})
EVENT_TYPES = frozenset({
    "Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "CourseInstance", "DanceEvent",
    "DeliveryEvent", "EducationEvent", "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon",
    "LiteraryEvent", "MusicEvent", "PublicationEvent", "BroadcastEvent", "OnDemandEvent", "SaleEvent",
    "ScreeningEvent", "SocialEvent", "SportsEvent", "TheaterEvent", "VisualArtsEvent",
})  # fmt: skip
ARTICLE_TYPES = frozenset({
    "Article", "AdvertiserContentArticle", "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle",
    "BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "Report",
    "SatiricalArticle", "ScholarlyArticle", "MedicalScholarlyArticle", "SocialMediaPosting", "BlogPosting",
    "LiveBlogPosting", "DiscussionForumPosting", "TechArticle", "APIReference",
})  # fmt: skip
OTHER_TYPES = frozenset(
    {"LearningResource", "Syllabus", "Quiz", "HowTo", "VideoObject", "VideoObjectSnapshot", "Legislation"}
)
RECORD_TYPES = COURSE_TYPES | EVENT_TYPES | ARTICLE_TYPES | OTHER_TYPES


def normal(value: Any, depth: int = 0) -> Any:
    """The value with bare names of schema.org as keys; what is empty, or nested too deeply, is left out."""
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        named = ((_local(key), normal(inner, depth + 1)) for key, inner in value.items())
        return {key: inner for key, inner in named if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [inner for one in value if (inner := normal(one, depth + 1)) not in (None, "", [], {})]
    return value.strip() if isinstance(value, str) else value


def types(node: Any) -> list[str]:
    """The local names of a node's classes."""
    stated = node.get("@type") if isinstance(node, dict) else None
    return [_local(one) for one in as_list(stated) if isinstance(one, str)]


def is_record(node: Any) -> bool:
    return not RECORD_TYPES.isdisjoint(types(node))


def as_list(value: Any) -> list[Any]:
    """One value, a list, or JSON-LD's wrapped lists: always a list."""
    if isinstance(value, dict):
        value = value.get("@list", value.get("@set", value))
    if isinstance(value, list):
        return [inner for one in value for inner in (as_list(one) if isinstance(one, list) else [one])]
    return [] if value is None else [value]


def values(node: Node, *names: str) -> list[Any]:
    """The values of the first of the properties that has any."""
    return next((found for name in names if (found := as_list(node.get(name)))), [])


def text(value: Any) -> str | None:
    """A literal as text, the name of a node; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value).strip() or None
    if isinstance(value, dict):
        inner = (value.get(key) for key in ("@value", "name", "headline", "text", "termCode"))
        return next((found for one in inner if (found := text(one))), None)
    if isinstance(value, list):
        return next((found for one in value if (found := text(one))), None)
    return None


def texts(found: Iterable[Any]) -> list[str]:
    return [said for value in found if (said := text(value))]


def in_language(found: list[Any], language: str | None, *, only: bool = False) -> str | None:
    """The first text in a language, else the first, unless `only` that language will do.

    Language maps ({"en": "…", "zh": "…"}) count as several.
    """
    spread = list(_spread(found))
    own = (said for tag, said in spread if language and tag and tag[:2].lower() == language[:2].lower())
    return next(own, None) or (None if only else next((said for _, said in spread), None))


def address(value: Any) -> str | None:
    """Where a value points: its own text, or the address or id of a node."""
    if isinstance(value, dict):
        inner = (value.get(key) for key in ("url", "contentUrl", "@id", "@value"))
        return next((found for one in inner for single in as_list(one) if (found := address(single))), None)
    return value.strip() or None if isinstance(value, str) else None


def _spread(found: list[Any]) -> Iterator[tuple[str | None, str]]:
    for value in found:
        if _is_language_map(value):
            yield from value.items()
        elif said := text(value):
            yield (value.get("@language") if isinstance(value, dict) else None), said


def _is_language_map(value: Any) -> bool:
    """Such as {"en": "Export", "zh-Hant": "出口"}."""
    if not isinstance(value, dict) or "url" in value:
        return False
    return all(isinstance(said, str) and _LANGUAGE_KEY.fullmatch(key) for key, said in value.items())


def _local(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return _KEYWORDS.get(name, name)
