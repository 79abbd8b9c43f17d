"""PDF and DOCX documents: what is read of them, and how little a hostile one can do."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter

from harvesters import documents
from harvesters.confined import Exceeded, Limits, answer_of
from harvesters.detect import Detected, detect
from harvesters.fetch import Fetcher
from registry.catalogue.description import Description
from tests.harvesters.declared_sources import described
from tests.harvesters.faults import Site, document
from tests.harvesters.trials import counts, try_document
from tests.harvesters.written_documents import LINES, packed_stream, pdf, word

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="fr">Règles</rdf:li><rdf:li xml:lang="x-default">Rules</rdf:li></rdf:Alt></dc:title>
<dc:publisher><rdf:Bag><rdf:li>Ministry of Commerce</rdf:li></rdf:Bag></dc:publisher>
<dc:creator><rdf:Seq><rdf:li>B. Second</rdf:li><rdf:li>A. First</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
OUTLINE = {
    20: b"<< /Type /Outlines /First 21 0 R /Last 21 0 R /Count 1 >>",
    21: b"<< /Title (Chapter One) /Parent 20 0 R /Dest [3 0 R /Fit] >>",
}


def one(site: Site, body: bytes) -> Description:
    (found,) = described(site, body, "document")
    return found


def refusal(site: Site, body: bytes) -> str:
    trial = try_document(site, body, "document", "application/pdf")
    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 1, "rejected": 1})
    assert trial.errors[0].advice
    assert "fault of the registry" not in trial.errors[0].advice
    return trial.errors[0].reason


def test_a_pdf_says_what_it_is(site: Site) -> None:
    body = pdf(
        "Guide to export declarations",
        language="en-GB",
        Author="Ana Soto; Li Wei",
        Subject="How to declare.",
        Keywords="customs, tariff；origin",
        CreationDate="D:20260102090000+08'00'",
        ModDate="D:20260203",
    )

    found = one(site, body)

    assert (found.title, found.language, found.type) == ("Guide to export declarations", "en-GB", "guide")
    assert (found.creators, found.subjects) == (("Ana Soto", "Li Wei"), ("customs", "tariff", "origin"))
    assert (found.published, found.modified) == ("2026-01-02T01:00:00Z", "2026-02-03")
    assert (found.url, found.certain) == (site.url("/list"), True)
    assert found.description == "How to declare.\n\n" + " ".join(LINES)


def test_a_chinese_pdf_is_read_by_its_map_of_characters(site: Site) -> None:
    found = one(site, pdf("跨境电商出口管理办法", ["第一条 为了规范跨境电商出口，", "制定本办法。"]))
    assert (found.title, found.type) == ("跨境电商出口管理办法", "policy-document")
    assert found.description == "第一条 为了规范跨境电商出口，制定本办法。"


def test_xmp_goes_before_the_information_dictionary(site: Site) -> None:
    found = one(site, pdf("Old title", xmp=XMP, Author="somebody"))
    assert (found.title, found.publisher) == ("Rules", "Ministry of Commerce")
    assert found.creators == ("B. Second", "A. First")


def test_metadata_that_are_damaged_cost_themselves_only(site: Site) -> None:
    assert one(site, pdf("Rules", xmp=XMP[:300])).title == "Rules"


def test_a_docx_says_what_it_is(site: Site) -> None:
    body = word(
        "Ley de aduanas", "Artículo 1.", "Artículo 2.", author="Ana Soto", language="es-CL", category="policy"
    )

    found = one(site, body)

    assert (found.title, found.language, found.type) == ("Ley de aduanas", "es-CL", "policy-document")
    assert (found.creators, found.published) == (("Ana Soto",), "2026-01-02T00:00:00Z")
    assert (found.description, found.certain) == ("Artículo 1.\n\nArtículo 2.", True)


@pytest.mark.parametrize("title", ["", "Microsoft Word - final2.doc", "untitled", "scan0001.pdf"])
def test_without_a_title_the_first_heading_is_taken_and_less_certain(site: Site, title: str) -> None:
    for body in (
        word(title, heading="Export rules"),
        pdf(title, catalogue="/Outlines 20 0 R", objects=OUTLINE),
    ):
        found = one(site, body)
        assert found.title in ("Export rules", "Chapter One")
        assert found.certain is False


@pytest.mark.parametrize("body", [pdf(), word(), pdf("Microsoft Word - final2.doc")])
def test_one_without_title_and_heading_is_rejected(site: Site, body: bytes) -> None:
    assert "no title" in refusal(site, body)


def test_a_scan_is_taken_with_its_title_and_less_certain(site: Site) -> None:
    found = one(site, pdf("Decree 12", []))
    assert (found.title, found.description, found.certain) == ("Decree 12", None, False)
    trial = try_document(site, pdf("Decree 12", []), "document")
    assert "no text" in trial.errors[0].reason


def test_a_date_that_is_none_stays_unknown_and_is_told(site: Site) -> None:
    trial = try_document(site, pdf("Rules", ModDate="last week"), "document")
    assert [(problem.field, "last week" in problem.reason) for problem in trial.errors] == [
        ("modified", True)
    ]


def test_a_document_that_a_sitemap_lists_is_taken_beside_its_pages(site: Site) -> None:
    site.answers["/rules.pdf"] = document(pdf("Rules"), "application/octet-stream")
    site.answers["/picture"] = document(b"\x89PNG\r\n", "image/png")
    listed = f"{site.url('/rules.pdf')}\n{site.url('/picture')}\n"

    trial = try_document(site, listed, "sitemap", "text/plain")

    assert counts(trial) == {"listed": 2, "added": 1, "skipped": 1}
    assert (trial.records[0]["title"], trial.records[0]["url"]) == ("Rules", site.url("/rules.pdf"))


@pytest.mark.parametrize("body", [pdf("Rules"), b"\n" * 20 + pdf("Rules"), word("Rules")])
def test_it_is_found_out_without_its_type(site: Site, body: bytes) -> None:
    site.answers["/rules"] = document(body)
    assert detect(Fetcher([site.address]), site.url("/rules")) == Detected(
        protocol="document", url=site.url("/rules")
    )


def test_it_refuses_what_is_no_document_and_what_is_too_large(site: Site) -> None:
    for body, words in (
        (b"\xd0\xcf\x11\xe0", "neither a PDF nor a DOCX"),
        (pdf("Big") + b" " * 20_000_000, "larger"),
    ):
        trial = try_document(site, body, "document", "application/msword")
        assert (trial.outcome, words in trial.errors[0].reason) == ("failed", True)


def test_it_says_that_a_password_is_needed(site: Site) -> None:
    assert "password" in refusal(site, locked("secret"))


def test_one_that_everybody_may_read_is_read(site: Site) -> None:
    assert one(site, locked("")).title == "Rules"


def locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Rules"))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def rezipped(body: bytes, name: str, content: bytes) -> bytes:
    """The DOCX with one part replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return written.getvalue()


