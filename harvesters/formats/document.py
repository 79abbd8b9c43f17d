"""PDF and DOCX documents, by what they say of themselves."""

from __future__ import annotations

import re

from harvesters.context import Context
from harvesters.documents import Facts, facts
from harvesters.problems import Undescribable
from harvesters.values.dates import instant
from harvesters.values.identifiers import identifier
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.words import words
from registry.catalogue.description import Description

# What programs write where nobody has given a title or an author.
_NO_TITLE = re.compile(
    r"(?:untitled|document|microsoft word|powerpoint presentation|slide|无标题|標題)\s*\d*|microsoft \w+ - .*"
    r"|\S+\.(?:docx?|pdf|pptx?|xlsx?|indd|rtf|tmp|qxd)|[\W\d_]*",
    re.IGNORECASE,
)
_NO_AUTHOR = frozenset(
    ("user", "admin", "administrator", "owner", "author", "unknown", "python-docx", "microsoft office user")
)
_TITLED = (
    "policy-document",
    "guide",
    "report",
)  # kinds that a document's title states: "Guide to …", "…办法"
_SEPARATED = re.compile(r"\s*[;；,，、]\s*")


def describe(payload: bytes, context: Context) -> Description:
    """Raises Undescribable for a document that cannot be read, or states neither a title nor a heading."""
    said = facts(payload)
    title = said.title if not _NO_TITLE.fullmatch(said.title.strip()) else ""
    if not (title or said.heading):
        raise Undescribable(
            words("The document states no title, and its text begins with no heading."),
            words("State its title in its properties (File, Properties, Title), and publish it again."),
            "title",
        )
    for reason in said.warnings:
        context.warn("description", reason, words("Publish the whole document again."))
    return Description(
        title=title or said.heading,
        description=_text(said, context),
        url=context.base or None,
        language=language_tag(said.language),
        type=_type(said, title or said.heading),
        subjects=tuple(dict.fromkeys(part for part in _SEPARATED.split(said.keywords) if part)),
        creators=tuple(one for one in said.authors if one.lower() not in _NO_AUTHOR),
        publisher=said.organisation or None,
        identifiers=tuple(one for stated in said.identifiers if (one := identifier(stated))),
        licence=said.licence or None,
        published=_date("published", said.published or said.created, context),
        modified=_date("modified", said.modified, context),
        certain=bool(title and said.text),
    )


def _text(said: Facts, context: Context) -> str | None:
    if not said.text:
        context.warn(
            "description",
            words("The document has no text that can be read; its pages are probably pictures."),
            words("Offer it with text, by recognising what was scanned (OCR)."),
        )
    return "\n\n".join(part for part in (said.subject, said.text) if part) or None


def _type(said: Facts, title: str) -> str | None:
    titled = resource_type(title)
    return resource_type(said.kind) or (titled if titled in _TITLED else None)


def _date(field: str, stated: str, context: Context) -> str | None:
    settings = context.settings
    found = instant(stated, order=settings.get("date_order"), zone=settings.get("zone")) if stated else None
    if stated and found is None:
        context.warn(
            field,
            words("“%(value)s” is no date that is understood.", value=stated[:80]),
            words("Save the document anew."),
        )
    return found
