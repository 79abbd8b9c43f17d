"""Words of a query that say where to look: `provider:harbour`, `title:"letter of credit"`, `language:es`.

A field of the texts narrows the words that follow; the name of a facet chooses a value, as a click on it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from harvesters.values.languages import language_tag
from registry.framework import economies
from registry.framework.concept import LANGUAGES
from search import analysis
from search.facets import FACETS, Facet

# What a field is called by people, folded; each facet goes by its id besides.
_NAMES = {
    "people": (
        "provider organisation organization organiser organizer publisher author by proveedor organizacion autor "
        "fornecedor organizacao fournisseur organisation auteur penyedia organisasi penulis to-chuc организация автор "
        "提供者 机构 作者 主催 提供元 기관 저자 ผู้จัด المنظمة"
    ),
    "title": "title titulo titre judul tajuk tieu-de название 标题 题名 タイトル 제목 ชื่อ العنوان",
    "subjects": "subject topic tag tema assunto sujet topik тема 主题 分类 주제 หัวข้อ الموضوع",
    "description": "text description descripcion descricao deskripsi описание 内容 说明 설명 รายละเอียด الوصف",
    "language": "lang idioma lingua langue bahasa язык 语言 言语 언어 ภาษา اللغة",
    "economy": "country pais pays negara страна 国家 经济体 국가 ประเทศ البلد",
    "cost": "price precio prix harga цена 价格 费用 비용 ราคา السعر",
}
_PART = re.compile(
    r'(?<!\S)(?P<minus>-)?(?P<field>[^\s:"-][^\s:"]{1,24}):(?P<said>\s*(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)))'
)


@dataclass(frozen=True, slots=True)
class Within:
    """A field must have these words; side by side where they were quoted."""

    field: str
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class FieldWords:
    """`rest`: the text without what is told here; `text`: without the facets' values alone, which are filters."""

    rest: str
    text: str
    within: tuple[Within, ...]
    without: tuple[Within, ...]
    chosen: tuple[tuple[str, str], ...]


def field_words(text: str) -> FieldWords:
    """What a text says by fields. A name that nobody knows, and a value that a facet has not, are words as others."""
    within: list[Within] = []
    without: list[Within] = []
    chosen: list[tuple[str, str]] = []
    rest, kept = text, text
    for part in _parts(text):
        name = _fields()[analysis.folded(part["field"])]
        said, quoted = part["phrase"] or part["word"] or "", part["phrase"] is not None
        if name in FACETS:
            value = None if part["minus"] else _value(FACETS[name], said)
            if value is None:
                continue
            chosen.append((name, value))
            kept = kept.replace(part[0], " ", 1)
        elif analysis.phrase(said):
            (without if part["minus"] else within).append(Within(name, said, quoted))
        else:
            continue
        rest = rest.replace(part[0], " ", 1)
    text = " ".join(kept.split()) if chosen else text
    return FieldWords(rest, text, tuple(within), tuple(without), tuple(chosen))


def _parts(text: str) -> Iterator[re.Match[str]]:
    """Where a known name stands before a colon."""
    at = 0
    while part := _PART.search(text, at):
        known = analysis.folded(part["field"]) in _fields()
        at = part.end() if known else part.start("said")
        if known:
            yield part


def _value(facet: Facet, said: str) -> str | None:
    """By the value's id, or by what it is called: language:Spanish, economy:Chile, form:online."""
    if (value := facet.value(said)) is not None:
        return value
    if facet.id == "economy":
        return economies.economy(said)
    if facet.id == "language":
        return facet.value(language_tag(said) or "")
    return next((value for value, name in _labels(facet) if name == analysis.folded(said)), None)


def _labels(facet: Facet) -> Iterator[tuple[str, str]]:
    for value, label in facet.values.items():
        yield from ((value, analysis.folded(str(label(language)))) for language in LANGUAGES)


@cache
def _fields() -> dict[str, str]:
    names = {analysis.folded(name): field for field, stated in _NAMES.items() for name in stated.split()}
    return {facet: facet for facet in FACETS} | names
