"""Dates and times of feeds, in the form that a description keeps; what could mean two things stays unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from harvesters.values.durations import duration
from harvesters.values.months import MONTHS
from harvesters.values.numerals import with_digits

__all__ = ["Order", "duration", "instant", "zone_named"]

Order = Literal["ymd", "dmy", "mdy"]

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ISO_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_YEAR = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{2}))?", re.ASCII)

_MONTH = (
    r"(?P<name>" + "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
)
_WEEKDAY = r"(?:[^\W\d]+(?:-feira)?\.?(?:[,،]\s*|\s+))??"
_BUDDHIST = r"(?:(?:(?P<be>พ\.\s?ศ\.?|b\.?\s?e\.?)|ค\.\s?ศ\.?)\s*)?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_IN_WORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}(?:ngày\s+|วันที่\s*|ika-)?{_DAY}[\s-]*(?:de\s+|of\s+|ng\s+)?{_MONTH}[,،]?[\s-]*"
        rf"(?:de\s+|del\s+|năm\s+)?{_BUDDHIST}(?P<y>\d{{4}}|\d{{2}}(?=\s+\d{{1,2}}:))(?!\d)",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<y>\d{{4}})(?!\d)",
        rf"{_MONTH},?[\s-]*(?:de\s+|del\s+|of\s+|năm\s+)?{_BUDDHIST}(?P<y>\d{{4}})(?!\d)",
        rf"(?P<y>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}(?!\d)",
    )
)
# "Wed Dec  2 10:00:00 2026", as C's asctime writes it
_ASCTIME = re.compile(r"(\w{3} \w{3} +\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})", re.ASCII)

# The years before each era's first year: Japan's, and the Republic's of Chinese Taipei.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERAS |= {letter: _ERAS[era] for letter, era in zip("RHS", ("令和", "平成", "昭和"), strict=True)}
_EAST_ASIAN = re.compile(
    r"(?P<era>令和|平成|昭和|(?:中華)?民國|民国)?\s*(?P<y>\d{1,4}|元)\s*[年년]"
    r"(?:\s*(?P<m>\d{1,2})\s*[月월](?:\s*(?P<d>\d{1,2})\s*[日号號일])?)?"
    r"(?:\s*[(（]?(?:星期|周|週)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日|曜|요일)?[)）]?(?=\s|$))?"
)
_NUMERIC = re.compile(
    rf"{_BUDDHIST}(?P<a>\d{{1,4}})(?P<mark>[./-])\s?(?P<b>\d{{1,2}})(?P=mark)\s?(?P<c>\d{{1,4}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
# An era and numbers alone: 令和8.3.2, R8.3.2 as Japanese offices write, 民國115/03/02
_ERA_IN_NUMBERS = re.compile(
    r"(?P<era>令和|平成|昭和|(?:中華)?民國|民国|[RHS](?=\d))\s?(?P<y>\d{1,3})(?P<mark>[./-])"
    r"(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)",
    re.ASCII,
)
# What may stand between a date and its time without changing either: a weekday in brackets, Russian's "year".
_AFTER_DATE = re.compile(r"\s*(?:[(（][^\W\d]{1,12}\.?[)）]|г(?:ода?|\.)?(?!\w))")
_BUDDHIST_YEAR = re.compile(rf"{_BUDDHIST}(?P<y>\d{{4}})", re.IGNORECASE)
_CLOCK = re.compile(
    r"""[T,\s]*+ (?:(?:at|um|a\ las|às|à|lúc|pukul|jam|в|เวลา|الساعة)\s*+)?
        (?P<before> 上午|下午|午前|午後|오전|오후 )? \s*+
        (?P<hour> \d{1,2} )
        (?: [:.时時點点시h] \s*+ (?P<minute> \d{2} )? (?: :(?P<second> \d{2} ) (?:[.,]\d++)? )? [分분]? )?
        (?: \s*+ (?: น | uhr | hrs | giờ | ч )\b\.? )?
        \s*+ (?P<after> [ap]\.?\s?m\b\.? )?
        \s*+ (?P<zone> .*+ )""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTERNOON = frozenset({"下午", "午後", "오후"})
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?:\s*\(.*\))?", re.IGNORECASE | re.ASCII)
# Hours east of Greenwich: RFC 822's zones, and others that mean one thing only. IST, BST and the like do not.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "CET": 1, "CEST": 2, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13, "WIB": 7, "WITA": 8, "WIT": 9,
}  # fmt: skip


