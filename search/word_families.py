"""Words of trade that ask for the same thing in another form: whoever asks how to get paid looks for payment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from search import analysis

# A line is a family. Only forms of one word, and only where its forms do not mean different trades: marketing is
# no market. Kept for queries alone, so that a change needs no new index.
_FAMILIES = """
advertise advertisement advertising
buy buyer buying purchase
classification classify
clear clearance clearing
deliver delivery
export exporter exporting
fulfil fulfill fulfilled fulfillment fulfilment
import importer importing
insurance insure insured
label labeling labelling
negotiate negotiating negotiation
pack packaging packing
paid pay paying payment
sale sell seller selling sold
ship shipment shipped shipping
translate translating translation
exportacion exportador exportar
importacion importador importar
enviar envio
negociacion negociar
pagar pago
vendedor vender venta
exportateur exportation exporter
expedier expedition
paiement payer
vendeur vendre vente
ekspor mengekspor
impor mengimpor
kirim mengirim pengiriman
bayar membayar pembayaran
jual menjual penjualan
iklan mengiklankan periklanan
"""


def kin(token: str) -> tuple[str, ...]:
    """The tokens of the other forms of a word that was asked for, for a token of search.analysis."""
    return _by_token().get(token, ())


@cache
def _by_token() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for family in _families():
        for token in family:
            others = tuple(other for other in family if other != token)
            found[token] = found.get(token, ()) + others
    return found


def _families() -> Iterator[tuple[str, ...]]:
    for line in _FAMILIES.split("\n"):
        if words := line.split():
            yield tuple(dict.fromkeys(token for word in words for token in analysis.phrase(word)))
