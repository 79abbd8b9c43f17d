"""The page of one resource."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registry.catalogue.models import Record, Resource
from registry.framework.rater import rate_text
from tests.factories import make_resource, make_source
from tests.portal.profiles import FULL, QUOTE, profile

pytestmark = pytest.mark.django_db


def day(offset: int) -> str:
    return f"{timezone.now() + timedelta(days=offset):%Y-%m-%d}"


def text_of(client: Client, resource: Resource) -> str:
    page = client.get(resource.get_absolute_url())
    assert page.status_code == 200
    return page.content.decode()


def words_of(client: Client, resource: Resource) -> str:
    """The page without its markup, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(client, resource)).split())


def test_it_says_what_it_is_by_whom_and_in_which_language(client: Client) -> None:
    resource = make_resource("Despacho de aduana", language="es", type="course", description="Paso a paso.")
    page = text_of(client, resource)
    assert '<h1 dir="auto" lang="es">Despacho de aduana</h1>' in page
    words = words_of(client, resource)
    assert "Government Course Despacho de aduana Ministry of Trade · Chile · Spanish" in words
    assert "Paso a paso." in words


def test_it_says_when_the_language_was_recognised_and_not_stated(client: Client) -> None:
    resource = make_resource(
        "Cómo completar la declaración de aduana",
        description="Una guía práctica para vender en otros países.",
    )
    assert "Spanish (recognised from the text)" in words_of(client, resource)


@pytest.mark.parametrize(("stated", "shown"), [({}, False), ({"certain": False}, True)])
def test_it_says_that_it_is_less_certain(client: Client, stated: dict[str, bool], shown: bool) -> None:
    words = words_of(client, make_resource("Declaring goods", **stated))
    assert ("says little about itself" in words) is shown


def test_what_is_unknown_is_said_to_be_unknown(client: Client) -> None:
    words = words_of(client, make_resource("X"))
    for unknown in ("Language not stated", "No dates stated", "Cost not stated", "Form not stated"):
        assert unknown in words
    assert "How to get in Not stated" in words
    assert "Not rated yet" in words


def test_it_tells_the_next_date_apart_from_later_and_past_ones(client: Client) -> None:
    resource = make_resource(
        occurrences=[
            {"start": f"{day(-9)}T10:00:00Z"},
            {"start": f"{day(30)}T10:00:00Z", "zone": "America/Santiago"},
            {
                "start": f"{day(9)}T10:00:00Z",
                "place": "Dongguan",
                "registration": "https://ministry.example/seat",
            },
        ],
    )
    page = text_of(client, resource)
    next_time = re.search(r'<span class="next">.*?datetime="([^"]*)"(.*?)</dd>', page, re.DOTALL)
    assert next_time
    assert next_time[1] == f"{day(9)}T10:00:00Z"
    assert "Dongguan" in next_time[2]
    assert '<a href="https://ministry.example/seat"' in next_time[2]
    assert page.index(f'datetime="{day(30)}') < page.index("Past dates") < page.index(f'datetime="{day(-9)}')


def test_a_resource_whose_dates_are_all_past_says_so(client: Client) -> None:
    resource = make_resource(occurrences=[{"start": "2014-06-23", "end": "2014-06-26", "all_day": True}])
    words = words_of(client, resource)
    assert "Next time No more dates stated" in words
    assert "23 Jun 2014 – 26 Jun 2014" in words


def test_a_session_of_this_whole_day_is_on_now(client: Client) -> None:
    resource = make_resource(occurrences=[{"start": day(0), "end": day(0), "all_day": True}])
    page = text_of(client, resource)
    assert "On now" in page
    assert "Past dates" not in page


def test_a_month_without_a_day_and_a_cancelled_session_are_shown_as_such(client: Client) -> None:
    cancelled = {"start": f"{day(3)}T10:00:00Z", "cancelled": True}
    resource = make_resource(occurrences=[{"start": "2031-05"}, cancelled])
    page = text_of(client, resource)
    assert "May 2031 (day not stated)" in page
    assert re.search(r"<dt>Cancelled</dt>.*?<s>", page)
    assert '<span class="next">' not in page


