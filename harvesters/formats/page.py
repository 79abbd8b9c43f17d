"""Pages without markup, by what `harvesters.plain_page` has read of them: Open Graph, meta tags and main text.

Less certain than any other format: the words are the page's, but nothing says that they are of a training.
"""

from __future__ import annotations

import json
import re
from typing import Any

from harvesters.context import Context
from harvesters.plain_page import TITLES
from harvesters.problems import Undescribable
from harvesters.values.dates import instant
from harvesters.values.identifiers import identifier, page_address, web_address
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.words import words
from registry.catalogue.description import Description

# Names of meta elements, the most exact first: Highwire Press (citation_…), Dublin Core, Open Graph, HTML.
_TEXT = ("dc.description", "dcterms.abstract", "og:description", "description", "twitter:description")
_LANGUAGE = ("citation_language", "dc.language", "dcterms.language", "og:locale", "content-language")
_CREATORS = ("citation_author", "dc.creator", "dcterms.creator", "article:author", "author")
_PUBLISHER = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
_SUBJECTS = ("citation_keywords", "dc.subject", "dcterms.subject", "article:tag", "keywords", "news_keywords")
_IDENTIFIERS = ("citation_doi", "citation_isbn", "dc.identifier", "dcterms.identifier")
_PUBLISHED = (
    "citation_publication_date", "citation_date", "dcterms.issued", "dc.date.issued", "dc.date",
    "article:published_time",
)  # fmt: skip
_MODIFIED = ("dcterms.modified", "dc.date.modified", "article:modified_time", "og:updated_time")
_TYPES = ("dc.type", "dcterms.type", "og:type")
_SEPARATED = re.compile(r"\s*[;；,，、]\s*")
_BEFORE_SITE = re.compile(r"\s*[|–—·•:«»-]\s*\Z")


def describe(payload: bytes, context: Context) -> Description:
    try:
        said = json.loads(payload)
    except ValueError:
        raise Undescribable(
            words("What was read of the page cannot be read again."), words("Harvest it again.")
        ) from None
    page = _Page(said, context)
    language = next(
        (tag for one in page.every(_LANGUAGE, said.get("language")) if (tag := language_tag(one))), None
    )
    return Description(
        title=page.title,
        description=page.text,
        url=page.address,
        language=language_tag(said.get("language") or "") or language,
        type=resource_type(*page.every(_TYPES)),
        subjects=tuple(
            dict.fromkeys(part for one in page.every(_SUBJECTS) for part in _SEPARATED.split(one) if part)
        ),
        creators=tuple(one for one in page.first_of(_CREATORS) if not web_address(one)),
        publisher=page.first(_PUBLISHER),
        identifiers=tuple(
            found for one in page.every(_IDENTIFIERS) if (found := identifier(one)) and ":" in found
        ),
        licence=said.get("licence") or page.first(("dcterms.license", "dc.rights.license")),
        image=page.first(("og:image:secure_url", "og:image", "twitter:image")),
        published=page.date("published", _PUBLISHED),
        modified=page.date("modified", _MODIFIED),
        certain=False,
    )


class _Page:
    def __init__(self, said: dict[str, Any], context: Context) -> None:
        self._said = said
        self._metadata: dict[str, list[str]] = said.get("metadata", {})
        self._context = context

    def first_of(self, names: tuple[str, ...]) -> list[str]:
        """The values of the first of the names that has any."""
        return next((found for name in names if (found := self._metadata.get(name))), [])

    def first(self, names: tuple[str, ...]) -> str | None:
        return next(iter(self.first_of(names)), None)

    def every(self, names: tuple[str, ...], *more: str | None) -> list[str]:
        return [one for name in names for one in self._metadata.get(name, ())] + [one for one in more if one]

    @property
    def title(self) -> str | None:
        """As the page's metadata name it, else as <title> does, without the site's name behind it."""
        stated = self.first(TITLES) or self._said.get("title") or self._said.get("heading")
        site = self.first(("og:site_name",))
        if (
            stated
            and site
            and stated.endswith(site)
            and (before := _BEFORE_SITE.sub("", stated[: -len(site)]))
        ):
            return before
        return stated

    @property
    def text(self) -> str | None:
        """What the page says in short, and its main text, which alone says enough to rate."""
        short, main = self.first(_TEXT) or "", self._said.get("text") or ""
        return "\n\n".join(one for one in ("" if short in main else short, main) if one) or None

    @property
    def address(self) -> str:
        return page_address(self._said.get("canonical") or "", self._context.base)

    def date(self, field: str, names: tuple[str, ...]) -> str | None:
        settings = self._context.settings
        for said in self.every(names):
            if found := instant(said, order=settings.get("date_order"), zone=settings.get("zone")):
                return found
            self._context.warn(
                field,
                words("“%(value)s” is no date that is understood.", value=said[:80]),
                words("Give dates as 2026-12-02."),
            )
        return None
