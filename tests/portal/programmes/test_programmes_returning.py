from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from paying_made import (
    Three,
    answer,
    balance,
    entitled,
    made_batch,
    money_out,
    paid_batch,
    returned,
    running,
    statuses,
    taken,
    work_off,
)

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job, Status
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.batch_file import sent_payments
from merata_portal.programmes.actions.reconciling import known
from merata_portal.programmes.actions.refunding import commit_again, reserve_again
from merata_portal.programmes.actions.returning import look_at, settle_batch, take_return
from merata_portal.programmes.models import Batch, Entitlement, Payment, ReturnFile, ReturnRow
from merata_portal.programmes.queries.returns import reconciliation, return_files, row, to_look_at
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(social: Actor, social2: Actor, sector: Actor) -> Three:
    return Three(social, social2, sector)


@pytest.fixture
def batch(areas: object, three: Three) -> Batch:
    """Three payments of Rp300,000, paid."""
    made, _ = running()
    return paid_batch(entitled(made, three.maker), three)


def ids(batch: Batch) -> list[str]:
    return list(batch.payments.order_by("pk").values_list("payment_id", flat=True))


def due(batch: Batch) -> list[tuple[str, str]]:
    return list(Entitlement.objects.filter(cycle=batch.cycle).order_by("pk").values_list("state", "why"))


def agree(batch: Batch) -> None:
    """Whatever happened: ledger, payments and what the files say when read again are one."""
    assert verify().whole
    there = balance(batch.launch.line)
    assert there["paid"] - there["returned"] == money_out(batch.launch)
    told = known(batch, sent_payments(batch))
    disputed = {one.payment_id for one in told.disputed}
    for payment in batch.payments.all():
        state = told.states[payment.payment_id].status.value
        expected = "disputed" if payment.payment_id in disputed and state in ("sent", "paid") else state
        assert payment.status == expected


def test_every_row_has_an_outcome_and_every_payment_its_place(batch: Batch, three: Three) -> None:
    one, two, _ = ids(batch)
    file = taken(batch, three.payer, answer(batch, {one: "14", two: "90"}))
    assert statuses(batch) == ["failed", "returned", "paid"]
    assert file.counts == {"failed": 1, "returned": 1, "paid": 1}
    assert (file.rows, file.day, file.refused) == (3, batch.day, "")
    assert due(batch) == [("due", "failed"), ("due", "failed"), ("received", "")]
    entry = Entry.objects.get(pk=file.entry)
    assert (entry.kind, entry.total_idr, entry.key) == ("return", 600_000, f"return:{file.uuid}")
    assert set(Transfer.objects.filter(entry=entry.pk).values_list("reference", flat=True)) == {one, two}
    there = reconciliation(three.maker, batch.uuid)
    assert there.groups == {
        "paid": (1, 300_000), "failed": (1, 300_000), "returned": (1, 300_000), "disputed": (0, 0), "missing": (0, 0),
    }  # fmt: skip
    assert (there.sent, there.to_look_at) == ((3, 900_000), 0)
    assert Payment.objects.get(payment_id=one).code == "14"
    assert Event.objects.get(action="programmes.take_return").rows == 3
    agree(batch)


def test_the_same_bytes_again_do_nothing_whatever_they_are_called(batch: Batch, three: Three) -> None:
    content = answer(batch, {ids(batch)[0]: "14"})
    first = taken(batch, three.payer, content)
    before, jobs = balance(batch.launch.line), Job.objects.count()
    again = taken(batch, three.maker, content, "salinan.txt")
    assert (again.pk, Job.objects.count()) == (first.pk, jobs)
    assert balance(batch.launch.line) == before
    assert ReturnFile.objects.count() == 1


def test_another_file_that_says_the_same_is_duplicates(batch: Batch, three: Three) -> None:
    taken(batch, three.payer, answer(batch, {ids(batch)[0]: "14"}))
    before = balance(batch.launch.line)
    reordered = returned(sent_payments(batch)[::-1], batch.number, {ids(batch)[0]: "14"}, default="00", day=batch.day)
    file = taken(batch, three.payer, reordered, "lain.txt")
    assert file.counts == {"duplicate": 3}
    assert file.entry is None
    assert balance(batch.launch.line) == before
    agree(batch)


def test_the_order_of_rows_does_not_matter(areas: object, three: Three) -> None:
    found = []
    for step in (1, -1):
        made, _ = running()
        batch = paid_batch(entitled(made, three.maker), three)
        codes = dict(zip(ids(batch), ("14", "90", "00"), strict=True))
        taken(batch, three.payer, returned(sent_payments(batch)[::step], batch.number, codes, day=batch.day))
        found.append((statuses(batch), due(batch), balance(made.line)))
    assert found[0] == found[1]


