"""Who tries too often is stopped for a while; who it was is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from registry.limits import attempts
from registry.limits.models import Attempts
from registry.visitor import visitor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_it_counts_within_a_stretch_for_each_by_itself() -> None:
    now = timezone.now()
    assert [attempts.may("x", "ana", 2, HOUR, now) for _ in range(3)] == [True, True, False]
    assert attempts.may("x", "li", 2, HOUR, now)
    assert attempts.may("y", "ana", 2, HOUR, now)
    assert attempts.may("x", "ana", 2, HOUR, now + HOUR)


def test_it_keeps_nobodys_name_and_not_for_long() -> None:
    now = timezone.now()
    attempts.may("x", "ana@smme.example", 2, HOUR, now)
    assert "ana" not in str(list(Attempts.objects.values()))
    attempts.prune(now + HOUR + timedelta(seconds=1))
    assert not Attempts.objects.exists()


@pytest.mark.parametrize(
    ("direct", "named", "who"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_web_server_on_this_machine_says_who_comes(direct: str, named: str, who: str) -> None:
    headers = {"X-Forwarded-For": named} if named else {}
    request = RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)
    assert visitor(request) == who
