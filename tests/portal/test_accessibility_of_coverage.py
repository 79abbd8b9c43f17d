"""Coverage breaks no rule of WCAG 2.2 A or AA that a machine can check, and holes can be reached by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from registry.coverage.keeping import keep_up
from tests.factories import make_resource
from tests.portal.profiles import FULL
from tests.portal.test_accessibility import Check, page, sound  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_picture_its_figures_and_a_hole(sound: Check, page: Page) -> None:  # noqa: F811
    make_resource(economies=["CL"], language="es", profile=FULL)
    keep_up()
    sound("/coverage/")
    hole = page.get_by_role("row", name="Peru").get_by_role("link", name="none").first
    hole.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Peru")
    sound()
    sound("/coverage/language/")