def test_it_may_come_in_pieces_and_the_rest_is_missing(batch: Batch, three: Three) -> None:
    one, two, three_ = ids(batch)
    taken(batch, three.payer, answer(batch, only=[two]), "a.txt")
    assert statuses(batch) == ["sent", "paid", "sent"]
    with pytest.raises(ProgrammeRefused, match="no word yet"):
        settle_batch(by=three.payer, batch=batch.uuid)
    taken(batch, three.payer, answer(batch, {one: "14"}, only=[one]), "b.txt")
    taken(batch, three.payer, answer(batch, only=[three_]), "c.txt")
    assert statuses(batch) == ["failed", "paid", "paid"]
    assert settle_batch(by=three.payer, batch=batch.uuid).state == "settled"
    assert [one.file_name for one in return_files(three.maker, batch.uuid)] == ["c.txt", "b.txt", "a.txt"]
    agree(batch)


@pytest.mark.parametrize("cut", [3, 30, 60, 150])
def test_a_file_cut_off_is_refused_whole(batch: Batch, three: Three, cut: int) -> None:
    content = answer(batch, {ids(batch)[0]: "14"})
    file = taken(batch, three.payer, content[:-cut])
    assert file.refused
    assert file.counts == {}
    job = Job.objects.order_by("queued_at").last()
    assert job is not None
    assert (job.status, statuses(batch)) == (Status.FAILED, ["sent"] * 3)
    assert balance(batch.launch.line)["returned"] == 0
    assert not ReturnRow.objects.exists()
    # The whole one is taken afterwards.
    assert taken(batch, three.payer, content, "lengkap.txt").rows == 3
    agree(batch)


def test_the_answer_to_another_batch_is_refused_whole(batch: Batch, three: Three) -> None:
    made, _ = running(["Lain"])
    other = paid_batch(entitled(made, three.maker), three)
    file = taken(batch, three.payer, answer(other))
    assert "answers another batch" in file.refused
    assert statuses(batch) == ["sent"] * 3
    assert taken(other, three.payer, answer(other)).counts == {"paid": 1}
    agree(batch)


def test_rows_of_others_wrong_amounts_accounts_and_codes_are_looked_at(batch: Batch, three: Three) -> None:
    one, two, three_ = sent_payments(batch)
    foreign = type(one)("ASING-1", 5, account_number="00000001")
    rows = [
        foreign,
        type(one)(one.payment_id, one.amount_idr + 1, account_number=one.account_number),
        type(one)(two.payment_id, two.amount_idr, account_number="99999"),
        three_,
    ]
    file = taken(
        batch, three.payer, returned(rows, batch.number, {three_.payment_id: "ZZ"}, default="00", day=batch.day)
    )
    assert file.counts == {"unknown": 1, "amount_differs": 1, "account_differs": 1, "unknown_code": 1}
    assert statuses(batch) == ["disputed"] * 3
    assert [one.outcome for one in to_look_at(three.maker, batch.uuid)] == [
        "unknown", "amount_differs", "account_differs", "unknown_code",
    ]  # fmt: skip
    assert due(batch) == [("sent", "")] * 3
    with pytest.raises(ProgrammeRefused, match="4 rows must be looked at"):
        settle_batch(by=three.payer, batch=batch.uuid, reason="apa pun")
    agree(batch)


def test_rows_of_days_to_come_wait_for_a_person(batch: Batch, three: Three) -> None:
    day = timezone.localdate() + timedelta(days=1)
    file = taken(batch, three.payer, answer(batch, day=day))
    assert file.counts == {"future": 3}
    assert statuses(batch) == ["disputed"] * 3
    assert balance(batch.launch.line)["returned"] == 0
    for one in to_look_at(three.maker, batch.uuid):
        look_at(by=three.payer, row_id=one.pk, found="tanggal berkas keliru")
    assert statuses(batch) == ["sent"] * 3
    agree(batch)
    assert taken(batch, three.payer, answer(batch), "benar.txt").counts == {"paid": 3}
    agree(batch)


def test_a_person_says_where_disputed_money_is(batch: Batch, three: Three) -> None:
    taken(batch, three.payer, answer(batch, default="ZZ"))
    one, two, three_ = to_look_at(three.maker, batch.uuid)
    look_at(by=three.payer, row_id=one.pk, found="menurut bank dibayar", decided="paid")
    look_at(by=three.payer, row_id=two.pk, found="menurut bank gagal", decided="failed")
    assert statuses(batch) == ["paid", "failed", "disputed"]
    assert due(batch) == [("received", ""), ("due", "failed"), ("sent", "")]
    assert balance(batch.launch.line)["returned"] == 300_000
    with pytest.raises(ProgrammeRefused, match="looked at already"):
        look_at(by=three.payer, row_id=two.pk, found="lagi", decided="paid")
    look_at(by=three.payer, row_id=three_.pk, found="belum jelas")
    assert statuses(batch) == ["paid", "failed", "sent"]
    agree(batch)
    # What a person found holds when the next file comes.
    file = taken(batch, three.payer, answer(batch, {two.payment_id: "14"}), "kedua.txt")
    assert file.counts == {"duplicate": 2, "paid": 1}
    assert statuses(batch) == ["paid", "failed", "paid"]
    agree(batch)


