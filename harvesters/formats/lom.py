"""Learning Object Metadata (IEEE 1484.12.1) in XML: the IEEE's binding, the older one of IMS, and the German profile.

The bindings differ in upper and lower case, in how a text in a language is written (string, langstring), and in
whether a term of a vocabulary has a value or an address. Contacts inside vCards are not read (rule 16).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from harvesters.context import Context
from harvesters.formats.stated import (
    Stated,
    address_first,
    date,
    first,
    folded,
    in_language,
    link,
    names_of,
    paragraphs,
    texts,
)
from harvesters.problems import SourceProblem, Undescribable
from harvesters.values.audiences import age_range
from harvesters.values.concepts import concept
from harvesters.values.durations import duration
from harvesters.values.identifiers import web_address
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.values.vcards import Card, card
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description
from registry.framework.economies import economy

_WHAT = words("a LOM record")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STRINGS = ("string", "langstring")
_AUTHORS = ("author", "creator", "co-author")
_CATALOGUES = {
    "doi": "doi:",
    "isbn": "isbn:",
    "hdl": "hdl:",
}  # whose entries do not say themselves what they are
_SUBJECTS = ("discipline", "idea", "competency", "educational objective")  # purposes of a classification
_LEVELS = ("educational level", "skill level")


def describe(payload: bytes, context: Context) -> Description:
    """Maps the categories of one `lom` element, wherever in the payload it stands."""
    try:
        lom = _lom(parsed(payload, what=_WHAT))
    except SourceProblem as problem:
        raise Undescribable(problem.problem.reason, problem.problem.advice) from None
    language = first(language_tag(text) for text in _texts(lom, "general/language"))
    identifiers = list(_identifiers(lom))
    return Description(
        title=in_language(_strings(lom, "general/title"), language),
        description=_text(lom, language),
        url=link([*_texts(lom, "technical/location"), *identifiers]),
        language=language,
        type=_type(lom, context),
        subjects=tuple(_subjects(lom, language)),
        creators=tuple(one.name for one in _contributors(lom, "lifecycle", _AUTHORS)),
        publisher=_publisher(lom),
        identifiers=names_of(identifiers),
        free=_free(lom),
        duration=_duration(lom, context),
        level=_level(lom, language),
        audience=tuple(_audience(lom, language)),
        economies=tuple(code for value in _strings(lom, "general/coverage") if (code := economy(value.text))),
        licence=address_first(texts(_strings(lom, "rights/description"))),
        published=_published(lom, context),
    )


def _lom(root: etree._Element) -> etree._Element:
    found = next((one for one in root.iter(etree.Element) if _name(one) == "lom"), None)
    if found is None:
        raise Undescribable(
            words("The record has no lom element."), words("Send LOM as its XML binding states it.")
        )
    return found


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path of local names in lower case."""
    found = [element]
    for name in path.split("/"):
        found = [child for one in found for child in one.iterchildren(etree.Element) if _name(child) == name]
    return found


def _texts(element: etree._Element, path: str) -> list[str]:
    """The texts at a path, whatever elements they are wrapped in."""
    return [text for one in _all(element, path) if (text := folded("".join(map(str, one.itertext()))))]


def _strings(element: etree._Element, path: str) -> list[Stated]:
    return [stated for one in _all(element, path) for stated in _in_languages(one)]


def _in_languages(element: etree._Element) -> Iterator[Stated]:
    """The texts inside an element, each with its language; its own text where it is not wrapped."""
    wrapped = [one for one in element.iterchildren(etree.Element) if _name(one) in _STRINGS]
    for one in wrapped or [element]:
        text = folded("".join(map(str, one.itertext())))
        tag = one.get("language") or one.get(_XML_LANGUAGE)
        if text:
            yield Stated(text, language_tag(tag) if tag else None)


def _terms(element: etree._Element, path: str, language: str | None = None) -> Iterator[str]:
    """The terms of a vocabulary at a path, in words; an address says more exactly what is meant than a label."""
    for one in _all(element, path):
        known = next((found for text in _addresses(one) if (found := concept(text))), None)
        words = in_language([*_strings(one, "entry"), *_strings(one, "value")], language)
        if not words and not known and not len(one):
            words = folded(one.text or "")
        stated = words or (known.label if known else None)
        if stated:
            yield stated


def _addresses(term: etree._Element) -> list[str]:
    """What names a term of a vocabulary: its address, or its value and the vocabulary that this is of."""
    values = texts([*_strings(term, "value"), *_strings(term, "id")])
    return [text if web_address(text) else f"LOMv1.0/{text}" for text in values]


