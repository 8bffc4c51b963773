from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from made_programmes import OTHER_VILLAGE, VILLAGE, enrolment, launch
from made_registry import household, person
from paying_made import (
    Three,
    account_number,
    balance,
    bank,
    entitled,
    made_batch,
    money_out,
    paid_batch,
    running,
    statuses,
    with_account,
    work_off,
)

from merata.errors import InputError
from merata.programmes.payments.loading import text_of
from merata.programmes.payments.reading import read_batch
from merata_portal.actor import Actor, Refused, SamePerson
from merata_portal.audit.models import Event
from merata_portal.jobs.claiming import claim
from merata_portal.jobs.errors import Cancelled
from merata_portal.jobs.models import Status
from merata_portal.jobs.running import Running
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.verifying import verify
from merata_portal.personal.columns import sealed, unsealed
from merata_portal.programmes.actions import overlap_flags
from merata_portal.programmes.actions.batch_making import run_making
from merata_portal.programmes.actions.batching import check_batch, discard_batch, make_batch, pay_batch, sent_file
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.models import Batch, Enrolment, Entitlement, Flag, Launch, Pause, Payment, batches
from merata_portal.programmes.queries.batches import batch as one_batch
from merata_portal.programmes.queries.batches import left_out, waiting
from merata_portal.programmes.queries.payments import of_enrolment, payments
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Household, Membership, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(social: Actor, social2: Actor, sector: Actor) -> Three:
    return Three(social, social2, sector)


def content(batch: Batch) -> bytes:
    return b"".join(batches.read(batch.uuid.hex, batch.uuid))


def test_a_batch_holds_what_is_due_and_its_file_says_so(areas: object, three: Three) -> None:
    made, enrolled = running()
    batch = made_batch(entitled(made, three.maker), three.maker)
    assert (batch.state, batch.payments_count, batch.total_idr) == ("made", 3, 900_000)
    assert batch.file_hash == hashlib.sha256(content(batch)).hexdigest()
    read = read_batch(content(batch), bank(), "kirim.txt")
    assert (read.batch_id, read.day, read.total_idr) == (batch.number, batch.day, 900_000)
    assert [(one.recipient, one.amount_idr, one.remark) for one in read.payments] == [
        (name, 300_000, f"{made.programme_id} 1/6 2026") for name in ("Siti", "Budi", "Wati")
    ]
    ids = list(batch.payments.order_by("pk").values_list("payment_id", flat=True))
    assert [one.payment_id for one in read.payments] == ids
    assert all(len(one) <= 20 for one in [*ids, batch.number])
    home = enrolled[0].household
    account = unsealed(Household, "account_sealed", home.account_sealed, home.uuid)
    assert read.payments[0].account_number == account
    assert list(Entitlement.objects.values_list("state", flat=True)) == ["sent"] * 3


def test_names_and_accounts_are_nowhere_in_the_open(areas: object, three: Three) -> None:
    made, _ = running(["Rahasiawati"])
    batch = made_batch(entitled(made, three.maker), three.maker)
    payment = Payment.objects.get()
    account = read_batch(content(batch), bank(), "x").payments[0].account_number
    plain = repr(Payment.objects.values().get()) + repr(Batch.objects.values().get())
    plain += "".join(f"{one.data}{one.reason}{one.subject}" for one in Event.objects.all())
    assert "Rahasiawati" not in plain
    assert account not in plain
    assert unsealed(Payment, "recipient_sealed", payment.recipient_sealed, payment.uuid) == "Rahasiawati"
    assert b"Rahasiawati" not in (batches.folder() / batch.uuid.hex).read_bytes()


def test_the_household_is_kept_as_it_was_when_it_was_paid(areas: object, three: Three) -> None:
    made, (one,) = running(["Siti"])
    paid_batch(entitled(made, three.maker), three)
    Household.objects.filter(pk=one.household_id).update(desil=9, size=12)
    assert Payment.objects.get().household == {
        "village": VILLAGE, "size": 1, "members": 1, "desil": 3, "reason": "Memenuhi: uji.",
    }  # fmt: skip


