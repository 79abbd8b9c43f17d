"""Somebody who has made an account by the link in a letter, and is signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.alerts.conftest import ANA, here, letters, link

__all__ = ["here"]
PASSWORD = "wedding dresses to Chile"


@pytest.fixture
def ana(db: None) -> Client:
    client = Client()
    join(client)
    return client


def join(client: Client, address: str = ANA, password: str = PASSWORD) -> None:
    client.post("/account/join/", {"address": address})
    (letter,) = letters()
    answer = client.post(link(letter, "/make/"), {"password": password})
    assert answer.status_code == 303, answer.content.decode()


def sign_in(client: Client, address: str = ANA, password: str = PASSWORD) -> int:
    return client.post("/account/sign-in/", {"address": address, "password": password}).status_code


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200
