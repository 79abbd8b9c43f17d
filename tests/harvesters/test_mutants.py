"""A share of `make fuzz` in every run of the suite, and what that must be made of to mean anything."""

from __future__ import annotations

from random import Random

import pytest
from pytest_django import Settings

from harvesters.formats import FORMATS, feed_entry
from harvesters.protocols import PROTOCOLS
from tests.fuzz import documents
from tests.fuzz.documents import REAL, Seed, seeds
from tests.fuzz.mutation import LARGEST, mutant
from tests.fuzz.running import cut_off, described, payloads, tried_as_source
from tests.fuzz.stored import stored
from tests.harvesters.faults import Site

SHARE = 300  # mutants
CHANCE = "suite"
UNFETCHED = (
    "by_hand"  # of what is typed in here there is no document; its payloads are those of other protocols
)
_NO_DOCUMENTS = {"README.md", "RULES.md", "LICENSE", "evaluate.py"}


@pytest.fixture(scope="module")
def all_seeds() -> list[Seed]:
    return seeds()


def named(all_seeds: list[Seed], name: str) -> Seed:
    return next(seed for seed in all_seeds if seed.name == name)


def test_mutants_of_every_document_are_taken_or_refused_in_words(site: Site, all_seeds: list[Seed]) -> None:
    with cut_off():
        found = [
            tried_as_source(site, all_seeds[number % len(all_seeds)], number, CHANCE, all_seeds)
            for number in range(SHARE)
        ]
    assert [str(finding) for finding in found if finding] == []


def test_spoilt_payloads_of_every_format_are_described_or_refused_in_words(
    site: Site, all_seeds: list[Seed]
) -> None:
    with cut_off():
        found = {seed.name: payloads(site, seed) for seed in all_seeds}
        findings = [
            described(record, named(all_seeds, name), number, CHANCE)
            for name, records in found.items()
            for number, record in enumerate(records[:5])
        ]
    assert {record.format for records in found.values() for record in records} >= FORMATS.keys() - {"page"}
    assert [str(finding) for finding in findings if finding] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [seed.name for seed in seeds() if seed.name.startswith("three records")])
def test_a_source_gives_again_what_it_gave_before_its_mutants(
    site: Site, settings: Settings, all_seeds: list[Seed], name: str
) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = [site.address]
    with cut_off():
        found = list(stored(site, named(all_seeds, name), 4, CHANCE, all_seeds))
    assert [str(finding) for finding in found if finding] == []


def test_there_is_a_document_of_every_protocol_with_and_without_the_real_ones(
    monkeypatch: pytest.MonkeyPatch, all_seeds: list[Seed]
) -> None:
    assert {seed.protocol for seed in all_seeds} == PROTOCOLS.keys() - {UNFETCHED}
    monkeypatch.setattr(documents, "REAL", REAL / "not here")
    alone = seeds()
    assert {seed.protocol for seed in alone} == PROTOCOLS.keys() - {UNFETCHED}
    assert any(seed.name.startswith("sample") for seed in alone)


@pytest.mark.shared
def test_every_real_document_is_mutated(shared: object, all_seeds: list[Seed]) -> None:
    real = {str(path.relative_to(REAL)) for path in REAL.rglob("*") if path.is_file()}
    documents = {name for name in real if name.rpartition("/")[2] not in _NO_DOCUMENTS}
    assert documents <= {seed.name for seed in all_seeds}
    assert len(documents) > 50


def test_the_same_seed_gives_the_same_mutant(all_seeds: list[Seed]) -> None:
    for seed in all_seeds:
        others = [other.body for other in all_seeds]
        mutants = [mutant(seed.body, Random(f"x{number}"), others) for number in (1, 1, 2, 3, 4)]
        assert mutants[0] == mutants[1]
        assert len({body for body, _ in mutants}) > 1
        assert all(len(body) <= LARGEST for body, _ in mutants)


def test_an_error_that_nobody_foresaw_is_found(
    site: Site, monkeypatch: pytest.MonkeyPatch, all_seeds: list[Seed]
) -> None:
    monkeypatch.setattr(feed_entry, "instant", lambda text, **stated: {}[text])
    seed = named(all_seeds, "three records: feed")
    with cut_off():
        found = [tried_as_source(site, seed, number, CHANCE, ()) for number in range(20)]
        of_payloads = [described(record, seed, 1, CHANCE) for record in payloads(site, seed)]
    assert any(finding and "KeyError" in finding.what for finding in found)
    assert any(finding and "KeyError" in finding.what for finding in of_payloads)
