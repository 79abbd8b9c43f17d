"""Numbers that are written in Chinese characters, as digits."""

from __future__ import annotations

import re

_CHARACTERS = ("〇零○", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")
_DIGITS = {character: value for value, same in enumerate(_CHARACTERS) for character in same}
_SPOKEN = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_BEFORE_A_UNIT = re.compile(
    r"[〇零○一二两兩三四五六七八九十]{1,4}(?=\s*个?(?:[年月日号號天周週]|星期|小[时時]|時間|分[钟鐘]))"
)


def with_digits(text: str) -> str:
    """The text with digits before units of time: "二〇二六年三月二日" is "2026年3月2日", "两小时" is "2小时"."""
    return _BEFORE_A_UNIT.sub(lambda found: _number(found[0]), text)


def _number(characters: str) -> str:
    """Digit by digit, as years are written; with 十 the number that is spoken, up to 99."""
    if "十" not in characters:
        return "".join(str(_DIGITS[character]) for character in characters)
    if not (spoken := _SPOKEN.fullmatch(characters)):
        return characters
    tens, ones = (_DIGITS.get(part, 0) for part in spoken.groups(""))
    return str(10 * (tens or 1) + ones)
