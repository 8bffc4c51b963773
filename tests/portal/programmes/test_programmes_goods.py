from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone
from made_programmes import OTHER_VILLAGE, VILLAGE, enrolment, launch
from made_registry import household
from paying_made import balance, entitled, running

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.goods import HandOver, hand_over, hand_over_many, take_back_receipt
from merata_portal.programmes.actions.supplying import pay_supplier, return_from_supplier
from merata_portal.programmes.models import Cycle, Entitlement, Flag, Launch, Receipt
from merata_portal.programmes.queries.receipts import by_village, receipts, to_hand_over
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db
TEN = Decimal("10.000")


@pytest.fixture
def cycle(areas: object, social: Actor) -> Cycle:
    """Three households, ten kilograms each a month, worth Rp150,000."""
    made, _ = running(
        annual_idr=1_800_000, quantity=Decimal(120), instalments=12, delivery="in_kind", goods_unit="kg"
    )  # fmt: skip
    return entitled(made, social)


def keys(cycle: Cycle) -> list[UUID]:
    return list(cycle.entitlements.order_by("pk").values_list("uuid", flat=True))


def states(cycle: Cycle) -> list[str]:
    return list(cycle.entitlements.order_by("pk").values_list("state", flat=True))


def test_goods_handed_over_are_written_down_with_who_took_them(cycle: Cycle, operator: Actor) -> None:
    key, day = keys(cycle)[0], cycle.pays_on
    made = hand_over(
        by=operator, entitlement=key, handed_on=day, quantity=TEN, taken_by="neighbour", note="Bu RT"
    )  # fmt: skip
    assert (made.quantity, made.worth_idr, made.taken_by, made.note) == (TEN, 150_000, "neighbour", "Bu RT")
    assert states(cycle) == ["received", "due", "due"]
    event = Event.objects.get(action="programmes.hand_over")
    assert (event.area, event.rows) == (VILLAGE, 1)
    with pytest.raises(ProgrammeRefused, match="cannot be handed over"):
        hand_over(by=operator, entitlement=key, handed_on=day, quantity=TEN)


def test_less_than_is_due_is_worth_less_and_more_is_refused(cycle: Cycle, operator: Actor) -> None:
    one, two, _ = keys(cycle)
    made = hand_over(by=operator, entitlement=one, handed_on=cycle.pays_on, quantity=Decimal("3.333"))
    assert made.worth_idr == 49_995
    for quantity in (Decimal("10.001"), Decimal(0), Decimal(-1)):
        with pytest.raises(ProgrammeRefused, match="10 is due"):
            hand_over(by=operator, entitlement=two, handed_on=cycle.pays_on, quantity=quantity)


def test_many_from_paper_are_written_down_or_none_with_every_fault(cycle: Cycle, operator: Actor) -> None:
    one, two, three = keys(cycle)
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = [
        HandOver(one, cycle.pays_on, TEN),
        HandOver(two, tomorrow, Decimal(11), "family", ""),
        HandOver(one, cycle.pays_on, TEN),
        HandOver(UUID(int=1), cycle.pays_on, TEN),
    ]
    with pytest.raises(ProgrammeRefused) as refused:
        hand_over_many(by=operator, cycle_id=cycle.pk, village_code=VILLAGE, rows=rows)
    told = str(refused.value)
    for part in ("row 2: the quantity 11", f"row 2: the day {tomorrow}", "row 2: write who", "row 3: given twice"):
        assert part in told
    assert "row 4: not on the list" in told
    assert Receipt.objects.count() == 0
    made = hand_over_many(
        by=operator, cycle_id=cycle.pk, village_code=VILLAGE,
        rows=[HandOver(one, cycle.pays_on, TEN), HandOver(three, cycle.pays_on, TEN, "family", "anaknya")],
    )  # fmt: skip
    assert [row.note for row in made] == ["", "anaknya"]
    assert states(cycle) == ["received", "due", "received"]


def test_what_is_held_is_not_handed_over(cycle: Cycle, operator: Actor) -> None:
    one = cycle.entitlements.order_by("pk")[0]
    Flag.objects.create(uuid=one.uuid, enrolment=one.enrolment, kind="death", at="2026-01-01T00:00:00Z")
    with pytest.raises(ProgrammeRefused, match="it is held"):
        hand_over(by=operator, entitlement=one.uuid, handed_on=cycle.pays_on, quantity=TEN)


def test_a_receipt_that_was_wrong_stays_and_another_is_written(cycle: Cycle, operator: Actor) -> None:
    key = keys(cycle)[0]
    made = hand_over(by=operator, entitlement=key, handed_on=cycle.pays_on, quantity=TEN)
    with pytest.raises(ProgrammeRefused):
        hand_over(by=operator, entitlement=key, handed_on=cycle.pays_on, quantity=Decimal(5))
    take_back_receipt(by=operator, receipt=made.uuid, reason="salah baris")
    assert states(cycle)[0] == "due"
    with pytest.raises(ProgrammeRefused, match="taken back already"):
        take_back_receipt(by=operator, receipt=made.uuid, reason="lagi")
    hand_over(by=operator, entitlement=key, handed_on=cycle.pays_on, quantity=Decimal(5))
    told = receipts(operator, cycle.pk, village=VILLAGE).rows
    assert [(one.quantity, one.taken_back_reason) for one in told] == [(TEN, "salah baris"), (Decimal(5), "")]


