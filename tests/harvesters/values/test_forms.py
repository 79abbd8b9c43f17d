"""Words for offline and online are understood in several languages."""

import pytest

from harvesters.values.forms import forms


@pytest.mark.parametrize(
    "text", ["Online", "线上", "trực tuyến", "Daring", "https://schema.org/OnlineEventAttendanceMode"]
)
def test_it_knows_online(text: str) -> None:
    assert forms(text) == ("online",)


@pytest.mark.parametrize("text", ["In person", "面授", "Presencial", "Tatap muka", "face-to-face"])
def test_it_knows_offline(text: str) -> None:
    assert forms(text) == ("offline",)


@pytest.mark.parametrize("text", ["Hybrid", "混合", "semipresencial"])
def test_it_takes_a_mixture_as_both(text: str) -> None:
    assert forms(text) == ("offline", "online")


@pytest.mark.parametrize("text", ["", "PDF", "online or not, we do not know"])
def test_it_leaves_anything_else_unknown(text: str) -> None:
    assert forms(text) == ()
