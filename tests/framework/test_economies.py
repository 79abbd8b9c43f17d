from __future__ import annotations

import pytest

from registry.framework.economies import APEC, economy, is_apec, label


def test_apec_has_its_21_economies() -> None:
    members = {"AU", "BN", "CA", "CL", "CN", "HK", "ID", "JP", "KR", "MY", "MX", "NZ", "PG", "PE", "PH", "RU"}
    assert set(APEC) == members | {"SG", "TW", "TH", "US", "VN"}
    assert len(APEC) == 21


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CN", "CN"),
        ("cn", "CN"),
        ("CHN", "CN"),
        ("China", "CN"),
        ("中国", "CN"),
        ("中國", "CN"),
        ("People's Republic of China", "CN"),
        ("Chinese Taipei", "TW"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("中華台北", "TW"),
        ("Hong Kong, China", "HK"),
        ("hong kong", "HK"),
        ("香港", "HK"),
        ("Viet Nam", "VN"),
        ("VIETNAM", "VN"),
        ("Việt Nam", "VN"),
        ("Republic of Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("대한민국", "KR"),
        ("Russian Federation", "RU"),
        ("Россия", "RU"),
        ("The Philippines", "PH"),
        ("Filipinas", "PH"),
        ("Brunei", "BN"),
        ("Perú", "PE"),
        ("Peru", "PE"),
        ("México", "MX"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("Estados Unidos", "US"),
        ("Hoa Kỳ", "US"),
        ("ประเทศไทย", "TH"),
        ("日本", "JP"),
        ("Papua Nugini", "PG"),
        ("Selandia Baru", "NZ"),
        ("Germany", "DE"),
        ("Alemania", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("Bahamas (the)", "BS"),
        ("UK", "GB"),
        ("  Chile ", "CL"),
    ],
)
def test_it_understands_the_usual_names_and_codes(text: str, code: str) -> None:
    assert economy(text) == code


@pytest.mark.parametrize(
    "text", ["", None, "no", "can", "per", "Lima", "Europe", "EU", "Santiago, Chile", "?"]
)
def test_what_is_no_economy_stays_unknown(text: str | None) -> None:
    assert economy(text) is None


@pytest.mark.parametrize("code", APEC)
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es", "vi", "id"])
def test_it_names_apec_s_economies_in_six_languages_and_understands_the_names(
    code: str, language: str
) -> None:
    assert economy(label(code, language)) == code


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("TW", "en", "Chinese Taipei"),
        ("HK", "en", "Hong Kong, China"),
        ("VN", "en", "Viet Nam"),
        ("KR", "en", "Republic of Korea"),
        ("BN", "en", "Brunei Darussalam"),
        ("CN", "zh-TW", "中國"),
        ("PE", "es-PE", "Perú"),
        ("JP", "id", "Jepang"),
        ("AU", "vi", "Úc"),
        ("DE", "es", "Alemania"),
        ("DE", "zh-Hant", "德國"),
        ("DE", "fr", "Germany"),
        ("xx", "en", "XX"),
    ],
)
def test_it_labels_as_apec_does_and_all_others_as_iso_does(code: str, language: str, name: str) -> None:
    assert label(code, language) == name


def test_it_tells_apec_s_economies_from_others() -> None:
    assert is_apec("CL")
    assert not is_apec("DE")
    assert not is_apec(None)
