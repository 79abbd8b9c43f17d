"""The HTML of every type of page is what the standard calls valid, as far as a parser and a few rules can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import html5lib
import pytest
from django.test import Client
from lxml import html

from tests.factories import make_staff
from tests.portal.page_types import PAGE_TYPES, Cast

pytestmark = pytest.mark.django_db

# What the standard lets stand directly in these (HTML, 4.4.5 to 4.4.9, 4.9, 4.10.7); scripts aside.
_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup", "hr"},
}
_NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
_PHRASING = {"p", "h1", "h2", "h3", "h4", "span", "summary", "button", "label", "legend", "a"}
_BLOCKS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "form",
    "fieldset",
    "details",
    "h1",
    "h2",
}
_WITHIN = {"summary": {"h1", "h2", "h3"}, "legend": {"h2", "h3"}, "a": _BLOCKS}


def test_every_type_of_page_is_valid(client: Client, cast: Cast) -> None:
    client.force_login(make_staff())
    faults = {
        f"{kind.name} in {language}": found
        for language in ("en", "es")
        for kind in PAGE_TYPES
        if (found := list(faults_of(page_of(client, kind.at(cast), kind.status, language))))
    }
    assert faults == {}


def page_of(client: Client, address: str, status: int, language: str) -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == status, address
    return response.content.decode()


def faults_of(page: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(page)
    lines = page.splitlines()
    for (line, column), code, _about in parser.errors:
        yield f"{code}: {lines[line - 1][max(0, column - 60) : column + 20]}"
    yield from _faults_of_content(html.fromstring(page))


def _faults_of_content(root: html.HtmlElement) -> Iterator[str]:
    ids = Counter(root.xpath("//@id"))
    yield from (f"the id {id} is there {times} times" for id, times in ids.items() if times > 1)
    for name in _NAMING:
        named = {id for value in root.xpath(f"//@{name}") for id in value.split()}
        yield from (f"{name} names {id}, which is not there" for id in named - set(ids))
    for element in root.iter(*_CHILDREN):
        children = {child.tag for child in element if isinstance(child.tag, str)}
        yield from (
            f"<{tag}> in <{element.tag}>"
            for tag in children - _CHILDREN[element.tag] - {"script", "template"}
        )
        if element.tag != "select" and (element.text or "").strip():
            yield f"text in <{element.tag}>: {element.text}"
    for element in root.iter(*_PHRASING):
        blocks = {child.tag for child in element.iterdescendants() if isinstance(child.tag, str)} & _BLOCKS
        yield from (f"<{tag}> in <{element.tag}>" for tag in blocks - _WITHIN.get(element.tag, set()))
    yield from (
        f"no name: {html.tostring(e)[:80]!r}" for e in root.xpath("//a[not(@href)] | //img[not(@alt)]")
    )


@pytest.mark.parametrize(
    "part",
    [
        "<p>a<div>b</div></p>",
        "<a href='/'>a<a href='/b'>b</a></a>",
        "<table><p>a</p></table>",
        "<ul><p>a</p></ul>",
        "<p id='a'></p><p id='a'></p>",
        "<label for='nowhere'>a</label>",
        "<span><div>a</div></span>",
        "<p class='a' class='b'>c</p>",
    ],
)
def test_faults_are_found(part: str) -> None:
    page = f"<!doctype html><html lang='en'><head><title>a</title></head><body>{part}</body></html>"
    assert list(faults_of(page))
