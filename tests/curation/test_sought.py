"""From a hole in the coverage to what was searched for there without success."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from registry.coverage.keeping import keep_up
from search.models import Sought
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

HOLE = "/staff/coverage/economy/PE/internet-finance/"


def sought(text: str, **given: Any) -> None:
    today = timezone.now().date()
    stated = {
        "economy": "PE",
        "language": "es",
        "aspects": " internet-finance ",
        "times": 5,
        "empty": 4,
        **given,
    }
    Sought.objects.create(day=today, text=text, **stated)


def test_a_hole_tells_what_was_searched_for_in_vain(staff: Client) -> None:
    sought("factoring para exportadores")
    sought("crédito documentario", economy="CL")
    sought("envíos", aspects=" international-logistics ")
    sought("pasarela de pago", empty=0)
    page = staff.get(HOLE).content.decode()
    assert "factoring para exportadores" in page
    assert "/?q=factoring+para+exportadores" in page
    for other in ("documentario", "envíos", "pasarela"):
        assert other not in page


def test_by_language_it_is_the_reader_s(staff: Client) -> None:
    sought("factoring", economy="", language="es")
    sought("bao thanh toán", economy="", language="vi")
    page = staff.get("/staff/coverage/language/vi/internet-finance/").content.decode()
    assert "bao thanh toán" in page
    assert "factoring" not in page


def test_what_hardly_anybody_typed_is_nobody_s_business(staff: Client) -> None:
    sought("somebody by name", times=1, empty=1)
    page = staff.get(HOLE).content.decode()
    assert "somebody by name" not in page
    assert "Nobody has searched for this here without success" in page


def test_staff_find_the_way_there_and_others_do_not(staff: Client, client: Client) -> None:
    make_resource(economies=["CL"])
    keep_up()
    public = "/coverage/economy/PE/internet-finance/"
    assert HOLE in staff.get(public).content.decode()
    assert HOLE not in client.get(public).content.decode()


@pytest.mark.parametrize(
    "address", ["weather/PE/internet-finance", "economy/Q9/internet-finance", "economy/PE/astrology"]
)
def test_a_place_that_is_none_is_not_found(address: str, staff: Client) -> None:
    assert staff.get(f"/staff/coverage/{address}/").status_code == 404
