"""Filters and tags that pages share: labels, languages, addresses from outside, pictures of a rating."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.catalogue.models import Resource
from registry.framework.curriculum import Local
from registry.framework.vocabularies import Concept
from registry.portal.choices import LANGUAGE, TEXT, address_with
from registry.portal.detail import economy_name
from registry.portal.language_names import autonym, named
from registry.portal.rating import ShownRating

register = template.Library()

register.filter("language_name", named)
register.filter("autonym", autonym)
register.filter("economy_name", economy_name)


@register.filter
def label(concept: Concept) -> str:
    """The concept's name in the language of the page."""
    return concept.label(get_language())


@register.simple_tag
def local_title(local: Local) -> str:
    """What this node calls a module, for the reader of the page."""
    return local.title(get_language())


@register.simple_tag
def local_note(local: Local) -> str:
    """What this node says of a module."""
    return local.note(get_language())


@register.filter
def counted(number: float) -> str:
    """A number with its thousands parted, as the language of the page does it."""
    return number_format(number, force_grouping=True)


@register.inclusion_tag("portal/parts/languages.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """A link to this page in each language of the interface; none on a page that knows no request."""
    request = context.get("request")
    ways = (
        [(tag, name, address_with(request, **{LANGUAGE: tag})) for tag, name in settings.LANGUAGES]
        if request
        else []
    )
    return {"ways": ways, "current": get_language()}


@register.simple_tag(takes_context=True)
def text_switch(context: template.Context) -> SafeString:
    """A link to this page with as few bytes as it can have, or back to the whole one."""
    small = context.get("text_only")
    address = address_with(context["request"], **{TEXT: "0" if small else "1"})
    words = _("With colours and pictures") if small else _("Text only")
    return format_html('<a href="{}" rel="nofollow">{}</a>', address, words)


@register.filter
def web_address(stated: Any) -> str:
    """An address from outside, if a browser may follow it: "" for anything but http and https."""
    return str(stated) if str(stated).startswith(("https://", "http://")) else ""


@register.inclusion_tag("portal/parts/bars.html", takes_context=True)
def depth_bars(context: template.Context, rating: ShownRating) -> dict[str, Any]:
    """The small picture of a card: one bar for each aspect."""
    return _picture(context, rating)


@register.inclusion_tag("portal/parts/bars.html", takes_context=True)
def bars_of(context: template.Context, resource: Resource) -> dict[str, Any]:
    """The same of a resource whose rating the view has not prepared."""
    return _picture(context, ShownRating(resource.profile, resource.effective))


@register.inclusion_tag("portal/parts/wheel.html", takes_context=True)
def depth_wheel(context: template.Context, rating: ShownRating) -> dict[str, Any]:
    """The large picture: six sectors in three rings, visits in the middle."""
    return _picture(context, rating)


def _picture(context: template.Context, rating: ShownRating) -> dict[str, Any]:
    return {"rating": rating, "text_only": context.get("text_only")}