def test_another_village_is_not_there(cycle: Cycle, social: Actor, acting: Callable[..., Actor]) -> None:
    stranger = acting(("village_operator", OTHER_VILLAGE))
    made = hand_over(
        by=acting(("village_operator", VILLAGE)), entitlement=keys(cycle)[0], handed_on=cycle.pays_on, quantity=TEN
    )  # fmt: skip
    with pytest.raises(Entitlement.DoesNotExist):
        hand_over(by=stranger, entitlement=keys(cycle)[1], handed_on=cycle.pays_on, quantity=TEN)
    with pytest.raises(Receipt.DoesNotExist):
        take_back_receipt(by=stranger, receipt=made.uuid, reason="x")
    with pytest.raises(Cycle.DoesNotExist):
        to_hand_over(stranger, cycle.pk, VILLAGE)
    with pytest.raises(Refused):
        hand_over(by=social, entitlement=keys(cycle)[1], handed_on=cycle.pays_on, quantity=TEN)


def test_the_list_keeps_its_numbers(cycle: Cycle, operator: Actor) -> None:
    hand_over(by=operator, entitlement=keys(cycle)[0], handed_on=cycle.pays_on, quantity=TEN)
    first = to_hand_over(operator, cycle.pk, VILLAGE, limit=2)
    told = [*first.rows, *to_hand_over(operator, cycle.pk, VILLAGE, after=first.after, limit=2).rows]
    assert [(one.number, one.name, one.address, one.quantity, one.state) for one in told] == [
        (1, "Siti", "Dusun Krajan", TEN, "received"),
        (2, "Budi", "Dusun Krajan", TEN, "due"),
        (3, "Wati", "Dusun Krajan", TEN, "due"),
    ]
    (here,) = by_village(operator, cycle.pk)
    assert (here.due, here.received, here.quantity, here.worth_idr, here.unpaid_idr) == (2, 1, TEN, 150_000, 150_000)


def test_the_supplier_is_paid_once_for_what_was_received_by_village(
    areas: object, social: Actor, social2: Actor, acting: Callable[..., Actor]
) -> None:
    made = launch(
        "running", {VILLAGE: 1_800_000, OTHER_VILLAGE: 1_800_000}, instalments=12, delivery="in_kind", goods_unit="kg"
    )  # fmt: skip
    for village in (VILLAGE, OTHER_VILLAGE):
        enrolment(made, household(village, "Siti"), "enrolled", quantity=Decimal(120))
    cycle = entitled(made, social)
    operators = {village: acting(("village_operator", village)) for village in (VILLAGE, OTHER_VILLAGE)}
    for one in cycle.entitlements.order_by("pk"):
        hand_over(by=operators[one.village_code], entitlement=one.uuid, handed_on=cycle.pays_on, quantity=TEN)
    entry = pay_supplier(by=social2, cycle_id=cycle.pk, document="BAST 1", reason="beras diterima")
    assert (entry.total_idr, entry.transfer_count) == (300_000, 2)
    assert list(Transfer.objects.filter(entry=entry.pk).values_list("earmark__village_code", "amount_idr")) == [
        (VILLAGE, 150_000),
        (OTHER_VILLAGE, 150_000),
    ]
    with pytest.raises(ProgrammeRefused, match="nothing received"):
        pay_supplier(by=social2, cycle_id=cycle.pk, document="BAST 1", reason="lagi")
    receipt = Receipt.objects.order_by("pk")[0]
    with pytest.raises(ProgrammeRefused, match="supplier was paid"):
        take_back_receipt(by=operators[VILLAGE], receipt=receipt.uuid, reason="salah")
    back = return_from_supplier(by=social, receipt=receipt.uuid, document="STS 1", reason="beras rusak")
    assert (back.kind, back.total_idr) == ("return", 150_000)
    assert states(cycle) == ["due", "received"]
    there = balance(made.line)
    assert there["paid"] - there["returned"] == 150_000
    with pytest.raises(ProgrammeRefused):
        return_from_supplier(by=social, receipt=receipt.uuid, document="STS 1", reason="lagi")
    assert Entry.objects.filter(kind="pay").count() == 1
    assert verify().whole


@pytest.mark.parametrize("given", ["NaN", "Infinity", "-1", "0", "10.001", "0.0005", "1.23456"])
def test_a_quantity_that_cannot_be_is_refused_and_nothing_is_written(cycle: Cycle, operator: Actor, given: str) -> None:
    with pytest.raises(ProgrammeRefused, match="in thousandths"):
        hand_over(
            by=operator, entitlement=keys(cycle)[0], handed_on=cycle.pays_on, quantity=Decimal(given)
        )  # fmt: skip
    assert not Receipt.objects.exists()


def test_days_before_the_list_was_frozen_are_refused_and_closed_launches_too(cycle: Cycle, operator: Actor) -> None:
    with pytest.raises(ProgrammeRefused, match="expected from"):
        hand_over(by=operator, entitlement=keys(cycle)[0], handed_on=date(2020, 1, 1), quantity=TEN)
    Launch.objects.filter(pk=cycle.launch_id).update(state="closed")
    with pytest.raises(ProgrammeRefused, match="does not run"):
        hand_over(by=operator, entitlement=keys(cycle)[0], handed_on=cycle.pays_on, quantity=TEN)