def test_what_was_paid_and_is_said_to_have_failed_is_disputed(batch: Batch, three: Three) -> None:
    first, *_ = ids(batch)
    taken(batch, three.payer, answer(batch))
    file = taken(batch, three.payer, answer(batch, {first: "14"}, only=[first]), "kedua.txt")
    assert file.counts == {"contradicts": 1}
    assert (statuses(batch), due(batch)[0]) == (["disputed", "paid", "paid"], ("sent", ""))
    (found,) = to_look_at(three.maker, batch.uuid)
    with pytest.raises(ProgrammeRefused, match="cannot become failed"):
        look_at(by=three.payer, row_id=found.pk, found="gagal", decided="failed")
    look_at(by=three.payer, row_id=found.pk, found="kembali ke kas", decided="returned")
    assert (statuses(batch)[0], due(batch)[0]) == ("returned", ("due", "failed"))
    agree(batch)


def test_a_dispute_that_comes_to_nothing_leaves_it_paid(batch: Batch, three: Three) -> None:
    first, *_ = ids(batch)
    taken(batch, three.payer, answer(batch))
    taken(batch, three.payer, answer(batch, {first: "14"}, only=[first]), "kedua.txt")
    look_at(by=three.payer, row_id=to_look_at(three.maker, batch.uuid)[0].pk, found="bank keliru")
    assert (statuses(batch), due(batch)[0]) == (["paid"] * 3, ("received", ""))
    agree(batch)


def test_money_that_failed_and_is_said_to_be_paid_is_not_paid_anew_before_somebody_looked(
    batch: Batch, three: Three
) -> None:
    first, *_ = ids(batch)
    taken(batch, three.payer, answer(batch, {first: "14"}))
    taken(batch, three.payer, answer(batch, only=[first]), "kedua.txt")
    assert (statuses(batch)[0], due(batch)[0]) == ("failed", ("held", "disputed"))
    (found,) = to_look_at(three.maker, batch.uuid)
    look_at(by=three.payer, row_id=found.pk, found="ternyata dibayar", decided="paid")
    assert (statuses(batch)[0], due(batch)[0]) == ("paid", ("received", ""))
    assert Entry.objects.filter(kind="correct").count() == 1
    assert balance(batch.launch.line)["returned"] == 0
    agree(batch)


def test_what_was_paid_anew_cannot_be_corrected_into_paid_twice(batch: Batch, three: Three) -> None:
    first, *_ = ids(batch)
    taken(batch, three.payer, answer(batch, {first: "14"}))
    again = paid_batch(batch.cycle, three)
    taken(batch, three.payer, answer(batch, only=[first]), "kedua.txt")
    (found,) = to_look_at(three.maker, batch.uuid)
    with pytest.raises(ProgrammeRefused, match=again.payments.get().payment_id):
        look_at(by=three.payer, row_id=found.pk, found="dibayar dua kali", decided="paid")
    look_at(by=three.payer, row_id=found.pk, found="diminta kembali ke bank")
    assert due(batch)[0] == ("sent", "")
    agree(batch)


def test_a_second_attempt_is_a_new_payment_with_money_committed_again(
    batch: Batch, three: Three, planner: Actor, acting: Callable[..., Actor]
) -> None:
    made, officer = batch.launch, acting(("social_officer", "35.05"))
    taken(batch, three.payer, answer(batch, {ids(batch)[0]: "14"}))
    after_return = balance(made.line)
    with pytest.raises(ProgrammeRefused):
        commit_again(by=officer, launch=made.uuid, reason="belum dicadangkan")
    reserve_again(by=planner, launch=made.uuid, reason="percobaan kedua")
    commit_again(by=officer, launch=made.uuid, reason="percobaan kedua")
    with pytest.raises(ProgrammeRefused, match="Nothing lacks"):
        reserve_again(by=planner, launch=made.uuid, reason="sekali lagi")
    now = balance(made.line)
    assert now["committed"] - after_return["committed"] == 300_000
    assert after_return["available"] - now["available"] == 300_000
    again = paid_batch(batch.cycle, three)
    payment = again.payments.get()
    assert (payment.attempt, payment.amount_idr) == (2, 300_000)
    assert payment.payment_id not in ids(batch)
    taken(again, three.payer, answer(again))
    assert due(batch) == [("received", "")] * 3
    # Every instalment to come is still committed.
    assert balance(made.line)["committed"] == 3 * 1_500_000
    agree(batch)
    agree(again)


