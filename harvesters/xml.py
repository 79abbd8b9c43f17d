"""XML as providers really send it, read without ever expanding an entity or fetching anything."""

from __future__ import annotations

import re
import threading
from html.entities import html5

from lxml import etree

from harvesters.encoding import text_of
from harvesters.problems import Problem, SourceProblem
from harvesters.words import words

_LONGEST_STRAY_START = 100  # characters before the first tag that are dropped as dirt
_DOCUMENTS_A_PARSER = 200
_PROLOG = r"(?:\s|<\?.*?\?>|<!--.*?-->)*+"
_PROLOG_DTD = re.compile(_PROLOG + r"(<!DOCTYPE\b[^<>\[]*(?:>|\[))", re.DOTALL)
# Names for characters: no reference to another entity, no markup, and no more than a few times the reference's
# length. The names of HTML, which older feeds take from a set of the W3C's, are known without reading that.
_VALUE = r"""(?:[^<&%"']|&\#\d{1,7};|&\#x[0-9a-f]{1,6};){0,40}"""
_SHORT_ENTITY = re.compile(rf"""<!ENTITY\s+([\w.-]+)\s+("{_VALUE}"|'{_VALUE}')\s*>""", re.IGNORECASE)
_HARMLESS_SUBSET = re.compile(
    rf"""(?:\s|<!--.*?-->|{_SHORT_ENTITY.pattern}|%[\w.-]+;
    |<!ENTITY\s+%\s+[\w.-]+\s+PUBLIC\s+["']-//W3C//ENTITIES[^"'<>]*["']\s+["'][^"'<>]*["']\s*>)*+\]\s*>""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
PLAIN_UTF8 = re.compile(
    rb"""\s*<(?:\?xml(?:(?!encoding)[^>])*+(?:encoding\s*=\s*["']utf-8["'][^>]*)?>\s*<)?[A-Za-z]""",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"<\?xml\b.*?\?>", re.DOTALL)
_HTML = re.compile(
    _PROLOG + r"(?:<!doctype\s+html\b[^>]*>)?" + _PROLOG + r"<(?:html|head|body)\b", re.S | re.I
)
_OPEN_ROOT = re.compile(_PROLOG + r"<([^\s<>/!?]+)(?![^<>]*/>)", re.DOTALL)
# Characters outside the production Char of XML 1.0, section 2.2.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|(\d+));", re.IGNORECASE)
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?:(\w+);|(?!#\d+;|#x[0-9a-f]+;))", re.DOTALL | re.IGNORECASE)
_OWN_ENTITIES = ("amp", "lt", "gt", "quot", "apos")


def parsed(body: bytes, *, what: str, charset: str | None = None) -> etree._Element:
    """The root element of a document; `what` names with its article what it should be ("a sitemap").

    Repaired: characters before the declaration, a wrong declared encoding, characters that XML forbids,
    HTML's entities and bare ampersands. A document that declares entities, other than names of characters, is
    refused before it is parsed.
    Raises SourceProblem with stage "read".
    """
    if PLAIN_UTF8.match(body):
        try:
            return _root(body)
        except etree.XMLSyntaxError:
            pass  # not as plain as it looks: repaired below, or refused with a reason
    text = screened(text_of(body, charset), what)
    try:
        return _root(text.encode())
    except etree.XMLSyntaxError:
        pass
    try:
        return _root(_with_ampersands_repaired(text).encode())
    except etree.XMLSyntaxError as error:
        raise _unreadable(text, error, what) from None


def is_html(text: str) -> bool:
    """Whether a document is a page for people, whatever its Content-Type says."""
    return bool(_HTML.match(text))


class _Parser(threading.local):
    """One for each thread, made anew from time to time: a parser keeps names, and making one takes as long as
    a record of a few hundred bytes."""

    parser: etree.XMLParser
    left = 0

    def get(self) -> etree.XMLParser:
        if not self.left:
            self.left = _DOCUMENTS_A_PARSER
            self.parser = etree.XMLParser(
                encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
        self.left -= 1
        return self.parser


_parser = _Parser()


def _root(document: bytes) -> etree._Element:
    return etree.fromstring(document.lstrip(), _parser.get())


def screened(text: str, what: str) -> str:
    """The document without declaration and DTD, from its first tag on. Raises SourceProblem for what is no XML."""
    if not text.strip():
        raise _problem(
            words("The answer is empty where %(what)s should be.", what=what),
            words("Let the address answer with the document."),
        )
    start = text.find("<")
    if start < 0 or start > _LONGEST_STRAY_START or text[:start].strip().startswith(("{", "[")):
        raise _problem(
            words("The answer is not XML, though %(what)s should be.", what=what),
            words("Let the address answer with %(what)s.", what=what),
        )
    text = _FORBIDDEN.sub("", text[start:])
    text = _REFERENCE.sub(_permitted, text)
    if is_html(text):
        raise _problem(
            words("The answer is an HTML page where %(what)s should be.", what=what),
            words("Give the address of %(what)s itself, one that can be read without signing in.", what=what),
        )
    return _DECLARATION.sub("", _without_dtd(text, what), count=1)


def _permitted(reference: re.Match[str]) -> str:
    """A reference to a character, or nothing for one that XML forbids."""
    digits = (reference[1] or reference[2]).lstrip("0")[:8]
    number = int(digits or "0", 16 if reference[1] else 10)
    return reference[0] if number < 0x110000 and not _FORBIDDEN.match(chr(number)) else ""


def _without_dtd(text: str, what: str) -> str:
    """A reference to an outer DTD (RSS 0.91 has one) is dropped unread.

    Of declarations inside, single characters and short texts are put in place; any others are refused.
    """
    found = _PROLOG_DTD.match(text)
    if not found:
        return text
    if not found[1].endswith("["):
        return text[: found.start(1)] + text[found.end(1) :]
    subset = _HARMLESS_SUBSET.match(text, found.end(1))
    if not subset:
        raise _problem(
            words(
                "The document declares entities of its own (a DTD), which %(what)s must not; it was not read.",
                what=what,
            ),
            words("Send the document without <!DOCTYPE … [ … ]>, with every character written out."),
        )
    values = {name: value[1:-1] for name, value in _SHORT_ENTITY.findall(subset[0])}
    return text[: found.start(1)] + _AMPERSAND.sub(
        lambda reference: values.get(reference[1], reference[0]), text[subset.end() :]
    )


def _with_ampersands_repaired(text: str) -> str:
    """HTML's entities as characters, a lone `&` as `&amp;`; CDATA sections stay as they are."""
    return _AMPERSAND.sub(_ampersand, text)


def _ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if match[0].startswith("<") or name in _OWN_ENTITIES:
        return match[0]
    if name is None:
        return "&amp;"
    return html5.get(f"{name};") or f"&amp;{name};"


def _unreadable(text: str, error: etree.XMLSyntaxError, what: str) -> SourceProblem:
    root = _OPEN_ROOT.match(text)
    if root and f"</{root[1]}" not in text[-1000:]:
        return _problem(
            words("The XML breaks off: the end of <%(element)s> is missing.", element=root[1][:50]),
            words("See that %(what)s is written and sent in full.", what=what),
        )
    line = error.position[0] if error.position else 0
    return _problem(
        words(
            "The XML of %(what)s is not well-formed, first at line %(line)s: %(error)s",
            what=what,
            line=str(line),
            error=error.msg,
        ),
        words("Check the document with an XML validator and correct it."),
    )


def _problem(reason: str, advice: str) -> SourceProblem:
    return SourceProblem(Problem(stage="read", reason=reason, advice=advice))
