"""What fields are called on the pages of staff: those of a description, of the rubric, and of decisions."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.framework.vocabularies import ASPECTS, CRITERIA, VISITS
from registry.reverting.kinds.sources import PACE
from registry.sources.models import Source


def field_name(field: str) -> str:
    """Of a field of a description or of the rubric; one without a name of its own is shown as it is."""
    if field == VISITS.id:
        return VISITS.label(get_language())
    if concept := ASPECTS.get(field) or CRITERIA.get(field):
        return concept.label(get_language())
    names = {
        "title": _("Title"),
        "description": _("Description"),
        "url": _("Address"),
        "language": _("Language"),
        "type": _("What it is"),
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
        "access": _("How to get access"),
        "licence": _("Licence"),
        "image": _("Picture"),
        "published": _("Published"),
        "modified": _("Last changed"),
        "in_force": _("In force since"),
        "authority": _("Authority"),
        "original_language": _("Original language"),
        "replaced_by": _("Replaced by"),
        "certain": _("Certain"),
        "tags": _("Tags"),
        "hidden": _("Hidden"),
        "deleted": _("Deleted"),
        "depths": _("Depths, accepted"),
        "leader": _("Shown as part of"),
        "relevant": _("About trading across borders"),
        "state": _("State"),
        "held run": _("Held run"),
        "settings": _("Settings"),
        "reports": _("Reported faults"),
        "same thing": _("The same thing"),
        "leads by choice": _("Its page is shown, by choice"),
        "concept": _("Concept"),
        "broader": _("Broader"),
        "deprecated": _("Deprecated"),
        "merged into": _("Merged into"),
    }
    if field in PACE:
        return str(getattr(Source._meta.get_field(field), "verbose_name", field))
    return names.get(field, field)
