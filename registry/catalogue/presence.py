"""Which records a listing held, as a bitmap of their database ids: a few bytes for each hundred records."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator


class Presence:
    """A growing set of record ids."""

    def __init__(self, packed: bytes | None = None) -> None:
        self._bits = bytearray(zlib.decompress(packed)) if packed else bytearray()

    def add(self, ids: Iterable[int]) -> None:
        bits = self._bits
        room = len(bits) * 8
        for id in ids:
            if id >= room:
                bits.extend(bytes((id >> 3) + 1 - len(bits)))
                room = len(bits) * 8
            bits[id >> 3] |= 1 << (id & 7)

    def __contains__(self, id: int) -> bool:
        byte = id >> 3
        return byte < len(self._bits) and bool(self._bits[byte] & (1 << (id & 7)))

    def missing(self, ids: Iterable[int]) -> Iterator[int]:
        bits, room = self._bits, len(self._bits) * 8
        return (id for id in ids if id >= room or not bits[id >> 3] & 1 << (id & 7))

    def packed(self) -> bytes:
        return zlib.compress(bytes(self._bits), 1)
