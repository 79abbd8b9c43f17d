"""Which resources a bulk change is about: those of tasks in the worklist, or those of a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harvesters.values.languages import language_tag
from registry.bulk.actions import ACTIONS, NEEDS_VALUE
from registry.catalogue.models import Overlay, Record, Resource
from registry.catalogue.visibility import ResourceQuerySet
from registry.curation.task_filter import TaskFilter
from registry.framework import economies
from registry.worklist import taking


class ResourceFilterForm(forms.Form):
    """All that are filled in must hold."""

    words = forms.CharField(label=gettext_lazy("Words of the title"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Words of the source's name"), required=False, max_length=200)
    economy = forms.CharField(label=gettext_lazy("Economy"), required=False, max_length=60)
    language = forms.CharField(label=gettext_lazy("Language"), required=False, max_length=60)
    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=100)
    hidden = forms.BooleanField(label=gettext_lazy("only what is hidden"), required=False)

    def clean_economy(self) -> str:
        name = self.cleaned_data["economy"]
        code = economies.economy(name) if name else ""
        if code is None:
            raise forms.ValidationError(_("No economy is called that. Write its code, such as CL."))
        return code

    def clean_language(self) -> str:
        name = self.cleaned_data["language"]
        tag = language_tag(name) if name else ""
        if tag is None:
            raise forms.ValidationError(
                _("No language is called that. Write its tag, such as es or zh-Hant.")
            )
        return tag

    def resources(self) -> ResourceQuerySet:
        """The newest first; without what is withdrawn, or part of another."""
        asked = self.cleaned_data
        found = Resource.objects.filter(leader=None, record__state=Record.State.LIVE, hidden=asked["hidden"])
        for word in asked["words"].split()[:8]:
            found = found.filter(title__icontains=word)
        if asked["source"]:
            found = found.filter(record__source__name__icontains=asked["source"])
        if asked["economy"]:
            found = found.filter(record__source__organisation__economy=asked["economy"])
        if asked["language"]:
            found = found.filter(effective__language=asked["language"])
        if asked["tag"]:
            found = found.filter(pk__in=_tagged(asked["tag"]))
        return found.order_by("-pk")

    def words_of(self) -> str:
        """What was asked for, in words."""
        told = [f"{self.fields[name].label}: {value}" for name, value in self.cleaned_data.items() if value]
        return "; ".join(told) or _("all resources")


class ActionForm(forms.Form):
    """What to do with what was chosen."""

    action = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=lambda: [(id, label) for id, (label, _act) in ACTIONS.items()],
    )
    value = forms.CharField(
        label=gettext_lazy("Tag, or language"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Only where the change needs one."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        value = " ".join(str(given.get("value", "")).split())
        if given.get("action") not in NEEDS_VALUE:
            given["value"] = None
        elif not value:
            self.add_error("value", _("Say which."))
        elif given["action"] == "language":
            given["value"] = language_tag(value)
            if given["value"] is None:
                self.add_error(
                    "value", _("No language is called that. Write its tag, such as es or zh-Hant.")
                )
        elif "," in value or "，" in value:
            self.add_error("value", _("One tag at a time."))
        else:
            given["value"] = value
        return given


@dataclass(frozen=True, slots=True)
class Selection:
    """Ids of resources, in the order in which they are shown; `told`: what they are, in words."""

    ids: QuerySet[Resource, int]
    told: str
    address: str  # the query that gives the same again


def of_tasks(given: Mapping[str, str], user: User) -> Selection:
    """The resources of open tasks that this person may do."""
    asked = TaskFilter.of(given)
    tasks = asked.apply(taking.tasks_for(user), user).exclude(resource=None)
    ids = Resource.objects.filter(pk__in=tasks.order_by().values("resource")).order_by("-pk")
    return Selection(ids.values_list("pk", flat=True), asked.words(), f"from=tasks&{asked.query()}")


def of_filter(form: ResourceFilterForm) -> Selection:
    stated = {name: form.data.get(name, "") for name in form.fields}
    query = urlencode({name: value for name, value in stated.items() if value})
    return Selection(
        form.resources().values_list("pk", flat=True), form.words_of(), f"from=resources&{query}"
    )


def _tagged(tag: str) -> list[int]:
    """SQLite cannot ask whether a list holds a value: corrections of tags are few, so they are looked through."""
    rows = Overlay.objects.filter(field="tags").values_list("resource_id", "value").iterator(chunk_size=2_000)
    return [id for id, tags in rows if tag in (tags or ())]