def test_what_no_word_came_of_is_settled_with_a_reason_and_may_still_come(batch: Batch, three: Three) -> None:
    first, second, third = ids(batch)
    taken(batch, three.payer, answer(batch, only=[first, second]))
    found = settle_batch(by=three.payer, batch=batch.uuid, reason="bank tutup, satu belum terjawab")
    assert (found.state, statuses(batch)[2]) == ("settled", "sent")
    assert Event.objects.get(action="programmes.settle_batch").reason == "bank tutup, satu belum terjawab"
    taken(batch, three.payer, answer(batch, {third: "14"}, only=[third]), "terlambat.txt")
    assert statuses(batch)[2] == "failed"
    agree(batch)


def test_nothing_comes_back_of_what_was_not_paid(areas: object, three: Three, operator: Actor) -> None:
    made, _ = running()
    batch = made_batch(entitled(made, three.maker), three.maker)
    with pytest.raises(ProgrammeRefused, match="not paid yet"):
        take_return(by=three.payer, batch=batch.uuid, file_name="a.txt", content=b"x")
    with pytest.raises(Refused):
        take_return(by=operator, batch=batch.uuid, file_name="a.txt", content=b"x")


def test_a_file_is_not_named_after_a_person_nor_empty(batch: Batch, three: Three) -> None:
    for name, content in (("3505990101800001.txt", b"x"), ("a.txt", b"")):
        with pytest.raises(ProgrammeRefused):
            take_return(by=three.payer, batch=batch.uuid, file_name=name, content=content)


def test_what_a_file_says_is_kept_without_numbers_of_persons(batch: Batch, three: Three) -> None:
    one = sent_payments(batch)[0]
    nik = "3505990101800001"
    content = returned([type(one)(nik, 5, account_number="00001")], batch.number, {}, default="00", day=batch.day)
    taken(batch, three.payer, content)
    assert [(row.payment_id, row.outcome) for row in ReturnRow.objects.all()] == [("…", "unknown")]
    (found,) = to_look_at(three.maker, batch.uuid)
    with pytest.raises(ProgrammeRefused, match="no payment of this batch"):
        look_at(by=three.payer, row_id=found.pk, found="bukan milik kita", decided="paid")
    look_at(by=three.payer, row_id=found.pk, found="bukan milik kita")
    assert to_look_at(three.maker, batch.uuid) == []
    assert [one.pk for one in to_look_at(three.maker, batch.uuid, looked=True)] == [found.pk]


def test_files_and_rows_of_another_area_are_not_there(batch: Batch, three: Three, acting: Callable[..., Actor]) -> None:
    taken(batch, three.payer, answer(batch, default="ZZ"))
    found = to_look_at(three.maker, batch.uuid)[0]
    stranger = acting(("social_officer", "35.72"))
    with pytest.raises(Batch.DoesNotExist):
        take_return(by=stranger, batch=batch.uuid, file_name="a.txt", content=b"x")
    with pytest.raises(ReturnRow.DoesNotExist):
        look_at(by=stranger, row_id=found.pk, found="x")
    with pytest.raises(ReturnRow.DoesNotExist):
        row(stranger, found.pk)
    with pytest.raises(Batch.DoesNotExist):
        reconciliation(stranger, batch.uuid)


def test_a_post_offices_answer_is_read_by_its_own_layout(areas: object, three: Three) -> None:
    made, _ = running(["Siti", "Budi"], delivery="post")
    batch = paid_batch(entitled(made, three.maker), three, layout="pos_umum")
    day = f"{timezone.localdate():%d%m%Y}"
    lines = [f"0{batch.number:<20}{day}"]
    for payment_id, code in zip(ids(batch), ("SB", "KD"), strict=True):
        lines.append(f"1{payment_id:<20}{300_000 * 100:015d}{code}{day}{'KP66100':<10}")
    lines.append(f"9{2:08d}")
    file = taken(batch, three.payer, "".join(f"{line}\r\n" for line in lines).encode())
    assert file.counts == {"paid": 1, "returned": 1}, file.refused
    assert statuses(batch) == ["paid", "returned"]
    agree(batch)


def test_a_file_whose_job_was_lost_is_asked_for_again(batch: Batch, three: Three) -> None:
    content = answer(batch)
    file = take_return(by=three.payer, batch=batch.uuid, file_name="a.txt", content=content)
    Job.objects.filter(unique_key=f"return:{file.uuid}").update(status=Status.CANCELLED, finished_at=timezone.now())
    with pytest.raises(ProgrammeRefused, match="1 files"):
        settle_batch(by=three.payer, batch=batch.uuid, reason="x")
    take_return(by=three.payer, batch=batch.uuid, file_name="a.txt", content=content)
    assert work_off().status == Status.SUCCEEDED
    assert statuses(batch) == ["paid"] * 3
