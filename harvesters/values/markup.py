"""Readable text out of what feeds call text: markup, entities and control characters removed."""

from __future__ import annotations

import html
import re

# The result is text, never shown as HTML, so a scanner of tags is enough and a sanitiser is not needed; one that
# builds a tree (nh3, html.parser) takes time quadratic in the depth of "<div><div><div>…", this one is linear:
# no alternative reads past the next "<", or it cannot fail.
_MARKUP = re.compile(
    r"""
      <!\[CDATA\[ (?P<cdata> .*? ) (?: \]\]> | \Z )
    | <!-- .*? (?: --> | \Z )
    | < (?P<unseen> script | style | template | noscript ) \b [^<>]*+ > .*? (?: </ (?P=unseen) \s* > | \Z )
    | < /? (?P<tag> [a-z] [a-z0-9]*+ ) (?: [^<>"'] | "[^"<]*+" | '[^'<]*+' )*+ >
    | < /? (?P<odd> [a-z] [a-z0-9]*+ ) [^<>]*+ >
    | < [!?] [a-z] [^<>]*+ >
    | < (?: / | [a-z]++ \s++ [a-z:-]++ \s*+ = ) [^<>]*+ \Z    # a tag that a shortened text ends in
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PARAGRAPHS = frozenset(
    [
        "blockquote",
        "div",
        "dl",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "article",
        "table",
        "ul",
    ]
)
_LINES = frozenset(["br", "dd", "dt", "li", "option", "tr", "header", "footer"])
_CELLS = frozenset(["td", "th"])

# Only with its semicolon: "?a=1&copy=2" in a text is an address, not a sign.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Controls, lone surrogates, byte order marks, soft hyphens, and the overrides of direction that disguise a title.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_GAP = re.compile(r"[^\S\n]+")
_EDGE = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """The text that a reader would see, with line breaks where blocks end and one blank line at most."""
    if "<" in text:
        text = _without_markup(text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _folded(text)


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def _without_markup(text: str) -> str:
    if "]]>" in text:
        text = _MARKUP.sub(lambda found: found["cdata"] if found["cdata"] is not None else found[0], text)
    breaks_lines = False

    def replacement(found: re.Match[str]) -> str:
        nonlocal breaks_lines
        mark = _break_for((found["tag"] or found["odd"] or "").lower(), closes=found[0].startswith("</"))
        breaks_lines = breaks_lines or "\x1c" in mark
        return mark

    seen = _MARKUP.sub(replacement, text)
    if breaks_lines:  # then the source's own line breaks are only white space, as in a browser
        seen = seen.replace("\n", " ").replace("\r", " ")
    return seen


def _break_for(tag: str, *, closes: bool) -> str:
    # U+001C, a line separator of old, tells the breaks of markup from those of the source until both are folded.
    if tag in _PARAGRAPHS:
        return "\x1c\x1c"
    if tag in _LINES and not closes:
        return "\x1c"
    return " " if tag in _CELLS else ""


def _folded(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = _BREAK.sub("\n", _UNWANTED.sub("", text))
    text = _EDGE.sub("\n", _GAP.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()
