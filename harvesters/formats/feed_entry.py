"""An entry of a feed: RSS's and Atom's own elements, with Dublin Core, iTunes, media and event modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from lxml import etree

from harvesters.context import Context
from harvesters.feed_documents import (
    Feed,
    Fields,
    base_of,
    channel,
    children,
    language_of,
    text_in,
)
from harvesters.feed_events import StatedTimes, organiser, place, times
from harvesters.problems import SourceProblem, Undescribable
from harvesters.values.contacts import name_of_author
from harvesters.values.dates import duration, instant
from harvesters.values.durations import of_seconds
from harvesters.values.identifiers import identifier, web_address
from harvesters.values.kinds import resource_type, type_of_media
from harvesters.values.languages import language_tag
from harvesters.values.markup import line
from harvesters.values.places import economy_of
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description, Occurrence
from registry.framework.economies import economy

_WHAT = words("an entry of a feed")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})|(\d{1,6})", re.ASCII)


def identifier_of(entry: etree._Element) -> str | None:
    """The guid or id, RSS 1.0's rdf:about, else the link, as stated: a feed that moves keeps its entries."""
    fields = children(entry)
    stated = (*_texts(fields, "guid", "id"), entry.get(_ABOUT, "").strip(), *_links(fields, "alternate"))
    return next((text for text in stated if text), None)


def describe(payload: bytes, context: Context) -> Description:
    """Reads one entry, and what its feed says about all entries where it says nothing itself.

    Where both are stated, a native element wins over its Dublin Core counterpart: it is the one that RSS and
    Atom define for the entry, while feeds use the other for the event or document behind it as often as not.
    Subjects are joined: both are the source's own terms.
    """
    try:
        root = parsed(payload, what=_WHAT)
    except SourceProblem as problem:
        raise Undescribable(problem.problem.reason, problem.problem.advice) from None
    entry = next(Feed(root).entries(), None)
    if entry is None:
        raise Undescribable(words("The entry is empty."), words("Check the feed with a feed validator."))
    return _Entry(root, entry, context).description()


