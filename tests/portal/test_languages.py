"""The language of the interface: by the browser, the address or a cookie; dates and numbers follow it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from pytest_django import Settings

from registry.portal.amounts import cost, duration
from registry.portal.rating import ShownRating
from registry.portal.templatetags.portal import counted
from registry.translations import compiled
from tests.factories import make_resource
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

NAMES = {
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "es": "Español",
    "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia",
}


def html(client: Client, address: str = "/about/", **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_every_language_is_offered_in_its_own_words(client: Client) -> None:
    page = html(client)
    for tag, name in NAMES.items():
        assert f'<a href="/about/?ui={tag}" lang="{tag}"' in page
        assert f">{name}</a>" in page


@pytest.mark.parametrize("tag", NAMES)
def test_the_address_chooses_and_the_browser_remembers(client: Client, tag: str) -> None:
    assert f'<html lang="{tag}">' in html(client, f"/about/?ui={tag}")
    assert f'<html lang="{tag}">' in html(client)
    assert f'<html lang="{tag}">' in html(client, "/nowhere/")


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("es-CL,es;q=0.9", "es"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh", "zh-hans"),
        ("fr,vi;q=0.5", "vi"),
    ],
)
def test_without_a_choice_the_browsers_languages_count(client: Client, stated: str, tag: str) -> None:
    response = client.get("/about/", headers={"accept-language": stated})
    assert f'<html lang="{tag}">' in response.content.decode()
    assert response.headers["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert "ui" not in response.cookies


@pytest.mark.parametrize("given", ["xx", "", "../../etc", "e" * 600])
def test_a_language_that_is_none_changes_nothing(client: Client, given: str) -> None:
    client.get("/about/?ui=es")
    response = client.get("/about/", {"ui": given})
    assert response.status_code == 200
    assert '<html lang="es">' in response.content.decode()


@pytest.mark.parametrize("kept", ["xx", "../../etc", "e" * 600])
def test_a_cookie_that_somebody_has_altered_is_passed_over(client: Client, kept: str) -> None:
    client.cookies["ui"] = kept
    assert '<html lang="en">' in html(client, "/?q=customs")


def test_switching_keeps_what_was_searched_for(client: Client) -> None:
    page = html(client, "/?q=customs+%26+duty&language=es&ui=vi")
    assert 'href="/?q=customs+%26+duty&amp;language=es&amp;ui=es"' in page
    assert "ui=vi&amp;" not in page
    assert "Left aside" not in page


def test_answers_to_programs_set_no_cookie(client: Client) -> None:
    assert not client.get("/api/v1/resources/?ui=es").cookies


def test_the_chosen_language_comes_first_among_the_readers(client: Client) -> None:
    client.get("/?ui=es")
    response = client.get("/?q=aduana", headers={"accept-language": "de,en;q=0.5"})
    assert response.context["query"].languages == ("es", "de", "en")


def test_a_language_that_runs_from_right_to_left_turns_the_page(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    assert '<html lang="ar" dir="rtl">' in html(client, "/about/?ui=ar")


def test_content_keeps_its_own_language(client: Client) -> None:
    resource = make_resource("报关实务", language="zh-Hans", description="出口报关")
    page = html(client, f"{resource.get_absolute_url()}?ui=es")
    assert '<h1 dir="auto" lang="zh-Hans">报关实务</h1>' in page
    assert '<html lang="es">' in page


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("en", "2 Dec 2026"),
        ("zh-hans", "2026年12月2日"),
        ("zh-hant", "2026年12月2日"),
        ("es", "2 dic 2026"),
        ("vi", "02/12/2026"),
        ("id", "2 Des 2026"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(tag: str, day: str) -> None:
    with translation.override(tag):
        assert date_format(date(2026, 12, 2)).lower() == day.lower()


def test_numbers_are_written_as_the_language_writes_them() -> None:
    price = {"price": "1234.50", "currency": "PEN"}
    assert cost(price) == "1,234.50 PEN"
    assert counted(97123) == "97,123"
    with translation.override("vi"):
        assert cost(price) == "1.234,50 PEN"
        assert counted(97123) == "97.123"
        assert duration("PT1.5H").startswith("1,5 ")
    with translation.override("zh-hans"):
        assert counted(97123) == "97,123"


@pytest.mark.parametrize("tag", NAMES)
def test_a_picture_keeps_its_numbers_for_the_browser(tag: str) -> None:
    with translation.override(tag):
        picture = render_to_string("portal/parts/wheel.html", {"rating": ShownRating(FULL, {})})
    places = [part.split('"')[0] for part in picture.split(' x="')[1:]]
    assert len(places) == 7
    assert all(float(place) >= 0 for place in places)


CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Search"\nmsgstr "{}"\n'


def catalogue(folder: Path, translated: str) -> None:
    path = folder / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CATALOGUE.format(translated), "utf-8")


def test_a_catalogue_is_compiled_anew_when_it_has_changed_and_only_then(tmp_path: Path) -> None:
    sources, kept = tmp_path / "locale", tmp_path / "kept"
    catalogue(sources, "Buscar")
    first = compiled(sources, kept)
    assert b"Buscar" in (first / "es" / "LC_MESSAGES" / "django.mo").read_bytes()
    assert compiled(sources, kept) == first
    catalogue(sources, "Encontrar")
    second = compiled(sources, kept)
    assert second != first
    assert b"Encontrar" in (second / "es" / "LC_MESSAGES" / "django.mo").read_bytes()
    assert [path.name for path in kept.iterdir() if path.name.startswith("draft")] == []


def test_of_two_that_compile_at_once_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, kept = tmp_path / "locale", tmp_path / "kept"
    catalogue(sources, "Buscar")
    folder = compiled(sources, kept)
    seen = Path.is_dir
    answers = iter([False])  # the other has kept its own just after this one has looked
    monkeypatch.setattr(Path, "is_dir", lambda path: seen(path) and (path != folder or next(answers, True)))
    assert compiled(sources, kept) == folder
    assert [path.name for path in kept.iterdir()] == [folder.name]


def test_what_the_framework_means_is_told_in_the_readers_language(client: Client) -> None:
    page = client.get("/about/?ui=vi").content.decode()
    assert "Thông quan, mã HS" in page
    assert "Customs clearance, HS codes" not in page
