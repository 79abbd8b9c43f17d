"""Terms of sources that map to no concept, or might mean two: the more resources carry one, the more it matters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.vocabulary.models import Term
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task

_MOST = 1_000  # what fewest resources carry can wait; the page of terms has them all
_LEAST = 2  # resources that carry it: a term of one alone is hardly worth a person's time


class UnmappedTerm(Kind):
    id = "unmapped-term"
    label = gettext_lazy("Unmapped terms of sources")
    every = timedelta(minutes=5)
    concerns_all = True

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        waiting = Term.objects.filter(how__in=(Term.How.NONE, Term.How.AMBIGUOUS), count__gte=_LEAST)
        for term in waiting.order_by("-count", "pk")[:_MOST]:
            yield Open(
                key=str(term.pk),
                title=term.text,
                since=term.created,
                language=term.language,
                details={"count": term.count, "ambiguous": term.how == Term.How.AMBIGUOUS},
                effect=min(100, 20 + term.count),
            )

    def why(self, details: Mapping[str, Any]) -> str:
        if details.get("ambiguous"):
            return _("More than one concept is called so.")
        count = details.get("count", 0)
        text = ngettext("%(count)d resource carries it.", "%(count)d resources carry it.", count)
        return text % {"count": count}

    def link(self, task: Task) -> str:
        return reverse("curation:term", args=[int(task.key)])
