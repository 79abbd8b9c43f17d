"""A plan as one HTML file to be kept and read without a connection: no address in it is needed to read it."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from registry.portal.shown_plan import ShownPlan

_STYLE = Path(__file__).parent / "static" / "portal" / "pack.css"


def plan_pack(shown: ShownPlan, address: str) -> bytes:
    context = {"shown": shown, "address": address, "style": _STYLE.read_text(encoding="utf-8")}
    return render_to_string("portal/plan/pack.html", context).encode()