ENTITIES = (
    b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "'
    + b"&a;" * 100
    + b'"><!ENTITY c "'
    + b"&b;" * 100
    + b'"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    b"&c;&d;</w:t></w:r></w:p></w:body></w:document>"
)
BOMB = b"<w:document xmlns:w='x'>" + bytes(300_000_000)
HOSTILE = {
    "no document behind the signature": b"%PDF-1.7\n" + b"x" * 10_000,
    "a page tree that goes round": pdf("Round").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    "a page that is its own parent": pdf("Round", objects={3: b"<< /Type /Page /Parent 3 0 R >>"}),
    "content that goes on for ever": pdf("Long", objects={4: packed_stream(b"(x) Tj " * 20_000_000)}),
    "an object stream that holds itself": pdf("Self", objects={4: b"4 0 R"}),
    "arrays inside each other": pdf("Deep", objects={4: b"[" * 200_000 + b"]" * 200_000}),
    "ten thousand pages": pdf("Many", pages=10_000),
    "a broken table of objects": pdf("Broken").replace(b"startxref\n", b"startxref\n9"),
    "an outline that goes round": pdf(
        catalogue="/Outlines 20 0 R", objects={**OUTLINE, 21: b"<< /Title (A) /Parent 20 0 R /Next 21 0 R >>"}
    ),
    "half a document": pdf("Half")[:900],
    "half an archive": word("Half")[:9_000],
    "entities in an archive": rezipped(word("Entities"), "word/document.xml", ENTITIES),
    "an archive that is a bomb": rezipped(word("Bomb"), "word/document.xml", BOMB),
    "a part that is no XML": rezipped(word("Odd"), "docProps/core.xml", b"no XML"),
}


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LIMITS", Limits(processor=4, seconds=20, memory=500_000_000))


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_costs_itself_only(site: Site, name: str) -> None:
    started = time.monotonic()

    trial = try_document(site, HOSTILE[name], "document")

    assert time.monotonic() - started < 40
    assert trial.outcome == "succeeded"
    assert trial.counts["listed"] == trial.counts["added"] + trial.counts["rejected"] == 1
    for problem in trial.errors:
        assert problem.advice
        assert "fault of the registry" not in problem.advice
    assert "root:" not in str(trial.records)


def test_a_child_that_does_not_end_is_ended() -> None:
    with pytest.raises(Exceeded):
        answer_of("tests.harvesters.endless_child", b"", Limits(processor=1))


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("D:20260102", "2026-01-02"),
        ("D:2026", "2026"),
        ("20260102090000Z", "2026-01-02T09:00:00Z"),
        ("D:20260102090000Z00'00'", "2026-01-02T09:00:00Z"),
        ("D:20260102090000-03", "2026-01-02T12:00:00Z"),
        ("D:202601020900", "2026-01-02T09:00:00"),
        ("2026-01-02", "2026-01-02"),
        ("2 January 2026", "2026-01-02"),
    ],
)
def test_dates_as_programs_write_them(site: Site, stated: str, read: str) -> None:
    assert one(site, pdf("Rules", CreationDate=stated)).published == read


@pytest.mark.parametrize(
    "limits", [Limits(memory=10_000_000), Limits(seconds=0), replace(Limits(), answer=10)]
)
def test_a_child_that_meets_a_limit_gives_no_answer(limits: Limits) -> None:
    with pytest.raises(Exceeded):
        answer_of("harvesters.documents.child", pdf("Rules"), limits)
