"""Text comes out of bytes, whatever encoding they are in and whatever is said of them."""

from __future__ import annotations

import codecs

import pytest

from harvesters.encoding import text_of

TEXTS = {
    "gb2312": "跨境电子商务培训课程面向中小企业，讲解国际物流与报关",
    "gb18030": "跨境电子商务培训课程面向中小企业，讲解国际物流与报关",
    "big5": "跨境電子商務培訓課程面向中小企業，講解國際物流與報關",
    "euc-kr": "전자상거래 무역 교육 과정 안내와 통관 절차",
    "shift_jis": "電子商取引のトレーニングコースと通関手続き",
    "euc-jp": "電子商取引のトレーニングコースと通関手続き",
    "windows-1251": "Курс по международной торговле и логистике",
    "tis-620": "หลักสูตรการค้าระหว่างประเทศและโลจิสติกส์",
    "cp1252": "Formación sobre logística internacional: ¿cómo exportar?",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_it_believes_a_charset_that_fits(encoding: str) -> None:
    assert text_of(TEXTS[encoding].encode(encoding), encoding) == TEXTS[encoding]


@pytest.mark.parametrize("encoding", TEXTS)
def test_it_finds_out_an_encoding_that_nobody_states(encoding: str) -> None:
    assert text_of(TEXTS[encoding].encode(encoding)) == TEXTS[encoding]


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("stated", ["iso-8859-1", "us-ascii", "utf-8"])
def test_it_does_not_believe_a_charset_that_is_stated_by_default(encoding: str, stated: str) -> None:
    assert text_of(TEXTS[encoding].encode(encoding), stated) == TEXTS[encoding]


@pytest.mark.parametrize("encoding", [name for name in TEXTS if name != "cp1252"])
def test_a_header_and_a_declaration_that_disagree_are_told_apart_by_the_text(encoding: str) -> None:
    for header, declared in ((encoding, "iso-8859-1"), ("iso-8859-1", encoding)):
        text = f'<?xml version="1.0" encoding="{declared}"?><a>{TEXTS[encoding]}</a>'
        assert text_of(text.encode(encoding), header) == text


@pytest.mark.parametrize("encoding", ["gb2312", "euc-kr", "euc-jp", "big5"])
def test_of_two_that_fit_it_takes_the_one_that_the_text_looks_like(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="windows-1251"?><a>{TEXTS[encoding]}</a>'
    assert text_of(text.encode(encoding), encoding) == text


@pytest.mark.parametrize(
    "text", ["Übergroße Straße: «Größe» …", "Señal, año, ¿qué? ¡Sí! «ñandú»", "Crème brûlée, œuvre, naïve"]
)
def test_it_believes_western_european_where_the_text_looks_like_it(text: str) -> None:
    assert text_of(text.encode("cp1252"), "iso-8859-1") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('[{"title": "Logística"}]', "cp1252"),
        ('{"title": "Café à la crème, élève"}', "cp1252"),
        ("título;idioma\nSeñal;español\n", "cp1252"),
        ('{"title": "Größe für Übung"}', "cp1252"),
        ('{"title": "Таможня и логистика"}', "windows-1251"),
        ("id;Название\n1;Курс 3D-печати\n", "windows-1251"),
        ('{"title": "หลักสูตรศุลกากร"}', "tis-620"),
        ('{"title": "外贸"}', "gb18030"),
        ('{"title": "電商"}', "big5"),
        ('{"title": "전자상거래 교육"}', "euc-kr"),
        ('{"title": "通関入門"}', "shift_jis"),
    ],
)
def test_it_finds_out_the_encoding_of_a_few_words(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "stated", ["windows-1252", "iso-8859-1", "gb2312", "utf-16", "us-ascii", "no-such-charset"]
)
def test_it_does_not_believe_another_encoding_of_what_is_utf_8(stated: str) -> None:
    text = "Đào tạo thương mại điện tử 跨境电商"
    assert text_of(text.encode(), stated) == text
    declared = f'<?xml version="1.0" encoding="{stated}"?><a>{text}</a>'
    assert text_of(declared.encode()) == declared


@pytest.mark.parametrize(
    "stated",
    ["base64", "rot13", "zlib", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"],
)
def test_it_does_not_take_for_an_encoding_what_is_none_of_texts(stated: str) -> None:
    declared = f'<?xml version="1.0" encoding="{stated}"?><a>报关课程\\u0041-{"报关" * 50_000}</a>'
    assert text_of(declared.encode("gb2312"), stated) == declared


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_it_believes_a_byte_order_mark_first(mark: str) -> None:
    assert text_of("課程".encode(mark), "gb2312") == "課程"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_it_recognises_wide_characters_without_a_mark(encoding: str) -> None:
    assert text_of("<rss>課程</rss>".encode(encoding)) == "<rss>課程</rss>"


def test_it_reads_the_declaration_of_a_page() -> None:
    page = '<html><head><meta charset="shift_jis"></head>通関</html>'
    assert text_of(page.encode("shift_jis")) == page


def test_it_reads_an_encoding_that_is_written_in_ascii() -> None:
    assert text_of("通関手続き".encode("iso-2022-jp"), "iso-2022-jp") == "通関手続き"


def test_it_marks_what_fits_nothing_and_keeps_the_rest() -> None:
    text = "課程說明" * 50
    body = text.encode() + b"\xff" + text.encode()
    assert text_of(body) == text + "\ufffd" + text


def test_it_reads_nothing_from_nothing() -> None:
    assert text_of(b"") == text_of(codecs.BOM_UTF8) == ""
