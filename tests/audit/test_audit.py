"""The sealed history: what was changed, taken out or put in afterwards is found, and where."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from harvesters.work import work
from registry.audit.models import Seal
from registry.audit.sealing import ROWS, SETTLED, seal, verify
from registry.catalogue import history
from registry.catalogue.models import Change
from registry.catalogue.overlay import set_overlay
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def later() -> datetime:
    return timezone.now() + SETTLED + timedelta(seconds=1)


@pytest.fixture
def sealed() -> list[Change]:
    """Three decisions, sealed two and one."""
    resource = make_resource()
    rows = [set_overlay(resource, "title", f"Title {n}", actor="ann") for n in range(2)]
    seal(later())
    rows.append(set_overlay(resource, "title", "Título 2 电商", actor="ann"))
    seal(later())
    return rows


def check(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def tampered(change: Change, **fields: object) -> None:
    """As somebody would who can write into the database."""
    Change.objects.filter(pk=change.pk).update(**fields)


def test_an_empty_history_holds() -> None:
    assert "0 rows in 0 seals hold; 0 are not sealed yet." in check("verify")


def test_what_is_sealed_holds(sealed: list[Change]) -> None:
    set_overlay(make_resource(), "title", "New", actor="bo")
    assert "3 rows in 2 seals hold; 1 are not sealed yet." in check("verify")


def test_sealing_again_seals_nothing(sealed: list[Change]) -> None:
    assert seal(later()) == 0
    assert Seal.objects.count() == 2


def test_what_is_young_waits_and_so_does_what_follows_it(sealed: list[Change]) -> None:
    young, follows = (set_overlay(make_resource(), "title", "New", actor="bo") for _n in range(2))
    tampered(follows, at=timezone.now() - timedelta(hours=1))
    assert seal() == 0
    assert young.pk < follows.pk
    assert seal(later()) == 2


def test_many_rows_are_sealed_in_turn() -> None:
    resource = make_resource()
    rows = (history.changed(resource, "title", n, n + 1, cause="x", actor="y") for n in range(ROWS + 5))
    history.write(*rows)
    assert seal(later()) == ROWS + 5
    assert [each.count for each in Seal.objects.all()] == [ROWS, 5]
    assert verify().broken == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"after": "Forged"},
        {"before": "Forged"},
        {"actor": "somebody"},
        {"cause": "x"},
        {"field": "language"},
        {"subject": "resource:x"},
        {"at": timezone.now() - timedelta(days=1)},
    ],
)
def test_a_changed_row_is_found(sealed: list[Change], changed: dict[str, object]) -> None:
    tampered(sealed[2], **changed)
    with pytest.raises(
        CommandError, match=r"Seal 2 does not hold: rows .* The 2 rows before hold\."
    ) as failed:
        check("verify")
    assert failed.value.returncode == 1


def test_a_row_that_was_taken_out_is_found(sealed: list[Change]) -> None:
    Change.objects.filter(pk=sealed[0].pk).delete()
    with pytest.raises(CommandError, match="Seal 1 was set on 2 rows of the history, and there are 1 now"):
        check("verify")


def test_a_row_that_was_put_in_is_found(sealed: list[Change]) -> None:
    forged = Change(pk=sealed[0].pk - 1, subject="x", field="x", cause="x", actor="x")
    Change.objects.bulk_create([forged])
    with pytest.raises(CommandError, match="Seal 1 was set on 2 rows of the history, and there are 3 now"):
        check("verify")


def test_a_seal_that_is_missing_is_found(sealed: list[Change]) -> None:
    Seal.objects.filter(number=1).delete()
    with pytest.raises(CommandError, match="Seal 1 is missing"):
        check("verify")


def test_a_chain_that_was_made_anew_is_found_by_a_digest_noted_earlier(sealed: list[Change]) -> None:
    noted = Seal.objects.get(number=1).digest
    assert "hold" in check("verify", "--head", noted)
    tampered(sealed[0], after="Forged")
    Seal.objects.all().delete()
    seal(later())
    assert "hold" in check("verify")
    with pytest.raises(CommandError, match="the digest that you noted is not in it"):
        check("verify", "--head", noted)


def test_the_worker_seals(sealed: list[Change]) -> None:
    change = set_overlay(make_resource(), "title", "New", actor="bo")
    tampered(change, at=timezone.now() - timedelta(hours=1))
    work(once=True)
    assert Seal.objects.count() == 3


def test_the_command_seals() -> None:
    change = set_overlay(make_resource(), "title", "New", actor="bo")
    tampered(change, at=timezone.now() - timedelta(hours=1))
    assert "1 rows sealed." in check("seal")
