from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from made_works import PDF, PLACE, finished, handed_over, paid, photo, reported, under_way

from merata_portal.actor import SamePerson
from merata_portal.attachments.kinds import NotAccepted
from merata_portal.attachments.models import Attachment
from merata_portal.infrastructure.actions import contracting, handing_over, paying, reporting
from merata_portal.infrastructure.models import Payment, Progress, Project
from merata_portal.infrastructure.queries.pages import page
from merata_portal.infrastructure.queries.projects import summary
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused
from merata_portal.ledger.models import Entry

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 15), date(2026, 4, 15)


def test_a_photograph_is_public_and_its_distance_is_shown(who: Any) -> None:
    made = under_way(who)
    reported(who, made, "12.50", MARCH, photo(), photo(PLACE[0] - 0.009, colour=3), photo(None, colour=9))
    found = page(made).reports[0]
    assert [(one.distance_m, one.far) for one in found.pictures] == [(0, False), (1001, True), (None, False)]
    assert set(Attachment.objects.values_list("public", "kind", "area")) == {(True, "photo", "35.05.01.2001")}


def test_progress_does_not_fall_without_a_reason(who: Any) -> None:
    made = under_way(who)
    reported(who, made, "40", MARCH)
    with pytest.raises(FaultyWorks, match=r"progress falls from 40.00%"):
        reported(who, made, "35", APRIL, photo(colour=5))
    assert Attachment.objects.count() == 1
    reported(who, made, "35", APRIL, photo(colour=5), correction="salah ukur")
    assert summary(made).physical_pc == 35.0
    with pytest.raises(FaultyWorks) as error:
        reported(who, made, "101", MARCH, photo(colour=6))
    assert [text for _id, text in error.value.faults] == [
        "physical progress is 0 to 100 percent", "earlier than the last report",
    ]  # fmt: skip


def test_what_is_no_photograph_leaves_no_report(who: Any) -> None:
    made = under_way(who)
    with pytest.raises(NotAccepted):
        reported(who, made, "40", MARCH, PDF)
    with pytest.raises(FaultyWorks, match="at least one photograph"):
        reporting.report_progress(
            by=who.officer,
            project=made.uuid,
            on_day=MARCH,
            physical_pc=40,
            note="",
            photos=[],  # type: ignore[arg-type]
        )
    assert Progress.objects.count() == 0


def test_money_that_runs_ahead_of_the_work_is_seen(who: Any) -> None:
    made = under_way(who)
    reported(who, made, "30", MARCH)
    paid(who, made, 160_000_000)
    found = summary(made)
    assert (found.money.spent_idr, found.money.contract_idr, found.money.percent) == (160_000_000, 400_000_000, 40.0)
    assert [one.code for one in found.warnings] == ["late", "milestones", "silent"]
    paid(who, made, 8_000_000)
    assert summary(made).warnings[0].text_en == "Money is 12.0 points ahead of the work: 42.0% paid, 30.0% built"


def test_a_payment_is_asked_checked_and_paid_by_three(who: Any) -> None:
    made = under_way(who)
    asked = paying.ask_payment(
        by=who.officer, project=made.uuid, milestone=1, amount_idr=100, document="SPP", reason="tahap 1"
    )
    with pytest.raises(SamePerson):
        paying.check_payment(by=who.officer, payment=asked.uuid, reason="x")
    with pytest.raises(WorksRefused, match="is asked"):
        paying.pay_payment(by=who.payer, payment=asked.uuid, document="SP2D", reason="x")
    paying.check_payment(by=who.checker, payment=asked.uuid, reason="sesuai")
    for same in (who.officer, who.checker):
        with pytest.raises(SamePerson):
            paying.pay_payment(by=same, payment=asked.uuid, document="SP2D", reason="x")
    done = paying.pay_payment(by=who.payer, payment=asked.uuid, document="SP2D", reason="lengkap")
    assert (done.state, Entry.objects.get(pk=done.entry).total_idr) == ("paid", 100)
    with pytest.raises(WorksRefused, match="is paid"):
        paying.pay_payment(by=who.payer, payment=asked.uuid, document="SP2D", reason="lengkap")
    assert Entry.objects.filter(kind="pay").count() == 1


def test_together_never_more_than_the_contract_is_asked_for(who: Any) -> None:
    made = under_way(who)
    one = paying.ask_payment(
        by=who.officer, project=made.uuid, milestone=1, amount_idr=399_999_999, document="SPP", reason="tahap 1"
    )
    with pytest.raises(FaultyWorks, match="comes to 400000001, above the contract of 400000000"):
        paying.ask_payment(by=who.officer, project=made.uuid, milestone=2, amount_idr=2, document="S", reason="2")
    paying.discard_payment(by=who.checker, payment=one.uuid, reason="salah jumlah")
    paying.ask_payment(by=who.officer, project=made.uuid, milestone=2, amount_idr=2, document="S", reason="2")
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["asked", "discarded"]


def test_building_ends_at_a_hundred_percent_with_every_milestone_met(who: Any) -> None:
    made = under_way(who)
    reported(who, made, "99.99", MARCH)
    with pytest.raises(FaultyWorks) as error:
        reporting.finish_work(by=who.officer, project=made.uuid, on_day=APRIL, reason="x")
    assert [text for _id, text in error.value.faults] == [
        "the last report does not say 100 percent", "2 milestones are not met",
    ]  # fmt: skip


