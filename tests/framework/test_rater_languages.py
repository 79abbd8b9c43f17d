"""The same subjects in the languages of the lexicon; the sentences were written for this test."""

from __future__ import annotations

import pytest

from registry.framework.rater import rate_text

SUBJECTS = {
    "en": [
        ("Choosing target markets for export", "business-environment"),
        ("Intercultural negotiation", "cross-cultural-communications"),
        ("Getting paid by letter of credit", "internet-finance"),
        ("Advertising your online store", "online-marketing"),
        ("Freight and overseas warehouses", "international-logistics"),
        ("Customs clearance and duties", "international-trade-practices"),
    ],
    "zh-Hans": [
        ("海外市场调研与选品", "business-environment"),
        ("跨文化沟通与商务礼仪", "cross-cultural-communications"),
        ("跨境支付与结汇", "internet-finance"),
        ("社交媒体营销与广告投放", "online-marketing"),
        ("海外仓与国际快递", "international-logistics"),
        ("报关与原产地证", "international-trade-practices"),
    ],
    "zh-Hant": [
        ("海外市場調研與選品", "business-environment"),
        ("跨文化溝通與商務禮儀", "cross-cultural-communications"),
        ("跨境支付與結匯", "internet-finance"),
        ("社群行銷與廣告投放", "online-marketing"),
        ("海外倉與國際快遞", "international-logistics"),
        ("報關與產地證", "international-trade-practices"),
    ],
    "es": [
        ("Estudio de mercado para exportar", "business-environment"),
        ("Negociación intercultural", "cross-cultural-communications"),
        ("Medios de pago internacionales y carta de crédito", "internet-finance"),
        ("Publicidad en redes sociales", "online-marketing"),
        ("Logistica y almacenamiento para comercio electrónico", "international-logistics"),
        ("Trámites aduaneros y aranceles", "international-trade-practices"),
    ],
    "vi": [
        ("Nghiên cứu thị trường xuất khẩu", "business-environment"),
        ("Giao tiếp đa văn hóa", "cross-cultural-communications"),
        ("Thanh toán quốc tế và thư tín dụng", "internet-finance"),
        ("Quảng cáo trên mạng xã hội", "online-marketing"),
        ("Vận chuyển quốc tế và kho bãi", "international-logistics"),
        ("Thủ tục hải quan", "international-trade-practices"),
    ],
    "id": [
        ("Riset pasar ekspor", "business-environment"),
        ("Komunikasi lintas budaya", "cross-cultural-communications"),
        ("Metode pembayaran internasional", "internet-finance"),
        ("Iklan dan media sosial untuk toko online", "online-marketing"),
        ("Logistik dan pergudangan", "international-logistics"),
        ("Prosedur kepabeanan dan bea masuk", "international-trade-practices"),
    ],
    "ms": [
        ("Penyelidikan pasaran eksport", "business-environment"),
        ("Komunikasi silang budaya", "cross-cultural-communications"),
        ("Kaedah pembayaran rentas sempadan", "internet-finance"),
        ("Pengiklanan kedai dalam talian", "online-marketing"),
        ("Gudang dan penghantaran antarabangsa", "international-logistics"),
        ("Pelepasan kastam dan duti import", "international-trade-practices"),
    ],
    "fil": [
        ("Pananaliksik sa merkado sa ibang bansa", "business-environment"),
        ("Pagkakaiba ng kultura sa negosyo", "cross-cultural-communications"),
        ("Paraan ng pagbabayad sa ibang bansa", "internet-finance"),
        ("Digital na pagmemerkado ng online na tindahan", "online-marketing"),
        ("Lohistika at pagpapadala", "international-logistics"),
        ("Adwana at mga taripa", "international-trade-practices"),
    ],
    "ru": [
        ("Выход на зарубежные рынки", "business-environment"),
        ("Межкультурная коммуникация и деловой этикет", "cross-cultural-communications"),
        ("Международные платежи и аккредитив", "internet-finance"),
        ("Продвижение бренда в социальных сетях", "online-marketing"),
        ("Международная логистика и склад", "international-logistics"),
        ("Таможенное оформление", "international-trade-practices"),
    ],
    "ja": [
        ("海外市場調査の進め方", "business-environment"),
        ("異文化コミュニケーション", "cross-cultural-communications"),
        ("国際決済と信用状", "internet-finance"),
        ("SNS広告とネットショップ集客", "online-marketing"),
        ("国際輸送と倉庫", "international-logistics"),
        ("通関と関税", "international-trade-practices"),
    ],
    "ko": [
        ("해외 시장조사", "business-environment"),
        ("비즈니스 에티켓과 국제 협상", "cross-cultural-communications"),
        ("해외 결제와 신용장", "internet-finance"),
        ("디지털 마케팅과 SNS 광고", "online-marketing"),
        ("국제 물류와 창고", "international-logistics"),
        ("통관과 원산지증명서", "international-trade-practices"),
    ],
    "th": [
        ("วิจัยตลาดต่างประเทศ", "business-environment"),
        ("การสื่อสารข้ามวัฒนธรรม", "cross-cultural-communications"),
        ("การชำระเงินระหว่างประเทศ", "internet-finance"),
        ("โฆษณาร้านค้าออนไลน์", "online-marketing"),
        ("โลจิสติกส์และคลังสินค้า", "international-logistics"),
        ("พิธีการศุลกากร", "international-trade-practices"),
    ],
    "pt": [
        ("Pesquisa de mercado para exportação", "business-environment"),
        ("Negociação intercultural", "cross-cultural-communications"),
        ("Meios de pagamento e carta de crédito", "internet-finance"),
        ("Publicidade em redes sociais", "online-marketing"),
        ("Logística e armazenagem", "international-logistics"),
        ("Desembaraço aduaneiro", "international-trade-practices"),
    ],
    "fr": [
        ("Étude de marché à l'export", "business-environment"),
        ("Négociation interculturelle", "cross-cultural-communications"),
        ("Paiements en ligne et crédit documentaire", "internet-finance"),
        ("Référencement et publicité", "online-marketing"),
        ("Logistique et entreposage", "international-logistics"),
        ("Dédouanement et certificats d'origine", "international-trade-practices"),
    ],
    "ar": [
        ("دراسة السوق ودخول الأسواق", "business-environment"),
        ("التواصل بين الثقافات", "cross-cultural-communications"),
        ("طرق الدفع وخطاب الاعتماد", "internet-finance"),
        ("التسويق الرقمي والإعلان", "online-marketing"),
        ("الشحن الدولي والتخزين", "international-logistics"),
        ("التخليص الجمركي", "international-trade-practices"),
    ],
}
CASES = [(tag, title, aspect) for tag, titles in SUBJECTS.items() for title, aspect in titles]