def instant(
    text: str, *, order: str | None = None, zone: str | None = None, calendar: str | None = None
) -> str | None:
    """One date or time in ISO 8601 as a Description keeps it, None when it is not understood.

    Gives "2026", "2026-12" or "2026-12-02" if no more is stated, "2026-12-02T01:00:00Z" for a time whose offset
    is stated (or `zone`, an IANA name or an offset, given), "2026-12-02T09:00:00" for a time that floats.
    `order` ("ymd", "dmy", "mdy") says how to read 03/04/2026, which is unknown without it; `calendar`
    ("buddhist", "minguo") how years in numbers are counted that name no era.
    """
    if calendar and (found := _NUMERIC_YEARS[calendar].match(text.strip())):
        text = _in_common_era(found) + text.strip()[found.end() :]
    if _ISO_DATE.fullmatch(text):
        return text if _day(int(text[:4]), int(text[5:7]), int(text[8:])) else None
    text = text.strip()
    if found := _ISO_TIME.fullmatch(text):
        return _iso_time(found, zone)
    if not text or len(text) > 100:
        return None
    return _in_other_forms(text, order, zone)


def zone_named(name: str) -> tzinfo | None:
    """The time zone of an IANA name ("Asia/Shanghai"), an offset ("+08:00") or "UTC"; None for any other."""
    if found := _OFFSET.fullmatch(name):
        sign = -1 if found[1] == "-" else 1
        offset = sign * timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(offset) if abs(offset) <= timedelta(hours=15) else None
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    try:
        return ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ):  # OSError: the name of a folder, or one too long for a file
        return None


def _iso_time(found: re.Match[str], zone: str | None) -> str | None:
    year, month, day, hour, minute = (int(found[i]) for i in range(1, 6))
    return _time(_day(year, month, day), (hour, minute, int(found[6] or 0)), found[7] or "", zone)


def _in_other_forms(text: str, order: str | None, zone: str | None) -> str | None:
    text = with_digits(unicodedata.normalize("NFKC", text))
    if found := _YEAR.fullmatch(text):
        return _partial(int(found["y"]), found["m"])
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return _iso(_day(int(text[:4]), int(text[4:6]), int(text[6:])))
    if found := _ASCTIME.fullmatch(text):
        text = f"{found[1]} {found[3]} {found[2]}"
    for read in (_east_asian, _era_in_numbers, _numeric, _in_words, _buddhist_year):
        understood = read(text, order)
        if understood is not None:
            stated, end = understood
            return _with_clock(stated, text[end:], zone)
    return None


# What the readers below give: the day, or a year or month in ISO 8601, or None for no date; and where it ends.
_Read = tuple[date | str | None, int]


def _with_clock(stated: date | str | None, rest: str, zone: str | None) -> str | None:
    rest = _AFTER_DATE.sub("", rest, count=1) if _AFTER_DATE.match(rest) else rest
    if not rest.strip(" .") or stated is None:
        return stated.isoformat() if isinstance(stated, date) else stated
    clock = _CLOCK.fullmatch(rest)
    if clock is None or isinstance(stated, str):
        return None
    if (
        clock["minute"] is None
        and not (clock["after"] or clock["before"])
        and clock["hour"] == rest.strip(" ,")
    ):
        return None  # a bare number after a date is not a time
    hour = _hour(int(clock["hour"]), clock["before"], clock["after"])
    if hour is None:
        return None
    return _time(
        stated, (hour, int(clock["minute"] or 0), int(clock["second"] or 0)), clock["zone"].strip(), zone
    )


def _hour(hour: int, before: str | None, after: str | None) -> int | None:
    if not (before or after):
        return hour
    if hour > 12:
        return hour if before else None  # "下午15:00" is written; "15:00 PM" is a mistake
    afternoon = before in _AFTERNOON or (after or "").lower().startswith("p")
    return hour % 12 + (12 if afternoon else 0)


def _time(day: date | None, clock: tuple[int, int, int], stated_zone: str, zone: str | None) -> str | None:
    hour, minute, second = clock
    if day is None or hour > 23 or minute > 59 or second > 60:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute, min(second, 59))
    if stated_zone not in ("", "Z", "z"):
        where = zone_named(re.sub(r"\s*\(.*\)$", "", stated_zone))
        if where is None and not re.fullmatch(r"[A-Z]{2,5}", stated_zone):
            return None
        return _universal(moment, where)
    if stated_zone:
        return moment.isoformat() + "Z"
    return _universal(moment, zone_named(zone) if zone else None)