def test_a_guide_without_dates_can_be_taken_up_at_any_time(client: Client) -> None:
    assert "No dates: take it up at any time" in words_of(client, make_resource(type="guide"))


def test_the_rating_is_a_picture_with_the_same_in_words(client: Client) -> None:
    page = text_of(client, make_resource(profile=FULL))
    picture = re.search(r'<svg class="wheel"[^>]*role="img" aria-label="([^"]*)"', page)
    assert picture
    assert picture[1] == (
        "Depth, out of 3: Business environment 1, International logistics 2, "
        "International trade practices 3; nothing else"
    )
    assert page.count('class="on r') == 1 + 2 + 3
    assert "Trade <tspan>3</tspan>" in page


def test_every_judgement_shows_its_evidence_and_how_sure_it_is(client: Client) -> None:
    page = text_of(client, make_resource(profile=FULL, language="en", description=f"{QUOTE}, with us"))
    assert page.count(f'<blockquote lang="en">“<mark>{QUOTE}</mark>, with us”</blockquote>') == 3 + 5
    assert "Judged by machine, 87 % sure." in page


def test_it_says_whom_and_what_it_is_for_with_the_words_that_say_so(client: Client) -> None:
    title = "Sell coffee to Viet Nam on Shopee"
    rated = rate_text(title, "For beginners in small businesses.").as_json()
    words = words_of(client, make_resource(title, profile=rated))
    assert "For whom Small firms Level Beginner Industries Agricultural products Economies Viet Nam" in words
    assert "Confined to the platform Shopee Not known: Trade models" in words
    page = text_of(client, make_resource(title, profile=rated))
    assert "Sell coffee to Viet Nam on <mark>Shopee</mark>" in page


def test_what_nobody_says_it_is_for_is_not_known(client: Client) -> None:
    words = words_of(client, make_resource(profile=FULL))
    assert "Whom and what it is for Not known: For whom, Level, Industries, " in words


def test_form_and_phase_are_told_as_rated_where_nobody_stated_them(client: Client) -> None:
    words = words_of(client, make_resource(profile=profile(form="online", phase="both")))
    assert "Form Online Phase Training · Follow-up" in words
    stated = words_of(client, make_resource(profile=profile(form="online"), forms=["offline"]))
    assert "Form In person" in stated


def test_unknown_criteria_are_marked_unknown_and_not_no(client: Client) -> None:
    page = text_of(client, make_resource(profile=FULL))
    assert '<li class="unknown"><span class="unseen">Unknown: </span>Localised</li>' in page
    assert page.count('<li class="unknown">') == 6
    assert page.count('<li class="no">') == 1
    assert "5 of 11 known" in page


def test_a_curators_judgement_is_told_apart_from_the_machines(client: Client) -> None:
    checked = {"curated": {"international-logistics": {"curators": ["c1"], "disputed": False}}}
    page = text_of(client, make_resource(profile=FULL | checked))
    assert "Rated by a machine, checked by a curator." in page
    assert page.count("Judged by a curator.") == 1


def test_it_names_every_source_of_its_group(client: Client) -> None:
    leader = make_resource("Workshop", source=make_source(licence="CC0"))
    school = make_source("Night school", kind="training-school", economy="VN")
    follower = make_resource("The workshop", source=school, leader=leader)
    hidden = make_resource("Not to be seen", source=make_source("Refused", state="refused"), leader=leader)
    words = words_of(client, leader)
    origins = words[words.index("Where this comes from") :]
    for fact in (
        "Ministry of Trade",
        leader.record.identifier,
        "CC0",
        "Night school",
        follower.record.identifier,
    ):
        assert fact in origins
    assert "Licence of this description Unknown" in origins
    assert "Refused" not in words
    assert hidden.record.identifier not in words