def _identifiers(lom: etree._Element) -> Iterator[str]:
    """Each entry with the catalogue that it is of, where it does not say so itself; IMS has them in catalogentry."""
    for one in [*_all(lom, "general/identifier"), *_all(lom, "general/catalogentry")]:
        catalogue = (first(_texts(one, "catalog")) or "").lower()
        for entry in _texts(one, "entry"):
            prefix = _CATALOGUES.get(catalogue, "")
            yield entry if web_address(entry) or entry.lower().startswith(prefix) else prefix + entry


def _text(lom: etree._Element, language: str | None) -> str | None:
    """What it is about, then how it is to be used."""
    parts = [paragraphs(_strings(lom, f"{one}/description"), language) for one in ("general", "educational")]
    return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None


def _type(lom: etree._Element, context: Context) -> str | None:
    path = "educational/learningresourcetype"
    known = [found for one in _all(lom, path) for text in _addresses(one) if (found := concept(text))]
    stated = list(_terms(lom, path))
    kind = resource_type(*(one.kind for one in known), *stated)
    if stated and not kind:
        context.warn(
            "type",
            words("“%(value)s” is no type of resource that is known here.", value=stated[0][:80]),
            words("Use the values of LOM, or https://w3id.org/kim/hcrt/scheme."),
        )
    return kind


def _subjects(lom: etree._Element, language: str | None) -> Iterator[str]:
    for keyword in _all(lom, "general/keyword"):
        if word := in_language(list(_in_languages(keyword)), language):
            yield word
    yield from _classified(lom, _SUBJECTS, language)


def _classified(lom: etree._Element, purposes: Iterable[str], language: str | None) -> Iterator[str]:
    """The names of the classes that it is in for one of these purposes, and the words for them."""
    for one in _all(lom, "classification"):
        if not {purpose.lower() for purpose in _terms(one, "purpose")} & set(purposes):
            continue
        for taxon in _all(one, "taxonpath/taxon"):
            if name := in_language(_strings(taxon, "entry"), language):
                yield name
        yield from texts(_strings(one, "keyword"))


def _contributors(lom: etree._Element, category: str, roles: Iterable[str]) -> Iterator[Card]:
    for contribution in _contributions(lom, category, roles):
        entities = [*_all(contribution, "entity"), *_all(contribution, "centity")]
        cards = ("".join(map(str, one.itertext())) for one in entities)
        yield from (found for text in cards if (found := card(text)))


def _contributions(lom: etree._Element, category: str, roles: Iterable[str]) -> Iterator[etree._Element]:
    for contribution in _all(lom, f"{category}/contribute"):
        if {role.lower() for role in _terms(contribution, "role")} & set(roles):
            yield contribution


def _publisher(lom: etree._Element) -> str | None:
    """Who publishes it, else the institution that provides its metadata."""
    stated = [one.name for one in _contributors(lom, "lifecycle", ("publisher",))]
    provided = _contributors(lom, "metametadata", ("provider",))
    return first([*stated, *(one.name for one in provided if one.is_organisation)])


def _published(lom: etree._Element, context: Context) -> str | None:
    """When it was published, else when its authors finished it; dates of the metadata are none of its own."""
    stated = [
        text
        for roles in (("publisher",), _AUTHORS)
        for contribution in _contributions(lom, "lifecycle", roles)
        for text in _texts(contribution, "date/datetime")
    ]
    return date("published", stated, context)


def _free(lom: etree._Element) -> bool | None:
    return next(
        (answer for term in _terms(lom, "rights/cost") if (answer := _ANSWERS.get(term.lower())) is not None),
        None,
    )


_ANSWERS = {"yes": False, "no": True}  # to whether it costs something


def _duration(lom: etree._Element, context: Context) -> str | None:
    """How long learning takes, else how long it plays."""
    stated = [
        text
        for path in ("educational/typicallearningtime", "technical/duration")
        for one in _all(lom, path)
        for text in (
            _texts(one, "duration") or _texts(one, "datetime") or ([] if len(one) else [one.text or ""])
        )
        if text.strip()
    ]
    found = first(map(duration, stated))
    if stated and not found:
        context.warn(
            "duration",
            words("“%(value)s” is no duration.", value=stated[0][:80]),
            words("Write it in ISO 8601, such as PT2H30M."),
        )
    return found


def _level(lom: etree._Element, language: str | None) -> str | None:
    """The stage of education, a class of one, or how difficult it is."""
    return first(
        [
            *_terms(lom, "educational/context", language),
            *_classified(lom, _LEVELS, language),
            *_terms(lom, "educational/difficulty", language),
        ]
    )


def _audience(lom: etree._Element, language: str | None) -> Iterator[str]:
    yield from _terms(lom, "educational/intendedenduserrole", language)
    yield from map(age_range, texts(_strings(lom, "educational/typicalagerange")))
