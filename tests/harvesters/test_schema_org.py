"""schema.org's nodes are described in the catalogue's terms, as JSON-LD and as RDF/XML alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvesters.context import Context
from harvesters.formats import describe
from harvesters.problems import Undescribable
from harvesters.recurrence import ahead
from registry.catalogue.description import Description
from tests.harvesters.trials import TODAY

PAGE = "https://school.example/courses/customs"


def context(**settings: Any) -> Context:
    return Context(settings=settings, base=PAGE, today=TODAY, identifier="x")


def described(
    kind: str | list[str] = "Course", in_context: Context | None = None, **properties: Any
) -> Description:
    node = {"@context": "https://schema.org", "@type": kind, "name": "Customs"} | properties
    return describe("schema_org", json.dumps(node).encode(), in_context or context())


def test_it_describes_a_course_with_its_instances() -> None:
    found = described(
        description="How to declare goods.",
        url="/courses/customs",
        inLanguage={"@type": "Language", "name": "Spanish", "alternateName": "es"},
        provider={"@type": "Organization", "name": "Export School", "email": "info@school.example"},
        author=[{"@type": "Person", "givenName": "Ana", "familyName": "Ruiz"}, "Li Wei"],
        keywords="customs, HS codes",
        teaches=["Valuation", "The learner can fill in a customs declaration without the help of a broker."],
        educationalLevel={"@type": "DefinedTerm", "name": "Beginner"},
        audience={"@type": "EducationalAudience", "educationalRole": "exporter"},
        timeRequired="PT3H",
        license="https://creativecommons.org/licenses/by/4.0/",
        image={"@type": "ImageObject", "url": "customs.png"},
        datePublished="2026-01-05",
        identifier={"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1234/ABC"},
        hasCourseInstance=[
            {
                "@type": "CourseInstance",
                "courseMode": "onsite",
                "startDate": "2027-05-03T09:00:00+08:00",
                "endDate": "2027-05-03T12:00:00+08:00",
                "location": {
                    "@type": "Place",
                    "name": "Hall 2",
                    "address": {
                        "@type": "PostalAddress",
                        "addressLocality": "Lima",
                        "addressCountry": "Peru",
                    },
                },
            },
            {
                "@type": "CourseInstance",
                "courseMode": ["online"],
                "startDate": "2027-06-01",
                "endDate": "2027-06-02",
            },
        ],
    )

    assert found.title == "Customs"
    assert found.url == "https://school.example/courses/customs"
    assert found.language == "es"
    assert found.type == "course"
    assert found.publisher == "Export School"
    assert found.creators == ("Ana Ruiz", "Li Wei")
    assert found.subjects == ("customs", "HS codes", "Valuation")
    assert found.description == (
        "How to declare goods.\n\nThe learner can fill in a customs declaration without the help of a broker."
    )
    assert found.level == "Beginner"
    assert found.audience == ("exporter",)
    assert found.duration == "PT3H"
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert found.image == "https://school.example/courses/customs.png"
    assert found.published == "2026-01-05"
    assert found.identifiers == ("doi:10.1234/abc",)
    assert found.forms == ("offline", "online")
    assert found.economies == ("PE",)
    first, second = found.occurrences
    assert (first.start, first.end, first.zone) == ("2027-05-03T01:00:00Z", "2027-05-03T04:00:00Z", "+08:00")
    assert (first.place, first.economy, first.form) == ("Hall 2, Lima, Peru", "PE", "offline")
    assert (second.start, second.end, second.all_day) == ("2027-06-01", "2027-06-02", True)


def test_an_event_is_its_own_session() -> None:
    found = described(
        ["Event", "https://schema.org/BusinessEvent"],
        startDate="2027-03-01T10:00",
        endDate="2027-03-01T11:30",
        eventAttendanceMode="https://schema.org/MixedEventAttendanceMode",
        eventStatus="https://schema.org/EventCancelled",
        maximumAttendeeCapacity=40,
        location=[
            {"@type": "VirtualLocation", "url": "https://meet.example/1"},
            {"@type": "Place", "name": "Hall"},
        ],
        organizer=[{"@type": "Person", "name": "A Contact"}, {"@type": "Organization", "name": "Chamber"}],
        offers={"@type": "Offer", "url": "https://tickets.example/1", "price": 0, "priceCurrency": "USD"},
    )

    assert found.type == "event"
    assert found.publisher == "Chamber"
    assert found.free is True
    assert found.forms == ("offline", "online")
    (session,) = found.occurrences
    assert (session.start, session.end, session.zone) == ("2027-03-01T10:00:00", "2027-03-01T11:30:00", None)
    assert session.cancelled
    assert session.seats == 40
    assert session.place == "Hall"
    assert session.url == "https://meet.example/1"
    assert session.registration == "https://tickets.example/1"


def test_an_exact_type_beats_a_class() -> None:
    assert described("LearningResource", learningResourceType="Video").type == "video"
    assert described(["LearningResource", "Course"]).type == "course"
    assert described("HowTo").type == "guide"


@pytest.mark.parametrize(
    ("properties", "free", "price", "currency"),
    [
        ({"offers": {"price": "120.50", "priceCurrency": "USD"}}, False, "120.50", "USD"),
        ({"offers": [{"price": "0"}, {"price": 20, "priceCurrency": "EUR"}]}, False, "20", "EUR"),
        ({"offers": {"category": "Free"}}, True, "0", None),
        ({"offers": {"priceSpecification": {"price": 15, "priceCurrency": "PEN"}}}, False, "15", "PEN"),
        ({"isAccessibleForFree": True}, True, None, None),
        ({"isAccessibleForFree": "False"}, False, None, None),
        ({"offers": {"availability": "InStock"}}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_it_tells_what_it_costs(
    properties: dict[str, Any], free: bool | None, price: str | None, currency: str | None
) -> None:
    found = described(**properties)

    assert (found.free, found.price, found.currency) == (free, price, currency)


def test_the_records_own_language_is_chosen_among_several() -> None:
    found = described(
        inLanguage="zh-Hant",
        name=[{"@language": "en", "@value": "Customs"}, {"@language": "zh", "@value": "報關"}],
        description={"en": "How to declare", "zh-Hant": "如何報關"},
    )

    assert (found.title, found.description) == ("報關", "如何報關")


def test_steps_are_text_to_rate() -> None:
    steps = [
        {"@type": "HowToSection", "itemListElement": [{"@type": "HowToStep", "text": "Find the HS code."}]},
        {"@type": "HowToStep", "name": "Pay", "text": "Pay the duty."},
    ]

    assert described("HowTo", step=steps).description == "Find the HS code.\nPay the duty."


def test_a_date_that_is_none_stays_unknown_with_a_warning() -> None:
    told = context()

    found = described("Event", told, startDate="next week", datePublished="lately")

    assert found.occurrences == ()
    assert found.published is None
    assert {problem.field for problem in told.warnings} == {"occurrences.start", "published"}
    assert all(problem.advice for problem in told.warnings)


def test_an_end_before_the_start_stays_unknown() -> None:
    told = context()

    found = described("Event", told, startDate="2027-05-03", endDate="2027-05-01")

    assert found.occurrences[0].end is None
    assert [problem.field for problem in told.warnings] == ["occurrences.end"]


def test_the_zone_of_the_settings_is_that_of_times_without_one() -> None:
    found = described("Event", context(zone="Asia/Jakarta"), startDate="2027-05-03T09:00:00")

    assert found.occurrences[0].start == "2027-05-03T02:00:00Z"
    assert found.occurrences[0].zone == "Asia/Jakarta"


def test_the_events_of_a_series_are_its_sessions() -> None:
    days = [
        {"@type": "Event", "name": "Day", "startDate": f"2027-05-0{day}T09:00:00Z", "url": f"/{day}"}
        for day in (3, 4)
    ]

    series = described("EventSeries", subEvent=days)
    fair = described("Event", startDate="2027-05-03", endDate="2027-05-04", subEvent=days)

    assert [one.start for one in series.occurrences] == ["2027-05-03T09:00:00Z", "2027-05-04T09:00:00Z"]
    assert [(one.start, one.end) for one in fair.occurrences] == [("2027-05-03", "2027-05-04")]


def schedule(**properties: Any) -> dict[str, Any]:
    return {
        "@type": "Schedule",
        "startDate": "2027-05-03",
        "startTime": "09:00",
        "endTime": "11:00",
    } | properties


def test_a_schedule_that_ends_gives_every_session() -> None:
    plan = schedule(
        repeatFrequency="P1W",
        byDay=["https://schema.org/Monday", "https://schema.org/Wednesday"],
        endDate="2027-05-12",
        exceptDate="2027-05-10",
        scheduleTimezone="Asia/Shanghai",
    )

    found = described("Event", eventSchedule=plan)

    assert [(one.start, one.end) for one in found.occurrences] == [
        ("2027-05-03T01:00:00Z", "2027-05-03T03:00:00Z"),
        ("2027-05-05T01:00:00Z", "2027-05-05T03:00:00Z"),
        ("2027-05-12T01:00:00Z", "2027-05-12T03:00:00Z"),
    ]
    assert {one.zone for one in found.occurrences} == {"Asia/Shanghai"}
    assert found.recurrence is None


def test_a_schedule_without_end_is_a_rule() -> None:
    plan = schedule(repeatFrequency="Monthly", scheduleTimezone="Asia/Shanghai")

    found = described("Event", eventSchedule=plan, location="Hall 2")

    assert found.recurrence
    assert found.occurrences == ()
    first, second, *_ = ahead(found.recurrence, TODAY, 400)
    assert (first.start, first.end, first.zone) == (
        "2027-05-03T01:00:00Z",
        "2027-05-03T03:00:00Z",
        "Asia/Shanghai",
    )
    assert first.place == "Hall 2"
    assert second.start == "2027-06-03T01:00:00Z"


def test_a_schedule_whose_days_never_come_is_warned_of() -> None:
    told = context()

    described("Event", told, eventSchedule=schedule(repeatFrequency="P1Y", byMonth=2, byMonthDay=30))

    assert [problem.field for problem in told.warnings] == ["recurrence"]


def test_a_schedule_by_count_ends() -> None:
    found = described("Event", eventSchedule=schedule(repeatFrequency="Daily", repeatCount=3, startTime=None))

    assert [one.start for one in found.occurrences] == ["2027-05-03", "2027-05-04", "2027-05-05"]
    assert all(one.all_day for one in found.occurrences)


def test_a_node_of_another_kind_is_not_described() -> None:
    with pytest.raises(Undescribable) as refused:
        described("LocalBusiness")
    assert refused.value.advice


@pytest.mark.parametrize("payload", [b"", b"{", b"[" * 100_000, b"null", b"3", b'{"@graph": {"@graph": []}}'])
def test_a_payload_that_is_nothing_is_not_described(payload: bytes) -> None:
    with pytest.raises(Undescribable):
        describe("schema_org", payload, context())


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        True,
        "",
        [],
        {},
        [[]],
        [None],
        {"@value": None},
        {"@list": [{}]},
        [[["x"]]],
        {"name": {"name": 1}},
    ],
)
def test_odd_values_anywhere_leave_the_rest_described(value: Any) -> None:
    names = (
        "description", "url", "inLanguage", "keywords", "about", "teaches", "author", "provider", "offers",
        "location", "startDate", "endDate", "eventSchedule", "hasCourseInstance", "isAccessibleForFree", "image",
        "license", "audience", "identifier", "timeRequired", "step", "courseMode", "eventStatus",
        "maximumAttendeeCapacity", "mainEntityOfPage", "learningResourceType",
    )  # fmt: skip

    assert described(["Course", "Event"], **dict.fromkeys(names, value)).title == "Customs"


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sdo="{vocabulary}">
  <sdo:Organization rdf:about="https://school.example/#org"><sdo:name>Export School</sdo:name></sdo:Organization>
  <sdo:Course rdf:about="https://school.example/customs">
    <sdo:name xml:lang="en">Customs</sdo:name><sdo:name xml:lang="es">Aduanas</sdo:name>
    <sdo:inLanguage>es</sdo:inLanguage>
    <sdo:provider rdf:resource="https://school.example/#org"/>
    <sdo:hasCourseInstance><sdo:CourseInstance>
      <sdo:startDate>2027-05-03</sdo:startDate>
      <sdo:superEvent rdf:resource="https://school.example/customs"/>
    </sdo:CourseInstance></sdo:hasCourseInstance>
  </sdo:Course>
</rdf:RDF>"""


