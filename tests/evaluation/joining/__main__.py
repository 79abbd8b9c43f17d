"""Measures joining over labelled pairs of real records: what joins by itself, and what is proposed to staff.

The corpus is stored in a catalogue of its own, in a temporary folder, where records join and are compared as anywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

import django

from tests.evaluation.joining.pairs import LABELS, Labelled, labelled

CORPUS = Path(__file__).parents[3].parent / "shared" / "real" / "relevance" / "corpus.ndjson"
Ids = tuple[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.joining", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--mistakes", action="store_true", help="name the pairs that were judged wrongly")
    options = parser.parse_args()
    if not options.corpus.is_file():
        sys.stderr.write(f"{options.corpus} is not there: the records' texts are not part of the project.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="evaluation-") as directory:
        joined, proposed = _judged(options.corpus, directory)
    _print(labelled(), joined, proposed, mistakes=options.mistakes)
    return 0


def _judged(corpus: Path, directory: str) -> tuple[set[Ids], set[Ids]]:
    """The pairs that joined by themselves, and those that are proposed."""
    os.environ |= {"DATA_DIR": directory, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "registry.settings"}
    django.setup()
    from django.core.management import call_command

    from registry.catalogue.models import Resource
    from registry.duplicates.finding import find
    from registry.duplicates.models import Pair
    from tests.evaluation.joining.catalogue import fill

    call_command("migrate", verbosity=0)
    fill(corpus)
    find()
    followers = Resource.objects.filter(leader__isnull=False)
    joined = followers.values_list("leader__record__identifier", "record__identifier")
    alike = Pair.objects.filter(kind=Pair.Kind.SAME)
    rows = alike.values_list("first__record__identifier", "second__record__identifier")
    return {_ordered(*ids) for ids in joined}, {_ordered(*ids) for ids in rows}


def _ordered(first: str, second: str) -> Ids:
    return (first, second) if first < second else (second, first)


def _print(
    pairs: Sequence[Labelled], joined: Collection[Ids], proposed: Collection[Ids], *, mistakes: bool
) -> None:
    by_label = ", ".join(f"{sum(p.label == label for p in pairs)} {label}" for label in LABELS)
    false = [p for p in pairs if p.label != "same" and _ids(p) in joined]
    _line(f"{len(pairs)} labelled pairs: {by_label}")
    _line(f"joined without a person: {len(joined)} pairs, of the labelled ones falsely {len(false)}")
    for part in ("tuned", "held out"):
        _line(f"{part:9} {_figures([p for p in pairs if p.part == part], proposed)}")
    _line(f"{'all':9} {_figures(pairs, proposed)}")
    unread = set(proposed) - {_ids(p) for p in pairs}
    _line(f"proposed in the whole corpus: {len(proposed)} pairs, {len(unread)} of them not labelled")
    if mistakes:
        for p in pairs:
            if (_ids(p) in proposed) != (p.label == "same"):
                _line(
                    f"{'missed' if p.label == 'same' else 'falsely proposed'}: {p.first} {p.second} ({p.label})"
                )
        for ids in sorted(unread):
            _line(f"not labelled: {' '.join(ids)}")


def _figures(pairs: Sequence[Labelled], proposed: Collection[Ids]) -> str:
    same = [p for p in pairs if p.label == "same"]
    found = [p for p in pairs if _ids(p) in proposed]
    right = sum(p.label == "same" for p in found)
    return (
        f"recall of proposals {right}/{len(same)} = {right / len(same):.3f}, "
        f"precision {right}/{len(found)} = {right / len(found):.3f}"
    )


def _ids(pair: Labelled) -> Ids:
    return pair.first, pair.second


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
