"""Places lead to economies where they can mean one only."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from harvesters.values import places
from harvesters.values.places import economy_of
from registry.framework.economies import APEC, economy


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Hong Kong, China", "HK"),
        ("中国香港", "HK"),
        ("Chinese Taipei", "TW"),
        ("中華台北", "TW"),
        ("TWN", "TW"),
        ("pe", "PE"),
        ("США", "US"),
        ("ประเทศไทย", "TH"),
        ("Shenzhen, Guangdong, China", "CN"),
        ("Kowloon, Hong Kong, China", "HK"),
        ("Paris, France", "FR"),
        ("東京、日本", "JP"),
        ("Bandung", "ID"),
        ("HÀ NỘI", "VN"),
        ("TP.HCM", "VN"),
        ("กรุงเทพฯ", "TH"),
        ("Moscú", "RU"),
        ("서울", "KR"),
        ("高雄", "TW"),
        ("Santiago de Chile", "CL"),
        ("Ciudad de México", "MX"),
    ],
)
def test_it_knows_names_codes_cities_and_ends_of_addresses(place: str, code: str) -> None:
    assert economy_of(place) == code


@pytest.mark.parametrize(
    "place",
    [
        "",
        "Georgia",
        "Atlanta, Georgia",
        "San José",
        "Santiago",
        "Vancouver",
        "Los Angeles, CA",
        "Online",
        "Hotel Lima, Madrid",
        "Asia",
        "our office in Peru, second floor",
    ],
)
def test_it_leaves_unknown_what_is_no_place_or_could_be_two(place: str) -> None:
    assert economy_of(place) is None


def test_its_cities_lie_in_one_economy_of_apec_each_and_every_economy_has_some() -> None:
    file = Path(places.__file__).with_name("cities.tsv")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    assert {row["economy"] for row in rows} == set(APEC) - {"SG"}  # whose city is its name
    names = [name for row in rows for name in row["cities"].split("|")]
    assert len(names) == len(set(names))
    for row in rows:
        for name in row["cities"].split("|"):
            assert economy_of(name) == row["economy"], name
            assert economy(name) in (None, row["economy"]), name