def test_whoever_has_no_account_is_left_out_and_named_and_paid_later(areas: object, three: Three) -> None:
    made, enrolled = running()
    Household.objects.filter(pk=enrolled[1].household_id).update(account_sealed=None)
    Membership.objects.filter(household=enrolled[2].household).update(until_day="2026-01-31")
    cycle = entitled(made, three.maker)
    batch = make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")
    assert work_off().result == {"payments": 1, "left_out": 1}
    out = left_out(three.maker, cycle.pk).rows
    assert [(one.enrolment_id, one.why) for one in out] == [(enrolled[1].pk, "no_account")]
    # Of a household that nobody lives in any more it is asked what became of it.
    assert Flag.objects.get(answered_at__isnull=True).enrolment_id == enrolled[2].pk
    assert enrolled[2].entitlements.get().state == "held"
    with_account(Household.objects.get(pk=enrolled[1].household_id))
    later = made_batch(cycle, three.maker)
    assert list(later.payments.values_list("entitlement__enrolment", flat=True)) == [enrolled[1].pk]
    assert batch.pk != later.pk
    assert left_out(three.maker, cycle.pk).rows == []


def test_the_post_pays_the_person_and_is_told_the_address(areas: object, three: Three) -> None:
    made, (one,) = running(["Kepala"], delivery="post", unit="person")
    child = person(VILLAGE, "Anak Kedua", relation="child")
    Membership.objects.create(
        person=child, household=one.household, from_day="2026-01-01", created_by=0, changed_by=0
    )  # fmt: skip
    Enrolment.objects.filter(pk=one.pk).update(person=child)
    Household.objects.filter(pk=one.household_id).update(account_sealed=None)
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker, layout="pos_umum")
    payment = Payment.objects.get()
    assert unsealed(Payment, "recipient_sealed", payment.recipient_sealed, payment.uuid) == "Anak Kedua"
    assert unsealed(Payment, "address_sealed", payment.address_sealed, payment.uuid) == "Dusun Krajan"
    assert payment.account_sealed is None
    assert payment.household["members"] == 2
    assert cycle.answered_by.strftime("%d%m%Y") in content(batch).decode()


def test_another_member_takes_it_where_the_village_said_so(areas: object, three: Three) -> None:
    made, (one,) = running(["Almarhum"])
    heir = person(VILLAGE, "Ahli Waris", relation="spouse")
    Enrolment.objects.filter(pk=one.pk).update(recipient=heir)
    batch = made_batch(entitled(made, three.maker), three.maker)
    assert read_batch(content(batch), bank(), "x").payments[0].recipient == "Ahli Waris"


def test_a_name_that_does_not_fit_stops_the_whole_batch_with_every_fault(areas: object, three: Three) -> None:
    made, _ = running(["Siti", "B" * 36, "Wati é"])
    cycle = entitled(made, three.maker)
    batch = make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")
    job = work_off()
    assert job.status == Status.FAILED
    assert job.failure_en.count("recipient") == 2
    assert "BBBB" not in job.failure_en + job.failure_id
    batch.refresh_from_db()
    assert (batch.state, batch.file_hash, statuses(batch)) == ("discarded", "", ["discarded"] * 3)
    assert list(Entitlement.objects.values_list("state", flat=True)) == ["due"] * 3


def test_nothing_due_makes_no_batch(areas: object, three: Three) -> None:
    made, _ = running(["Siti"])
    cycle = entitled(made, three.maker)
    made_batch(cycle, three.maker)
    batch = make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")
    assert "holds no payment" in work_off().failure_en
    batch.refresh_from_db()
    assert batch.state == "discarded"


def test_a_batch_may_be_of_some_villages(areas: object, three: Three) -> None:
    made = launch("running", {VILLAGE: 1_800_000, OTHER_VILLAGE: 1_800_000})
    for village, name in ((VILLAGE, "Siti"), (OTHER_VILLAGE, "Budi")):
        enrolment(made, with_account(household(village, name)), "enrolled")
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker, villages=[OTHER_VILLAGE])
    assert list(batch.payments.values_list("entitlement__village_code", flat=True)) == [OTHER_VILLAGE]
    with pytest.raises(ProgrammeRefused, match=r"35\.72\.01\.1001"):
        make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum", villages=["35.72.01.1001"])


