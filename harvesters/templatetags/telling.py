"""Filters for what a harvest tells: {{ problem|reason }}, {{ problem|advice }}, {{ problem.stage|stage }}."""

from __future__ import annotations

from django import template

from harvesters import telling

register = template.Library()
register.filter("reason", telling.reason)
register.filter("advice", telling.advice)
register.filter("stage", telling.stage)