@pytest.mark.parametrize("vocabulary", ["http://schema.org/", "https://schema.org/"])
def test_rdf_is_described_as_the_same_node(vocabulary: str) -> None:
    found = describe("schema_org_rdf", RDF.format(vocabulary=vocabulary).encode(), context())

    assert found.title == "Aduanas"
    assert found.url == "https://school.example/customs"
    assert found.type == "course"
    assert found.publisher == "Export School"
    assert [one.start for one in found.occurrences] == ["2027-05-03"]


@pytest.mark.parametrize(
    "payload", [b"", b"<a", b"<a/>", b"<rdf:RDF xmlns:rdf='x'><rdf:li rdf:parseType='?'/></rdf:RDF>"]
)
def test_rdf_that_describes_nothing_is_refused(payload: bytes) -> None:
    with pytest.raises(Undescribable):
        describe("schema_org_rdf", payload, context())


def test_a_law_says_since_when_by_whom_and_of_what_it_is_a_translation() -> None:
    found = described(
        "Legislation",
        inLanguage="en",
        legislationDateOfApplicability="2025-03-01",
        legislationPassedBy={"@type": "GovernmentOrganization", "name": "National Customs Service"},
        translationOfWork={"@type": "Legislation", "inLanguage": "es"},
    )
    assert found.type == "policy-document"
    assert (found.in_force, found.authority) == ("2025-03-01", "National Customs Service")
    assert (found.language, found.original_language) == ("en", "es")
