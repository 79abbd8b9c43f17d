"""Numbers that two resources are likely to share when they are alike, and hardly ever when they are not: MinHash bands.

Each title and text is a set of terms. A band is a digest of the least of the set's hashes under a few mixings; two sets
of likeness J (Jaccard's) share one of n bands of r rows at least with the chance 1 - (1 - J ** r) ** n.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from zlib import crc32

from registry.catalogue.keys import canonical
from registry.duplicates.likeness import Subject
from registry.duplicates.terms import by_script, content

_OF_TITLE = (8, 2)  # bands and rows
_OF_ORGANISER = 4
_OF_TEXT = (4, 1)
_STEM = 5  # letters by which forms of a word are one
_ENOUGH = 20  # words of a text
_RUN = 4  # words that a text is compared by; with three, ever more texts of a large catalogue share one by chance
_STEPS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)  # odd: each mixes 32 bits one to one


def bands(subject: Subject) -> list[int]:
    """Of a resource: its exact identifiers and address, its text, its title, and its title by its organiser."""
    return list(dict.fromkeys(strong(subject) + weak(subject)))


def strong(subject: Subject) -> list[int]:
    """Those of a resource's bands each of which is reason enough to look: of exact keys, and of the text."""
    found = [digest("key", key) for key in keys(subject)]
    words = subject.text
    if len(words) >= _ENOUGH:
        runs = zip(*(words[start:] for start in range(_RUN)), strict=False)
        hashes = [crc32(" ".join(run).encode()) for run in runs]
        found += _banded("text", _least_of_bins(hashes, _OF_TEXT[0] * _OF_TEXT[1]), *_OF_TEXT)
    return found


def weak(subject: Subject) -> list[int]:
    """Those of its title, each part of a bilingual one by itself."""
    organiser = " ".join(sorted(subject.telling_name))
    parts = by_script(content(subject.title) or subject.title)
    return [band for words in parts for band in _of_title(words, organiser)]


def _of_title(words: frozenset[str], organiser: str) -> list[int]:
    least = _least([crc32(word[:_STEM].encode()) for word in words], _OF_TITLE[0] * _OF_TITLE[1])
    by_organiser = least[:_OF_ORGANISER] if organiser else ()
    found = _banded("title", least, *_OF_TITLE)
    return found + [digest(f"by{i}", organiser, hash) for i, hash in enumerate(by_organiser)]


def keys(subject: Subject) -> list[str]:
    """What two things hardly share: identifiers such as an ISBN or a course's code, and the canonical address."""
    found = [str(identifier) for identifier in subject.values.get("identifiers") or ()]
    address = canonical(subject.values.get("url") or "")
    return [*found, address] if address else found


def digest(kind: str, *parts: object) -> int:
    """A signed 64-bit number."""
    text = f"{kind}:{'/'.join(map(str, parts))}"
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:8], signed=True)


def _banded(kind: str, least: Sequence[int], count: int, rows: int) -> list[int]:
    if not least:
        return []
    return [digest(f"{kind}{i}", *least[i * rows : (i + 1) * rows]) for i in range(count)]


def _least(hashes: Sequence[int], count: int) -> list[int]:
    """The least of the hashes under each of `count` mixings."""
    return [min(_mixed(hash, number) for hash in hashes) for number in range(count)] if hashes else []


def _mixed(hash: int, number: int) -> int:
    mixed = (hash ^ (number * 0x5BD1E995 & 0xFFFFFFFF)) * _STEPS[number % 4] & 0xFFFFFFFF
    return (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF


def _least_of_bins(hashes: Sequence[int], count: int) -> list[int]:
    """The least hash of each of `count` bins, for large sets: one mixing instead of many.

    A bin that stays empty borrows from its neighbour.
    """
    least: list[int] = [-1] * count
    for hash in hashes:
        mixed = _mixed(hash, 0)
        bin = mixed % count
        if least[bin] < 0 or mixed < least[bin]:
            least[bin] = mixed
    for bin in range(2 * count):
        if least[bin % count] < 0:
            least[bin % count] = least[(bin - 1) % count]
    return least
