"""A plan as PDF, small enough for a costly connection; docs/decisions/pdf-without-chinese-fonts.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from registry.portal.shown_plan import ShownPlan, ShownStep

_LATIN = "Noto"
# Fonts that every reader of PDF brings for these scripts: named in the file, not part of it.
_CHINESE, _TRADITIONAL, _JAPANESE, _KOREAN = (
    "STSong-Light",
    "MSung-Light",
    "HeiseiMin-W3",
    "HYSMyeongJo-Medium",
)
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+"
)
_MARGIN = 18 * mm
_INK, _SOFT, _SEA = HexColor("#14213d"), HexColor("#566076"), HexColor("#00657a")
_TEXT = ParagraphStyle("text", fontName=_LATIN, fontSize=10.5, leading=15, textColor=_INK)
_NOTE = ParagraphStyle("note", _TEXT, fontSize=9, leading=13, textColor=_SOFT)
_TITLE = ParagraphStyle("title", _TEXT, fontSize=20, leading=26, spaceAfter=4)
_HEADING = ParagraphStyle("heading", _TEXT, fontSize=14, leading=20, spaceBefore=12, spaceAfter=4)
_STEP = ParagraphStyle("step", _TEXT, fontSize=12, leading=17, textColor=_SEA)


def plan_pdf(shown: ShownPlan, address: str) -> bytes:
    """`address`: of the plan's page."""
    _register_fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=shown.title,
        author=_("CBET registry"),
        lang=get_language(),
    )
    document.build(list(_flow(shown, address)))
    return out.getvalue()


def _flow(shown: ShownPlan, address: str) -> Iterator[Flowable]:
    yield _paragraph(shown.title, _TITLE)
    yield _paragraph(shown.summary, _TEXT)
    yield _paragraph(_("Now and needed"), _HEADING)
    yield _levels(shown)
    if shown.steps:
        yield _paragraph(_("Steps"), _HEADING)
    for step in shown.steps:
        yield KeepTogether([*_step(step), Spacer(1, 3 * mm)])
    if shown.gaps:
        yield _paragraph(_("What is missing"), _HEADING)
        yield from (_paragraph(f"• {gap}", _TEXT) for gap in shown.gaps)
    yield Spacer(1, 6 * mm)
    yield _paragraph(_("This plan on the web, with your marks and what is new:"), _NOTE)
    yield _linked(address[:90] + "…" if len(address) > 90 else address, address, _NOTE)


def _levels(shown: ShownPlan) -> Table:
    rows = [[_paragraph(text, _TEXT) for text in row] for row in shown.levels]
    head = [_paragraph(text, _NOTE) for text in (_("Aspect"), _("Now"), _("Needed"))]
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#d9dee7")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table([head, *rows], colWidths=[84 * mm, 45 * mm, 45 * mm], style=style)


def _step(step: ShownStep) -> Iterator[Flowable]:
    box = "[x]" if step.step.done else "[  ]"
    detail = step.detail
    heading = f"{step.number}. {step.title}"
    web = str(detail.known.get("url") or "") if detail else ""
    yield (
        _linked(heading, web, _STEP)
        if web.startswith(("http://", "https://"))
        else _paragraph(heading, _STEP)
    )
    if detail:
        facts = [detail.organiser, detail.language, detail.forms, detail.cost, detail.duration]
        yield _paragraph(" · ".join(fact for fact in facts if fact), _NOTE)
    done = _("done") if step.step.done else _("still to do")
    yield _paragraph(f"{box} {done}", _NOTE)
    if step.next:
        yield _paragraph(_("Next: %(time)s") % {"time": step.next.when}, _TEXT)
    if step.problem:
        yield _paragraph(step.problem, _TEXT)
    yield from (
        _paragraph(f"• {line}", _TEXT) for line in (*step.lifts, *step.reasons, step.follow_up) if line
    )
    if web:
        yield _paragraph(web, _NOTE)


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(_marked(text), style)


def _linked(text: str, address: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(f'<a href="{escape(address, {chr(34): "&quot;"})}">{_marked(text)}</a>', style)


def _marked(text: str) -> str:
    """Each run of a script in a font that has it."""
    font = _east_asian_font(text)
    parts, last = [], 0
    for run in _EAST_ASIAN.finditer(text):
        parts += [escape(text[last : run.start()]), f'<font name="{font}">{escape(run[0])}</font>']
        last = run.end()
    return "".join([*parts, escape(text[last:])])


def _east_asian_font(text: str) -> str:
    if re.search("[\uac00-\ud7af]", text):
        return _KOREAN
    if re.search("[\u3040-\u30ff]", text):
        return _JAPANESE
    return _TRADITIONAL if get_language() == "zh-hant" else _CHINESE


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    font = files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    pdfmetrics.registerFont(TTFont(_LATIN, str(font)))
    for name in (_CHINESE, _TRADITIONAL, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