def test_a_layout_of_ones_own_is_kept_with_the_batch(areas: object, three: Three) -> None:
    made, _ = running(["Siti"])
    cycle = entitled(made, three.maker)
    own = (
        text_of("bank_umum").replace('delimiter: ";"', 'delimiter: "|"').replace("layout: bank_umum", "layout: bank_x")
    )
    batch = made_batch(cycle, three.maker, layout=own)
    assert (batch.layout_id, batch.layout) == ("bank_x", own)
    assert content(batch).startswith(b"H|2026-")
    with pytest.raises(InputError):
        make_batch(by=three.maker, cycle_id=cycle.pk, layout="layout: [")


def test_three_people_are_needed(areas: object, three: Three) -> None:
    made, _ = running()
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker)
    with pytest.raises(SamePerson):
        check_batch(by=three.maker, batch=batch.uuid, reason="saya sendiri")
    with pytest.raises(ProgrammeRefused, match="another step"):
        pay_batch(by=three.payer, batch=batch.uuid, document="", reason="belum diperiksa")
    assert [one.pk for one in waiting(three.checker)] == [batch.pk]
    assert waiting(three.maker) == []
    check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    for person_ in (three.maker, three.checker):
        with pytest.raises(SamePerson):
            pay_batch(by=person_, batch=batch.uuid, document="", reason="bayar")
    assert [one.pk for one in waiting(three.payer)] == [batch.pk]
    paid = pay_batch(by=three.payer, batch=batch.uuid, document="SP2D 7", reason="tahap 1")
    entry = Entry.objects.get(pk=paid.pay_entry)
    assert (entry.total_idr, entry.document, entry.key) == (900_000, "SP2D 7", batch.subject)
    assert set(Transfer.objects.filter(entry=entry.pk).values_list("reference", flat=True)) == set(
        batch.payments.values_list("payment_id", flat=True)
    )
    assert statuses(batch) == ["sent"] * 3
    assert balance(made.line)["paid"] == money_out(made) == 900_000
    assert verify().whole


def test_whoever_comes_second_is_told_that_it_is_paid(areas: object, three: Three) -> None:
    made, _ = running()
    batch = paid_batch(entitled(made, three.maker), three)
    with pytest.raises(ProgrammeRefused, match="not paid twice"):
        pay_batch(by=three.payer, batch=batch.uuid, document="", reason="sekali lagi")
    assert balance(made.line)["paid"] == 900_000


def tampered(batch: Batch, what: str) -> None:
    if what == "amount":
        Payment.objects.filter(pk=batch.payments.first().pk).update(amount_idr=300_001)  # type: ignore[union-attr]
    elif what == "account":
        one = batch.payments.first()
        assert one is not None
        other = sealed(Payment, "account_sealed", account_number(999_999), one.uuid)
        Payment.objects.filter(pk=one.pk).update(account_sealed=other)
    elif what == "sum":
        Batch.objects.filter(pk=batch.pk).update(total_idr=batch.total_idr + 1)
    elif what == "count":
        Batch.objects.filter(pk=batch.pk).update(payments_count=2)
    elif what == "file":
        import io  # noqa: PLC0415 - of this case alone

        batches.keep(batch.uuid.hex, batch.uuid, io.BytesIO(content(batch).replace(b"300000", b"300001", 1)))


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("amount", "what is due is Rp300000"),
        ("account", "not that of its payments"),
        ("sum", "expected 3 of Rp900001"),
        ("count", "expected 2 of Rp900000"),
        ("file", "not that of its payments"),
    ],
)
def test_rupiah_that_do_not_add_up_are_refused(areas: object, three: Three, what: str, told: str) -> None:
    made, _ = running()
    batch = made_batch(entitled(made, three.maker), three.maker)
    tampered(batch, what)
    with pytest.raises(ProgrammeRefused, match=told):
        check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    if what not in ("account", "file"):
        Batch.objects.filter(pk=batch.pk).update(state="checked", checked_by_user_id=three.checker.user_id)
        with pytest.raises(ProgrammeRefused, match=told):
            pay_batch(by=three.payer, batch=batch.uuid, document="", reason="bayar")
    assert money_out(made) == balance(made.line)["paid"] == 0


