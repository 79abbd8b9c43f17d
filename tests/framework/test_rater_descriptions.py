"""Whole descriptions in languages that few or no real items cover: title and text were written for this test."""

from __future__ import annotations

import pytest

from registry.framework.rater import rate_text
from registry.framework.relevance import RELEVANT_FROM

DESCRIPTIONS = {
    "vi": [
        (
            "Chọn thị trường đầu tiên để bán ra nước ngoài",
            "Học viên so sánh nhu cầu, đối thủ và rào cản của ba thị trường ASEAN.",
            {"business-environment"},
        ),
        (
            "Đàm phán với đối tác Nhật Bản",
            "Khác biệt văn hóa, cách chào hỏi và cách viết thư cho khách hàng nước ngoài.",
            {"cross-cultural-communications"},
        ),
        (
            "Nhận tiền từ người mua quốc tế",
            "So sánh cổng thanh toán, thư tín dụng và rủi ro tỷ giá.",
            {"internet-finance"},
        ),
        (
            "Gian hàng Shopee quốc tế: từ hình ảnh đến quảng cáo",
            "Viết mô tả sản phẩm, chạy quảng cáo và làm việc với người có ảnh hưởng.",
            {"online-marketing"},
        ),
        (
            "Gửi hàng đi Mỹ",
            "Cước vận tải, đóng gói, kho hàng ở nước ngoài và cách xử lý hàng trả lại.",
            {"international-logistics"},
        ),
        (
            "Giấy tờ cho lô hàng đầu tiên",
            "Tờ khai hải quan, mã HS, giấy chứng nhận xuất xứ và nhãn mác.",
            {"international-trade-practices"},
        ),
    ],
    "th": [
        (
            "เลือกประเทศแรกที่จะขาย",
            "เปรียบเทียบตลาดเป้าหมาย พฤติกรรมผู้บริโภค และคู่แข่งในตลาดอาเซียน",
            {"business-environment"},
        ),
        (
            "คุยกับลูกค้าต่างชาติอย่างมั่นใจ",
            "มารยาททางธุรกิจ ภาษาอังกฤษธุรกิจ และการสื่อสารข้ามวัฒนธรรม",
            {"cross-cultural-communications"},
        ),
        (
            "รับเงินจากลูกค้าต่างประเทศ",
            "เลตเตอร์ออฟเครดิต กระเป๋าเงินดิจิทัล และความเสี่ยงจากอัตราแลกเปลี่ยน",
            {"internet-finance"},
        ),
        (
            "เพิ่มยอดขายบน Lazada",
            "ถ่ายภาพสินค้า เขียนรายละเอียดสินค้า ไลฟ์สด และโฆษณาออนไลน์",
            {"online-marketing"},
        ),
        (
            "ส่งพัสดุไปทั่วโลก",
            "เปรียบเทียบค่าขนส่ง บรรจุภัณฑ์ คลังสินค้า และการคืนสินค้า",
            {"international-logistics"},
        ),
        (
            "เอกสารและกฎหมายสำหรับผู้ส่งออกมือใหม่",
            "พิธีการศุลกากร พิกัดศุลกากร หนังสือรับรองถิ่นกำเนิดสินค้า และเครื่องหมายการค้า",
            {"international-trade-practices"},
        ),
    ],
    "id": [
        (
            "Negara mana yang cocok untuk produk Anda?",
            "Peserta menganalisis permintaan pasar luar negeri, pesaing dan perilaku konsumen.",
            {"business-environment"},
        ),
        (
            "Berbicara dengan pembeli asing",
            "Etika bisnis internasional, bahasa Inggris bisnis dan negosiasi lintas budaya.",
            {"cross-cultural-communications"},
        ),
        (
            "Supaya pembayaran ekspor aman",
            "Letter of credit, risiko nilai tukar, asuransi kredit ekspor.",
            {"internet-finance"},
        ),
        (
            "Toko yang dilihat pembeli",
            "Foto produk, deskripsi produk, iklan di media sosial dan ulasan pelanggan.",
            {"online-marketing"},
        ),
        (
            "Mengirim paket ke luar negeri",
            "Ongkos kirim, kemasan, gudang di luar negeri dan pengembalian barang.",
            {"international-logistics"},
        ),
        (
            "Dokumen untuk ekspor pertama",
            "Pemberitahuan pabean, kode HS, surat keterangan asal dan pelabelan.",
            {"international-trade-practices"},
        ),
    ],
    "ms": [
        (
            "Pasaran mana untuk produk anda?",
            "Peserta membandingkan permintaan pasaran luar negara, pesaing dan gelagat pengguna.",
            {"business-environment"},
        ),
        (
            "Berurusan dengan pembeli dari budaya lain",
            "Etika perniagaan, bahasa Inggeris perniagaan dan rundingan antarabangsa.",
            {"cross-cultural-communications"},
        ),
        (
            "Menerima bayaran dari luar negara",
            "Surat kredit, e-dompet, kadar pertukaran dan insurans kredit eksport.",
            {"internet-finance"},
        ),
        (
            "Kedai Shopee anda: gambar, cerita, iklan",
            "Fotografi produk, penerangan produk, iklan media sosial dan ulasan pelanggan.",
            {"online-marketing"},
        ),
        (
            "Menghantar bungkusan ke seluruh dunia",
            "Kos penghantaran, pembungkusan, gudang luar negara dan pemulangan barang.",
            {"international-logistics"},
        ),
        (
            "Dokumen untuk eksport pertama",
            "Pengisytiharan kastam, kod HS, sijil tempat asal dan pelabelan.",
            {"international-trade-practices"},
        ),
    ],
    "fil": [
        (
            "Aling merkado ang una?",
            "Pagsusuri ng merkado sa ibang bansa, mga kakumpitensya at pangangailangan ng mamimili.",
            {"business-environment"},
        ),
        (
            "Pakikipag-usap sa dayuhang mamimili",
            "Pagkakaiba ng kultura, etiketa sa negosyo at negosasyon sa mga dayuhan.",
            {"cross-cultural-communications"},
        ),
        (
            "Paano tumanggap ng bayad mula sa ibang bansa",
            "Letter of credit, e-wallet at palitan ng pera para sa mga exporter.",
            {"internet-finance"},
        ),
        (
            "Tindahan sa Shopee na napapansin",
            "Larawan ng produkto, paglalarawan ng produkto, patalastas online at live selling.",
            {"online-marketing"},
        ),
        (
            "Padala sa ibang bansa",
            "Gastos sa pagpapadala, pag-iimpake, bodega at pagbabalik ng produkto.",
            {"international-logistics"},
        ),
        (
            "Mga papeles para sa unang export",
            "Deklarasyon sa customs, HS code, sertipiko ng pinagmulan at label ng produkto.",
            {"international-trade-practices"},
        ),
    ],
    "ar": [
        (
            "أي سوق نختار أولاً؟",
            "يقارن المشاركون بين الأسواق الخارجية من حيث الطلب والمنافسين وسلوك المستهلك.",
            {"business-environment"},
        ),
        (
            "الحديث مع المشتري الأجنبي",
            "آداب الأعمال والمراسلات التجارية والتفاوض الدولي والفروق الثقافية.",
            {"cross-cultural-communications"},
        ),
        (
            "كيف تستلم ثمن صادراتك",
            "الاعتماد المستندي وبوابات الدفع وسعر الصرف وتأمين الصادرات.",
            {"internet-finance"},
        ),
        (
            "متجر يراه الزبائن",
            "تصوير المنتجات ووصف المنتج والإعلانات الرقمية وتقييمات العملاء.",
            {"online-marketing"},
        ),
        (
            "إرسال الطرود إلى الخارج",
            "تكاليف الشحن والتغليف والمستودعات وإرجاع البضائع.",
            {"international-logistics"},
        ),
        (
            "أوراق الشحنة الأولى",
            "البيان الجمركي ورمز النظام المنسق وشهادة المنشأ وبطاقات البيان.",
            {"international-trade-practices"},
        ),
    ],
}
CASES = [(tag, *each) for tag, described in DESCRIPTIONS.items() for each in described]

