"""The names by which sources call languages, in the languages themselves and in ten others."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry

# Names that ISO 639's own lists lack: two scripts of Chinese, regional kinds, everyday names.
_EVERYDAY = {
    "zh": "chinese mandarin 中文 汉语 漢語 华语 華語 国语 國語 普通话 普通話 putonghua 中文语 chino chinesisch chinois",
    "zh-Hans": "simplified_chinese chinese_simplified mandarin_simplified 简体中文 简体 中文简体 中文_简体 簡體中文 "
    "簡体字中国語 중국어_간체 chino_simplificado chinês_simplificado chinois_simplifié zh_chs chs",
    "zh-Hant": "traditional_chinese chinese_traditional mandarin_traditional 繁体中文 繁體中文 繁體 中文繁體 中文_繁體 "
    "正體中文 繁体字中国語 중국어_번체 chino_tradicional chinês_tradicional chinois_traditionnel zh_cht cht",
    "yue": "cantonese 粤语 粵語 廣東話 广东话",
    "pt-BR": "portuguese_brazilian portuguese_brazil brazilian_portuguese português_brasil português_brasileiro "
    "portugués_brasil",
    "pt-PT": "portuguese_european portuguese_portugal european_portuguese português_portugal",
    "es-419": "spanish_latin_america latin_american_spanish español_latinoamérica",
    "es-MX": "spanish_mexico",
    "es": "español castellano castilian spanish_castilian",
    "fr-CA": "french_canada canadian_french",
    "en-US": "english_us american_english english_united_states",
    "en-GB": "english_uk british_english english_united_kingdom",
    "en": "anglais english_language 英文 英语 英語",
    "id": "bahasa_indonesia indonesian 印尼语 印尼文",
    "ms": "malay bahasa_melayu bahasa_malaysia melayu 马来语 馬來語",
    "vi": "tiếng_việt vietnamese 越南语 越南文",
    "fil": "filipino pilipino 菲律宾语",
    "tl": "tagalog",
    "ja": "日本語 日语 日文",
    "ko": "한국어 韩语 韓語 韓文 조선말",
    "th": "ภาษาไทย ไทย 泰语 泰文",
    "ru": "русский русский_язык",
    "ar": "العربية",
    "he": "עברית",
    "hi": "हिन्दी",
    "uk": "українська",
    "el": "ελληνικά greek modern_greek",
    "de": "deutsch",
    "fr": "français",
    "it": "italiano",
    "pt": "português",
    "nl": "nederlands dutch flemish",
    "tr": "türkçe",
    "pl": "polski",
    "sv": "svenska",
    "fa": "farsi persian فارسی",
    "sw": "kiswahili swahili",
    "km": "khmer ភាសាខ្មែរ",
    "lo": "ລາວ",
    "my": "myanmar မြန်မာ",
    "mi": "māori te_reo_māori",
    "tpi": "tok_pisin",
}
_TRANSLATIONS = ("zh_CN", "zh_TW", "es", "vi", "id", "ja", "ko", "th", "ru", "fr", "de", "pt")


@cache
def by_name() -> dict[str, str]:
    """BCP 47 tags by name, in small letters and single spaces, without brackets."""
    names: dict[str, str] = {}
    for language in _living():
        names.setdefault(folded(language.name), language.alpha_2)
    for locale in _TRANSLATIONS:
        translation = gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=[locale])
        for language in _living():
            for name in translation.gettext(language.name).split(";"):
                names.setdefault(folded(name), language.alpha_2)
    for tag, everyday in _EVERYDAY.items():
        names |= {folded(name.replace("_", " ")): tag for name in everyday.split()}
    return names


@cache
def by_code() -> dict[str, str]:
    """The shortest ISO 639 code of every language, by each of its codes (B and T codes of part 2 among them)."""
    codes = {}
    for language in pycountry.languages:
        shortest = getattr(language, "alpha_2", language.alpha_3)
        for code in ("alpha_2", "alpha_3", "bibliographic"):
            if hasattr(language, code):
                codes[getattr(language, code)] = shortest
    # Codes withdrawn from ISO 639; Mandarin is what "zh" means.
    codes |= {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "cmn": "zh"}
    return {code: shortest for code, shortest in codes.items() if code not in {"und", "mul", "zxx", "mis"}}


def folded(name: str) -> str:
    """A name as it is looked up: "Chinese (Simplified)" and "chinese - simplified" are one."""
    for mark in "()[]（）,、_-/":
        name = name.replace(mark, " ")
    return " ".join(name.casefold().split())


def _living() -> list[pycountry.db.Data]:
    return [language for language in pycountry.languages if hasattr(language, "alpha_2")]
