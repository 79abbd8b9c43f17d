"""One small source of each protocol, with three records, of which a test spoils the second or the whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from harvesters.settings import checked
from tests.harvesters.faults import Site, document
from tests.harvesters.workbooks import workbook
from tests.harvesters.written_documents import pdf

GOOD = "Customs clearance, step by step"
LAST = "Letters of credit"
DATE = "2026-09-01"
_SITE = "http://site.example"  # stands for the test's own


@dataclass(frozen=True, slots=True)
class Provider:
    """`write` gives the document at `path` for a title and a date of the second record."""

    protocol: str
    path: str
    content_type: str
    write: Callable[[str, str], str]
    settings: dict[str, Any] = field(default_factory=dict)
    pages: Callable[[Site, str, str], None] = lambda site, title, date: None
    is_single: bool = False  # what it offers is one record: the second
    encode: Callable[[str], bytes] = str.encode

    @property
    def is_text(self) -> bool:
        """Whether what is written is what is sent, in some encoding."""
        return self.encode is str.encode

    def titles(self, title: str) -> list[str]:
        """Of its records, when all are taken."""
        return [title] if self.is_single else [GOOD, title, LAST]

    @property
    def is_xml(self) -> bool:
        return "xml" in self.content_type

    def publish(self, site: Site, title: str = "Payment", date: str = DATE) -> None:
        body = self.encode(self.write(title, date))
        site.answers[self.path] = document(body, f"{self.content_type}; charset=utf-8")
        self.pages(site, title, date)


def settings_at(site: Site, protocol: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Checked, and with the site's own address where they name one."""
    return checked(json.loads(json.dumps(stated).replace(_SITE, site.url("").rstrip("/"))), protocol)


def _three(write: Callable[[int, str, str], str], title: str, date: str, between: str = "") -> str:
    return between.join(
        write(number, *of) for number, of in enumerate(((GOOD, DATE), (title, date), (LAST, DATE)))
    )


_OAI = "http://www.openarchives.org/OAI/2.0/"


def _oai_dc(title: str, date: str) -> str:
    return (
        f'<oai_dc:dc xmlns:oai_dc="{_OAI}oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:date>{date}</dc:date></oai_dc:dc>"
    )


def _lom(title: str, date: str) -> str:
    return (
        '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string language="en">'
        f"{escape(title)}</string></title></general><lifeCycle><contribute><role><source>LOMv1.0</source>"
        f"<value>publisher</value></role><date><dateTime>{date}</dateTime></date></contribute></lifeCycle></lom>"
    )


def _amb(title: str, date: str) -> str:
    node = {"type": ["LearningResource"], "name": title, "datePublished": date}
    context = {"@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "en"}]}
    return f"<amb>{escape(json.dumps(context | node, ensure_ascii=False))}</amb>"


def _oai_record(metadata: Callable[[str, str], str], prefix: str = "") -> Callable[[int, str, str], str]:
    def record(number: int, title: str, date: str) -> str:
        head = (
            f"<:identifier>oai:x.example:{number}</:identifier><:datestamp>2026-01-0{number + 1}</:datestamp>"
        )
        begins, ends = f"<:record><:header>{head}</:header><:metadata>", "</:metadata></:record>"
        named = (part.replace("<:", f"<{prefix}").replace("</:", f"</{prefix}") for part in (begins, ends))
        return metadata(title, date).join(named)

    return record


def _oai_list(metadata: Callable[[str, str], str]) -> Callable[[str, str], str]:
    return lambda title, date: (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{_OAI}">'
        "<responseDate>2026-03-02T10:00:00Z</responseDate>"
        f"<ListRecords>{_three(_oai_record(metadata), title, date)}</ListRecords></OAI-PMH>"
    )


def _static(title: str, date: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Repository xmlns="{_OAI}static-repository" xmlns:oai="{_OAI}">'
        "<Identify><oai:repositoryName>X</oai:repositoryName></Identify><ListRecords metadataPrefix="
        f'"oai_dc">{_three(_oai_record(_oai_dc, "oai:"), title, date)}</ListRecords></Repository>'
    )


def _oai_verbs(site: Site, title: str, date: str) -> None:
    envelope = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-03-02T10:00:00Z'
        "</responseDate>{}</OAI-PMH>"
    )
    identify = (
        "<Identify><repositoryName>X</repositoryName><baseURL>https://x.example/</baseURL>"
        "<protocolVersion>2.0</protocolVersion><earliestDatestamp>2020-01-01</earliestDatestamp>"
        "<deletedRecord>no</deletedRecord><granularity>YYYY-MM-DD</granularity></Identify>"
    )
    formats = (
        "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
        "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace>"
        "</metadataFormat></ListMetadataFormats>"
    )
    site.answers["/source?verb=Identify"] = document(envelope.format(identify), "text/xml")
    site.answers["/source?verb=ListMetadataFormats"] = document(envelope.format(formats), "text/xml")


def _sitemap(title: str, date: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>/0</loc></url><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset>"
    )


def _pages(site: Site, title: str, date: str) -> None:
    for number, (name, start) in enumerate(((GOOD, DATE), (title, date), (LAST, DATE))):
        page = _marked_up({"@context": "https://schema.org"} | _event(number, name, start))
        site.answers[f"/{number}"] = document(page, "text/html")


def _page(title: str, date: str) -> str:
    """A page with three records."""
    listed = [_event(n, *of) for n, of in enumerate(((GOOD, DATE), (title, date), (LAST, DATE)))]
    return _marked_up({"@context": "https://schema.org", "@graph": listed})


def _event(number: int, title: str, date: str) -> dict[str, Any]:
    return {"@type": "Event", "@id": f"https://x.example/{number}", "name": title, "startDate": date}


