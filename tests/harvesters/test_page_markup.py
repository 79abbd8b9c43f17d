"""Pages that describe trainings in their elements: microdata, RDFa, and the same in two syntaxes at once."""

from __future__ import annotations

import json
import time

import pytest

from harvesters.trial import Trial
from tests.harvesters.declared_sources import described
from tests.harvesters.faults import Site
from tests.harvesters.trials import counts, try_document

MICRODATA = """<!DOCTYPE html><html><body>
<article itemscope itemtype="{host}/Course" itemid="#customs">
  <h1 itemprop="name">Customs <em>clearance</em></h1>
  <p itemprop="description">Papers.<br>Duties.</p>
  <meta itemprop="inLanguage" content="es">
  <a itemprop="url" href="/customs">Read on</a>
  <span itemprop="author" itemscope itemtype="{host}/Person"><span itemprop="name">Ana Soto</span></span>
  <div itemprop="hasCourseInstance" itemscope itemtype="{host}/CourseInstance">
    <time itemprop="startDate" datetime="2027-05-03">3 May</time><time itemprop="endDate">2027-05-04</time>
  </div>
</article></body></html>"""
RDFA = """<!DOCTYPE html><html><body vocab="{host}/">
<article typeof="Course" resource="#customs">
  <h1 property="name">Customs <em>clearance</em></h1>
  <p property="description">Papers.<br>Duties.</p>
  <meta property="inLanguage" content="es">
  <a property="url" href="/customs">Read on</a>
  <span property="author" typeof="Person"><span property="name">Ana Soto</span></span>
  <div property="hasCourseInstance" typeof="CourseInstance">
    <time property="startDate" datetime="2027-05-03">3 May</time><time property="endDate">2027-05-04</time>
  </div>
</article></body></html>"""
SYNTAXES = pytest.mark.parametrize("page", [MICRODATA, RDFA], ids=["microdata", "rdfa"])
COURSE = '<script type="application/ld+json">{"@type": "Course", "name": "Customs clearance"}</script>'


def titles(trial: Trial) -> list[str]:
    return [one["title"] for one in trial.records]


@SYNTAXES
@pytest.mark.parametrize("host", ["http://schema.org", "https://schema.org"])
def test_it_reads_a_course(site: Site, page: str, host: str) -> None:
    page = page.format(host=host)

    trial = try_document(site, page, "sitemap", "text/html")

    assert counts(trial) == {"listed": 1, "added": 1}
    (taken,) = trial.records
    assert taken["identifier"] == site.url("/document#customs")
    assert (taken["title"], taken["language"], taken["type"]) == ("Customs clearance", "es", "course")
    assert (taken["url"], taken["creators"]) == (site.url("/customs"), ["Ana Soto"])
    assert [(one["start"], one["end"]) for one in taken["occurrences"]] == [("2027-05-03", "2027-05-04")]
    (description,) = described(site, page, "sitemap")
    assert (description.description, description.certain) == ("Papers.\nDuties.", True)


@SYNTAXES
def test_the_same_in_json_ld_is_one_record(site: Site, page: str) -> None:
    both = page.format(host="https://schema.org").replace("<body", f"<head>{COURSE}</head><body")

    trial = try_document(site, both, "sitemap", "text/html")

    assert counts(trial) == {"listed": 1, "added": 1}
    assert trial.records[0]["identifier"] == site.url("/document#1"), "JSON-LD goes first"


def test_the_same_title_on_another_day_is_another_one(site: Site) -> None:
    def event(day: str) -> str:
        return f'{{"@type": "Event", "name": "Fair", "startDate": "{day}"}}'

    page = f"""<html><script type="application/ld+json">[{event("2027-01-01")}, {event("2027-02-01")}]</script>
    <div itemscope itemtype="https://schema.org/Event"><b itemprop="name">Fair</b>
    <time itemprop="startDate" datetime="2027-03-01T09:00">March</time></div>
    <div itemscope itemtype="https://schema.org/Event"><b itemprop="name">FAIR</b>
    <time itemprop="startDate" datetime="2027-02-01T09:00">February</time></div></html>"""

    trial = try_document(site, page, "sitemap", "text/html")

    assert [one["occurrences"][0]["start"][:7] for one in trial.records] == ["2027-01", "2027-02", "2027-03"]


