"""Random lives of two launches on one budget line: whatever happens, no rupiah is lost and nobody is paid twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q, Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from made_programmes import OTHER_VILLAGE, VILLAGE, enrolment, launch, ledger_line
from made_registry import household
from paying_made import answer, balance, money_out, returned, with_account, work_off

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role
from merata_portal.ledger.refusals import LedgerRefusal
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.batch_file import sent_payments
from merata_portal.programmes.actions.batching import check_batch, discard_batch, make_batch, pay_batch
from merata_portal.programmes.actions.cycling import entitle, open_cycles
from merata_portal.programmes.actions.goods import hand_over, take_back_receipt
from merata_portal.programmes.actions.owing import still_to_pay
from merata_portal.programmes.actions.reconciling import OPEN, OUT, known
from merata_portal.programmes.actions.refunding import commit_again, give_back, reserve_again
from merata_portal.programmes.actions.returning import look_at, settle_batch, take_return
from merata_portal.programmes.actions.supplying import pay_supplier, return_from_supplier
from merata_portal.programmes.models import (
    Batch,
    Cycle,
    Enrolment,
    Entitlement,
    Flag,
    Payment,
    Receipt,
    ReturnRow,
)
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Household

CODES = ("00", "00", "14", "90", "ZZ")
INSTALMENTS = 3


class Programme(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        names = ("planner", "officer", "maker", "checker", "payer", "one", "two")
        roles = {"planner": Role.PLANNER, "one": Role.VILLAGE_OPERATOR, "two": Role.VILLAGE_OPERATOR}
        areas = {"one": VILLAGE, "two": OTHER_VILLAGE}
        self.people: dict[str, Actor] = {}
        for name in names:
            user = User.objects.create(username=f"m-{name}", full_name=name)
            held = Held(roles.get(name, Role.SOCIAL_OFFICER), areas.get(name, "35.05"))
            from merata_portal.accounts.models import Assignment  # noqa: PLC0415 - beside its only use

            Assignment.objects.create(user=user, role=held.role, area_id=held.area, from_day="2024-01-01")
            self.people[name] = Actor(user.pk, name, (held,))
        self.line = ledger_line(amount_idr=100_000_000)
        villages = {VILLAGE: 2 * 1_000_001, OTHER_VILLAGE: 1_000_001}
        self.cash = launch("running", villages, line=self.line, instalments=INSTALMENTS)
        for village, name in ((VILLAGE, "A"), (VILLAGE, "B"), (OTHER_VILLAGE, "C")):
            enrolment(self.cash, with_account(household(village, name)), "enrolled", annual_idr=1_000_001)
        self.goods = launch(
            "running", {VILLAGE: 100_000}, line=self.line, instalments=INSTALMENTS, delivery="in_kind", goods_unit="kg"
        )
        home = household(VILLAGE, "D")
        enrolment(self.goods, home, "enrolled", annual_idr=100_000, quantity=Decimal(30))
        for one in (self.cash, self.goods):
            open_cycles(by=self.people["maker"], launch=one.uuid)
        self.contents: list[tuple[Batch, bytes]] = []
        # Not from nothing: the longest ways would hardly be gone.
        for cycle in Cycle.objects.order_by("pk"):
            self.tried(lambda cycle=cycle: entitle(by=self.people["maker"], cycle_id=cycle.pk))
        self.make(0, None)
        self.check_and_pay(0)
        (batch,) = Batch.objects.all()
        self.take(batch, answer(batch, {batch.payments.first().payment_id: "14"}))  # type: ignore[union-attr]

    def teardown(self) -> None:
        try:
            verdict = verify()
            assert verdict.whole, verdict.differences
            for batch in Batch.objects.filter(pay_entry__isnull=False):
                self.files_say_the_same(batch)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def files_say_the_same(self, batch: Batch) -> None:
        told = known(batch, sent_payments(batch))
        disputed = {one.payment_id for one in told.disputed}
        for payment in batch.payments.all():
            state = told.states[payment.payment_id].status.value
            expected = "disputed" if payment.payment_id in disputed and state in ("sent", "paid") else state
            assert payment.status == expected

    def tried(self, act: Callable[[], Any]) -> None:
        """Done whole, or refused with nothing left of it."""
        try:
            with transaction.atomic():
                act()
        except (ProgrammeRefused, LedgerRefusal):
            return
        work_off_all()

    def one(self, rows: Any, draw: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[draw % len(found)] if found else None

    @precondition(lambda self: Entitlement.objects.filter(cycle__launch=self.cash, state="due").exists())
    @rule(draw=st.integers(0, 9), villages=st.sampled_from([None, [VILLAGE], [OTHER_VILLAGE]]))
    def make(self, draw: int, villages: list[str] | None) -> None:
        cycle = self.one(Cycle.objects.filter(launch=self.cash), draw)
        if cycle is not None:
            self.tried(
                lambda: make_batch(by=self.people["maker"], cycle_id=cycle.pk, layout="bank_umum", villages=villages)
            )

    @precondition(lambda self: Batch.objects.filter(state__in=("made", "checked")).exists())
    @rule(draw=st.integers(0, 9))
    def check_and_pay(self, draw: int) -> None:
        batch = self.one(Batch.objects.filter(state__in=("made", "checked")), draw)
        if batch is None:
            return
        if batch.state == "made":
            self.tried(lambda: check_batch(by=self.people["checker"], batch=batch.uuid, reason="cocok"))
        self.tried(lambda: pay_batch(by=self.people["payer"], batch=batch.uuid, document="", reason="bayar"))

    @precondition(lambda self: Batch.objects.filter(pay_entry__isnull=False).exists())
    @rule(draw=st.integers(0, 9))
    def pay_again(self, draw: int) -> None:
        batch = self.one(Batch.objects.filter(pay_entry__isnull=False), draw)
        if batch is not None:
            with pytest.raises(ProgrammeRefused):
                pay_batch(by=self.people["payer"], batch=batch.uuid, document="", reason="bayar")

    @precondition(lambda self: Batch.objects.filter(state__in=("made", "checked")).exists())
    @rule(draw=st.integers(0, 9))
    def discard(self, draw: int) -> None:
        batch = self.one(Batch.objects.filter(state__in=("made", "checked")), draw)
        if batch is not None:
            self.tried(lambda: discard_batch(by=self.people["maker"], batch=batch.uuid, reason="salah"))

    @precondition(lambda self: Payment.objects.filter(status__in=("sent", "disputed", "paid")).exists())
    @rule(draw=st.integers(0, 9), data=st.data())
    def answer_of_the_bank(self, draw: int, data: Any) -> None:
        # Mostly of what is open, so that most rows are news.
        rows_of = Batch.objects.filter(state__in=("paid", "settled"))
        batch = self.one(rows_of.filter(payments__status="sent").distinct(), draw) or self.one(rows_of, draw)
        sent = sent_payments(batch)
        rows = [one for one in sent if data.draw(st.booleans())] or list(sent[:1])
        codes = {one.payment_id: data.draw(st.sampled_from(CODES)) for one in rows}
        if data.draw(st.integers(0, 5)) == 0:
            one = rows[0]
            rows.append(type(one)(one.payment_id, one.amount_idr + 1, account_number=one.account_number))
        content = returned(rows, batch.number, codes, default="00", day=batch.day)
        self.contents.append((batch, content))
        self.take(batch, content)

    @precondition(lambda self: self.contents)
    @rule(draw=st.integers(0, 99), cut=st.sampled_from([0, 0, 5, 40]))
    def the_same_again_or_cut_off(self, draw: int, cut: int) -> None:
        batch, content = self.contents[draw % len(self.contents)]
        before = balance(self.line.pk)
        self.take(batch, content[: len(content) - cut])
        assert balance(self.line.pk) == before

    def take(self, batch: Batch, content: bytes) -> None:
        by = self.people["payer"]
        self.tried(lambda: take_return(by=by, batch=batch.uuid, file_name="k.txt", content=content))

    @precondition(lambda self: ReturnRow.objects.filter(looked_at__isnull=True).exists())
    @rule(draw=st.integers(0, 9), decided=st.sampled_from(["", "", "paid", "failed", "returned"]))
    def look(self, draw: int, decided: str) -> None:
        row = self.one(ReturnRow.objects.filter(looked_at__isnull=True), draw)
        if row is not None:
            self.tried(lambda: look_at(by=self.people["payer"], row_id=row.pk, found="diperiksa", decided=decided))

    @rule()
    def money_for_second_attempts(self) -> None:
        for one in (self.cash, self.goods):
            self.tried(lambda one=one: reserve_again(by=self.people["planner"], launch=one.uuid, reason="lagi"))
            self.tried(lambda one=one: commit_again(by=self.people["officer"], launch=one.uuid, reason="lagi"))

    @rule()
    def give_back_what_is_owed_to_nobody(self) -> None:
        for one in (self.cash, self.goods):
            self.tried(lambda one=one: give_back(by=self.people["officer"], launch=one.uuid, reason="sisa"))

    @precondition(lambda self: Batch.objects.filter(state="paid").exists())
    @rule(draw=st.integers(0, 9))
    def close(self, draw: int) -> None:
        batch = self.one(Batch.objects.filter(state="paid"), draw)
        if batch is not None:
            self.tried(lambda: settle_batch(by=self.people["payer"], batch=batch.uuid, reason="tidak ada kabar"))

    @rule(draw=st.integers(0, 9))
    def flag_or_answer(self, draw: int) -> None:
        one = self.one(Enrolment.objects.all(), draw)
        flag = Flag.objects.filter(enrolment=one, answered_at__isnull=True).first()
        if flag is None:
            number = Flag.objects.count()
            Flag.objects.create(
                uuid=f"00000000-0000-0000-0000-{number:012d}", enrolment=one, kind="duplicate", at="2026-01-01T00:00Z"
            )
        else:
            Flag.objects.filter(pk=flag.pk).update(answered_at="2026-01-02T00:00Z", answer="keep")

    @rule(draw=st.integers(0, 9))
    def lose_or_get_an_account(self, draw: int) -> None:
        home = self.one(Household.objects.filter(enrolments__launch=self.cash), draw)
        if home.account_sealed is None:
            with_account(home)
        else:
            Household.objects.filter(pk=home.pk).update(account_sealed=None)

    @rule(draw=st.integers(0, 9), tenths=st.integers(1, 100))
    def hand_goods_over(self, draw: int, tenths: int) -> None:
        one = self.one(Entitlement.objects.filter(cycle__launch=self.goods), draw)
        if one is not None:
            day, quantity = one.cycle.pays_on, Decimal(tenths) / 10
            by = self.people["one"]
            self.tried(lambda: hand_over(by=by, entitlement=one.uuid, handed_on=day, quantity=quantity))

    @precondition(lambda self: Receipt.objects.filter(taken_back_at__isnull=True).exists())
    @rule(draw=st.integers(0, 9))
    def take_goods_back(self, draw: int) -> None:
        one = self.one(Receipt.objects.filter(taken_back_at__isnull=True), draw)
        if one is not None and one.entry is None:
            self.tried(lambda: take_back_receipt(by=self.people["one"], receipt=one.uuid, reason="keliru"))
        elif one is not None:
            by = self.people["payer"]
            self.tried(lambda: return_from_supplier(by=by, receipt=one.uuid, document="", reason="keliru"))

    @precondition(lambda self: Receipt.objects.filter(taken_back_at__isnull=True, entry__isnull=True).exists())
    @rule(draw=st.integers(0, 9))
    def pay_for_goods(self, draw: int) -> None:
        cycle = self.one(Cycle.objects.filter(launch=self.goods), draw)
        self.tried(lambda: pay_supplier(by=self.people["payer"], cycle_id=cycle.pk, document="", reason="terima"))

    @invariant()
    def conserved(self) -> None:
        there = balance(self.line.pk)
        kept = there["available"] + there["reserved"] + there["committed"] + there["paid"] - there["returned"]
        assert there["appropriated"] == kept == 100_000_000
        goods = Receipt.objects.filter(entry__isnull=False, taken_back_at__isnull=True)
        worth = goods.aggregate(total=Sum("worth_idr", default=0))["total"]
        assert there["paid"] - there["returned"] == money_out(self.cash) + worth

    @invariant()
    def nobody_is_paid_twice(self) -> None:
        payments = Count("payments", filter=Q(payments__status__in=OPEN))
        assert not Entitlement.objects.annotate(open_ones=payments).filter(open_ones__gt=1).exists()
        for one in Enrolment.objects.filter(launch=self.cash):
            out = Payment.objects.filter(entitlement__enrolment=one, status__in=OUT)
            assert (out.aggregate(total=Sum("amount_idr", default=0))["total"]) <= one.annual_idr

    @invariant()
    def each_entitlement_is_where_its_payment_is(self) -> None:
        for one in Entitlement.objects.filter(cycle__launch=self.cash).prefetch_related("payments"):
            found = [payment.status for payment in one.payments.all() if payment.status in OPEN]
            expected = {"paid": "received", "sent": "sent", "disputed": "sent", "drafted": "sent"}
            if found:
                assert one.state == expected[found[0]]
            else:
                assert one.state in ("due", "held", "cancelled")
        for one in Entitlement.objects.filter(cycle__launch=self.goods).prefetch_related("receipts"):
            standing = [receipt for receipt in one.receipts.all() if receipt.taken_back_at is None]
            assert (one.state == "received") == (len(standing) == 1)

    @invariant()
    def what_is_still_to_pay_is_the_year_less_what_is_out(self) -> None:
        annual = Enrolment.objects.filter(launch=self.cash).aggregate(total=Sum("annual_idr"))["total"]
        assert sum(still_to_pay(self.cash).values()) == annual - money_out(self.cash)


def work_off_all() -> None:
    from merata_portal.jobs.models import UNFINISHED, Job  # noqa: PLC0415 - models need the settings first

    if Job.objects.filter(status__in=UNFINISHED).exists():
        work_off()


@pytest.mark.slow
@pytest.mark.django_db
def test_no_rupiah_is_lost_and_nobody_is_paid_twice(areas: object) -> None:
    run_state_machine_as_test(
        Programme, settings=settings(max_examples=15, stateful_step_count=40, deadline=None)
    )  # fmt: skip