class _Entry:
    def __init__(self, root: etree._Element, entry: etree._Element, context: Context) -> None:
        self.entry = entry
        self.fields = _with_media(children(entry))
        self.feed = children(channel(root))
        self.context = context
        # Of an entry that was taken over from another feed, what that feed says of itself.
        self.source = children(self.fields["source"][0]) if self.fields["source"] else {}
        # The sanitiser resolves what is still relative against the feed's address; xml:base comes before.
        self.base = base_of(self.entry, context.base)

    def description(self) -> Description:
        occurrences = tuple(self._occurrences())
        return Description(
            title=self._first("title", "dc:title", "media:title", "itunes:title"),
            description=self._text(),
            url=self._url(),
            language=self._language(),
            type=self._type(),
            subjects=tuple(self._subjects()),
            creators=tuple(self._creators()),
            publisher=self._publisher(),
            identifiers=tuple(filter(None, map(identifier, _texts(self.fields, "dc:identifier")))),
            occurrences=occurrences,
            duration=self._duration(),
            level=self._first("dcterms:educationlevel"),
            audience=tuple(_texts(self.fields, "dcterms:audience", "dc:audience")),
            economies=tuple(self._economies(occurrences)),
            licence=self._licence(),
            image=self._image(),
            published=self._date(
                "published", "published", "pubdate", "issued", "created", "dcterms:issued", "dc:date"
            ),
            modified=self._date("modified", "updated", "modified", "dcterms:modified"),
        )

    def _first(self, *names: str) -> str | None:
        return next(iter(_texts(self.fields, *names)), None)

    def _text(self) -> str | None:
        """The whole text of the entry rather than its beginning."""
        written = [element for element in self.fields["content"] if _is_text(element)]
        names = (
            "content:encoded", "content", "description", "summary", "media:description", "itunes:summary",
            "dc:description", "subtitle", "itunes:subtitle",
        )  # fmt: skip
        return next(iter(_texts(self.fields | {"content": written}, *names)), None)

    def _url(self) -> str | None:
        stated = (
            *_texts(self.fields, "feedburner:origlink"),
            *_links(self.fields, "alternate"),
            *(text_in(guid) for guid in self.fields["guid"] if _is_address(guid)),
            *_links(self.fields, "enclosure"),
            *(element.get("url", "") for element in self.fields["enclosure"]),
            *(element.get("url", "") for element in self.fields["media:player"]),
            *_texts(self.fields, "dc:identifier", "xcal:url"),
        )
        return next(
            (found for text in stated if (found := web_address(text, self.base if text.strip() else ""))),
            None,
        )

    def _language(self) -> str | None:
        title = next(iter(self.fields["title"]), self.entry)
        stated = (
            *_texts(self.fields, "dc:language"),
            language_of(title) or "",
            *_texts(self.feed, "language", "dc:language"),
        )
        return next((tag for text in stated if (tag := language_tag(text))), None)

    def _subjects(self) -> Iterator[str]:
        for category in self.fields["category"]:
            yield category.get("label") or category.get("term") or text_in(category)
        yield from _texts(self.fields, "dc:subject", "media:category")
        for listed in _texts(self.fields, "itunes:keywords", "media:keywords"):
            yield from (word.strip() for word in listed.split(","))

    def _creators(self) -> list[str]:
        """Names only: an address without a name is a contact (rule 16)."""
        for fields, names in (
            (self.fields, ("author", "contributor")),
            (self.fields, ("dc:creator",)),
            (self.fields, ("itunes:author", "media:credit")),
            (self.source, ("author",)),  # inherited by the entries (RFC 4287, section 4.2.1)
            (self.feed, ("author", "itunes:author")),
        ):
            found = [person for element in _elements(fields, *names) if (person := _person(element))]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _publisher(self) -> str | None:
        stated = (
            *_texts(self.fields, "dc:publisher"),
            organiser(self.fields) or "",
            *_texts(self.source, "title"),
            *(text_in(source) for source in self.fields["source"] if not len(source)),
            *_texts(self.feed, "dc:publisher", "title"),
        )
        return next((name for text in stated if (name := line(text)) and "@" not in name), None)

    def _type(self) -> str | None:
        stated = resource_type(*_texts(self.fields, "dc:type", "ev:type"))
        of_media = type_of_media(self._media_types())
        return stated or of_media or ("podcast" if self.fields["itunes:episode"] else None)

    def _media_types(self) -> Iterator[str]:
        for enclosure in (*self.fields["enclosure"], *self.fields["media:content"], *self.fields["link"]):
            if enclosure.get("rel", "enclosure") == "enclosure":
                yield enclosure.get("type") or enclosure.get("medium") or ""

    def _duration(self) -> str | None:
        lengths = (element.get("duration", "") for element in self.fields["media:content"])
        text = self._first("itunes:duration") or next(filter(None, lengths), None)
        if text is None:
            return None
        clock = _CLOCK.fullmatch(text)  # iTunes: hours:minutes:seconds, minutes:seconds or seconds
        if clock:
            hours, minutes, seconds = int(clock[1] or 0), int(clock[2] or 0), int(clock[3] or clock[4])
            return of_seconds(hours * 3600 + minutes * 60 + seconds)
        found = duration(text)
        if found is None:
            self.context.warn(
                "duration",
                words("“%(value)s” is no duration.", value=text[:80]),
                words("Give durations as 01:30:00."),
            )
        return found

    def _economies(self, occurrences: Iterable[Occurrence]) -> Iterator[str]:
        """Those of its sessions, and those that it is about."""
        held_in = [one.economy for one in occurrences]
        about = map(economy, _texts(self.fields, "dc:coverage", "dcterms:spatial"))
        yield from dict.fromkeys(filter(None, (*held_in, *about)))

    def _licence(self) -> str | None:
        for fields in (self.fields, self.feed):
            for element in _elements(fields, "cc:license", "dcterms:license", "media:license"):
                if stated := element.get(_RESOURCE) or element.get("href") or text_in(element):
                    return stated
        stated_by_link = next(iter(_links(self.fields, "license")), None)
        return (
            stated_by_link
            or self._first("rights", "dc:rights", "copyright", "media:copyright")
            # What a feed says holds for entries that say nothing (RFC 4287, section 4.2.10).
            or next(iter(_texts(self.feed, "rights", "copyright")), None)
        )

    def _image(self) -> str | None:
        stated = (
            *(element.get("href", "") for element in self.fields["itunes:image"]),
            *(element.get("url", "") for element in self.fields["media:thumbnail"]),
            *(e.get("url", "") for e in self.fields["enclosure"] if _is_image(e)),
            *(e.get("url", "") for e in self.fields["media:content"] if _is_image(e)),
        )
        return next((found for text in stated if text and (found := web_address(text, self.base))), None)

    def _date(self, field: str, *names: str) -> str | None:
        for text in _texts(self.fields, *names):
            if found := self._instant(text):
                return found
            self.context.warn(
                field,
                words("“%(value)s” is no date that is understood.", value=text[:80]),
                words("Give dates as 2026-12-02."),
            )
        return None

    def _instant(self, text: str, zone: str | None = None) -> str | None:
        settings = self.context.settings
        return instant(text, order=settings.get("date_order"), zone=zone or settings.get("zone"))

    def _occurrences(self) -> Iterator[Occurrence]:
        """When an event is held, where a module says so; the date of publication never does."""
        stated_place = place(self.fields)
        where = Occurrence(
            start="",
            place=stated_place if stated_place and not web_address(stated_place) else None,
            url=web_address(stated_place) if stated_place else None,
            economy=economy_of(stated_place) if stated_place else None,
        )
        for stated in times(self.fields):
            if start := self._time("occurrences.start", stated.start, stated.zone):
                yield replace(
                    where,
                    start=start,
                    end=self._end(stated, start),
                    zone=self._zone(stated) if start.endswith("Z") else None,
                    all_day="T" not in start,
                )

    def _time(self, field: str, text: str, zone: str | None) -> str | None:
        found = self._instant(text, zone)
        if found is None:
            self.context.warn(
                field,
                words("“%(value)s” is no date.", value=text[:80]),
                words("Give dates as 2026-12-02T09:00:00Z."),
            )
        return found

    def _end(self, stated: StatedTimes, start: str) -> str | None:
        """An occurrence's end is inclusive where it lasts whole days."""
        end = self._time("occurrences.end", stated.end, stated.zone) if stated.end else None
        if end is None or not stated.end_is_exclusive or "T" in start or len(end) != len("2026-12-02"):
            return end
        last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
        return max(last, start)

    def _zone(self, stated: StatedTimes) -> str | None:
        return _zone(stated.start, stated.zone or self.context.settings.get("zone"))


