"""Real pages and documents with JSON-LD: how many records each lists, what is taken, and why the rest is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.harvesters.faults import Site, document
from tests.harvesters.trials import counts, try_document, try_out

pytestmark = pytest.mark.shared

GTN = "https://training.galaxyproject.org"
GTN_PAGES = {
    "/training-material/topics/introduction/slides/introduction.html": "slides-introduction.html",
    "/training-material/topics/introduction/tutorials/galaxy-intro-101/tutorial.html": "galaxy-intro-101.html",
    "/training-material/topics/introduction/tutorials/galaxy-intro-strands/tutorial.html": "galaxy-intro-strands.html",
    "/page-with-no-bioschemas": "faq.html",
    "/page-with-no-bioschemas-2": "faq.html",
}


def serve_gtn(site: Site, folder: Path) -> None:
    """The sitemap and its pages, hosts rewritten to the test server; the sixth address is missing."""
    sitemap = (folder / "sitemap.xml").read_text(encoding="utf-8")
    site.answers["/sitemap.xml"] = document(sitemap.replace(GTN, site.url("")), "application/xml")
    for path, name in GTN_PAGES.items():
        page = (folder / name).read_text(encoding="utf-8")
        site.answers[path] = document(page.replace(GTN, site.url("")), "text/html")


def test_it_reads_the_pages_of_a_sitemap(site: Site, shared: Path) -> None:
    folder = shared / "real/jsonld/gtn"
    serve_gtn(site, folder)
    addresses = re.findall(r"<loc>\s*(\S+)\s*</loc>", (folder / "sitemap.xml").read_text())
    marked = [name for name in GTN_PAGES.values() if "application/ld+json" in (folder / name).read_text()]
    assert (len(addresses), len(marked)) == (6, 3)

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 6, "added": 3, "skipped": 2, "rejected": 1}
    reasons = [problem.reason for problem in trial.errors]
    assert sum("mostly links to other pages" in reason for reason in reasons) == 2
    missing = next(problem for problem in trial.errors if "404" in problem.reason)
    assert missing.identifier == site.url("/404")


def test_it_describes_a_training_page(site: Site, shared: Path) -> None:
    serve_gtn(site, shared / "real/jsonld/gtn")

    slides, tutorial, _ = try_out(site, "/sitemap.xml", "sitemap").records

    path = "/training-material/topics/introduction/tutorials/galaxy-intro-101/tutorial.html"
    assert tutorial["identifier"] == site.url(path) + "#1"
    assert tutorial["url"] == site.url(path)
    assert tutorial["title"] == "Hands-on for 'Galaxy 101' tutorial"
    assert tutorial["language"] == "en"
    assert tutorial["type"] == "guide"
    assert "introduction" in tutorial["subjects"]
    assert slides["type"] == "learning-resource"
    assert slides["description"] == "Slides for Introduction to Galaxy Analyses"


def test_no_mail_address_of_a_page_is_taken(site: Site, shared: Path) -> None:
    folder = shared / "real/jsonld/gtn"
    serve_gtn(site, folder)
    assert "galaxytrainingnetwork@gmail.com" in (folder / "galaxy-intro-101.html").read_text()

    trial = try_out(site, "/sitemap.xml", "sitemap")

    assert "@" not in json.dumps(trial.records)


def course_instances(shared: Path) -> tuple[str, list[dict[str, Any]]]:
    text = (shared / "real/jsonld/nbis-course-instances.json").read_text(encoding="utf-8")
    return text, [node for node in json.loads(text) if node.get("@type") == "CourseInstance"]


def test_it_reads_a_list_of_course_instances(site: Site, shared: Path) -> None:
    text, instances = course_instances(shared)
    assert text.count('"@type": "CourseInstance"') == len(instances) == 29

    trial = try_document(site, text, "sitemap", "application/json")

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 29, "added": 29}
    assert [one["title"] for one in trial.records] == [" ".join(node["name"].split()) for node in instances]


def test_instances_without_an_id_are_named_by_page_and_position(site: Site, shared: Path) -> None:
    text, instances = course_instances(shared)
    page = site.url("/document")
    expected = [node["@id"] or f"{page}#{position}" for position, node in enumerate(instances, 1)]

    trial = try_document(site, text, "sitemap", "application/json")

    assert [one["identifier"] for one in trial.records] == expected
    assert sum(one["url"] is None for one in trial.records) == sum(not node["url"] for node in instances) == 6


def test_each_instance_has_its_session(site: Site, shared: Path) -> None:
    text, instances = course_instances(shared)

    trial = try_document(site, text, "sitemap", "application/json")

    stated = [(node["startDate"], node["endDate"]) for node in instances]
    found = [(one["occurrences"][0]["start"], one["occurrences"][0]["end"]) for one in trial.records]
    assert found == stated
    assert all(len(one["occurrences"]) == 1 for one in trial.records)


def test_a_relative_id_is_resolved_against_the_page(site: Site, shared: Path) -> None:
    text = (shared / "real/jsonld/ols_relative_id.json").read_text(encoding="utf-8")

    trial = try_document(site, text, "sitemap", "application/ld+json")

    assert counts(trial) == {"listed": 1, "added": 1}
    (taken,) = trial.records
    assert taken["identifier"] == site.url("/some%20id")
    assert taken["url"] == "https://test.url"
    assert taken["type"] == "video"


def test_it_reads_json_ld_with_comments(site: Site, shared: Path) -> None:
    page = (shared / "real/jsonld/extruct-JSONLD_with_JS_comment.html").read_bytes()

    trial = try_document(site, page, "sitemap", "text/html")

    assert counts(trial) == {"listed": 1, "added": 1}
    (taken,) = trial.records
    assert taken["title"] == "讓AI挑出感興趣 SparkAmplify精準行銷當紅"
    assert taken["type"] == "article"
    assert taken["url"] == "https://money.udn.com/money/story/5635/4158094"


@pytest.mark.parametrize(
    "name",
    [
        "extruct-JSONLD_with_control_characters.html",
        "extruct-JoinAction-invalid.html",
        "extruct-null_ld_mock.html",
    ],
)
def test_a_page_whose_json_ld_describes_no_training_is_skipped(site: Site, shared: Path, name: str) -> None:
    page = (shared / "real/jsonld" / name).read_bytes()

    trial = try_document(site, page, "sitemap", "text/html")

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 1, "skipped": 1}
    assert "none of a training" in trial.errors[0].reason
