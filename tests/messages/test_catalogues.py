"""Translations say what the interface says: nothing missing, nothing left over, every placeholder in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Translated
from babel.messages.pofile import read_po
from django.conf import settings

from tests.messages import COMPLETE, LOCALES, catalogue
from tests.messages.extraction import Message, extracted, of_template

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;")


@pytest.fixture(scope="module")
def messages() -> dict[Message, list[str]]:
    return extracted()


def read(locale: str) -> Catalog:
    with catalogue(locale).open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def forms(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def faults(message: Translated) -> Iterator[str]:
    """What is wrong with a translation that is there."""
    stated = forms(message.id)
    said = [text for text in forms(message.string) if text]
    if message.fuzzy:
        yield f"fuzzy: {stated[0]}"
    for text in said:
        wanted = [Counter(_PLACEHOLDER.findall(form)) for form in stated]
        if Counter(_PLACEHOLDER.findall(text)) not in wanted:
            yield f"other placeholders: {stated[-1]} → {text}"
        if (text[:1].isspace(), text[-1:].isspace()) != (stated[0][:1].isspace(), stated[0][-1:].isspace()):
            yield f"other spaces around: {stated[0]!r} → {text!r}"


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_translated_is_sound(locale: str) -> None:
    found = [fault for message in read(locale) if message.id for fault in faults(message)]
    assert found == []


def test_a_complete_catalogue_has_every_message_and_no_other(messages: dict[Message, list[str]]) -> None:
    for locale in COMPLETE:
        found = read(locale)
        entries = {(entry.id, entry.context or ""): entry for entry in found if entry.id}
        wanted = {(message.id, message.context) for message in messages}
        assert wanted - entries.keys() == set(), f"{locale}: run make messages, then translate"
        assert entries.keys() - wanted == set(), f"{locale}: run make messages"
        assert [entry.id for entry in entries.values() if not is_whole(entry, found.num_plurals)] == [], (
            locale
        )


def is_whole(entry: Translated, plurals: int) -> bool:
    said = forms(entry.string)
    return all(said) and len(said) == (plurals if isinstance(entry.id, tuple) else 1)


@pytest.mark.parametrize(
    ("id", "string", "whole"),
    [
        ("Search", "Buscar", True),
        ("Search", "", False),
        (("a date", "dates"), ("una fecha", "fechas"), True),
        (("a date", "dates"), ("una fecha", ""), False),
        (("a date", "dates"), ("fechas",), False),
    ],
)
def test_a_message_without_all_its_forms_is_noticed(
    id: str | tuple[str, str], string: str | tuple[str, ...], whole: bool
) -> None:
    assert is_whole(Translated(id, string), plurals=2) is whole


def test_each_language_of_the_interface_has_a_catalogue() -> None:
    offered = {tag for tag, _name in settings.LANGUAGES}
    assert {locale.lower().replace("_", "-") for locale in LOCALES} | {"en"} == offered
    assert set(COMPLETE) <= set(LOCALES)


def test_messages_are_found_in_modules_and_in_templates(messages: dict[Message, list[str]]) -> None:
    assert "registry/portal/templates/portal/base.html" in messages[Message("Skip to the content")]
    assert "registry/portal/amounts.py" in messages[Message("%(number)s year", "%(number)s years")]
    assert Message("Culture", context="short name of an aspect") in messages
    assert Message("Issued by a government body.") in messages  # the rater's, which knows no Django
    assert Message("{{ shown }} resource") not in messages


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% translate 'A \"quoted\" word' %}", Message('A "quoted" word')),
        ('{% translate "100 %" %}', Message("100 %%")),
        ('{% translate "May" context "month" %}', Message("May", context="month")),
        ('{{ x|default:_("Not stated") }}', Message("Not stated")),
        ("{% blocktranslate trimmed %}\n a\n {{ b }}{% endblocktranslate %}", Message("a %(b)s")),
        (
            "{% blocktranslate count n=x %}{{ n }} date{% plural %}{{ n }} dates{% endblocktranslate %}",
            Message("%(n)s date", "%(n)s dates"),
        ),
    ],
)
def test_each_way_of_marking_is_understood(template: str, message: Message) -> None:
    assert list(of_template(template)) == [message]


@pytest.mark.parametrize(
    ("id", "string", "sound"),
    [
        ("%(n)s of 3", "%(n)s de 3", True),
        ("%(n)s of 3", "%(m)s de 3", False),
        ("%(n)s of 3", "de 3", False),
        (("%(n)s date", "%(n)s dates"), ("%(n)s fecha", "%(n)s fechas"), True),
        (("One date", "%(n)s dates"), ("Una fecha", "%(n)s fechas"), True),
        (("One date", "%(n)s dates"), ("%(n)s 个日期",), True),
        ("Found by: ", "Hallado por:", False),
    ],
)
def test_a_translation_with_other_placeholders_is_noticed(
    id: str | tuple[str, str], string: str | tuple[str, ...], sound: bool
) -> None:
    assert (list(faults(Translated(id, string))) == []) is sound
