"""The words of the benchmark's corpus: in each language, sentences with gaps and what goes into the gaps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`titles` and `sentences` have the gaps {topic}, {market}, {people} and {tool}."""

    tag: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    topics: tuple[str, ...]
    markets: tuple[str, ...]
    people: tuple[str, ...]
    tools: tuple[str, ...]


ENGLISH = Language(
    tag="en",
    titles=(
        "{topic} for {people}",
        "Selling to {market}: {topic}",
        "{topic} step by step, with {tool}",
        "How {people} succeed in {market}: {topic}",
    ),
    sentences=(
        "This course shows {people} how {topic} works when goods are sold to {market}.",
        "You learn to choose {tool}, to compare two offers, and to avoid the mistakes that cost most.",
        "Each lesson ends with an exercise: prepare {tool} for a shipment of your own and have it checked.",
        "Buyers in {market} expect clear prices, a date of delivery and an easy way to send things back.",
        "We look at {topic} from the side of the seller, of the carrier and of the authority.",
        "No experience is needed; {people} who have sold abroad before can begin with the third lesson.",
        "The last part explains which duties are due in {market}, who pays them, and what {tool} has to say.",
        "A case of a small workshop that began with five parcels a month runs through all lessons.",
        "Bring a product that you want to sell: at the end you have a plan for it, with costs and dates.",
        "Trainers answer questions for four weeks after the course, in writing.",
    ),
    topics=(
        "customs declarations", "cross-border payments", "search advertising", "warehouse planning",
        "product listings", "export rules of origin", "returns and refunds", "market research",
        "product photography", "value added tax", "customer service by chat", "online shop design",
        "live streaming sales", "packaging and labels", "trade finance", "data protection",
    ),
    markets=("Chile", "Viet Nam", "Japan", "Peru", "Canada", "Thailand", "Mexico", "Australia"),
    people=("small exporters", "family businesses", "women entrepreneurs", "young traders", "craft makers",
            "food producers", "shop owners", "rural cooperatives"),
    tools=("a commercial invoice", "a packing list", "a landed-cost calculator", "a keyword planner",
           "an inventory sheet", "a returns label", "a certificate of origin", "a marketplace account"),
)  # fmt: skip
SPANISH = Language(
    tag="es",
    titles=("{topic} para {people}", "Vender en {market}: {topic}", "{topic} paso a paso, con {tool}"),
    sentences=(
        "Este curso enseña a {people} cómo funciona la {topic} cuando se vende a {market}.",
        "Aprenderá a elegir {tool}, a comparar dos ofertas y a evitar los errores que más cuestan.",
        "Cada lección termina con un ejercicio: prepare {tool} para un envío propio y lo revisamos.",
        "Los compradores de {market} esperan precios claros, una fecha de entrega y devoluciones fáciles.",
        "No hace falta experiencia; quienes ya han exportado pueden empezar por la tercera lección.",
        "La última parte explica qué aranceles se pagan en {market}, quién los paga y qué debe decir {tool}.",
        "Un caso de un pequeño taller que empezó con cinco paquetes al mes acompaña todas las lecciones.",
        "Traiga un producto que quiera vender: al final tendrá un plan con costos y fechas.",
    ),
    topics=("logística internacional", "declaración de aduanas", "publicidad digital", "gestión de inventario",
            "atención al cliente", "investigación de mercados", "fotografía de producto", "tributación en línea"),
    markets=("Chile", "el Perú", "México", "el Japón", "el Canadá", "los Estados Unidos"),
    people=("pequeñas empresas", "emprendedoras", "artesanos", "productores de alimentos", "exportadores nuevos"),
    tools=("una factura comercial", "una lista de empaque", "un certificado de origen", "una hoja de inventario",
           "una cuenta de vendedor"),
)  # fmt: skip
SIMPLIFIED = Language(
    tag="zh-Hans",
    titles=("{people}的{topic}入门", "面向{market}的{topic}", "用{tool}做好{topic}"),
    sentences=(
        "本课程向{people}讲解把商品卖到{market}时{topic}的完整流程。",
        "学员将学会选择{tool}，比较两家报价，并避开代价最高的错误。",
        "每节课后都有练习：为自己的一批货物准备{tool}，由老师逐项检查。",
        "{market}的买家希望看到清楚的价格、交货日期和方便的退货办法。",
        "无需经验；做过跨境电商的学员可以从第三课开始学习。",
        "最后一部分说明在{market}需要缴纳哪些税费，由谁承担，以及{tool}应当写明什么。",
        "一个每月只寄五个包裹的小作坊的案例贯穿全部课程。",
        "请带上一件想卖的产品，课程结束时您会得到一份写明成本和日期的计划。",
    ),
    topics=("跨境支付", "海关申报", "物流管理", "店铺运营", "搜索广告", "选品分析", "客户服务", "直播带货"),
    markets=("越南", "日本", "智利", "泰国", "加拿大", "墨西哥"),
    people=("小微企业", "女性创业者", "青年商户", "农村合作社", "手工业者"),
    tools=("商业发票", "装箱单", "原产地证书", "库存表", "关键词工具"),
)
TRADITIONAL = Language(
    tag="zh-Hant",
    titles=("{people}的{topic}入門", "面向{market}的{topic}", "用{tool}做好{topic}"),
    sentences=(
        "本課程向{people}說明把商品賣到{market}時{topic}的完整流程。",
        "學員將學會選擇{tool}，比較兩家報價，並避開代價最高的錯誤。",
        "每堂課後都有練習：為自己的一批貨物準備{tool}，由老師逐項檢查。",
        "{market}的買家希望看到清楚的價格、交貨日期和方便的退貨辦法。",
        "無需經驗；做過跨境電商的學員可以從第三課開始學習。",
        "最後一部分說明在{market}需要繳納哪些稅費，由誰負擔，以及{tool}應當寫明什麼。",
        "請帶一件想賣的產品，課程結束時您會得到一份寫明成本和日期的計畫。",
    ),
    topics=("跨境支付", "報關實務", "物流管理", "網店經營", "關鍵字廣告", "選品分析", "客戶服務", "直播銷售"),
    markets=("越南", "日本", "智利", "泰國", "加拿大", "墨西哥"),
    people=("中小企業", "女性創業者", "青年商家", "農村合作社", "手工業者"),
    tools=("商業發票", "裝箱單", "原產地證明書", "庫存表", "關鍵字工具"),
)
VIETNAMESE = Language(
    tag="vi",
    titles=("{topic} cho {people}", "Bán hàng sang {market}: {topic}", "{topic} từng bước với {tool}"),
    sentences=(
        "Khóa học giúp {people} hiểu {topic} hoạt động thế nào khi bán hàng sang {market}.",
        "Học viên biết cách chọn {tool}, so sánh hai báo giá và tránh những sai lầm tốn kém nhất.",
        "Mỗi bài kết thúc bằng một bài tập: chuẩn bị {tool} cho lô hàng của chính mình và được kiểm tra.",
        "Người mua ở {market} mong đợi giá rõ ràng, ngày giao hàng và cách trả hàng dễ dàng.",
        "Không cần kinh nghiệm; người đã từng xuất khẩu có thể bắt đầu từ bài thứ ba.",
        "Phần cuối giải thích những loại thuế phải nộp ở {market}, ai nộp, và {tool} phải ghi gì.",
        "Hãy mang theo một sản phẩm muốn bán: cuối khóa bạn có kế hoạch với chi phí và thời hạn.",
    ),
    topics=("thương mại điện tử", "khai báo hải quan", "thanh toán quốc tế", "quản lý kho hàng",
            "quảng cáo tìm kiếm", "dịch vụ khách hàng", "nghiên cứu thị trường"),
    markets=("Nhật Bản", "Chile", "Thái Lan", "Canada", "Úc", "Mexico"),
    people=("doanh nghiệp nhỏ", "nữ doanh nhân", "hợp tác xã", "người bán hàng trẻ"),
    tools=("hóa đơn thương mại", "phiếu đóng gói", "giấy chứng nhận xuất xứ", "bảng tồn kho"),
)  # fmt: skip
INDONESIAN = Language(
    tag="id",
    titles=("{topic} untuk {people}", "Berjualan ke {market}: {topic}", "{topic} langkah demi langkah dengan {tool}"),
    sentences=(
        "Kursus ini menunjukkan kepada {people} cara kerja {topic} ketika barang dijual ke {market}.",
        "Peserta belajar memilih {tool}, membandingkan dua penawaran, dan menghindari kesalahan yang mahal.",
        "Setiap pelajaran ditutup dengan latihan: siapkan {tool} untuk kiriman sendiri lalu diperiksa.",
        "Pembeli di {market} mengharapkan harga yang jelas, tanggal pengiriman, dan pengembalian yang mudah.",
        "Tidak perlu pengalaman; peserta yang pernah mengekspor dapat mulai dari pelajaran ketiga.",
        "Bagian terakhir menjelaskan bea apa yang harus dibayar di {market} dan apa yang harus tertulis di {tool}.",
        "Bawalah satu produk yang ingin dijual: pada akhir kursus Anda punya rencana dengan biaya dan tanggal.",
    ),
    topics=("perdagangan elektronik", "deklarasi bea cukai", "pembayaran lintas batas", "manajemen gudang",
            "iklan pencarian", "layanan pelanggan", "riset pasar"),
    markets=("Jepang", "Cile", "Thailand", "Kanada", "Australia", "Meksiko"),
    people=("usaha kecil", "pengusaha perempuan", "koperasi desa", "pedagang muda"),
    tools=("faktur komersial", "daftar kemasan", "surat keterangan asal", "lembar persediaan"),
)  # fmt: skip
JAPANESE = Language(
    tag="ja",
    titles=("{people}のための{topic}", "{market}への販売：{topic}", "{tool}で学ぶ{topic}"),
    sentences=(
        "この講座では、商品を{market}へ販売するときの{topic}の流れを{people}に説明します。",
        "{tool}の選び方、二つの見積もりの比べ方、費用のかかる失敗の避け方を学びます。",
        "各回の終わりに演習があります。自分の荷物のために{tool}を用意し、確認を受けます。",
        "{market}の購入者は、わかりやすい価格、配達日、簡単な返品方法を期待しています。",
        "経験は必要ありません。輸出したことがある方は第三回から始められます。",
        "最後の部分では、{market}でどの税がかかり、誰が支払い、{tool}に何を書くかを説明します。",
    ),
    topics=("越境電子商取引", "通関手続き", "国際決済", "在庫管理", "検索広告", "顧客対応", "市場調査"),
    markets=("ベトナム", "チリ", "タイ", "カナダ", "オーストラリア", "メキシコ"),
    people=("中小企業", "女性起業家", "若い商人", "農村の組合"),
    tools=("商業送り状", "梱包明細書", "原産地証明書", "在庫表"),
)
KOREAN = Language(
    tag="ko",
    titles=("{people}을 위한 {topic}", "{market} 판매: {topic}", "{tool}로 배우는 {topic}"),
    sentences=(
        "이 과정은 상품을 {market}에 판매할 때 {topic} 절차가 어떻게 진행되는지 {people}에게 설명합니다.",
        "{tool} 선택 방법, 두 견적을 비교하는 방법, 비용이 큰 실수를 피하는 방법을 배웁니다.",
        "각 강의는 연습으로 끝납니다. 자신의 화물을 위해 {tool} 자료를 준비하고 점검을 받습니다.",
        "{market} 구매자는 명확한 가격과 배송 날짜, 쉬운 반품 방법을 기대합니다.",
        "경험은 필요하지 않습니다. 수출 경험이 있는 분은 세 번째 강의부터 시작할 수 있습니다.",
        "마지막 부분에서는 {market}에서 어떤 세금을 누가 내는지, {tool}에 무엇을 적어야 하는지 설명합니다.",
    ),
    topics=(
        "국경 간 전자상거래",
        "통관 신고",
        "국제 결제",
        "재고 관리",
        "검색 광고",
        "고객 서비스",
        "시장 조사",
    ),
    markets=("베트남", "칠레", "태국", "캐나다", "호주", "멕시코"),
    people=("소상공인", "여성 창업자", "청년 상인", "농촌 협동조합"),
    tools=("상업 송장", "포장 명세서", "원산지 증명서", "재고표"),
)

# English twice, as it is the most frequent in feeds.
LANGUAGES = (
    ENGLISH, SPANISH, SIMPLIFIED, ENGLISH, TRADITIONAL, VIETNAMESE, INDONESIAN, JAPANESE, KOREAN,
)  # fmt: skip
