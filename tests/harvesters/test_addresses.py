"""Lists of addresses, of pages and documents on any site, read as a sitemap's pages are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from harvesters.adding import change_settings
from harvesters.fetch import Fetcher
from harvesters.runs import harvest
from harvesters.settings import SettingsProblem, checked
from harvesters.trial import Trial, tried
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site, document, redirect, status
from tests.harvesters.test_bad_input import LISTINGS
from tests.harvesters.test_plain_pages import page as plain
from tests.harvesters.test_runs import counts, live
from tests.harvesters.test_sitemap import course, page
from tests.harvesters.trials import TODAY
from tests.harvesters.written_documents import pdf


@pytest.fixture
def pages(site: Site) -> list[str]:
    """A page with markup, one without, a document, and one more page."""
    site.answers["/a"] = document(page(course("A")), "text/html")
    site.answers["/b"] = document(plain(head="<title>B</title>"), "text/html")
    site.answers["/c"] = document(pdf("C"), "application/pdf")
    site.answers["/d"] = document(page(course("D")), "text/html")
    return [site.url(f"/{name}") for name in "abcd"]


def trial(addresses: list[str], *sites: Site) -> Trial:
    settings = checked({"addresses": addresses}, "addresses")
    with Fetcher([site.address for site in sites], seconds=2) as fetcher:
        return tried(fetcher, "", today=TODAY, protocol="addresses", settings=settings)


def titles(found: Trial) -> list[str]:
    return [one["title"] for one in found.records]


def test_it_reads_pages_and_documents(site: Site, pages: list[str]) -> None:
    found = trial([*pages, pages[0]], site)
    assert (found.outcome, titles(found)) == ("succeeded", ["A", "B", "C", "D"])
    assert [one["identifier"] for one in found.records] == [f"{address}#1" for address in pages]


@pytest.mark.parametrize(
    "fault", ["404", "500", "a gzip bomb", "a redirect loop", "an answer that breaks off"]
)
def test_an_address_that_fails_costs_itself(site: Site, pages: list[str], fault: str) -> None:
    site.answers["/b"] = redirect("/b") if fault == "a redirect loop" else LISTINGS[fault]
    found = trial(pages, site)
    assert (found.outcome, titles(found), found.counts["rejected"]) == ("succeeded", ["A", "C", "D"], 1)
    assert (found.errors[0].stage, bool(found.errors[0].advice)) == ("fetch", True)


def test_a_list_of_which_nothing_answers_has_failed(site: Site) -> None:
    found = trial([site.url("/x"), site.url("/y")], site)
    assert (found.outcome, found.counts["rejected"]) == ("failed", 2)


def test_a_site_that_is_down_does_not_keep_others_from_being_read(site: Site, pages: list[str]) -> None:
    with Site() as down:
        dead = [down.url(f"/{number}") for number in range(40)]
        for number in range(40):
            down.answers[f"/{number}"] = status(503)
        with Fetcher([site.address, down.address]) as fetcher:
            found = tried(
                fetcher, "", today=TODAY, protocol="addresses", settings={"addresses": [*dead, *pages]}
            )
        assert (titles(found), found.counts["rejected"]) == (["A", "B", "C", "D"], 40)
        assert len(down.asked()) == 10


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({}, "addresses"),
        ({"addresses": []}, "addresses"),
        ({"addresses": ["school.example/a"]}, "school.example/a"),
        ({"addresses": ["https://a.example/ b"]}, "cannot be used"),
        ({"addresses": ["file:///etc/passwd"]}, "file:///etc/passwd"),
    ],
)
def test_a_list_is_checked_when_it_is_saved(stated: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsProblem, match=words):
        checked(stated, "addresses")


@pytest.fixture
def source(db: None, site: Site, pages: list[str], settings: Settings) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    return make_source("School", url="", protocol="addresses", settings={"addresses": pages})


def again(source: Source) -> Run:
    return harvest(Source.objects.get(pk=source.pk))


def test_what_is_added_to_the_list_leaves_the_rest_unchanged(source: Source, site: Site) -> None:
    assert counts(harvest(source)) == {"listed": 4, "added": 4}
    site.answers["/e"] = document(page(course("E")), "text/html")
    change_settings(source, {"addresses": [*source.settings["addresses"], site.url("/e")]}, actor="ana")
    assert counts(again(source)) == {"listed": 5, "added": 1, "unchanged": 4}


def test_what_is_taken_off_the_list_is_gone_after_two_runs(source: Source) -> None:
    source.settings = {"addresses": source.settings["addresses"][:3]}
    harvest(source)
    first = source.settings["addresses"][0]
    change_settings(source, {"addresses": source.settings["addresses"][1:]}, actor="ana")
    assert [again(source).withdrawn for _ in range(2)] == [0, 1]
    assert f"{first}#1" not in live(source)


@pytest.mark.django_db
def test_a_command_takes_a_file_of_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text("https://school.example/a\n\nhttps://school.example/b\n", "utf-8")
    call_command("sources", "add", "--addresses", str(file), "--name", "School")
    source = Source.objects.get()
    assert (source.protocol, source.url) == ("addresses", "")
    assert source.settings == {"addresses": ["https://school.example/a", "https://school.example/b"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--name", "X"), "no web address"),
        (("https://x.example/", "--name", "X", "--protocol", "by_hand"), "no address of its own"),
        (("--name", "X", "--protocol", "addresses"), "`addresses` is missing"),
        (("--name", "X", "--addresses", "/nowhere"), "cannot be read"),
    ],
)
def test_a_command_says_what_is_missing(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        call_command("sources", "add", *arguments)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_sources_without_an_address_may_be_many() -> None:
    for name in ("A", "B"):
        call_command("sources", "add", "--name", name, "--protocol", "by_hand")
    assert Source.objects.filter(url="", protocol="by_hand").count() == 2


def test_what_is_no_address_after_all_costs_itself(site: Site, pages: list[str]) -> None:
    found = trial(["http://[::", *pages], site)
    assert (found.counts["added"], found.counts["rejected"]) == (4, 1)
    assert "not an address" in found.errors[0].reason