def _marked_up(described: dict[str, Any]) -> str:
    block = json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")
    return f'<html><script type="application/ld+json">{block}</script></html>'


def _feed(title: str, date: str) -> str:
    def item(number: int, title: str, date: str) -> str:
        stated = "Tue, 01 Sep 2026 10:00:00 GMT" if date == DATE else date
        return (
            f"<item><guid>https://x.example/{number}</guid><title>{escape(title)}</title>"
            f"<link>https://x.example/{number}</link><pubDate>{stated}</pubDate></item>"
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Courses</title>'
        f"<link>https://x.example/</link><description>All</description>{_three(item, title, date)}"
        "</channel></rss>"
    )


def _document(title: str, date: str) -> str:
    return pdf(title, ModDate=date).decode()


def _json_feed(title: str, date: str) -> str:
    items = [
        {
            "id": f"https://x.example/{number}",
            "title": name,
            "date_published": "2026-09-01T10:00:00Z" if start == DATE else start,
        }
        for number, (name, start) in enumerate(((GOOD, DATE), (title, date), (LAST, DATE)))
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Courses", "items": items}
    return json.dumps(feed, ensure_ascii=False)


def _calendar(title: str, date: str) -> str:
    def event(number: int, title: str, date: str) -> str:
        return (
            f"BEGIN:VEVENT\r\nUID:{number}@x.example\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n"
            f"DTSTART;VALUE=DATE:{date.replace('-', '')}\r\nEND:VEVENT\r\n"
        )

    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//EN\r\n{_three(event, title, date)}END:VCALENDAR\r\n"
    )


def _table(title: str, date: str) -> str:
    def row(number: int, title: str, date: str) -> str:
        quoted = title.replace('"', '""')
        return f'{number},"{quoted}",https://x.example/{number},{date}\n'

    return f"id,title,url,start\n{_three(row, title, date)}"


def _workbook(text: str) -> bytes:
    return workbook(*csv.reader(io.StringIO(text)))


def _paged_json(title: str, date: str) -> str:
    return _json_page("0", GOOD, DATE, "/source?page=2")


def _json_page(number: str, name: str, begins: str, following: str | None) -> str:
    course = {"no": number, "name": name, "begins": begins}
    return json.dumps({"courses": [course], "next": following, "n": 3}, ensure_ascii=False)


def _json_pages(site: Site, title: str, date: str) -> None:
    site.answers["/source?page=2"] = document(_json_page("1", title, date, "/source?page=3"))
    site.answers["/source?page=3"] = document(_json_page("2", LAST, DATE, None))


def _mapped_json(title: str, date: str) -> str:
    courses = [
        {"no": str(number), "name": name, "begins": start}
        for number, (name, start) in enumerate(((GOOD, DATE), (title, date), (LAST, DATE)))
    ]
    return json.dumps({"courses": courses}, ensure_ascii=False)


def _mapped_xml(title: str, date: str) -> str:
    def event(number: int, title: str, date: str) -> str:
        return f"<event no='{number}'><name>{escape(title)}</name><begins>{date}</begins></event>"

    return f'<?xml version="1.0" encoding="UTF-8"?><events>{_three(event, title, date)}</events>'


_TABLE_FIELDS = {
    "identifier": "id",
    "fields": {"title": "title", "url": "url", "occurrences": {"fields": {"start": "start"}}},
}
_JSON_FIELDS = {
    "records": "courses",
    "identifier": "no",
    "fields": {"title": "name", "occurrences": {"fields": {"start": "begins"}}},
}
_PAGED_FIELDS = {**_JSON_FIELDS, "paging": {"by": "next", "path": "next", "total": "n"}}
_XML_FIELDS = {
    "records": "//event",
    "identifier": "@no",
    "fields": {"title": "name", "occurrences": {"fields": {"start": "begins"}}},
}

# Every protocol that fetches; what is typed in by hand is fetched from nowhere.
PROVIDERS = {
    "addresses": Provider(
        "addresses", "/source", "text/html", _page, settings={"addresses": [f"{_SITE}/source"]}
    ),
    "oai_pmh": Provider("oai_pmh", "/source", "text/xml", _oai_list(_oai_dc), pages=_oai_verbs),
    "oai_pmh LOM": Provider("oai_pmh", "/source", "text/xml", _oai_list(_lom), pages=_oai_verbs),
    "oai_pmh AMB": Provider("oai_pmh", "/source", "text/xml", _oai_list(_amb), pages=_oai_verbs),
    "oai_pmh static": Provider("oai_pmh", "/source", "text/xml", _static),
    "sitemap": Provider("sitemap", "/source", "application/xml", _sitemap, pages=_pages),
    "feed": Provider("feed", "/source", "application/rss+xml", _feed),
    "document": Provider("document", "/source", "application/pdf", _document, is_single=True),
    "JSON Feed": Provider("feed", "/source", "application/feed+json", _json_feed),
    "calendar": Provider("calendar", "/source", "text/calendar", _calendar),
    "table": Provider("table", "/source", "text/csv", _table, _TABLE_FIELDS),
    "table XLSX": Provider(
        "table", "/source", "application/octet-stream", _table, _TABLE_FIELDS, encode=_workbook
    ),
    "mapped pages": Provider(
        "mapped", "/source", "application/json", _paged_json, _PAGED_FIELDS, pages=_json_pages
    ),
    "mapped JSON": Provider("mapped", "/source", "application/json", _mapped_json, _JSON_FIELDS),
    "mapped XML": Provider("mapped", "/source", "text/xml", _mapped_xml, _XML_FIELDS),
}
