"""One query: what was asked, parsed once from the parameters of a URL, and the way back to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from search import analysis
from search.cursor import ORDERS, Cursor, Order
from search.facets import FACETS
from search.field_words import Within, field_words
from search.function_words import FUNCTION_WORDS
from search.needs import Alternative, Need, needs
from search.word_families import kin

LONGEST_TEXT = 2_000  # characters; of a longer one the beginning is searched
MOST_UNITS = 40  # words, or pairs of an unspaced script
MOST_PHRASES = 10  # and as many exclusions
MOST_VALUES = 50  # of one facet
PAGE_SIZE, LARGEST_PAGE = 20, 100
PARAMETERS = ("q", *FACETS, "from", "to", "sort", "page_size", "cursor")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"－": "-", "：": ":", "\u3000": " "})
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that was left aside. A page notes it, the API answers 400."""

    parameter: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """What an address or an identifier names: resources by id, and others by what they are called (see
    search.content.Content.names)."""

    ids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """What was asked.

    `text`: as typed; `words`, `phrases`, `exclusions`, and those that say where (`within`, `without`), are its parts.
    `filters`: chosen values by facet; a resource needs one of each facet's.
    `only`: the resources, by id, that an address or identifier names, and what identifiers it may be.
    `profile`: what suits the reader, as values of facets; no part of a URL. It orders and chooses nothing.
    `since`, `until`: the days, inclusive, on which a session is to begin.
    `sort`: None leaves it to `order`.
    `languages`: those of the reader, as BCP 47 tags; no part of a URL.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    without: tuple[Within, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    sort: Order | None = None
    page_size: int = PAGE_SIZE
    cursor: Cursor | None = None
    languages: tuple[str, ...] = ()
    profile: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Named | None = None
    problems: tuple[Problem, ...] = ()

    @cached_property
    def subject(self) -> tuple[str, ...]:
        """The words without those that only hold a question together; all of them where nothing else is said."""
        telling = tuple(word for word in self.words if not _is_function_word(word))
        return telling if telling or self.phrases else self.words

    @cached_property
    def units(self) -> list[analysis.Unit]:
        """What the words ask for, as tokens, in any form of a word."""
        asked = analysis.units(" ".join(self.subject))[:MOST_UNITS]
        return [_in_any_form(unit) for unit in asked]

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What the words ask for, in every way in which it may be answered."""
        return needs(" ".join(self.words), self.languages) or _by_themselves(self.units)

    @cached_property
    def spoken_tokens(self) -> tuple[str, ...]:
        """All words, in their order."""
        return analysis.phrase(" ".join(self.words))[:MOST_UNITS]

    @cached_property
    def phrase_tokens(self) -> list[tuple[str, ...]]:
        return _analysed(self.phrases)

    @cached_property
    def excluded_tokens(self) -> list[tuple[str, ...]]:
        return _analysed(self.exclusions)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The tokens that count as the query's words where they are marked."""
        asked = {token for unit in self.units for token in unit.tokens}
        shown = (analysis.phrase(each.text) for each in self.within if each.field in ("title", "description"))
        return frozenset(asked.union(*self.phrase_tokens, *shown))

    @property
    def has_words(self) -> bool:
        return bool(self.units or self.phrase_tokens or self.within)

    @property
    def order(self) -> Order:
        """The order of hits: relevance where words are given, else by when one can take it next."""
        if self.has_words:
            return self.sort or "relevance"
        return "newest" if self.sort == "newest" else "next"

    def as_params(self) -> dict[str, list[str]]:
        """The parameters that give this query again, without its place and its problems."""
        params = {"q": [self.text] if self.text else []}
        params |= {facet: list(values) for facet, values in self.filters.items()}
        params["from"] = [self.since.isoformat()] if self.since else []
        params["to"] = [self.until.isoformat()] if self.until else []
        params["sort"] = [self.sort] if self.sort else []
        params["page_size"] = [str(self.page_size)] if self.page_size != PAGE_SIZE else []
        params["cursor"] = [self.cursor.encoded()] if self.cursor else []
        return {name: values for name, values in params.items() if values}

    def with_value(self, facet: str, value: str) -> Query:
        """This query, from its first page, with one more value chosen."""
        chosen = self.filters.get(facet, ())
        return self._filtered(facet, (*chosen, value)) if value not in chosen else self.from_start()

    def without_value(self, facet: str, value: str) -> Query:
        return self._filtered(facet, tuple(v for v in self.filters.get(facet, ()) if v != value))

    def without_facet(self, facet: str) -> Query:
        return self._filtered(facet, ())

    def without_dates(self) -> Query:
        """Without the days from and to."""
        return replace(self, since=None, until=None, cursor=None)

    def from_start(self) -> Query:
        return replace(self, cursor=None)

    def _filtered(self, facet: str, values: tuple[str, ...]) -> Query:
        filters = {**self.filters, facet: values}
        return replace(self, filters={f: v for f, v in filters.items() if v}, cursor=None)


def from_params(params: QueryDict | Mapping[str, list[str]], *, others: Collection[str] = ()) -> Query:
    """The query of a URL. Never raises: what cannot be used is left aside and named in `problems`.

    `others`: parameters that the caller reads itself.
    """
    return _Reading(params, others).query()