@pytest.mark.parametrize(("tag", "title", "aspect"), CASES)
def test_it_finds_the_subject_in_each_language(tag: str, title: str, aspect: str) -> None:
    profile = rate_text(title, language=tag)
    assert aspect in profile.assigned
    assert profile.relevant is not None
    assert profile.relevant >= 0.5


@pytest.mark.parametrize(("tag", "title", "aspect"), CASES)
def test_it_finds_the_same_without_being_told_the_language(tag: str, title: str, aspect: str) -> None:
    assert aspect in rate_text(title).assigned


def test_accents_case_width_and_hyphens_make_no_difference() -> None:
    for title in ("LOGÍSTICA INTERNACIONAL", "logistica internacional", "Logi\u0301stica  internacional"):
        assert rate_text(title).assigned == ("international-logistics",)
    for title in ("Ｃｕｓｔｏｍｓ clearance", "customs\u2011clearance", "CUSTOMS\nCLEARANCE"):
        assert rate_text(title).assigned == ("international-trade-practices",)


def test_a_text_may_mix_languages_and_scripts() -> None:
    profile = rate_text("跨境电商 Bootcamp", "SEO и контекстная реклама; 海关 customs; логистика, logística.")
    assert {"online-marketing", "international-logistics", "international-trade-practices"} <= set(
        profile.assigned
    )


def test_export_in_japanese_is_not_output_in_chinese() -> None:
    assert rate_text("数据的输入与输出").depth("international-trade-practices") == 0
    assert (rate_text("輸出入手続き").depth("international-trade-practices") or 0) >= 2
