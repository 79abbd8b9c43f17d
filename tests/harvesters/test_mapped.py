"""JSON, NDJSON and XML of any shape are described by the paths that a source's settings state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvesters.listing import Completeness
from registry.catalogue.description import Description
from tests.harvesters.declared_sources import counts, described, outcome, reasons, tried
from tests.harvesters.faults import Site


def lines(*records: Any) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def one(site: Site, record: dict[str, Any], fields: dict[str, Any], **settings: Any) -> Description:
    """The description of one JSON record whose title and identifier need no more saying."""
    stated = {"fields": {"title": "t", **fields}, **settings}
    (description,) = described(site, json.dumps([{"t": "Exporting", **record}]), "mapped", stated)
    return description


# Where the records are


def test_it_finds_the_records_by_jmespath(site: Site) -> None:
    document = {
        "data": {"items": [{"key": 7, "name": {"en": "Exporting"}}, {"key": 8, "name": {"zh": "出口"}}]}
    }
    settings = {"records": "data.items", "identifier": "key", "fields": {"title": ["name.en", "name.zh"]}}
    found = tried(site, json.dumps(document), "mapped", settings)
    assert [(record["identifier"], record["title"]) for record in found["records"]] == [
        ("7", "Exporting"),
        ("8", "出口"),
    ]


def test_it_finds_the_records_by_xpath_with_namespaces(site: Site) -> None:
    body = """<m:list xmlns:m="urn:example:m" xmlns:dc="urn:example:dc"><m:group>
        <m:course id="c1"><dc:title>Exporting <b>well</b></dc:title><dc:date>2026-12-02</dc:date></m:course>
        <m:course id="c2"><dc:title>Importing</dc:title></m:course></m:group></m:list>"""
    settings = {
        "records": "//x:course",
        "namespaces": {"x": "urn:example:m", "d": "urn:example:dc"},
        "identifier": "@id",
        "fields": {"title": "d:title", "published": "d:date"},
    }
    found = tried(site, body, "mapped", settings)
    assert [(record["identifier"], record["title"]) for record in found["records"]] == [
        ("c1", "Exporting well"),
        ("c2", "Importing"),
    ]


def test_it_reads_lines_of_json_and_loses_one_bad_line_only(site: Site) -> None:
    body = (
        lines({"id": 1, "title": "One"}) + '{"id": 2, "title": \n[]\n\n' + lines({"id": 4, "title": "Four"})
    )
    found = tried(site, body, "mapped")
    assert found["outcome"] == "succeeded"
    assert counts(found) == {"listed": 4, "added": 2, "rejected": 2}
    assert any(reason.startswith("Line 2 is unreadable") for reason in reasons(found))


def test_it_detects_lines_of_json_and_recognises_usual_keys(site: Site) -> None:
    body = lines({"id": 1, "title": "One", "link": "/a"}, {"id": 2, "title": "Two", "keywords": ["a", "b"]})
    found = tried(site, body, None)
    assert [record["identifier"] for record in found["records"]] == ["1", "2"]
    assert found["records"][0]["url"] == site.url("/a")
    assert found["records"][1]["subjects"] == ["a", "b"]


def test_it_takes_one_line_of_json_as_a_list_of_one(site: Site) -> None:
    found = tried(site, lines({"id": 1, "title": "One"}), "mapped", path="/dump.ndjson")
    assert counts(found) == {"listed": 1, "added": 1}


def test_it_takes_what_comes_before_a_break(site: Site) -> None:
    records = [{"id": number, "title": f"Course {number}"} for number in range(3)]
    whole = json.dumps({"data": {"items": records}})
    settings = {"records": "data.items", "identifier": "id", "fields": {"title": "title"}}
    found = tried(site, whole[: whole.index("Course 2")], "mapped", settings)
    assert (found["outcome"], counts(found)) == ("partial", {"listed": 2, "added": 2})
    assert "cannot be read further" in reasons(found)[-1]


EVENTS = {"records": "/list/event", "identifier": "@id", "fields": {"title": "name"}}


def test_it_loses_one_record_to_xml_that_is_not_well_formed(site: Site) -> None:
    body = """<list xmlns:x="urn:x"><event id="1"><name>One</name></event><event id="2"><name>Two</event>
        <event id="3"><x:note/><name>Three</name></event></list>"""
    found = tried(site, body, "mapped", EVENTS)
    assert (found["outcome"], counts(found)) == ("succeeded", {"listed": 3, "added": 2, "rejected": 1})
    assert [record["identifier"] for record in found["records"]] == ["1", "3"]


def test_it_takes_what_comes_before_the_end_of_truncated_xml(site: Site) -> None:
    body = (
        '<list><event id="1"><name>One</name></event><event id="2"><name>Two</name></event><event id="3"><na'
    )
    found = tried(site, body, "mapped", EVENTS)
    assert (found["outcome"], counts(found)) == ("partial", {"listed": 2, "added": 2})
    assert "breaks off" in reasons(found)[-1]


def test_it_calls_a_list_partial_that_breaks_off_in_its_last_line(site: Site) -> None:
    body = lines({"id": 1, "title": "One"}, {"id": 2, "title": "Two"})
    found = tried(site, body[:-8], "mapped")
    assert (found["outcome"], counts(found)) == ("partial", {"listed": 2, "added": 1, "rejected": 1})


def test_it_reads_a_list_in_pages(site: Site) -> None:
    body = lines(*({"id": number, "title": f"Course {number}"} for number in range(1201)))
    found = tried(site, body, "mapped", {"fields": {"title": "title"}})
    assert counts(found) == {"listed": 1201, "added": 1201}


def test_it_takes_an_empty_list_with_a_warning(site: Site) -> None:
    found = tried(site, '{"data": []}', "mapped", {"records": "data", "fields": {"title": "t"}})
    assert (found["outcome"], counts(found)) == ("succeeded", {})
    assert reasons(found) == ["The list is empty."]


@pytest.mark.parametrize(
    ("body", "stated", "words"),
    [
        ("", {}, "empty"),
        ("<html><p>Sign in</p></html>", {}, "HTML page"),
        ("<events><event/></events>", {}, "XML"),
        ('{"results": [{"title": "x"}], "n": 1}', {}, "no list"),
        ('{"results": [], "next": null}', {"records": "items"}, "leads to nothing"),
        ('{"results": {"a": 1}}', {"records": "results"}, "leads to no list"),
        ("[" * 100_000, {}, "nested too deeply"),
        ("not JSON at all", {}, "cannot be read"),
        ("<events><event></events>", {"records": "//event[name]"}, "XML"),
        ("<events><other></events>", {"records": "//event"}, "XML"),
        ('{"a": 1}', {"records": "//event"}, "XML"),
    ],
)
def test_it_refuses_what_it_cannot_read(site: Site, body: str, stated: dict[str, Any], words: str) -> None:
    found = tried(site, body, "mapped", {"fields": {"title": "title"}, **stated})
    assert (found["outcome"], counts(found)) == ("failed", {})
    assert words in found["errors"][0]["reason"]
    assert found["errors"][0]["advice"]


def test_it_says_where_the_lists_of_a_document_are(site: Site) -> None:
    body = '{"results": [], "included": [], "next": null}'
    found = tried(site, body, "mapped", {"records": "items", "fields": {"title": "t"}})
    assert "results, included" in found["errors"][0]["advice"]


def test_it_rejects_records_that_are_no_objects(site: Site) -> None:
    found = tried(site, '[{"id": 1, "title": "One"}, "two", null, [3]]', "mapped")
    assert counts(found) == {"listed": 4, "added": 1, "rejected": 3}


def test_its_listing_is_complete_unless_the_settings_say_otherwise(site: Site) -> None:
    body = lines({"id": 1, "title": "One"}, {"id": 2, "title": "Two"})
    assert outcome(site, body, "mapped", {}).completeness is Completeness.COMPLETE
    assert outcome(site, body, "mapped", {"incremental": True}).completeness is Completeness.INCREMENTAL


def test_it_takes_the_same_record_for_unchanged_whatever_the_order_of_its_keys(site: Site) -> None:
    one_way = described(site, '[{"id": 1, "title": "A", "url": "https://a.example/"}]', "mapped")
    other_way = described(site, '[{"url": "https://a.example/", "title": "A", "id": 1}]', "mapped")
    assert one_way == other_way


# What is read from a record


def test_it_reads_lists_wherever_they_are(site: Site) -> None:
    fields = {"subjects": ["tags[].name", {"path": "keywords", "split": [";", ","]}, "skills"]}
    record = {"tags": [{"name": "a"}, {"name": "b"}], "keywords": "c; d,e;;", "skills": "['f', \"g's\"]"}
    assert one(site, record, fields).subjects == ("a", "b", "c", "d,e", "f", "g's")


def test_it_maps_values_and_leaves_others_unknown(site: Site) -> None:
    fields = {"type": {"path": "k", "values": {"Mission": "visit", "Other": None}}}
    stated = {"fields": {"title": "t", **fields}}
    records = [{"t": kind, "k": kind} for kind in ("MISSION ", "Other", "Gala")]
    found = tried(site, json.dumps(records), "mapped", stated)
    assert [record["type"] for record in found["records"]] == ["visit", None, None]
    assert reasons(found, "type") == ["“Gala” is not understood and stays unknown."]


def test_it_maps_one_value_to_several(site: Site) -> None:
    fields = {"forms": {"path": "mode", "values": {"混合": ["offline", "online"], "面": "offline"}}}
    assert one(site, {"mode": "混合"}, fields).forms == ("offline", "online")


@pytest.mark.parametrize("word", ["", "NA", "n/a", "not-mentioned", "暂无", None])
def test_it_takes_words_for_unknown_as_unknown(site: Site, word: str | None) -> None:
    description = one(site, {"who": word}, {"publisher": "who"}, unknown=["暂无"])
    assert description.publisher is None


def test_it_lets_a_field_have_words_for_unknown_of_its_own(site: Site) -> None:
    fields = {"economies": {"path": "country", "unknown": []}}
    assert one(site, {"country": "NA"}, fields).economies == ("NA",)  # Namibia


@pytest.mark.parametrize(("order", "date"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04"), (None, None)])
def test_it_reads_numeric_dates_in_the_declared_order_only(
    site: Site, order: str | None, date: str | None
) -> None:
    stated = {"date_order": order} if order else {}
    assert one(site, {"d": "03/04/2026"}, {"published": {"path": "d", **stated}}).published == date
    assert one(site, {"d": "03/04/2026"}, {"published": "d"}, **stated).published == date


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ({"y": 2026, "m": 9, "d": 1}, "2026-09-01"),
        ({"y": "2026", "m": "September", "d": "1"}, "2026-09-01"),
        ({"y": "2026", "m": "9"}, "2026-09"),
        ({"y": "2026"}, "2026"),
        ({"y": "26", "m": "9", "d": "1"}, None),
        ({"y": "2026", "m": "13", "d": "1"}, None),
        ({"m": "9", "d": "1"}, None),
    ],
)
def test_it_puts_dates_together_from_their_parts(site: Site, parts: dict[str, Any], date: str | None) -> None:
    fields = {"published": {"parts": {"year": "y", "month": "m", "day": "d"}}}
    assert one(site, parts, fields).published == date


def test_it_reads_sessions_with_zones_places_and_seats(site: Site) -> None:
    fields = {
        "occurrences": {
            "path": "dates",
            "fields": {
                "start": {"parts": {"date": "day", "time": "from"}, "date_order": "dmy"},
                "end": {"parts": {"date": "day", "time": "to"}, "date_order": "dmy"},
                "zone": "tz",
                "place": {"join": ["hall", "town"]},
                "economy": "country",
                "seats": "seats",
                "form": "mode",
                "registration": "register",
            },
        }
    }
    dates = [
        {"day": "02/12/2026", "from": "09:00", "to": "17:00", "tz": "Asia/Shanghai", "hall": "Hall 1", "town": "东莞",
         "country": "中国", "seats": "1,200", "mode": "面授", "register": "https://a.example/r"},
        {"day": "03/12/2026", "from": "09:00", "to": "17:00"},
        {"day": "04/12/2026"},
        {"day": "31/02/2026"},
    ]  # fmt: skip
    first, floating, whole_day = one(site, {"dates": dates}, fields).occurrences
    assert (first.start, first.end, first.zone) == (
        "2026-12-02T01:00:00Z",
        "2026-12-02T09:00:00Z",
        "Asia/Shanghai",
    )
    assert (first.place, first.economy, first.seats, first.form) == ("Hall 1, 东莞", "CN", 1200, "offline")
    assert (floating.start, floating.zone) == ("2026-12-03T09:00:00", None)
    assert (whole_day.start, whole_day.end, whole_day.all_day) == ("2026-12-04", "2026-12-04", True)


def test_it_gives_times_the_zone_of_the_source_and_keeps_an_offset_that_is_stated(site: Site) -> None:
    fields = {"occurrences": {"path": "at", "fields": {"start": "@"}}}
    stated = {"at": ["2026-12-02T09:00", "2026-12-02T09:00+09:00"]}
    local, offset = one(site, stated, fields, zone="Asia/Jakarta").occurrences
    assert (local.start, local.zone) == ("2026-12-02T02:00:00Z", "Asia/Jakarta")
    assert (offset.start, offset.zone) == ("2026-12-02T00:00:00Z", "+09:00")


def test_it_takes_the_record_itself_for_its_only_session(site: Site) -> None:
    fields = {"occurrences": {"fields": {"start": "begins", "end": "ends"}}}
    (session,) = one(site, {"begins": "2026-12-02", "ends": "2026-12-04"}, fields).occurrences
    assert (session.start, session.end, session.all_day) == ("2026-12-02", "2026-12-04", True)
    assert one(site, {"begins": ""}, fields).occurrences == ()


def test_it_leaves_out_an_end_of_another_form_than_the_start(site: Site) -> None:
    fields = {"occurrences": {"fields": {"start": "a", "end": "b"}}}
    (session,) = one(site, {"a": "2026-12-02T09:00:00Z", "b": "2026-12-02"}, fields).occurrences
    assert session.end is None


def test_it_reads_price_currency_and_free_together(site: Site) -> None:
    fields = {"price": "cost", "currency": "unit"}
    paid = one(site, {"cost": 49.5, "unit": "sgd"}, fields)
    assert (paid.price, paid.currency, paid.free) == ("49.5", "SGD", False)
    free = one(site, {"cost": "免费"}, fields)
    assert (free.price, free.currency, free.free) == ("0", None, True)
    assert one(site, {"nothing": True}, {"free": "nothing"}).free is True


def test_it_uses_the_declared_language_and_licence_for_records_that_state_none(site: Site) -> None:
    fields = {"language": "lang", "licence": "rights"}
    silent = one(site, {}, fields, language="vi", licence="CC-BY-4.0")
    assert (silent.language, silent.licence) == ("vi", "CC-BY-4.0")
    speaking = one(site, {"lang": "Thai", "rights": "CC0"}, fields, language="vi", licence="CC-BY-4.0")
    assert (speaking.language, speaking.licence) == ("th", "CC0")


def test_it_warns_of_every_value_that_it_does_not_understand(site: Site) -> None:
    fields = {
        "title": "t", "language": "l", "duration": "n", "economies": "e", "published": "d", "price": "p",
        "forms": "f", "description": "x",
    }  # fmt: skip
    record = {
        "t": "A", "l": "Klingon", "n": "a while", "e": "Atlantis", "d": "soon", "p": "ask us", "f": "by post",
        "x": {"en": "an object"},
    }  # fmt: skip
    found = tried(site, json.dumps([record]), "mapped", {"fields": fields})
    assert counts(found) == {"listed": 1, "added": 1}
    assert {error["field"] for error in found["errors"] if error["stage"] == "describe"} == set(fields) - {
        "title"
    }


def test_it_stores_nothing_that_no_database_takes(site: Site) -> None:
    body = r'[{"id": "a\u0000\ud800b", "title": "One\u0000 \ud83d\ude00 \udc00", "year": NaN}]'
    found = tried(
        site, body, "mapped", {"identifier": "id", "fields": {"title": "title", "published": "year"}}
    )
    record = found["records"][0]
    assert record["identifier"] == "ab"
    assert record["title"] == "One 😀"
    assert counts(found) == {"listed": 1, "added": 1}


def test_it_warns_of_a_path_that_does_not_suit_a_record(site: Site) -> None:
    fields = {"title": "t", "url": "join('', ['https://a.example/', slug])"}
    found = tried(site, '[{"t": "A", "slug": "a"}, {"t": "B"}]', "mapped", {"fields": fields})
    assert [record["url"] for record in found["records"]] == ["https://a.example/a", None]
    assert len(reasons(found, "url")) == 1


def test_it_does_not_expand_entities(site: Site) -> None:
    body = '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l><e id="1"><t>&b;</t></e></l>'
    settings = {"records": "//e", "identifier": "@id", "fields": {"title": "t"}}
    found = tried(site, body, "mapped", settings)
    assert found["outcome"] == "failed"
    assert found["records"] == []
