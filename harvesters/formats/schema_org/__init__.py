"""schema.org's LearningResource, Course, Event, HowTo, Article, VideoObject and Legislation, as JSON-LD nodes."""

from __future__ import annotations

import json
from typing import Any

from harvesters.context import Context
from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.concepts import named
from harvesters.formats.schema_org.costs import costs
from harvesters.formats.schema_org.graph import record_nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.formats.schema_org.sessions import Sessions
from harvesters.problems import Undescribable
from harvesters.values.audiences import age_range
from harvesters.values.dates import instant
from harvesters.values.durations import duration
from harvesters.values.identifiers import doi, identifier, web_address
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.words import words
from registry.catalogue.description import Description
from registry.framework.economies import economy

_SHORT_TERM = 60  # characters; a longer "teaches" is a sentence and belongs to the text
_PAGES = ("url", "mainEntityOfPage", "@id")
_PERSON_OR_ORGANISATION = ("name", "legalName", "alternateName")


def describe(payload: bytes, context: Context) -> Description:
    """Describes the first record of a JSON-LD document; sitemaps give documents with one node."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        raise Undescribable(
            words("The JSON-LD cannot be read."), words("Check it with a JSON validator.")
        ) from None
    records = record_nodes([document])
    if not records:
        raise Undescribable(
            words(
                "No node of the JSON-LD is a Course, Event, LearningResource, HowTo, Article, VideoObject"
                " or Legislation."
            ),
            words("Give the node that describes the training its schema.org class as @type."),
            "type",
        )
    return described(records[0], context)


def described(node: Node, context: Context) -> Description:
    """The description of one node, as `graph.record_nodes` gives it."""
    node = named(node, context)
    language = _language(node)
    sessions = Sessions(node, context)
    names = nodes.values(node, "name", "headline", "alternateName")
    return Description(
        title=nodes.in_language(names, language),
        description=_text(node, language),
        url=_address(node, context),
        language=language,
        type=resource_type(*_kinds(node)),
        subjects=tuple(_subjects(node)),
        creators=tuple(_names(node, "author", "creator", "instructor", "performer")),
        publisher=_publisher(node),
        identifiers=tuple(_identifiers(node)),
        occurrences=sessions.occurrences,
        recurrence=sessions.recurrence,
        forms=sessions.forms,
        duration=_duration(node, context),
        level=next(iter(_levels(node)), None),
        audience=tuple(_audience(node)),
        economies=tuple(dict.fromkeys((*sessions.economies, *_economies(node)))),
        access=nodes.text(nodes.values(node, "conditionsOfAccess")),
        licence=_licence(node),
        image=next(
            (found for one in nodes.values(node, "image", "thumbnailUrl") if (found := nodes.address(one))),
            None,
        ),
        published=_date(node, context, "published", "datePublished", "uploadDate", "dateCreated"),
        modified=_date(node, context, "modified", "dateModified"),
        in_force=_date(node, context, "in_force", "legislationDateOfApplicability"),
        authority=next(iter(_names(node, "legislationPassedBy", "legislationResponsible")), None),
        original_language=_original_language(node),
        **costs(node),
    )


def _language(node: Node) -> str | None:
    for value in nodes.values(node, "inLanguage"):
        stated = (
            [value.get(name) for name in ("alternateName", "name", "@value", "identifier", "@id")]
            if isinstance(value, dict)
            else [value]
        )
        for said in stated:
            if isinstance(said, str) and (tag := language_tag(said)):
                return tag
    return None


def _original_language(node: Node) -> str | None:
    """Of what this is a translation of."""
    works = [work for work in nodes.values(node, "translationOfWork") if isinstance(work, dict)]
    return next((tag for work in works if (tag := _language(work))), None)


def _text(node: Node, language: str | None) -> str | None:
    """The description; what is taught and the steps of a HowTo are text to rate as well."""
    body = nodes.in_language(nodes.values(node, "description", "abstract", "articleBody", "text"), language)
    taught = [said for said in nodes.texts(nodes.values(node, "teaches")) if len(said) > _SHORT_TERM]
    steps = nodes.texts(_steps(node))
    parts = [body, *(said for said in taught if said not in (body or "")), "\n".join(steps)]
    return "\n\n".join(part for part in parts if part) or None


def _steps(node: Node) -> list[Any]:
    """Steps that stand in sections, too; a step's text says more than its name."""
    steps: list[Any] = []
    for step in nodes.values(node, "step"):
        inner = nodes.values(step, "itemListElement") if isinstance(step, dict) else []
        steps += inner or [step]
    return [step.get("text") or step if isinstance(step, dict) else step for step in steps]


def _address(node: Node, context: Context) -> str | None:
    pages = [one for one in nodes.values(node, "mainEntityOfPage") if not _is_about_metadata(one)]
    stated = [nodes.address(one) for one in nodes.values({**node, "mainEntityOfPage": pages}, *_PAGES)]
    return next((found for one in stated if one and (found := web_address(one, context.base))), None)


def _is_about_metadata(page: Any) -> bool:
    """In AMB a page that describes the resource names the provider of the description."""
    return isinstance(page, dict) and "provider" in page


def _kinds(node: Node) -> list[str]:
    stated = [*nodes.values(node, "learningResourceType"), *nodes.values(node, "additionalType")]
    return [*nodes.texts(stated), *nodes.types(node)]