def test_money_that_is_not_committed_is_refused_by_name(areas: object, three: Three) -> None:
    made, enrolled = running(annual_idr=1_800_000)
    cycle = entitled(made, three.maker)
    other = running(["Lain"])[1][0]
    Enrolment.objects.filter(pk=enrolled[0].pk).update(earmark=other.earmark)
    Entitlement.objects.filter(enrolment=enrolled[0]).update(amount_idr=2_000_000)
    batch = made_batch(cycle, three.maker)
    with pytest.raises(ProgrammeRefused, match=r"Rp2000000 are needed, Rp1800000 committed"):
        check_batch(by=three.checker, batch=batch.uuid, reason="cocok")


def test_who_is_flagged_after_the_batch_was_made_is_not_paid_by_it(areas: object, three: Three) -> None:
    made, (one, *_) = running()
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker)
    flag = Flag.objects.create(uuid=one.uuid, enrolment=one, kind="death", at="2026-01-01T00:00:00Z")
    with pytest.raises(ProgrammeRefused, match="1 recipients were held back"):
        check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    discard_batch(by=three.maker, batch=batch.uuid, reason="ada yang meninggal")
    settle_held(Entitlement.objects.filter(cycle=cycle))
    assert list(Entitlement.objects.order_by("pk").values_list("state", flat=True)) == ["held", "due", "due"]
    again = paid_batch(cycle, three)
    assert again.payments_count == 2
    assert not flag.answer


def test_a_death_that_no_job_has_asked_about_yet_stops_the_check_and_the_payment(areas: object, three: Three) -> None:
    made, (one, *_) = running()
    batch = made_batch(entitled(made, three.maker), three.maker)
    heads = Membership.objects.filter(household=one.household)
    heads.update(until_day=timezone.localdate())
    Person.objects.filter(memberships__in=heads).update(died_on=timezone.localdate())
    assert not Flag.objects.exists()
    with pytest.raises(ProgrammeRefused, match="1 recipients were held back"):
        check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    Batch.objects.filter(pk=batch.pk).update(state="checked", checked_by_user_id=three.checker.user_id)
    with pytest.raises(ProgrammeRefused, match="1 recipients were held back"):
        pay_batch(by=three.payer, batch=batch.uuid, document="SP2D 1", reason="bayar")
    assert Payment.objects.filter(status="sent").count() == 0


def test_discarding_frees_what_was_due_before_paying_and_never_after(areas: object, three: Three) -> None:
    made, enrolled = running()
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker)
    check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    discard_batch(by=three.checker, batch=batch.uuid, reason="salah tata letak")
    assert statuses(batch) == ["discarded"] * 3
    again = paid_batch(cycle, three)
    assert {one.payment_id for one in batch.payments.all()}.isdisjoint({one.payment_id for one in again.payments.all()})
    with pytest.raises(ProgrammeRefused, match="another step"):
        discard_batch(by=three.maker, batch=again.uuid, reason="terlambat")
    told = of_enrolment(three.maker, enrolled[0].uuid)
    assert [(one.status, one.attempt) for one in told] == [("discarded", 1), ("sent", 1)]
    assert len(payments(three.maker, again.uuid, status="sent", limit=2).rows) == 2


def test_the_file_goes_out_after_it_is_paid_each_time_an_event(areas: object, three: Three, operator: Actor) -> None:
    made, _ = running()
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker)
    with pytest.raises(ProgrammeRefused):
        sent_file(by=three.payer, batch=batch.uuid)
    check_batch(by=three.checker, batch=batch.uuid, reason="cocok")
    pay_batch(by=three.payer, batch=batch.uuid, document="", reason="bayar")
    assert b"".join(sent_file(by=three.payer, batch=batch.uuid)) == content(batch)
    event = Event.objects.get(action="programmes.batch_file")
    assert event.content_hash == f"sha256:{hashlib.sha256(content(batch)).hexdigest()}"
    with pytest.raises(Refused):
        sent_file(by=operator, batch=batch.uuid)