def test_a_broken_block_of_json_ld_does_not_hide_microdata(site: Site) -> None:
    broken = '<head><script type="application/ld+json">{"@type": </script></head><body'
    page = MICRODATA.format(host="https://schema.org").replace("<body", broken)

    trial = try_document(site, page, "sitemap", "text/html")

    assert titles(trial) == ["Customs clearance"]
    assert "cannot be read" in trial.errors[0].reason


def test_it_follows_references_to_other_places_of_the_page(site: Site) -> None:
    page = """<html><body><div itemscope itemtype="https://schema.org/Course" itemref="who when nowhere">
    <b itemprop="name">Customs</b></div><p id="who" itemprop="author">Ana Soto</p>
    <p id="when">Published <time itemprop="datePublished" datetime="2026-01-02">lately</time></p></body></html>"""

    (description,) = described(site, page, "sitemap")

    assert (description.creators, description.published) == (("Ana Soto",), "2026-01-02")


@pytest.mark.parametrize(
    "page",
    [
        '<div prefix="s: https://schema.org/" typeof="s:Course"><b property="s:name">Customs</b></div>',
        '<div typeof="schema:Course"><b property="schema:name">Customs</b></div>',
        '<div vocab="http://schema.org/" resource="#c" typeof="Course"></div>'
        '<div vocab="http://schema.org/" resource="#c"><b property="name">Customs</b></div>',
    ],
)
def test_names_of_rdfa_are_resolved(site: Site, page: str) -> None:
    assert titles(try_document(site, f"<html><body>{page}schema.org</body></html>", "sitemap")) == ["Customs"]


@pytest.mark.parametrize(
    "page",
    [
        '<div vocab="http://xmlns.com/foaf/0.1/" typeof="Course"><b property="name">Customs</b></div>',
        '<div itemscope itemtype="https://vocabulary.example/Course"><b itemprop="name">Customs</b></div>',
    ],
)
def test_other_vocabularies_are_not_taken_for_schema_org(site: Site, page: str) -> None:
    trial = try_document(site, f"<html><body>{page}not schema.org</body></html>", "sitemap")
    assert counts(trial) == {"listed": 1, "skipped": 1}


@pytest.mark.parametrize(
    "open_tag",
    [
        '<div itemscope itemtype="https://schema.org/Course" id="a" itemref="a a a a"><b itemprop="name">A</b>',
        '<div itemprop="hasPart" itemscope itemtype="https://schema.org/Course" itemref="a" id="a">',
        '<div vocab="https://schema.org/" typeof="Course" resource="#a" property="hasPart">',
        '<div vocab="https://schema.org/" typeof="Course" resource="#a"><b property="hasPart" resource="#b" '
        'typeof="Course"><b property="hasPart" resource="#a" typeof="Course">',
    ],
)
def test_what_names_itself_without_end_ends(site: Site, open_tag: str) -> None:
    page = "<html><body>" + open_tag * 200 + "<span itemprop='name' property='name'>N</span>" * 2_000

    started = time.monotonic()
    trial = try_document(site, page, "sitemap", "text/html")

    assert trial.outcome == "succeeded"
    assert len(json.dumps(trial.records)) < 10_000_000
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("stated", "address"),
    [("/customs", "/customs"), ("https://elsewhere.example/customs", "/document"), ("/", "/document")],
)
def test_a_record_without_an_address_has_the_one_that_its_page_calls_canonical(
    site: Site, stated: str, address: str
) -> None:
    page = f'<html><head><link rel="canonical" href="{stated}">{COURSE}</head></html>'

    (taken,) = try_document(site, page, "sitemap", "text/html").records

    assert taken["url"] == site.url(address)
    assert taken["identifier"] == site.url("/document#1"), "an address is no identity"
