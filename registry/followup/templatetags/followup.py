"""Questions and SMMEs' voice on the page of a resource."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Q

from registry.catalogue.models import Resource
from registry.followup.models import Question, State
from registry.followup.voice import voice

register = template.Library()
_QUESTIONS = 3


@register.inclusion_tag("followup/parts/questions.html")
def questions_on(resource: Resource) -> dict[str, Any]:
    """The newest public questions, and the way to ask one."""
    shown = Count("answers", filter=Q(answers__state=State.SHOWN))
    found = Question.objects.public().about(resource).annotate(count=shown).order_by("-pk")
    return {"resource": resource, "questions": found[:_QUESTIONS]}


@register.inclusion_tag("followup/parts/voice.html")
def smmes_voice(resource: Resource) -> dict[str, Any]:
    """Whether it helped, in counts, and the way to say so."""
    return {"resource": resource, "voice": voice(resource)}


@register.filter
def for_trainers(resource: Resource) -> bool:
    """Whether it is for those who train others, as far as its rating says whom it is for."""
    audience = resource.profile.get("traits", {}).get("audience", ())
    return any(judged.get("value") == "trainer" for judged in audience)