def _universal(moment: datetime, zone: tzinfo | None) -> str:
    """UTC; a time whose zone is not known floats."""
    if zone is None:
        return moment.isoformat()
    return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _day(year: int, month: int, day: int) -> date | None:
    # 0001 and 9999 are programs' words for "no date"; 2569 without its era is not this calendar's.
    if not 1000 <= year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _partial(year: int, month: str | int | None) -> str | None:
    """A year, or a year and a month."""
    day = _day(year, int(month or 1), 1)
    if day is None:
        return None
    return f"{year:04}-{day.month:02}" if month else f"{year:04}"


def _east_asian(text: str, order: str | None) -> _Read | None:
    found = _EAST_ASIAN.match(text)
    if found is None:
        return None
    year = 1 if found["y"] == "元" else int(found["y"])
    if found["era"]:
        year += _ERAS[found["era"].removeprefix("中華")]
    if found["d"]:
        return _day(year, int(found["m"]), int(found["d"])), found.end()
    return _partial(year, found["m"]), found.end()


def _era_in_numbers(text: str, order: str | None) -> _Read | None:
    found = _ERA_IN_NUMBERS.match(text)
    if found is None:
        return None
    year = int(found["y"]) + _ERAS[found["era"].removeprefix("中華")]
    return _day(year, int(found["m"]), int(found["d"])), found.end()


def _numeric(text: str, order: str | None) -> _Read | None:
    found = _NUMERIC.match(text)
    if found is None:
        return None
    parts = (found["a"], found["b"], found["c"])
    if len(parts[0]) == 4:
        order = "ymd"
    days = {_ordered(parts, o, found["be"]) for o in ((order,) if order else ("dmy", "mdy"))} - {None}
    return (days.pop() if len(days) == 1 else None), found.end()


def _ordered(parts: tuple[str, str, str], order: str, buddhist: str | None) -> date | None:
    named = dict(zip(order, parts, strict=True))
    if len(named["y"]) == 2 and len(parts[0]) <= 2 and order != "ymd":
        return None if buddhist else _day(_century(int(named["y"])), int(named["m"]), int(named["d"]))
    if len(named["y"]) != 4 or len(named["m"]) > 2 or len(named["d"]) > 2:
        return None
    return _day(_common_era(int(named["y"]), buddhist), int(named["m"]), int(named["d"]))


# A numeric date by the years of a calendar that the source declares, from the year or up to it.
_NUMERIC_YEARS = {
    "buddhist": re.compile(r"(?P<before>\d{1,2}[./-]\d{1,2}[./-])?(?P<year>2[4-6]\d\d)(?!\d)"),
    "minguo": re.compile(r"(?P<before>)(?P<year>\d{2,3})(?=[./-]\d{1,2}[./-]\d{1,2}(?!\d))"),
}


def _in_common_era(found: re.Match[str]) -> str:
    shift = -543 if len(found["year"]) == 4 else _ERAS["民國"]
    return f"{found['before'] or ''}{int(found['year']) + shift}"


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)  # POSIX's rule for two digits


def _in_words(text: str, order: str | None) -> _Read | None:
    for pattern in _IN_WORDS:
        if found := pattern.match(text):
            return _worded(found.groupdict()), found.end()
    return None


def _worded(parts: Mapping[str, str | None]) -> date | str | None:
    name, stated = str(parts["name"]).lower(), str(parts["y"])
    era = parts.get("be") or ("พ.ศ." if "\u0e00" < name[0] < "\u0e7f" and stated > "2400" else None)
    year = _century(int(stated)) if len(stated) == 2 else _common_era(int(stated), era)
    if parts.get("d"):
        return _day(year, MONTHS[name], int(str(parts["d"])))
    return _partial(year, MONTHS[name])


def _buddhist_year(text: str, order: str | None) -> _Read | None:
    found = _BUDDHIST_YEAR.match(text)
    if found is None or not found["be"]:
        return None
    return _partial(_common_era(int(found["y"]), found["be"]), None), found.end()


def _common_era(year: int, buddhist: str | None) -> int:
    return year - 543 if buddhist else year
