"""The forms of a training, offline and online, from the words that providers use for them."""

from __future__ import annotations

import re
from functools import cache

from registry.catalogue.description import Form
from registry.framework.vocabularies import FORMS

_BOTH: tuple[Form, ...] = ("offline", "online")

# Beside the labels of the vocabulary.
_ONLINE = """
online|on line|virtual|virtually|remote|distance|distance learning|e-learning|elearning|webinar|live stream
|livestream|self-paced|online only|web-based|onlineeventattendancemode
|网上|網上|在线|在線|线上课程|線上課程|网络|網路|远程|遠距|直播|录播|錄播
|virtual en vivo|en linea|a distancia|remoto|remota|distancia|à distance|en ligne|distanciel
|từ xa|qua mạng|trực tuyến|jarak jauh|dalam jaringan|dalam talian|オンライン|온라인|онлайн|дистанционно|ออนไลน์
"""
_OFFLINE = """
offline|in person|in-person|face to face|face-to-face|f2f|on site|on-site|onsite|classroom|on campus|physical
|offlineeventattendancemode|线下课程|線下課程|现场|現場|面授|实体|實體|到场
|cara a cara|présentiel|en présentiel|presenciales|präsenz|vor ort|tại chỗ|trực tiếp tại lớp|luring
|luar jaringan|bersemuka|対面|会場|오프라인|대면|офлайн|очно|ออนไซต์|ในสถานที่
"""
_MIXED = """
hybrid|blended|mixed|online and offline|offline and online|online/offline|offline/online
|mixedeventattendancemode|混合|线上线下|線上線下|线上+线下|線上+線下|híbrido|híbrida|mixto|mixta|semipresencial
|hybride|mixte|kết hợp|hibrida|campuran|ハイブリッド|하이브리드|смешанный|гибридный|ผสมผสาน
"""


def forms(text: str) -> tuple[Form, ...]:
    """The forms that a word or short phrase stands for, both for "hybrid"; none where not understood."""
    return _by_word().get(_folded(text), ())


@cache
def _by_word() -> dict[str, tuple[Form, ...]]:
    by_word: dict[str, tuple[Form, ...]] = {}
    for stated, meant in ((_ONLINE, _BOTH[1:]), (_OFFLINE, _BOTH[:1]), (_MIXED, _BOTH)):
        by_word.update({_folded(word): meant for word in stated.split("|")})
    for form in _BOTH:
        by_word.update({_folded(label): (form,) for label in FORMS[form].labels.values()})
    return by_word


def _folded(text: str) -> str:
    name = re.sub(r"^https?://schema\.org/", "", text.strip())
    return " ".join(name.casefold().split())