def _subjects(node: Node) -> list[str]:
    said = [
        *nodes.values(node, "keywords"),
        *nodes.values(node, "about"),
        *nodes.values(node, "articleSection"),
    ]
    said += [*_aligned(node, "educationalSubject"), *_aligned(node, "teaches")]
    taught = [term for term in nodes.texts(nodes.values(node, "teaches")) if len(term) <= _SHORT_TERM]
    return [*(term for one in said for term in _terms(one)), *taught]


def _terms(value: Any) -> list[str]:
    """The terms in a text; the name of a thing or a concept is one term, whatever signs it has."""
    term = nodes.text(value)
    return ([term] if isinstance(value, dict) else _parted(term)) if term else []


def _levels(node: Node) -> list[str]:
    return nodes.texts([*nodes.values(node, "educationalLevel"), *_aligned(node, "educationalLevel")])


def _aligned(node: Node, kind: str) -> list[Any]:
    """The names of what a resource is aligned to (LRMI's educationalAlignment): a level, a subject, a skill."""
    alignments = [one for one in nodes.values(node, "educationalAlignment") if isinstance(one, dict)]
    stated = [one for one in alignments if nodes.text(one.get("alignmentType")) == kind]
    return [{"name": name} for one in stated for name in nodes.values(one, "targetName", "name")]


def _parted(term: str) -> list[str]:
    for separator in (";", "；", "、", "，", ","):
        if separator in term:
            return [part.strip() for part in term.split(separator) if part.strip()]
    return [term]


def _names(node: Node, *properties: str) -> list[str]:
    found = (name for one in properties for value in nodes.values(node, one) if (name := _name(value)))
    return list(dict.fromkeys(found))


def _name(value: Any) -> str | None:
    """A person's or an organisation's name; an address is none."""
    if isinstance(value, dict):
        if value.get("@type") == "ContactPoint":
            return None
        name = next((said for key in _PERSON_OR_ORGANISATION if (said := nodes.text(value.get(key)))), None)
        parts = (nodes.text(value.get(key)) for key in ("givenName", "familyName"))
        return name or " ".join(part for part in parts if part) or None
    said = nodes.text(value)
    return None if said and web_address(said) else said


def _publisher(node: Node) -> str | None:
    """Who offers it; a person who organises is a contact and stays out (rule 16)."""
    for name in ("provider", "publisher", "organizer", "sourceOrganization"):
        for value in nodes.values(node, name):
            if "Person" not in nodes.types(value) and (said := _name(value)):
                return said
    return None


def _identifiers(node: Node) -> list[str]:
    stated = [_identifier(one) for one in nodes.values(node, "identifier")]
    links = (nodes.address(one) for name in ("@id", "url", "sameAs") for one in nodes.values(node, name))
    isbn = (f"isbn:{said}" for said in nodes.texts(nodes.values(node, "isbn")))
    found = (identifier(one) for one in [*stated, *isbn] if one)
    return [one for one in [*found, *(doi(link) for link in links if link)] if one]


def _identifier(value: Any) -> str | None:
    """A PropertyValue's own value, with the scheme where that is needed to read it."""
    if not isinstance(value, dict):
        return nodes.text(value)
    said = nodes.text(value.get("value")) or nodes.address(value)
    scheme = (nodes.text(value.get("propertyID")) or "").lower()
    return f"isbn:{said}" if said and scheme == "isbn" else said


def _duration(node: Node, context: Context) -> str | None:
    stated = nodes.texts(nodes.values(node, "timeRequired", "duration", "totalTime"))
    stated += [
        said
        for one in nodes.values(node, "hasCourseInstance")
        if isinstance(one, dict)
        for said in nodes.texts(nodes.values(one, "courseWorkload", "duration"))
    ]
    found = next((understood for one in stated if (understood := duration(one))), None)
    if stated and not found:
        context.warn(
            "duration",
            words("“%(value)s” is no duration.", value=stated[0][:80]),
            words("Write it in ISO 8601, such as PT2H30M."),
        )
    return found


def _audience(node: Node) -> list[str]:
    found: list[str] = []
    for value in nodes.values(node, "audience"):
        kinds = ("audienceType", "educationalRole", "name")
        found += nodes.texts(nodes.values(value, *kinds)) if isinstance(value, dict) else nodes.texts([value])
    return [*found, *map(age_range, nodes.texts(nodes.values(node, "typicalAgeRange")))]


def _economies(node: Node) -> list[str]:
    places = nodes.texts([*nodes.values(node, "spatialCoverage"), *nodes.values(node, "contentLocation")])
    return [code for place in places if (code := economy(place))]


def _licence(node: Node) -> str | None:
    stated = nodes.values(node, "license", "useRightsUrl")
    return next((said for one in stated if (said := nodes.address(one) or nodes.text(one))), None)


def _date(node: Node, context: Context, field: str, *names: str) -> str | None:
    settings = context.settings
    for said in nodes.texts(nodes.values(node, *names)):
        if found := instant(said, order=settings.get("date_order"), zone=settings.get("zone")):
            return found
        context.warn(
            field,
            words("“%(value)s” is no date that is understood.", value=said[:80]),
            words("Give dates as 2026-12-02."),
        )
    return None
