"""Every judgement quotes the resource as it was written; none of depth 1 or more goes without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.framework.rateable import Rateable
from registry.framework.rater import rate, rate_all
from registry.framework.rubric import CELLS, DEPTH_CELLS, values

CASES = [
    Rateable(title="Letters of credit, step by step"),
    Rateable(title="ＥＣ物流 — 越境ECの配送", description="返品・在庫管理…関税①"),
    Rateable(
        title="Logi\u0301stica internacional",
        description="Env\u0131\u0301os, aduanas y ﬁnanzas: cobros  y\n\npagos",
    ),
    Rateable(title="電商報關實務", description="通關流程與單證\u200b填寫，附範本。"),
    Rateable(
        title="<b>Customs</b>&nbsp;clearance", description="<p>HS codes</p><ul><li>duties &amp; VAT</li></ul>"
    ),
    Rateable(title="การส่งออกและพิธีการศุลกากร", description="เอกสารการส่งออก วิธีการชำระเงิน"),
    Rateable(title="Экспорт на маркетплейсах", description="Таможня, логистика и платежи для МСП."),
    Rateable(title="التسويق الإلكتروني للتصدير", description="وسائل الدفع والشحن الدولي والجمارك"),
    Rateable(title="해외 마케팅 실무", description="통관, 물류, 결제 그리고 사례 연구"),
    Rateable(title="Thủ tục hải quan", description="Thanh toán quốc tế và vận chuyển hàng hóa"),
    Rateable(
        title="Webinar",
        description="Selling on marketplaces abroad",
        subjects=("customs duties", "freight", "E-COMMERCE"),
        type="webinar",
        organiser_kind="government",
        forms=("online", "offline"),
        sessions=2,
        next_session="2026-12-02T09:00:00Z",
        free=True,
        price="0",
        economies=("CL", "PE"),
        modified="2026-01-01",
        as_of="2026-06-01",
        url="https://example.org/",
    ),
]


@pytest.mark.parametrize("rateable", CASES, ids=lambda r: r.title[:20])
def test_evidence_is_the_original_text_between_its_offsets(rateable: Rateable) -> None:
    profile = rate(rateable)
    quoted = [evidence for judgement in profile.cells.values() for evidence in judgement.evidence]
    assert quoted
    for evidence in quoted:
        assert rateable.text_of(evidence.field)[evidence.start : evidence.end] == evidence.text != ""


@pytest.mark.parametrize("rateable", CASES, ids=lambda r: r.title[:20])
def test_it_judges_every_cell_within_the_rubric(rateable: Rateable) -> None:
    profile = rate(rateable)
    assert set(profile.cells) == set(CELLS)
    for cell, judgement in profile.cells.items():
        assert judgement.value in values(cell)
        assert 0 <= judgement.confidence <= 1
        assert bool(judgement.evidence) or judgement.value in (0, "unknown")


@pytest.mark.shared
def test_no_depth_of_real_items_goes_without_evidence(shared: Path) -> None:
    lines = (shared / "real/labelled/development.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 205
    for line in lines:
        stated = json.loads(line)
        rateable = Rateable(
            title=stated["title"], description=stated["description"], language=stated["language"]
        )
        for cell in DEPTH_CELLS:
            judgement = rate(rateable)[cell]
            assert judgement.value in (0, "unknown") or judgement.evidence
            for evidence in judgement.evidence:
                assert rateable.text_of(evidence.field)[evidence.start : evidence.end] == evidence.text


def test_evidence_of_a_source_s_own_term_names_its_place_in_the_list() -> None:
    profile = rate(
        Rateable(title="Course 12", subjects=("Business", "Freight forwarding, customs clearance"))
    )
    spans = [(e.field, e.text) for e in profile["international-logistics"].evidence]
    assert spans == [("subjects/1", "Freight forwarding")]


def test_it_is_the_same_every_time() -> None:
    assert [rate(case).as_json() for case in CASES] == [rate(case).as_json() for case in CASES]


def test_several_at_once_are_rated_as_each_alone() -> None:
    assert rate_all(CASES) == [rate(case) for case in CASES]


def test_it_names_its_version() -> None:
    assert rate(CASES[0]).version.startswith("1.")
