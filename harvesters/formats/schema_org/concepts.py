"""Names for the concepts of vocabularies (SKOS) that records refer to by address, as AMB and LRMI do."""

from __future__ import annotations

from typing import Any

from harvesters.context import Context
from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.nodes import Node
from harvesters.values.concepts import concept
from harvesters.values.kinds import resource_type
from harvesters.words import words

_TYPE = "learningResourceType"
_PROPERTIES = (
    *("about", "audience", "conditionsOfAccess", "educationalLevel", _TYPE, "teaches"),
    *("assesses", "competencyRequired"),
)
_ADVICE = words("Give each concept its name: prefLabel in AMB, name in schema.org.")


def named(node: Node, context: Context) -> Node:
    """The node with the name of each concept in its place; a warning for one that has no name."""
    languages = [one for one in nodes.texts(nodes.values(node, "inLanguage")) if one]
    found = {
        name: [_in_words(name, one, languages, context) for one in nodes.values(node, name)]
        for name in _PROPERTIES
        if name in node
    }
    _warn_of_type(found.get(_TYPE, []), context)
    return node | found


def _in_words(name: str, value: Any, languages: list[str], context: Context) -> Any:
    """What a concept is called, or the resource type that it stands for; anything else as it is."""
    address = value.get("@id") if isinstance(value, dict) else value
    known = concept(address) if isinstance(address, str) else None
    label = _label(value, languages) if isinstance(value, dict) else None
    if known and name == _TYPE:
        return {"name": known.kind or label or known.label}
    if label or known:
        return {"name": label or (known and known.label)}
    if _is_opaque(name, value):
        context.warn(
            name,
            words("The concept %(address)s is stated without a name.", address=str(address)[:200]),
            _ADVICE,
        )
    return value


def _label(value: Node, languages: list[str]) -> str | None:
    """In a language of the resource, else in English, else in any."""
    stated = nodes.as_list(value.get("prefLabel"))
    found = (nodes.in_language(stated, one, only=True) for one in (*languages, "en"))
    return next((label for label in found if label), None) or nodes.in_language(stated, None)


def _is_opaque(name: str, value: Any) -> bool:
    """A reference to something else than a concept is common: what a page is about."""
    if not isinstance(value, dict) or nodes.text(value) or "@id" not in value:
        return False
    return "Concept" in nodes.types(value) or (name != "about" and set(value) == {"@id"})


def _warn_of_type(stated: list[Any], context: Context) -> None:
    said = nodes.texts(stated)
    if said and not resource_type(*said):
        context.warn(
            "type",
            words("“%(value)s” is no type of resource that is known here.", value=said[0][:80]),
            words("Use words such as course, webinar or guide, or https://w3id.org/kim/hcrt/scheme."),
        )