ELSEWHERE = [
    ("vi", "Học đàn ghi-ta cơ bản", "Hợp âm, nhịp điệu và mười bài hát cho người mới chơi."),
    ("th", "เรียนกีตาร์เบื้องต้น", "คอร์ด จังหวะ และเพลงง่ายสิบเพลง"),
    ("id", "Belajar gitar untuk pemula", "Kunci dasar, irama dan sepuluh lagu mudah."),
    ("ms", "Belajar gitar untuk pemula", "Kord asas, rentak dan sepuluh lagu mudah."),
    ("fil", "Pag-aaral ng gitara", "Mga kordo, ritmo at sampung madaling awit."),
    ("ar", "تعلم العزف على الجيتار", "الأوتار والإيقاع وعشر أغنيات سهلة."),
]


@pytest.mark.parametrize(("tag", "title", "description", "aspects"), CASES)
def test_it_finds_what_a_description_teaches(
    tag: str, title: str, description: str, aspects: set[str]
) -> None:
    profile = rate_text(title, description, language=tag)
    assert (profile.relevant or 0) >= RELEVANT_FROM
    assert set(profile.assigned) == aspects


@pytest.mark.parametrize(("tag", "title", "description"), ELSEWHERE)
def test_it_sets_aside_what_is_about_something_else(tag: str, title: str, description: str) -> None:
    profile = rate_text(title, description, language=tag)
    assert profile.relevant is not None
    assert profile.relevant < RELEVANT_FROM
    assert profile.assigned == ()