def test_a_village_that_does_not_accept_sends_the_work_back(who: Any) -> None:
    made = finished(who)
    minutes = ("ba.pdf", io.BytesIO(PDF))
    with pytest.raises(FaultyWorks, match="say what was found"):
        handing_over.hand_over(
            by=who.village, project=made.uuid, on_day=date(2026, 6, 25), accepted=False, minutes_number="1",
            findings="", minutes=minutes,
        )  # fmt: skip
    handing_over.hand_over(
        by=who.village, project=made.uuid, on_day=date(2026, 6, 25), accepted=False, minutes_number="1",
        findings="pagar belum ada", minutes=("ba.pdf", io.BytesIO(PDF)),
    )  # fmt: skip
    after = Project.objects.get(pk=made.pk)
    assert (after.state, after.finished_on, after.handed_over_on) == ("under_way", None, None)
    assert Attachment.objects.get(kind="minutes").public is False


def test_the_warranty_runs_from_the_hand_over(who: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from made_works import on  # noqa: PLC0415

    made = handed_over(who)
    assert (made.state, made.warranty_until) == ("handed_over", date(2026, 12, 28))
    found = summary(made)
    assert (found.days_since_hand_over, found.within_warranty, found.delay_days) == (96, True, -10)
    with pytest.raises(WorksRefused, match="lasts until 2026-12-28"):
        handing_over.end_warranty(by=who.officer, project=made.uuid, reason="x")
    on(monkeypatch, date(2026, 12, 29))
    assert handing_over.end_warranty(by=who.officer, project=made.uuid, reason="habis").state == "warranty_over"


def test_a_payment_that_breaks_half_way_moves_no_money(who: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = under_way(who)
    asked = paying.ask_payment(
        by=who.officer, project=made.uuid, milestone=1, amount_idr=100, document="SPP", reason="tahap 1"
    )
    paying.check_payment(by=who.checker, payment=asked.uuid, reason="sesuai")

    def breaks(*_given: object, **_named: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(paying, "record", breaks)
        with pytest.raises(OSError, match="disk full"):
            paying.pay_payment(by=who.payer, payment=asked.uuid, document="SP2D", reason="lengkap")
    assert Payment.objects.get().state == "checked"
    assert not Entry.objects.filter(kind="pay").exists()
    assert summary(made).money.spent_idr == 0


def test_a_work_does_not_finish_before_its_last_report_nor_is_a_milestone_met_before_it_began(who: Any) -> None:
    made = under_way(who)
    reported(who, made, "100", date(2026, 6, 15))
    assert made.started_on is not None
    early = made.started_on - timedelta(days=1)
    with pytest.raises(FaultyWorks, match="earlier than the work's beginning"):
        reporting.meet_milestone(by=who.officer, project=made.uuid, number=1, on_day=early)
    for number in (1, 2, 3):
        if made.milestones.filter(number=number).exists():
            reporting.meet_milestone(by=who.officer, project=made.uuid, number=number, on_day=date(2026, 6, 15))
    with pytest.raises(FaultyWorks, match="before its last report"):
        reporting.finish_work(by=who.officer, project=made.uuid, on_day=date(2026, 6, 14), reason="selesai")
    assert reporting.finish_work(by=who.officer, project=made.uuid, on_day=date(2026, 6, 15), reason="ya").finished_on


def test_a_contract_is_not_amended_below_what_was_asked_for(who: Any) -> None:
    made = under_way(who)
    asked = paying.ask_payment(
        by=who.officer, project=made.uuid, milestone=1, amount_idr=300_000_000, document="SPP", reason="tahap 1"
    )
    given: dict[str, Any] = {
        "project": made.uuid, "document": "ADD-1", "signed_on": date(2026, 5, 1), "value_idr": 200_000_000,
        "ends_on": date(2026, 8, 31), "reason": "lingkup berkurang",
    }  # fmt: skip
    with pytest.raises(FaultyWorks, match="300,000,000 were asked for"):
        contracting.amend_contract(by=who.officer, **given)
    paying.discard_payment(by=who.checker, payment=asked.uuid, reason="diajukan lagi")
    assert contracting.amend_contract(by=who.officer, **given).new_value_idr == 200_000_000


def test_amendments_parties_and_payments_tell_when_the_open_data_changed(who: Any) -> None:
    made = under_way(who)

    def changed_since(step: Any) -> bool:
        before = Project.objects.get(pk=made.pk).changed_at
        step()
        return bool(Project.objects.get(pk=made.pk).changed_at > before)

    assert changed_since(
        lambda: contracting.add_party(
            by=who.officer, project=made.uuid, role="supervisor", party=contracting.Supplier("cv", "CV Awas")
        )
    )
    assert changed_since(
        lambda: contracting.amend_contract(
            by=who.officer, project=made.uuid, document="ADD-1", signed_on=date(2026, 5, 1), value_idr=450_000_000,
            ends_on=date(2026, 8, 31), reason="tanah longsor",
        )
    )  # fmt: skip
    assert changed_since(lambda: paid(who, made, 1_000_000))
