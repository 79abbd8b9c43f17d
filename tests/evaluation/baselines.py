"""What simple ways reach on the same items: the rater has to beat them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from registry.framework.learning.labelled import Labelled
from registry.framework.learning.measures import f1
from registry.framework.vocabularies import ASPECTS

KEYWORDS = {
    "business-environment": "market entry|export market|business environment|economy|市场|mercado|рынок",
    "cross-cultural-communications": "cultur|negotiat|business english|文化|谈判|商务英语|intercultural",
    "internet-finance": "payment|finance|currency|支付|信用证|pago|финанс",
    "online-marketing": "marketing|seo|social media|advertis|营销|运营|маркетинг",
    "international-logistics": "logistic|supply chain|freight|shipping|物流|供应链",
    "international-trade-practices": "customs|incoterm|contract|tariff|报关|合同|aduan",
}
"""Forty-odd words that anybody would write down."""


def keywords(items: Sequence[Labelled]) -> float:
    return _macro(
        items, lambda each, aspect: any(word in _text(each) for word in KEYWORDS[aspect].split("|"))
    )


def character_ngrams(items: Sequence[Labelled]) -> float:
    """Logistic regression on character n-grams, each source judged by what the others teach."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    rows = vectors.fit_transform([_text(each) for each in items])
    given: dict[tuple[str, str], bool] = {}
    for source in sorted({each.source for each in items}):
        own = [i for i, each in enumerate(items) if each.source == source]
        others = [i for i, each in enumerate(items) if each.source != source]
        for aspect in ASPECTS.ids:
            model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
            model.fit(rows[others], [aspect in items[i].taught for i in others])
            given |= {
                (items[i].id, aspect): bool(yes) for i, yes in zip(own, model.predict(rows[own]), strict=True)
            }
    return _macro(items, lambda each, aspect: given[each.id, aspect])


BASELINES: dict[str, Callable[[Sequence[Labelled]], float]] = {
    "a list of forty words": keywords,
    "character n-grams with logistic regression": character_ngrams,
}


def _macro(items: Sequence[Labelled], given: Callable[[Labelled, str], bool]) -> float:
    scores = [f1((given(each, aspect), aspect in each.taught) for each in items) for aspect in ASPECTS.ids]
    return sum(scores) / len(scores)


def _text(each: Labelled) -> str:
    return f"{each.rateable.title} {each.rateable.description or ''}".lower()