def _with_media(fields: Fields) -> Fields:
    """What stands inside media:group and media:content, as if the entry said it itself."""
    for holder in ("media:group", "media:content"):
        for element in list(fields[holder]):
            for name, inner in children(element).items():
                fields[name].extend(inner)
    return fields


def _is_text(content: etree._Element) -> bool:
    """Atom's content may also be elsewhere (src), or a file in base64 (RFC 4287, section 4.1.3)."""
    kind = (content.get("type") or "text").partition(";")[0].strip().lower()
    encoded = content.get("src") or (content.get("mode") or "").lower() == "base64"
    return not encoded and ("/" not in kind or kind.startswith("text/") or kind.endswith(("/xml", "+xml")))


def _is_image(enclosure: etree._Element) -> bool:
    return (enclosure.get("type") or enclosure.get("medium") or "").lower().startswith("image")


def _elements(fields: Fields, *names: str) -> Iterator[etree._Element]:
    for name in names:
        yield from fields.get(name, ())


def _texts(fields: Fields, *names: str) -> list[str]:
    """The texts of elements in the order of the names, empty ones left out."""
    return [text for name in names for element in fields.get(name, ()) if (text := text_in(element))]


def _links(fields: Fields, relation: str) -> Iterator[str]:
    """The addresses of links: Atom's by their relation, RSS's own, which is the alternate."""
    for element in fields.get("link", ()):
        if (element.get("rel") or "alternate").lower() == relation:
            address = element.get("href") or (text_in(element) if relation == "alternate" else "")
            if address.strip():
                yield address.strip()


def _is_address(guid: etree._Element) -> bool:
    """RSS takes a guid for an address unless it says otherwise; many are numbers that say nothing."""
    stated = (guid.get("isPermaLink") or "").strip().lower()
    return stated == "true" or (stated != "false" and web_address(text_in(guid)) is not None)


def _person(element: etree._Element) -> str | None:
    """The name in Atom's <name>, else the text of the element."""
    names = _texts(children(element), "name")
    return name_of_author(names[0] if names else "" if len(element) else text_in(element))


def _zone(text: str, otherwise: str | None) -> str | None:
    """The offset as stated in a time, else what the source's settings say."""
    if found := re.search(r"([+-]\d{2}):?(\d{2})$", text.strip()):
        return f"{found[1]}:{found[2]}"
    return "UTC" if text.strip().endswith(("Z", "GMT", "UTC")) else otherwise
