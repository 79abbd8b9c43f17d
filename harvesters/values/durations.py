"""How long a resource takes, as ISO 8601 durations, from the forms that feeds use."""

from __future__ import annotations

import re

from harvesters.values.numerals import with_digits

_ISO = re.compile(
    r"P(?!$)(?:\d+(?:[.,]\d+)?W|(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})", re.ASCII)

# Words that mean one unit in the languages of the catalogue; the plural's "s", "en", "es" is matched apart.
_UNITS = {
    "S": "second sec segundo seconde sekunde detik giây 秒 秒钟 秒鐘 초 วินาที секунд секунды ثانية ثوان ثواني",
    "M": "minute min mins minuto minit menit phút 分钟 分鐘 分 분 นาที минут минуты минута دقيقة دقائق",
    "H": "hour hr hrs h hora heure stunde jam giờ 小时 小時 个小时 個小時 時間 시간 ชั่วโมง ชม час часа часов"
    " ساعة ساعات oras",
    "D": "day día dia jour tag hari ngày 天 日 일 วัน день дня дней يوم أيام ايام araw",
    "W": "week wk semana semaine woche minggu tuần 周 週 星期 个星期 個星期 週間 주 สัปดาห์ неделя недели недель"
    " أسبوع أسابيع اسابيع linggo",
    "MO": "month mes mês mese mois monat bulan tháng 个月 個月 か月 ヶ月 カ月 개월 เดือน месяц месяца месяцев"
    " شهر أشهر buwan",
    "Y": "year yr año ano an année tahun năm 年 年間 년 ปี год года лет سنة سنوات taon jahr",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
# Thai writes vowels and tones as marks, which are no letters to an expression.
_PIECE = re.compile(
    r"(\d{1,4}(?:[.,]\d{1,2})?)[\s-]*([^\W\d](?:[^\W\d]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])*)\.?"
)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3}) ?h ?(\d{1,2}) ?(?:m|min|mins)?", re.IGNORECASE | re.ASCII)
# Arabic has a form of its own for two of a thing.
_TWO = {
    "ساعتان": "2 ساعة", "ساعتين": "2 ساعة", "يومان": "2 يوم", "يومين": "2 يوم", "أسبوعان": "2 أسبوع",
    "أسبوعين": "2 أسبوع", "شهران": "2 شهر", "شهرين": "2 شهر",
}  # fmt: skip
_AMOUNT = r"\d{1,3}(?:[.,]\d+)?(?:\s*[-–~]\s*\d{1,3}(?:[.,]\d+)?)?"
# How much time a week takes beside how many weeks: it does not tell how long the whole is.
_PACE = re.compile(
    rf"""[\s,;+(，、（]*+ (?:at\s|about\s|approx\.?\s)? (?:
          {_AMOUNT}\s*+ (?:hours?|hrs?|h|horas?|heures?|stunden?|jam|giờ|час(?:а|ов)?|ชั่วโมง|ساعات|ساعة)
          \s*+ (?:/|an?\b|per\b|each\b|every\b|por\b|par\b|pro\b|a\ la\b|mỗi\b|một\b|в\b|ต่อ|في)
          \s*+ (?:weeks?|wk|semana|semaine|woche|minggu|tuần|неделю|สัปดาห์|الأسبوع)
        | (?:每[周週]|毎週|[周週]に?|매주|주당) \s*+ {_AMOUNT} \s*+ 个? (?:小[时時]|時間|시간)
        ) [)）]?""",
    re.VERBOSE | re.IGNORECASE,
)
# What may stand around a duration without changing it; any other word makes the whole unknown.
_AROUND = re.compile(
    r"\b(?:approx(?:imately)?|about|around|ca|circa|total|duration|to complete|and|y|e|et|und|и|dan|và|at|for|long"
    r"|course|program(?:me)?)\b|约|約|共|과정|[.,:~≈()，、]",
    re.IGNORECASE,
)


def duration(text: str) -> str | None:
    """An ISO 8601 duration ("PT14H", "P3W") of "PT14H", "00:17:16", "Approx. 14 hours to complete", "3 weeks".

    Of "6 weeks, 3 hours a week" it is the six weeks. None when it is not understood or a range ("2-3 hours") or a
    pace alone ("3 hours a week").
    """
    text = with_digits(text.strip())
    if not text or len(text) > 100:
        return None
    if _ISO.fullmatch(text.upper()):
        return text.upper()
    if clock := _CLOCK.fullmatch(text):
        return _iso({"H": clock[1], "M": clock[2], "S": clock[3]})
    if found := _HOURS_AND_MINUTES.fullmatch(text):
        return _iso({"H": found[1], "M": found[2]})
    return _in_words(_TWO.get(text) or _PACE.sub(" ", text))


def of_seconds(seconds: float) -> str | None:
    """An ISO 8601 duration of a whole number of seconds; None for none, and for over a thousand hours."""
    total = int(seconds) if 0 < seconds < 3_600_000 else 0
    return _iso({"H": str(total // 3600), "M": str(total % 3600 // 60), "S": str(total % 60)})


def _in_words(text: str) -> str | None:
    if _AROUND.sub("", _PIECE.sub("", text)).strip():
        return None
    parts: dict[str, str] = {}
    for number, word in _PIECE.findall(text):
        unit = _unit(word.lower())
        if unit is None or unit in parts:
            return None
        parts[unit] = number.replace(",", ".")
    return _iso(parts)


def _unit(word: str) -> str | None:
    for ending in ("", "s", "es", "n", "en"):
        if word.endswith(ending) and (found := _UNIT.get(word.removesuffix(ending))):
            return found
    return None


def _iso(parts: dict[str, str]) -> str | None:
    if "W" in parts and len(parts) > 1:  # ISO 8601 gives weeks no company
        return None
    known = {unit: _number(text) for unit, text in parts.items()}
    known = {unit: number for unit, number in known.items() if number != "0"}
    days = "".join(known[unit] + unit[0] for unit in ("Y", "MO", "W", "D") if unit in known)
    time = "".join(known[unit] + unit for unit in ("H", "M", "S") if unit in known)
    return f"P{days}{'T' + time if time else ''}" if known else None


def _number(text: str) -> str:
    return f"{float(text):.2f}".rstrip("0").rstrip(".")
