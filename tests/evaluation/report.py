"""The figures of the rater, in words and tables; every judgement is of a model that has not seen the item's source."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from registry.framework.learning import measures
from registry.framework.learning.labelled import Labelled, Rated
from registry.framework.learning.training import held_back
from registry.framework.rater import rate
from registry.framework.rubric import DEPTH_CELLS
from registry.framework.vocabularies import ASPECTS, CRITERIA
from tests.evaluation import baselines
from tests.evaluation.labels import BACKGROUND, labelled, own

SAMPLE = 1000  # characters of a description, for speed
ALL_FIGURES: tuple[tuple[str, measures.Measure, str], ...] = (
    ("macro-F1 over the six aspects", measures.macro_f1, "0.85"),
    ("F1 of relevance", measures.relevance_f1, "0.93"),
    ("F1 of visits", measures.visits_f1, "errors listed"),
    ("calibration error", measures.calibration_error, "0.05 or less"),
    ("not in English against English", lambda rated: _against_english(rated), "0.92"),
    ("depth, quadratic kappa", lambda rated: _depth_kappa(rated), "0.60"),
)


def report(real: Path, times: int = 1000) -> Iterator[str]:
    """Line by line. `times`: how often the bootstrap draws."""
    items = labelled(real)
    rated = [r for r in held_back(items) if not r.labelled.source.startswith(BACKGROUND)]
    yield f"{len(rated)} items, {len({r.labelled.source for r in rated})} sources; each rated by a model of the others"
    yield from _figures(rated, times)
    yield from _groups("Source", rated, lambda r: r.labelled.source)
    yield from _groups("Language", rated, lambda r: r.labelled.language or "unknown")
    yield from _confusion(rated)
    yield from _criteria(rated)
    yield from _visits(rated)
    yield from _worst(rated)
    yield from _without_evidence(rated)
    yield from _self_agreement(real)
    yield from _baselines(items, rated)
    yield from _speed([r.labelled for r in rated])


def _figures(rated: Sequence[Rated], times: int) -> Iterator[str]:
    yield "\nFigure | reached | 95 % interval | to reach"
    for name, measure, wanted in ALL_FIGURES:
        low, high = measures.interval(rated, measure, times=times)
        yield f"{name} | {measure(rated):.3f} | {low:.3f} to {high:.3f} | {wanted}"
    for aspect in ASPECTS.ids:
        yield f"  F1 of {aspect} | {measures.aspect_f1(rated, aspect):.3f}"


def _against_english(rated: Sequence[Rated]) -> float:
    english = [r for r in rated if r.labelled.language == "en"]
    others = [r for r in rated if r.labelled.language != "en"]
    return measures.macro_f1(others) / max(measures.macro_f1(english), 1e-9)


def _depth_kappa(rated: Sequence[Rated]) -> float:
    """Of items whose depth was judged from a text; where the rater says unknown, nothing is compared."""
    pairs = [
        (given, wanted)
        for r in rated
        for cell, wanted in r.labelled.depths.items()
        if cell in DEPTH_CELLS and (given := r.profile.depth(cell)) is not None
    ]
    return measures.quadratic_kappa(pairs)


def _groups(title: str, rated: Sequence[Rated], key: Callable[[Rated], str]) -> Iterator[str]:
    groups: dict[str, list[Rated]] = defaultdict(list)
    for each in rated:
        groups[key(each)].append(each)
    yield f"\n{title} | items | macro-F1 of the aspects that it has | F1 of relevance"
    for name, group in sorted(groups.items()):
        yield f"{name} | {len(group)} | {measures.macro_f1(group):.3f} | {measures.relevance_f1(group):.3f}"


def _confusion(rated: Sequence[Rated]) -> Iterator[str]:
    """What was assigned too much, beside what it was assigned to; and what was left out, beside what was assigned."""
    extra = Counter(
        (given, wanted)
        for r in rated
        for given in set(r.profile.assigned) - r.labelled.taught
        for wanted in (r.labelled.taught or {"nothing"})
    )
    yield "\nAssigned | where only this was labelled | how often"
    yield from (f"{given} | {wanted} | {count}" for (given, wanted), count in extra.most_common(12))
    missed = Counter(aspect for r in rated for aspect in r.labelled.taught - set(r.profile.assigned))
    yield "Missed | how often"
    yield from (f"{aspect} | {count}" for aspect, count in missed.most_common())


def _criteria(rated: Sequence[Rated]) -> Iterator[str]:
    yield "\nCriterion | labelled | the rater knows | the same answer, of these"
    for criterion in CRITERIA.ids:
        labels = [
            (r.profile[criterion].value, r.labelled.criteria[criterion]) for r in rated if r.labelled.criteria
        ]
        known = [(given, wanted) for given, wanted in labels if "unknown" not in (given, wanted)]
        same = sum(given == wanted for given, wanted in known)
        yield f"{criterion} | {len(labels)} | {len(known)} | {same}"


def _visits(rated: Sequence[Rated]) -> Iterator[str]:
    wrong = [r for r in rated if ((r.profile.depth("visits") or 0) >= 2) != r.labelled.visits]
    yield f"\nEvery error of visits: {len(wrong)}"
    for r in wrong:
        yield f"{'missed' if r.labelled.visits else 'too much'} | {r.labelled.id} | {r.labelled.rateable.title[:80]}"


def _worst(rated: Sequence[Rated]) -> Iterator[str]:
    """The items whose aspects are judged wrong with most confidence."""

    def wrong(r: Rated) -> float:
        different = set(r.profile.assigned) ^ r.labelled.taught
        return sum(r.profile[aspect].confidence for aspect in different)

    yield "\nThe ten worst items"
    for r in sorted(rated, key=wrong, reverse=True)[:10]:
        yield f"{r.labelled.id} | {r.labelled.rateable.title[:80]}"
        labels, given = sorted(r.labelled.taught) or ["nothing"], r.profile.assigned or ["nothing"]
        yield f"  labelled {', '.join(labels)}; rated {', '.join(given)}"


def _without_evidence(rated: Sequence[Rated]) -> Iterator[str]:
    bare = sum(
        (r.profile.depth(cell) or 0) >= 1 and not r.profile[cell].evidence
        for r in rated
        for cell in DEPTH_CELLS
    )
    yield f"\nJudgements of depth 1 or more without evidence: {bare}"


def _self_agreement(real: Path) -> Iterator[str]:
    """Of the labels with themselves, a second time: no rater can be expected to agree with them better."""
    first = {each.id: each for each in own(real)}
    second = {each.id: each for each in own(real, "labels-second.jsonl")}
    pairs = [(first[id], second[id]) for id in first if id in second]
    assigned = measures.alpha([(a in one.taught, a in two.taught) for one, two in pairs for a in ASPECTS.ids])
    relevant = measures.alpha([(one.relevant, two.relevant) for one, two in pairs])
    depths = [(one.depths[c], two.depths[c]) for one, two in pairs if one.depths for c in one.depths]
    kappa = measures.quadratic_kappa(depths)
    yield f"\nThe labels' self-agreement: {len(pairs)} items, labelled twice by one labeller, blind"
    yield f"Krippendorff's alpha of aspects assigned {assigned:.3f}, of relevance {relevant:.3f}"
    yield f"Quadratic kappa of depth {kappa:.3f}"


def _baselines(items: Sequence[Labelled], rated: Sequence[Rated]) -> Iterator[str]:
    measured = {r.labelled.id for r in rated}
    yield "\nBaseline, trained on some sources and tested on others | macro-F1"
    for name, judge in baselines.BASELINES.items():
        yield f"{name} | {judge([each for each in items if each.id in measured]):.3f}"


def _speed(items: Sequence[Labelled]) -> Iterator[str]:
    text = " ".join(each.rateable.description or "" for each in items)
    texts = [
        text[start : start + SAMPLE] for start in range(0, min(len(text), 500 * SAMPLE) - SAMPLE, SAMPLE)
    ]
    rateables = [type(items[0].rateable)(title=each[:60], description=each) for each in texts]
    began = time.process_time()
    for rateable in rateables:
        rate(rateable)
    spent = time.process_time() - began
    yield f"\n{len(texts) / spent:.0f} descriptions of {SAMPLE} characters rated a second on one core"
