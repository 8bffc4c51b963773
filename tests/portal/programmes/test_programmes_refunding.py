"""Money that came back finds its way to who is owed it, and what is owed to nobody its way back: to the rupiah."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from made_programmes import VILLAGE, earmark
from paying_made import entitled, running

from merata_portal.actor import Actor, Held, Role, SamePerson
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.closing import close_launch
from merata_portal.programmes.actions.goods import hand_over
from merata_portal.programmes.actions.launching import release_surplus
from merata_portal.programmes.actions.owing import still_to_pay
from merata_portal.programmes.actions.refunding import commit_again, give_back, reserve_again
from merata_portal.programmes.actions.supplying import pay_supplier, return_from_supplier
from merata_portal.programmes.models import Cycle, Entitlement, Launch, Receipt
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db
TEN = Decimal("10.000")


@pytest.fixture
def cycle(areas: object, social: Actor) -> Cycle:
    """Three households, ten kilograms each of twelve months, worth Rp150,000."""
    made, _ = running(annual_idr=1_800_000, quantity=Decimal(120), instalments=12, delivery="in_kind", goods_unit="kg")
    return entitled(made, social)


def owed(of: Launch) -> int:
    return sum(still_to_pay(of).values())


def committed(of: Launch) -> int:
    return earmark(of, VILLAGE).balance.committed_idr


def take(cycle: Cycle, by: Actor, quantity: Decimal = TEN, at: int = 0) -> Receipt:
    one = cycle.entitlements.order_by("pk")[at]
    return hand_over(by=by, entitlement=one.uuid, handed_on=cycle.pays_on, quantity=quantity)


def test_goods_that_were_returned_are_owed_again_and_can_be_paid_again(
    cycle: Cycle, operator: Actor, planner: Actor, social: Actor, social2: Actor, sector: Actor
) -> None:
    made = cycle.launch
    first = take(cycle, operator)
    pay_supplier(by=social2, cycle_id=cycle.pk, document="BAST 1", reason="diterima")
    return_from_supplier(by=social, receipt=first.uuid, document="STS 1", reason="rusak")
    assert (owed(made), committed(made)) == (5_400_000, 5_250_000)
    reserve_again(by=planner, launch=made.uuid, reason="ganti yang rusak")
    commit_again(by=social, launch=made.uuid, reason="ganti yang rusak")
    assert (owed(made), committed(made)) == (5_400_000, 5_400_000)
    for at in range(3):
        take(cycle, operator, at=at)
    assert pay_supplier(by=sector, cycle_id=cycle.pk, document="BAST 2", reason="diterima").total_idr == 450_000
    assert owed(made) == committed(made) == 5_400_000 - 450_000
    assert verify().whole


def test_goods_that_were_not_all_taken_leave_money_that_is_given_back(
    cycle: Cycle, operator: Actor, social: Actor, social2: Actor
) -> None:
    made = cycle.launch
    take(cycle, operator, Decimal("3.333"))
    assert (owed(made), committed(made)) == (5_400_000 - 150_000 + 49_995, 5_400_000)
    assert give_back(by=social, launch=made.uuid, reason="sisa beras").total_idr == 100_005
    assert pay_supplier(by=social2, cycle_id=cycle.pk, document="BAST", reason="diterima").total_idr == 49_995
    assert owed(made) == committed(made) == 5_250_000
    with pytest.raises(ProgrammeRefused, match="still owed"):
        give_back(by=social, launch=made.uuid, reason="lagi")


def test_whoever_wrote_a_receipt_does_not_pay_for_it(cycle: Cycle, operator: Actor) -> None:
    both = Actor(operator.user_id, operator.name, (*operator.held, Held(Role.SECTOR_OFFICER, "35.05")))
    take(cycle, both)
    with pytest.raises(SamePerson, match="write receipts and pay"):
        pay_supplier(by=both, cycle_id=cycle.pk, document="BAST", reason="diterima")
    assert Receipt.objects.get().entry is None


def test_a_launch_is_not_closed_while_its_supplier_is_owed(
    cycle: Cycle, operator: Actor, social: Actor, social2: Actor, planner: Actor, acting: Callable[..., Actor]
) -> None:
    made = cycle.launch
    take(cycle, operator)
    release_surplus(by=planner, launch=made.uuid, reason="akhir tahun")
    with pytest.raises(ProgrammeRefused, match="was not paid for 1 receipts"):
        close_launch(by=social, launch=made.uuid, reason="akhir tahun")
    pay_supplier(by=social2, cycle_id=cycle.pk, document="BAST", reason="diterima")
    close_launch(by=social, launch=made.uuid, reason="akhir tahun")
    with pytest.raises(ProgrammeRefused, match="does not run"):
        reserve_again(by=planner, launch=made.uuid, reason="sesudah ditutup")
    for late in (commit_again, give_back):
        with pytest.raises(ProgrammeRefused, match="does not run"):
            late(by=social, launch=made.uuid, reason="sesudah ditutup")
    assert Entitlement.objects.filter(state="due").count() == 2
    assert committed(made) == 0
