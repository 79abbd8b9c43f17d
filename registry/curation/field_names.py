"""What the fields of a description are called in the pages of staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registry.curation import changes


def field_name(field: str) -> str:
    names = {
        "description": _("Description"),
        "url": _("Address"),
        "type": _("Type"),
        "subjects": _("Subjects"),
        "creators": _("Authors and teachers"),
        "publisher": _("Publisher"),
        "identifiers": _("Identifiers"),
        "occurrences": _("Dates"),
        "recurrence": _("Repeats"),
        "forms": _("Form"),
        "free": _("Free of charge"),
        "price": _("Price"),
        "currency": _("Currency"),
        "duration": _("Duration"),
        "level": _("Level"),
        "audience": _("For whom"),
        "economies": _("Economies"),
        "access": _("How to take part"),
        "licence": _("Licence"),
        "image": _("Picture"),
        "published": _("Published"),
        "modified": _("Changed by its source"),
        "certain": _("Certain"),
    }
    return names.get(field) or changes.name(field)
