"""Decompression in bounded steps, so that a small answer cannot become a huge one unnoticed."""

from __future__ import annotations

import zlib

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Inflater:
    """Undoes gzip or deflate piece by piece, several gzip members in a row included.

    ValueError for what is not compressed that way, or broken. More than `most` bytes: OverflowError.
    """

    def __init__(self, most: int) -> None:
        self._left = most
        self._decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._fed = False

    def feed(self, chunk: bytes) -> bytes:
        out = bytearray()
        while chunk:
            if self._decoder.eof:
                if not chunk.strip(b"\0"):
                    break  # padding after the last member
                self._decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
            out += self._step(chunk)
            chunk = self._decoder.unconsumed_tail or self._decoder.unused_data
        return bytes(out)

    def finish(self) -> None:
        """ValueError when the compressed data broke off."""
        if self._fed and not self._decoder.eof:
            raise ValueError("the compressed data breaks off")

    def _step(self, chunk: bytes) -> bytes:
        try:
            piece = self._decoder.decompress(chunk, self._left + 1)
        except zlib.error as error:
            if self._fed:
                raise ValueError(str(error)) from None
            # Some servers send "deflate" without the zlib header that RFC 9110 asks for.
            self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)
            self._fed = True
            return self._step(chunk)
        self._fed = True
        self._left -= len(piece)
        if self._left < 0:
            raise OverflowError("more than may be decompressed")
        return piece


def inflated(body: bytes, most: int) -> bytes:
    """A whole gzip file, such as sitemap.xml.gz; errors as `Inflater`."""
    inflater = Inflater(most)
    plain = inflater.feed(body)
    inflater.finish()
    return plain
