"""The answer to a form that was taken: the page to look at next, to be fetched by GET (RFC 9110, 15.4.4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


class SeeOther(HttpResponseRedirect):
    status_code = 303


def see_other(to: str, *args: Any) -> SeeOther:
    """`to`: the name of a view with its arguments, or an address."""
    return SeeOther(resolve_url(to, *args))