def test_a_followers_address_leads_to_its_leader(client: Client) -> None:
    leader = make_resource()
    answer = client.get(make_resource(leader=leader).get_absolute_url())
    assert answer.status_code == 303
    assert answer["Location"] == leader.get_absolute_url()


@pytest.mark.parametrize("state", [Record.State.DELETED, Record.State.WITHDRAWN])
def test_what_its_source_took_back_is_gone_and_says_so(client: Client, state: str) -> None:
    page = client.get(make_resource("Old course", state=state).get_absolute_url())
    assert page.status_code == 410
    assert "No longer listed" in page.content.decode()
    assert "Old course" not in page.content.decode()


def test_nobody_learns_of_a_hidden_resource_or_an_unapproved_source(client: Client) -> None:
    for outsider in (
        make_resource("Secret", hidden=True),
        make_resource("Secret", source=make_source("New", state="proposed")),
    ):
        page = client.get(outsider.get_absolute_url())
        assert page.status_code == 404
        assert "Secret" not in page.content.decode()


def test_an_unknown_address_gets_the_friendly_page(client: Client) -> None:
    page = client.get("/resources/00000000-0000-0000-0000-000000000000/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()


HOSTILE = "<script>alert(1)</script>"


def test_markup_from_outside_is_shown_as_text_everywhere(client: Client) -> None:
    resource = make_resource(
        f"Title {HOSTILE}",
        description=HOSTILE,
        publisher=HOSTILE,
        subjects=[HOSTILE],
        creators=[HOSTILE],
        access=HOSTILE,
        language='en"><img src=x>',
        occurrences=[{"start": "2031-05-01T10:00:00Z", "place": HOSTILE, "registration": HOSTILE}],
    )
    page = text_of(client, resource)
    assert HOSTILE not in page
    assert "<img" not in page
    # Ours: the structured data, and the portal's own.
    assert page.count("<script") == page.count("</script>") == 2


def test_an_address_that_is_no_web_address_becomes_no_link(client: Client) -> None:
    session = {
        "start": "2031-05-01T10:00:00Z",
        "registration": "javascript:alert(1)",
        "url": "javascript:alert(1)",
    }
    page = text_of(client, make_resource(url="javascript:alert(1)", occurrences=[session]))
    assert 'href="javascript:' not in page


def test_the_page_carries_the_resource_as_json_ld(client: Client) -> None:
    resource = make_resource(
        f"Customs & more </script> {HOSTILE}",
        language="en",
        type="course",
        free=True,
        url="https://ministry.example/customs",
        occurrences=[{"start": "2031-05-01T10:00:00Z", "form": "online"}],
    )
    block = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', text_of(client, resource), re.DOTALL
    )
    assert block
    document = json.loads(block[1])
    assert document["name"] == f"Customs & more </script> {HOSTILE}"
    assert document["@id"] == f"http://testserver{resource.get_absolute_url()}"
    assert document["@type"] == ["Course", "LearningResource"]
    assert document["inLanguage"] == "en"
    assert document["isAccessibleForFree"] is True
    assert document["provider"]["name"] == "Ministry of Trade"
    assert document["hasCourseInstance"][0]["startDate"] == "2031-05-01T10:00:00Z"
    assert "timeRequired" not in document


def test_the_json_ld_does_not_state_a_language_that_was_only_recognised(client: Client) -> None:
    resource = make_resource("Cómo exportar sus productos paso a paso a otros países de la región")
    assert resource.effective["language_by"] == "machine"
    block = re.search(r'application/ld\+json">(.*?)</script>', text_of(client, resource), re.DOTALL)
    assert block
    assert "inLanguage" not in json.loads(block[1])


def test_showing_a_resource_writes_nothing(client: Client, django_assert_max_num_queries: object) -> None:
    resource = make_resource(profile=FULL)
    with django_assert_max_num_queries(8) as queries:  # type: ignore[operator]
        client.get(resource.get_absolute_url())
    assert all(query["sql"].startswith("SELECT") for query in queries)
