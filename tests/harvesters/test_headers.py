"""Columns are recognised by the names that they have in the languages of the catalogue's readers."""

from __future__ import annotations

import pytest

from harvesters.headers import fields_by_name, identifier_by_name
from tests.harvesters.declared_sources import described
from tests.harvesters.faults import Site

FIELDS = (
    "title",
    "description",
    "url",
    "language",
    "publisher",
    "price",
    "duration",
    "start",
    "end",
    "place",
)
HEADERS = {
    "en": "Course title;Summary;Link;Language;Provider;Fee;Duration;Start date;End date;Venue",
    "zh-Hans": "课程名称;课程简介;网址;授课语言;主办单位;费用;时长;开始日期;结束日期;地点",
    "zh-Hant": "課程名稱;課程簡介;網址;授課語言;主辦單位;費用;時長;開始日期;結束日期;地點",
    "es": "Nombre del curso;Descripción;Enlace;Idioma;Institución;Precio;Duración;Fecha de inicio;Fecha de fin;Lugar",
    "ru": "Название курса;Описание;Ссылка;Язык;Организатор;Цена;Длительность;Дата начала;Дата окончания;Место",
    "ja": "講座名;概要;リンク;言語;主催者;受講料;所要時間;開始日;終了日;会場",
    "ko": "강좌명;설명;링크;언어;기관명;수강료;교육시간;시작일;종료일;장소",
    "vi": "Tên khóa học;Mô tả;Liên kết;Ngôn ngữ;Đơn vị tổ chức;Học phí;Thời lượng;Ngày bắt đầu;Ngày kết thúc;Địa điểm",
    "th": "ชื่อหลักสูตร;รายละเอียด;เว็บไซต์;ภาษา;หน่วยงาน;ราคา;ระยะเวลา;วันที่เริ่ม;วันที่สิ้นสุด;สถานที่",
    "id": "Nama pelatihan;Deskripsi;Tautan;Bahasa;Penyelenggara;Biaya;Durasi;Tanggal mulai;Tanggal selesai;Lokasi",
    "ms": "Nama kursus;Penerangan;Pautan;Bahasa;Penganjur;Yuran;Tempoh;Tarikh mula;Tarikh tamat;Tempat",
    "fil": "Pamagat ng kurso;Paglalarawan;Kawing;Wika;Paaralan;Bayad;Tagal;Simula;Petsa ng pagtatapos;Lugar",
    "pt": "Nome do curso;Descrição;Link;Idioma;Instituição;Preço;Carga horária;Data de início;Data de término;Local",
    "fr": "Intitulé de la formation;Description;Lien;Langue;Organisme;Tarif;Durée;Date de début;Date de fin;Lieu",
    "ar": "اسم الدورة;الوصف;الرابط;اللغة;الجهة المنظمة;الرسوم;المدة;تاريخ البدء;تاريخ الانتهاء;المكان",
}


@pytest.mark.parametrize("language", HEADERS)
def test_it_knows_the_columns_of_a_course_list(site: Site, language: str) -> None:
    row = "A;About;https://a.example/1;en;School;USD 20;3 weeks;2026-12-02;2026-12-04;Hall"
    (one,) = described(site, f"{HEADERS[language]}\n{row}\n", "table")
    (session,) = one.occurrences
    assert (one.title, one.description, one.url, one.language) == ("A", "About", "https://a.example/1", "en")
    assert (one.publisher, one.price, one.currency, one.duration) == ("School", "20", "USD", "P3W")
    assert (session.start, session.end, session.place) == ("2026-12-02", "2026-12-04", "Hall")


@pytest.mark.parametrize(
    "column", ["ID", "编号", "課程編號", "Identificador", "Код курса", "식별자", "รหัส", "رقم الدورة"]
)
def test_it_knows_the_column_of_the_identifier(column: str) -> None:
    assert identifier_by_name(frozenset([column, "title"])) == column


@pytest.mark.parametrize("column", ["date", "contact", "截止日期", "uri", "code", "area", "economia"])
def test_it_takes_no_column_for_what_it_may_not_be(column: str) -> None:
    assert fields_by_name(frozenset([column])) == {}
