"""XML as providers send it is read; what could harm, or is no XML, is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvesters.problems import SourceProblem
from harvesters.xml import parsed


def text(body: bytes | str) -> str:
    root = parsed(body.encode() if isinstance(body, str) else body, what="a feed")
    return "".join(root.itertext())


def refusal(body: bytes | str) -> str:
    with pytest.raises(SourceProblem) as refused:
        parsed(body.encode() if isinstance(body, str) else body, what="a feed")
    assert refused.value.problem.stage == "read"
    assert refused.value.problem.advice
    return refused.value.problem.reason


@pytest.mark.parametrize(
    "body",
    [
        "<a>課程</a>",
        '<?xml version="1.0" encoding="UTF-8"?>\n<a>課程</a>',
        '\n\n<?xml version="1.0"?><a>課程</a>',
        'e<?xml version="1.0" encoding="windows-1252" ?><a>課程</a>',
        '\ufeff<?xml version="1.0" encoding="x-bogus"?><a>課程</a>',
        '<?xml version="1.0" encoding="UTF-16"?><a>課程</a>',
        '<?xml-stylesheet href="x.css"?><!-- made by hand --><a>課程</a>',
        '<!DOCTYPE a PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1/rss.dtd"><a>課程</a>',
        "<a>課\x02程\x0b&#x1;&#8;</a>",
    ],
)
def test_it_reads_xml_that_is_nearly_right(body: str) -> None:
    assert text(body) == "課程"


def test_it_reads_the_encoding_that_is_declared() -> None:
    assert text('<?xml version="1.0" encoding="gb2312"?><a>报关课程</a>'.encode("gb2312")) == "报关课程"


def test_it_repairs_ampersands_and_the_entities_of_html() -> None:
    assert text("<a>R&D &amp; trade&nbsp;&eacute; &unheard; <![CDATA[B&B]]></a>") == (
        "R&D & trade\xa0é &unheard; B&B"
    )


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY nbsp "&#160;">',
        "<!-- ours --> <!ENTITY nbsp '&#xA0;'>\n<!ENTITY amp \"&#38;\">",
        '<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://127.0.0.1/lat1.ent"> %HTMLlat1;',
    ],
)
def test_it_reads_what_declares_names_of_characters_only(declarations: str) -> None:
    document = f"<!DOCTYPE rss [{declarations}]><rss>R&amp;D&nbsp;<![CDATA[&nbsp;]]></rss>"
    assert text(document) == "R&D\xa0&nbsp;"


def test_it_puts_a_short_text_of_a_declaration_in_place() -> None:
    assert text('<!DOCTYPE rss [<!ENTITY us "Academy &#169;">]><rss>&us; &us;</rss>') == "Academy © Academy ©"


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;',
        '<!ENTITY b "<c>ha</c>">',
        f'<!ENTITY b "{"ha" * 1000}">',
        '<!ENTITY nbsp "&#160;"><!ENTITY b "&nbsp;&nbsp;">',
    ],
)
@pytest.mark.parametrize("before", ["", '<?xml version="1.0" encoding="utf-8"?>', "<!-- first -->\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_it_refuses_entities_unread(declarations: str, before: str, encoding: str) -> None:
    if encoding == "utf-16":
        before = before.replace("utf-8", "utf-16")
    document = f"{before}<!DOCTYPE feed [{declarations}]><feed>&b;</feed>"
    assert "entities" in refusal(document.encode(encoding))


def test_it_does_not_take_a_doctype_in_a_text_for_one() -> None:
    assert text("<a><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]></a>") == "<!DOCTYPE a [<!ENTITY b 'c'>]>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("Service unavailable", "not XML"),
        ('{"items": ["<a>"]}', "not XML"),
        ("x" * 500 + "<a/>", "not XML"),
        ("<!DOCTYPE html><html><p>Sign in</html>", "HTML page"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y"><HTML></HTML>', "HTML page"),
        ("<html><head>", "HTML page"),
        ("<rss><channel><item><title>Half", "breaks off: the end of <rss> is missing"),
        ("<a><b></a>", "not well-formed, first at line 1"),
        ("<a/><b/>", "not well-formed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not XML"),
    ],
)
def test_it_says_what_is_wrong(body: str | bytes, words: str) -> None:
    assert words in refusal(body)


def test_it_does_not_go_down_without_end() -> None:
    assert "not well-formed" in refusal("<a>" * 100_000 + "</a>" * 100_000)


@pytest.mark.shared
def test_it_reads_the_dirtiest_real_document_whole(shared: Path) -> None:
    body = (shared / "real/catalogue/ita-trade-events.xml").read_bytes()
    root = parsed(body, what="a list of events")
    assert len(root.findall("EVENTINFO")) == body.count(b"<EVENTINFO>")
    assert "U.S. businesses” " not in "".join(root.itertext())
    assert "“Sustainable Cities-Tangier”" in "".join(root.itertext())


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#x1F;", "&#xD83D;", "&#55357;", "&#xFFFE;", "&#x110000;", "&#99999999999999999;"]
)
def test_it_leaves_out_references_to_characters_that_xml_forbids(reference: str) -> None:
    assert text(f"<a>Cus{reference}toms&#9;&#x8AB2;</a>") == "Customs\t課"
