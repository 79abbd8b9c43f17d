"""Why two resources may be the same thing, in words: the signs of registry.duplicates.likeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from registry.duplicates.models import Pair


def words(signs: Iterable[Sequence[object]]) -> list[str]:
    """One for each sign, as kept in a pair."""
    return [text for name, degree in signs if (text := _word(str(name), degree))]


def _word(name: str, degree: object) -> str:
    texts = {
        "title": _("titles %(degree)s %% alike"),
        "text": _("%(degree)s %% of the shorter text is in the other"),
        "length": _("the shorter text has %(degree)s %% of the other's length"),
        "same duration": _("same duration"),
        "other duration": _("different durations"),
        "same organiser": _("same organiser"),
        "other organiser": _("different organisers"),
        "same identifier": _("same identifier"),
        "same dates": _("same dates"),
        "same language": _("same language"),
        "one source": _("both from one source"),
        "two addresses of one site": _("two addresses of one site"),
    }
    return texts.get(name, name) % {"degree": degree} if degree is not None else texts.get(name, name)


def related(kind: str) -> str:
    """What two related resources are to each other; empty for those that may be the same."""
    return "" if kind == Pair.Kind.SAME else str(Pair.Kind(kind).label)
