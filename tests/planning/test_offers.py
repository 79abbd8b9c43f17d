"""What plans and the calendar ask of resources, kept up to date behind the search index."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from registry.catalogue.overlay import set_overlay
from registry.planning.models import Due, Offer
from registry.planning.offers import rebuild, refresh_due, unpacked
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


def offer_of(**description: object) -> Offer:
    resource = make_resource(**description)  # type: ignore[arg-type]
    drain()
    refresh_due()
    return Offer.objects.get(pk=resource.pk)


def test_it_holds_what_is_taught_and_stated() -> None:
    offer = offer_of(
        profile=FULL,
        language="es-CL",
        type="webinar",
        forms=["online"],
        duration="PT1H30M",
        price="30.50",
        currency="USD",
        economies=["CL", "PE"],
        occurrences=[{"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T11:30:00Z"}],
    )
    assert unpacked(offer.teaches) == (1, 0, 0, 0, 2, 3, 0)
    assert (offer.language, offer.heavy, offer.online, offer.offline) == ("es", True, True, False)
    assert (offer.minutes, offer.free, offer.cents, offer.currency) == (90, False, 3050, "USD")
    assert offer.about == ",CL,PE,"
    assert offer.until == datetime(2031, 12, 2, 11, 30, tzinfo=UTC)


def test_what_nobody_states_stays_unknown() -> None:
    offer = offer_of()
    assert (offer.minutes, offer.free, offer.cents, offer.online, offer.heavy, offer.until) == (None,) * 6
    assert (offer.about, offer.economies) == ("", ",CL,")  # its organiser's


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [("PT40M", 40), ("PT6H", 360), ("P3W", None), ("P1D", None), ("PT0M", None), (None, None)],
)
def test_weeks_are_no_hours_of_work(duration: str | None, minutes: int | None) -> None:
    assert offer_of(duration=duration).minutes == minutes


def test_a_session_says_how_long_it_takes() -> None:
    session = {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T12:00:00Z"}
    assert offer_of(occurrences=[session]).minutes == 120


@pytest.mark.parametrize(
    ("said", "free", "cents"),
    [
        ({"free": True}, True, 0),
        ({"price": "0"}, True, 0),
        ({"free": False}, False, None),
        ({"price": "12", "currency": "USD"}, False, 1200),
        ({"price": "12"}, None, None),
    ],
)
def test_a_price_without_a_currency_is_not_known(
    said: dict[str, object], free: bool | None, cents: int
) -> None:
    offer = offer_of(**said)
    assert (offer.free, offer.cents) == (free, cents)


def test_it_follows_what_changes() -> None:
    resource = make_resource(profile=FULL, language="en")
    drain()
    refresh_due()
    set_overlay(resource, "language", "es", actor="ana")
    drain()
    assert Due.objects.count() == 1
    assert refresh_due() == 1
    assert Offer.objects.get().language == "es"
    set_overlay(resource, "hidden", True, actor="ana")
    drain()
    refresh_due()
    assert not Offer.objects.exists()


def test_a_source_that_is_not_shown_offers_nothing() -> None:
    make_resource(profile=FULL, source=make_source("Port", state="proposed"))
    drain()
    refresh_due()
    assert not Offer.objects.exists()


def test_rebuilding_gives_the_same() -> None:
    make_resource(profile=FULL, language="en")
    drain()
    refresh_due()
    before = list(Offer.objects.values())
    Offer.objects.all().delete()
    assert rebuild() == 1
    assert list(Offer.objects.values()) == before
