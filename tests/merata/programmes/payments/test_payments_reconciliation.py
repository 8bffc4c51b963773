"""Every row and every payment has one outcome, whatever a payer sends."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_payments import PAYMENTS, Said, returned, said

from merata.errors import InputError, UsageError
from merata.programmes.payments.payment import Payment
from merata.programmes.payments.reconciliation import COUNTED, Outcome, Reconciliation, reconcile
from merata.programmes.payments.return_file import ReturnFile, ReturnRow
from merata.programmes.payments.status import Status

ON = date(2025, 7, 31)


def outcomes_of(found: Reconciliation) -> list[str]:
    return [matched.outcome.value for matched in found.rows]


def states_of(found: Reconciliation) -> list[str]:
    return [found.states[payment.payment_id].status.value for payment in PAYMENTS]


def test_one_row_of_every_kind() -> None:
    lines: list[Said] = [
        said(1, "00"),
        said(2, "14"),
        said(3, "91"),
        ("B-9", "0012345678", 600_000, "00", "20250702"),
        said(1, "00"),
        (*said(4, "00")[:2], 1, "00", "20250702"),
        ("B-4", "999", 1_250_000, "00", "20250702"),
        said(4, "zz"),
        said(4, "00", "20250801"),
        said(4, "00", "20251301"),
    ]
    found = reconcile(PAYMENTS, [returned(lines)], on=ON)
    assert outcomes_of(found) == [
        "paid", "failed", "returned", "unknown", "duplicate", "amount_differs", "account_differs", "unknown_code",
        "future", "unreadable",
    ]  # fmt: skip
    assert found.totals() == {
        "paid": (1, 600_000),
        "failed": (1, 600_000),
        "returned": (1, 900_000),
        "disputed": (1, 1_250_000),
        "missing": (0, 0),
        "sent": (4, 3_350_000),
    }
    assert found.outcomes()[Outcome.AMOUNT_DIFFERS] == (1, 1)
    assert [payment.payment_id for payment in found.disputed] == ["B-4"]


def test_nothing_returned_leaves_all_missing() -> None:
    found = reconcile(PAYMENTS, [], on=ON)
    assert found.missing == PAYMENTS
    assert found.totals()["missing"] == (4, 3_350_000)


def test_files_of_several_days_add_up_in_the_order_of_their_days() -> None:
    first = returned([said(1, "00"), said(2, "14")], "1.txt", "20250702")
    second = returned([said(1, "90", "20250703"), said(3, "00", "20250703")], "2.txt", "20250703")
    for order in ([first, second], [second, first]):
        found = reconcile(PAYMENTS, order, on=ON)
        assert states_of(found) == ["returned", "failed", "paid", "sent"]
        assert [step.file for step in found.states["B-1"].steps] == ["1.txt", "2.txt"]
    assert reconcile(PAYMENTS, [second], on=ON, before=reconcile(PAYMENTS, [first], on=ON)) == found


def test_the_same_file_again_changes_nothing() -> None:
    file = returned([said(1, "00"), said(2, "14")])
    once = reconcile(PAYMENTS, [file], on=ON)
    again = reconcile(PAYMENTS, [replace(file, name="copy.txt")], on=ON, before=once)
    assert (again.states, again.rows, again.files) == (once.states, once.rows, once.files)
    assert again.replayed == ("copy.txt",)


def test_another_file_that_says_the_same_is_duplicates() -> None:
    lines = [said(1, "00"), said(2, "14")]
    once = reconcile(PAYMENTS, [returned(lines)], on=ON)
    again = reconcile(PAYMENTS, [returned(lines[::-1], "b.txt")], on=ON, before=once)
    assert again.states == once.states
    assert outcomes_of(again) == ["paid", "failed", "duplicate", "duplicate"]


@pytest.mark.parametrize(("earlier", "later"), [("14", "00"), ("90", "00"), ("00", "14"), ("14", "90"), ("90", "14")])
def test_news_that_cannot_follow_changes_nothing_and_is_disputed(earlier: str, later: str) -> None:
    before = reconcile(PAYMENTS, [returned([said(1, earlier)])], on=ON)
    after = reconcile(PAYMENTS, [returned([said(1, later)], "b.txt")], on=ON, before=before)
    assert after.states == before.states
    assert outcomes_of(after)[-1] == "contradicts"
    assert [payment.payment_id for payment in after.disputed] == ["B-1"]
    assert after.payments(Status.FAILED) == after.payments(Status.RETURNED) == ()


def test_one_file_that_says_what_cannot_both_be_is_not_believed_in_either() -> None:
    found = reconcile(PAYMENTS, [returned([said(1, "00"), said(1, "14")])], on=ON)
    assert outcomes_of(found) == ["contradicts", "contradicts"]
    assert states_of(found)[0] == "sent"


def test_paid_and_returned_in_one_file_was_paid_then_returned() -> None:
    found = reconcile(PAYMENTS, [returned([said(1, "90"), said(1, "00")])], on=ON)
    assert outcomes_of(found) == ["returned", "paid"]
    assert [step.outcome.value for step in found.states["B-1"].steps] == ["paid", "returned"]


def test_a_file_of_the_future_without_days_in_its_rows_changes_nothing() -> None:
    file = returned([said(1, "00")], day="20250901")
    undated = replace(file, rows=tuple(replace(row, day=None) for row in file.rows))
    assert outcomes_of(reconcile(PAYMENTS, [undated], on=ON)) == ["future"]


def test_a_row_of_the_very_day_counts() -> None:
    assert outcomes_of(reconcile(PAYMENTS, [returned([said(1, "00", "20250731")])], on=ON)) == ["paid"]


def test_a_row_that_says_a_payment_was_sent_says_nothing_new() -> None:
    file = returned([said(1, "00")])
    sent_again = replace(file, rows=tuple(replace(row, status=Status.SENT) for row in file.rows))
    assert outcomes_of(reconcile(PAYMENTS, [sent_again], on=ON)) == ["unknown_code"]


def test_a_file_of_another_batch_is_refused() -> None:
    foreign = returned([said(1, "00")], batch_id="SP2D-8")
    with pytest.raises(InputError, match="answers another batch"):
        reconcile(PAYMENTS, [foreign], on=ON, batch_id="SP2D-7")
    assert outcomes_of(reconcile(PAYMENTS, [foreign], on=ON)) == ["paid"]


def test_what_is_known_before_must_be_of_the_same_payments() -> None:
    with pytest.raises(UsageError, match="other payments"):
        reconcile(PAYMENTS[:2], [], on=ON, before=reconcile(PAYMENTS, [], on=ON))
    with pytest.raises(InputError, match="stands there already"):
        reconcile((*PAYMENTS, PAYMENTS[0]), [], on=ON)


rows = st.builds(
    lambda number, amount, status, account, problem, day: ReturnRow(
        line=0,
        payment_id=None if problem else f"B-{number}",
        amount_idr=None if problem else (PAYMENTS[number - 1].amount_idr if number < 5 and not amount else 7),
        account_number=PAYMENTS[number - 1].account_number if number < 5 and account else None,
        code=status and status.value,
        status=status,
        day=date(2025, 8, 1) if day else date(2025, 7, 2),
        problem="x" if problem else None,
    ),
    st.integers(1, 5),
    st.sampled_from([False] * 5 + [True]),
    st.sampled_from([Status.PAID, Status.PAID, Status.FAILED, Status.RETURNED, None]),
    st.booleans(),
    st.sampled_from([False] * 9 + [True]),
    st.sampled_from([False] * 9 + [True]),
)
files = st.lists(st.lists(rows, max_size=7), max_size=4).map(
    lambda contents: [
        ReturnFile(f"{at}.txt", str(at), None, None, tuple(replace(row, line=n) for n, row in enumerate(content, 2)))
        for at, content in enumerate(contents)
    ]
)


def _disqualified(row: ReturnRow, payment: Payment) -> str | None:
    if row.amount_idr != payment.amount_idr:
        return "amount_differs"
    if row.account_number not in (None, payment.account_number):
        return "account_differs"
    if row.status is None:
        return "unknown_code"
    return "future" if row.day is not None and row.day > ON else None


LEGAL = {(): [["paid"], ["failed"], ["returned"], ["paid", "returned"]], ("paid",): [["returned"]]}


def slow(sent: tuple[Payment, ...], given_files: list[ReturnFile]) -> tuple[list[list[str]], Counter[str]]:
    """For each payment by itself its statuses, and the outcomes counted: rows sought anew each time."""
    known = {payment.payment_id for payment in sent}
    rows_of_all = [row for file in given_files for row in file.rows]
    counts = Counter({"unreadable": sum(row.problem is not None for row in rows_of_all)})
    counts["unknown"] = sum(row.problem is None and row.payment_id not in known for row in rows_of_all)
    histories = []
    for payment in sent:
        history: list[str] = []
        for file in given_files:
            mine = [row for row in file.rows if row.payment_id == payment.payment_id]
            wrong = [_disqualified(row, payment) for row in mine]
            counts.update(why for why in wrong if why)
            sound = [row.status.value for row, why in zip(mine, wrong, strict=True) if not why and row.status]
            new = [status for status in sound if status not in history]
            counts["duplicate"] += len(sound) - len(new)
            said_now = sorted(set(new))
            if said_now in LEGAL.get(tuple(history), []):
                counts.update(said_now)
                counts["duplicate"] += len(new) - len(said_now)
                history += said_now
            else:
                counts["contradicts"] += len(new)
        histories.append(history)
    return histories, +counts


@given(files)
def test_it_equals_the_slow_reference_and_loses_nothing(given_files: list[ReturnFile]) -> None:
    found = reconcile(PAYMENTS, given_files, on=ON)
    histories, counts = slow(PAYMENTS, given_files)
    assert [[step.outcome.value for step in found.states[each.payment_id].steps] for each in PAYMENTS] == histories
    assert Counter(outcomes_of(found)) == counts
    assert len(found.rows) == sum(len(file.rows) for file in given_files)
    totals = found.totals()
    assert totals.pop("sent") == tuple(map(sum, zip(*totals.values(), strict=True)))
    steps = sum(len(state.steps) for state in found.states.values())
    assert steps == sum(matched.outcome in COUNTED for matched in found.rows)


@given(files, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_nor_what_is_replayed(
    given_files: list[ReturnFile], chance: random.Random
) -> None:
    found = reconcile(PAYMENTS, given_files, on=ON)
    shuffled = [replace(file, rows=tuple(chance.sample(file.rows, len(file.rows)))) for file in given_files]
    other = reconcile(PAYMENTS, shuffled, on=ON)
    assert other.states == found.states
    assert other.outcomes() == found.outcomes()
    one_by_one: Reconciliation | None = None
    for file in given_files:
        one_by_one = reconcile(PAYMENTS, [file, file], on=ON, before=one_by_one)
        one_by_one = reconcile(PAYMENTS, [given_files[0]], on=ON, before=one_by_one)
    if one_by_one is not None:
        assert (one_by_one.states, one_by_one.rows) == (found.states, found.rows)
