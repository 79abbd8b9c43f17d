"""Filters and tags that pages share: labels in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from registry.framework.vocabularies import Concept

register = template.Library()


@register.filter
def label(concept: Concept) -> str:
    """The concept's name in the language of the page."""
    return concept.label(get_language())