def _in_any_form(unit: analysis.Unit) -> analysis.Unit:
    forms = ((form,) for tokens in unit.alternatives if len(tokens) == 1 for form in kin(tokens[0]))
    return analysis.Unit((*unit.alternatives, *forms))


def _by_themselves(units: Collection[analysis.Unit]) -> tuple[Need, ...]:
    """Words that only hold a question together, where nothing else is said."""
    return tuple(Need((Alternative(unit.alternatives[0], apart=True),)) for unit in units)


def _is_function_word(word: str) -> bool:
    return analysis.folded(word).strip("?!.,;:¿¡") in FUNCTION_WORDS


def _analysed(texts: Collection[str]) -> list[tuple[str, ...]]:
    found = (analysis.phrase(text)[:MOST_UNITS] for text in texts)
    return [tokens for tokens in found if tokens][:MOST_PHRASES]


class _Reading:
    """One reading of parameters, and the problems met on the way."""

    def __init__(self, params: QueryDict | Mapping[str, list[str]], others: Collection[str]) -> None:
        lists = params.lists() if isinstance(params, QueryDict) else params.items()
        self.params = {name: [_printable(value) for value in values] for name, values in lists}
        self.problems: list[Problem] = []
        for name in self.params:
            if name not in PARAMETERS and name not in others:
                self.leave(
                    name,
                    "",
                    _("There is no such parameter; there are %(names)s.") % {"names": ", ".join(PARAMETERS)},
                )

    def leave(self, parameter: str, value: str, reason: str) -> None:
        self.problems.append(Problem(parameter[:100], value[:100], reason))

    def query(self) -> Query:
        text = " ".join(self.params.get("q", ()))[:LONGEST_TEXT].strip()
        said = field_words(text.translate(_QUOTES))
        words, phrases, exclusions = _parts(said.rest)
        since, until = self.dates()
        query = Query(
            text=said.text if said.chosen else text,
            words=words,
            phrases=phrases,
            exclusions=exclusions,
            within=said.within[:MOST_PHRASES],
            without=said.without[:MOST_PHRASES],
            filters=self.filters(said.chosen),
            since=since,
            until=until,
            sort=self.sort(),
            page_size=self.page_size(),
        )
        cursor = self.cursor(query.order)
        return replace(query, cursor=cursor, problems=tuple(self.problems))

    def one(self, name: str) -> str:
        return (self.params.get(name) or [""])[-1].strip()

    def filters(self, said: Collection[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
        """Those of the parameters, and those that the words chose."""
        chosen = {facet: list(self.values(facet)) for facet in FACETS if facet in self.params}
        for facet, value in said:
            chosen.setdefault(facet, []).append(value)
        unique = {facet: tuple(dict.fromkeys(values))[:MOST_VALUES] for facet, values in chosen.items()}
        return {facet: values for facet, values in unique.items() if values}

    def values(self, facet: str) -> Iterator[str]:
        given = [value for value in self.params[facet] if value.strip()]
        if len(given) > MOST_VALUES:
            self.leave(
                facet,
                "",
                _("Choose at most %(most)d values of one facet; the rest was left aside.")
                % {"most": MOST_VALUES},
            )
        for text in given[:MOST_VALUES]:
            value = FACETS[facet].value(text)
            if value is None:
                self.leave(facet, text, FACETS[facet].expectation)
            else:
                yield value

    def dates(self) -> tuple[date | None, date | None]:
        since, until = self.day("from"), self.day("to")
        if since and until and since > until:
            self.leave("from", since.isoformat(), _("It lies after the day that “to” gives; swap the two."))
            return None, None
        return since, until

    def day(self, name: str) -> date | None:
        text = self.one(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.leave(name, text, _("Give a day as year-month-day, such as 2026-12-31."))
            return None

    def sort(self) -> Order | None:
        text = self.one("sort")
        order = next((order for order in ORDERS if order == text), None)
        if text and order is None:
            self.leave("sort", text, _("Choose one of %(values)s.") % {"values": ", ".join(ORDERS)})
        return order

    def page_size(self) -> int:
        text = self.one("page_size")
        if not text:
            return PAGE_SIZE
        if re.fullmatch("[0-9]{1,9}", text) and 1 <= int(text) <= LARGEST_PAGE:
            return int(text)
        self.leave("page_size", text, _("Give a number from 1 to %(most)d.") % {"most": LARGEST_PAGE})
        return PAGE_SIZE

    def cursor(self, order: Order) -> Cursor | None:
        text = self.one("cursor")
        cursor = Cursor.decoded(text) if text else None
        if cursor is not None and cursor.order == order:
            return cursor
        if text:
            self.leave(
                "cursor",
                text,
                _("Take the cursor from the “next” of the page before, and change nothing else."),
            )
        return None


def _printable(text: str) -> str:
    """Without control characters, lone surrogates and the like, which no engine should have to bear."""
    text = text[: 2 * LONGEST_TEXT]
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") else " " for c in text)


def _parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Words, "quoted phrases" and -exclusions. A quote without its counterpart is no quote."""
    words, phrases, exclusions = [], [], []
    for part in _PART.finditer(text):
        wanted = part["phrase"] if part["phrase"] is not None else part["word"]
        if part["minus"] and analysis.phrase(wanted):
            exclusions.append(wanted)
        elif part["phrase"] is not None:
            phrases.append(wanted)
        else:
            words.append(wanted)
    return tuple(words), tuple(phrases), tuple(exclusions)
