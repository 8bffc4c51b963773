"""Officers at the same time, each in a thread with a connection of its own, on a database that really commits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from concurrency import at_once
from paying_made import Three, answer, balance, entitled, made_batch, money_out, paid_batch, running, work_off

from merata_portal.actor import Actor
from merata_portal.ledger.models import Entry
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.batching import check_batch, make_batch, pay_batch
from merata_portal.programmes.actions.goods import hand_over
from merata_portal.programmes.actions.returning import take_return
from merata_portal.programmes.actions.supplying import pay_supplier
from merata_portal.programmes.models import Batch, Receipt, ReturnFile
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(outcomes: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def test_of_two_cashiers_one_pays_and_the_other_is_told(
    areas: object, social: Actor, social2: Actor, sector: Actor, acting: Callable[..., Actor]
) -> None:
    made, _ = running()
    batch = made_batch(entitled(made, social), social)
    check_batch(by=social2, batch=batch.uuid, reason="cocok")
    other = acting(("sector_officer", "35.05"))
    outcomes = at_once(
        *(partial(pay_batch, by=by, batch=batch.uuid, document="", reason="bayar") for by in (sector, other))
    )
    assert kinds(outcomes) == ["Batch", "ProgrammeRefused"], outcomes
    (told,) = [one for one in outcomes if isinstance(one, ProgrammeRefused)]
    assert "not paid twice" in str(told)
    assert Entry.objects.filter(kind="pay").count() == 1
    assert balance(made.line)["paid"] == money_out(made) == 900_000
    assert verify().whole


def test_two_makers_of_one_cycle_put_nobody_into_two_batches(areas: object, social: Actor, social2: Actor) -> None:
    made, _ = running()
    cycle = entitled(made, social)
    outcomes = at_once(*(partial(make_batch, by=by, cycle_id=cycle.pk, layout="bank_umum") for by in (social, social2)))
    work_off()
    assert kinds(outcomes) == ["Batch", "ProgrammeRefused"], outcomes
    (batch,) = Batch.objects.all()
    assert batch.payments.count() == 3


def test_one_file_brought_by_two_at_once_is_taken_once(
    areas: object, social: Actor, social2: Actor, sector: Actor
) -> None:
    made, _ = running()
    batch = paid_batch(entitled(made, social), Three(social, social2, sector))
    content = answer(batch, default="14")
    outcomes = at_once(
        *(partial(take_return, by=by, batch=batch.uuid, file_name="k.txt", content=content) for by in (social, sector))
    )
    assert kinds(outcomes) == ["ReturnFile", "ReturnFile"], outcomes
    work_off()
    assert ReturnFile.objects.count() == 1
    assert balance(made.line)["returned"] == 900_000
    assert money_out(made) == 0
    assert verify().whole


def test_goods_are_handed_over_and_paid_for_once(
    areas: object, social: Actor, social2: Actor, sector: Actor, operator: Actor
) -> None:
    made, _ = running(["Siti"], quantity=Decimal(12), instalments=12, delivery="in_kind", goods_unit="kg")
    cycle = entitled(made, social)
    key = cycle.entitlements.get().uuid
    ask = partial(hand_over, by=operator, entitlement=key, handed_on=cycle.pays_on, quantity=Decimal(1))
    assert kinds(at_once(ask, ask)) == ["ProgrammeRefused", "Receipt"]
    assert Receipt.objects.count() == 1
    pays = [partial(pay_supplier, by=by, cycle_id=cycle.pk, document="", reason="x") for by in (social2, sector)]
    assert kinds(at_once(*pays)) == ["Entry", "ProgrammeRefused"]
    assert balance(made.line)["paid"] == 150_000