def test_what_lies_elsewhere_is_not_there(areas: object, three: Three, acting: Callable[..., Actor]) -> None:
    made, _ = running()
    cycle = entitled(made, three.maker)
    batch = made_batch(cycle, three.maker)
    stranger = acting(("social_officer", "35.72"))
    calls: list[Callable[[], Any]] = [
        lambda: one_batch(stranger, batch.uuid),
        lambda: check_batch(by=stranger, batch=batch.uuid, reason="x"),
        lambda: pay_batch(by=stranger, batch=batch.uuid, document="", reason="x"),
        lambda: discard_batch(by=stranger, batch=batch.uuid, reason="x"),
    ]
    for call in calls:
        with pytest.raises(Batch.DoesNotExist):
            call()
    assert waiting(stranger) == []
    assert payments(stranger, batch.uuid).rows == []


def test_goods_and_unsettled_cycles_make_no_batch(areas: object, three: Three) -> None:
    made, _ = running(delivery="in_kind")
    cycle = entitled(made, three.maker)
    cycle.entitled_at = None
    cycle.save()
    with pytest.raises(ProgrammeRefused) as refused:
        make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")
    assert "goods or memberships" in str(refused.value)
    assert "not settled" in str(refused.value)
    Launch.objects.filter(pk=made.pk).update(state="closed")
    with pytest.raises(ProgrammeRefused, match="does not run"):
        make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")


def test_a_batch_whose_making_was_stopped_is_given_up_whole(areas: object, three: Three, settings: Any) -> None:
    settings.PROGRAMMES_CHUNK_ROWS = 2
    made, _ = running()
    cycle = entitled(made, three.maker)
    batch = make_batch(by=three.maker, cycle_id=cycle.pk, layout="bank_umum")
    with pytest.raises(ProgrammeRefused, match="stop its job first"):
        discard_batch(by=three.maker, batch=batch.uuid, reason="keliru")
    found = claim(worker="w", lease_seconds=60, kinds=frozenset({"programmes.batch"}))
    assert found is not None
    job = Running(found, lease_seconds=60, stopping=threading.Event())
    job.stop_if_asked = lambda: (_ for _ in ()).throw(Cancelled("x"))  # type: ignore[method-assign]
    with pytest.raises(Cancelled):
        run_making(job)
    assert statuses(batch) == ["drafted"] * 2
    job.end(status="cancelled", finished_at=timezone.now())
    discard_batch(by=three.maker, batch=batch.uuid, reason="keliru")
    assert statuses(batch) == ["discarded"] * 2
    assert list(Entitlement.objects.values_list("state", flat=True)) == ["due"] * 3
    assert made_batch(cycle, three.maker).payments_count == 3


def test_aid_that_may_not_stand_beside_is_asked_about_before_it_is_paid_and_once(
    areas: object, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, enrolled = running()
    cycle = entitled(made, three.maker)
    other = enrolled[1].household_id
    monkeypatch.setattr(
        overlap_flags, "overlapping", lambda _, keys: {other: ("pkh",)} if other in keys else {}
    )  # fmt: skip
    batch = made_batch(cycle, three.maker)
    assert batch.payments_count == 2
    flag = Flag.objects.get()
    assert (flag.kind, flag.enrolment_id, flag.evidence) == ("overlap", enrolled[1].pk, {"programmes": ["pkh"]})
    assert Entitlement.objects.get(enrolment=enrolled[1]).state == "held"
    Flag.objects.update(answered_at=timezone.now(), answer="keep")
    Pause.objects.update(lifted_on="2026-02-01")
    Enrolment.objects.filter(pk=enrolled[1].pk).update(state="enrolled")
    assert made_batch(cycle, three.maker).payments_count == 1
    assert Flag.objects.count() == 1
