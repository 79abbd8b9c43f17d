"""`make messages`: brings the catalogues up to date with the texts of the interface; translations are kept."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.messages import LOCALES, catalogue
from tests.messages.extraction import Message, extracted

_STILL = datetime(2026, 1, 1, tzinfo=UTC)  # catalogues differ by their messages alone
# Where Babel knows a form more than the interface needs: that of millions.
_PLURALS = {"es": "nplurals=2; plural=(n != 1);"}


def main() -> None:
    found = extracted()
    for locale in LOCALES:
        missing = update(locale, found)
        sys.stdout.write(f"{locale}: {len(found)} messages, {missing} not translated\n")


def update(locale: str, found: dict[Message, list[str]]) -> int:
    """Writes the catalogue of a locale anew; how many messages it does not translate."""
    path = catalogue(locale)
    before = _read(locale)
    english = before.locale.english_name if before.locale else None
    made = Catalog(
        locale=locale,
        domain="django",
        project="cbet-registry",
        version="current",
        msgid_bugs_address=" ",
        last_translator=" ",
        language_team=english,
        header_comment=f"# The interface in {english}.",
        creation_date=_STILL,
        revision_date=_STILL,
        fuzzy=False,
    )
    if locale in _PLURALS:
        made.mime_headers = [("Plural-Forms", _PLURALS[locale])]
    missing = 0
    for message, places in found.items():
        known = before.get(message.id, message.context or None)
        has_forms = isinstance(message.id, tuple)  # which it may not have had before
        same = known and not known.fuzzy and isinstance(known.string, tuple) == has_forms
        string = known.string if known and same else ""
        made.add(
            message.id,
            string,
            locations=[(place, 0) for place in places],
            context=message.context or None,
        )
        missing += not all(string) if isinstance(string, tuple) else not string
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, made, width=110, include_lineno=False, omit_header=False)
    return missing


def _read(locale: str) -> Catalog:
    path = catalogue(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    main()
