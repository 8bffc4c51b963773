"""Return files against what was sent: every row and every payment gets one outcome, none is lost or counted twice.

A row counts only if it says something new, legal and undisputed of a payment of ours: right amount, right account, a
known code, no day in the future, and a transition that `status` allows. All else changes nothing and is listed for a
person. The same file again changes nothing, nor does another file that says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from merata.errors import Fault, InputError, UsageError
from merata.programmes.payments.payment import Payment, distinct
from merata.programmes.payments.return_file import ReturnFile, ReturnRow
from merata.programmes.payments.status import Status, path


class Outcome(Enum):
    """What a row of a return file came to; only the first three change a payment."""

    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    AMOUNT_DIFFERS = "amount_differs"
    ACCOUNT_DIFFERS = "account_differs"
    UNKNOWN_CODE = "unknown_code"
    FUTURE = "future"
    CONTRADICTS = "contradicts"
    UNREADABLE = "unreadable"


COUNTED = (Outcome.PAID, Outcome.FAILED, Outcome.RETURNED)
TO_LOOK_AT = tuple(outcome for outcome in Outcome if outcome not in (*COUNTED, Outcome.DUPLICATE))
"""Outcomes that a person must look at."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A row of a return file with its outcome; `file` is the file's name."""

    file: str
    row: ReturnRow
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class State:
    """Where a payment is: the statuses it went through in order, and the row that led to each."""

    steps: tuple[Matched, ...] = ()

    @property
    def status(self) -> Status:
        """The last status; sent where no row counted."""
        return Status(self.steps[-1].outcome.value) if self.steps else Status.SENT

    @property
    def passed(self) -> frozenset[Status]:
        """All statuses that rows gave it."""
        return frozenset(Status(step.outcome.value) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What is known after some return files.

    `sent` and `states` are by payment identifier, in the order sent. `files` holds the digest and name of each file
    that was taken, `replayed` the names of those that had been taken before; `rows` every row of the files taken.
    """

    sent: Mapping[str, Payment]
    states: Mapping[str, State]
    files: Mapping[str, str] = field(default_factory=dict)
    replayed: tuple[str, ...] = ()
    rows: tuple[Matched, ...] = ()

    def payments(self, status: Status) -> tuple[Payment, ...]:
        """The payments that are in that status, undisputed; failed and returned ones may be paid anew."""
        disputed = self._disputed()
        return tuple(
            self.sent[key] for key, state in self.states.items() if state.status is status and key not in disputed
        )

    @property
    def missing(self) -> tuple[Payment, ...]:
        """Payments of which no row says anything."""
        return self.payments(Status.SENT)

    @property
    def disputed(self) -> tuple[Payment, ...]:
        """Payments that rows name without any of them counting, or of which a row contradicts what is known.

        Nobody knows where their money is; they wait for a person and are not to be paid anew.
        """
        disputed = self._disputed()
        return tuple(payment for key, payment in self.sent.items() if key in disputed)

    def outcomes(self) -> dict[Outcome, tuple[int, int]]:
        """Rows and rupiah, as the files state them, by outcome; the rows add up to all rows."""
        found = dict.fromkeys(Outcome, (0, 0))
        for matched in self.rows:
            count, total = found[matched.outcome]
            found[matched.outcome] = (count + 1, total + (matched.row.amount_idr or 0))
        return found

    def totals(self) -> dict[str, tuple[int, int]]:
        """Payments and rupiah, as they were sent: paid, failed, returned, disputed, missing; they add up to `sent`."""
        groups: dict[str, list[int]] = {name: [] for name in ("paid", "failed", "returned", "disputed", "missing")}
        disputed = self._disputed()
        for key, payment in self.sent.items():
            status = self.states[key].status
            known = "missing" if status is Status.SENT else status.value
            groups["disputed" if key in disputed else known].append(payment.amount_idr)
        groups["sent"] = [payment.amount_idr for payment in self.sent.values()]
        return {name: (len(amounts), sum(amounts)) for name, amounts in groups.items()}

    def _disputed(self) -> set[str]:
        found = set()
        for matched in self.rows:
            state = self.states.get(matched.row.payment_id or "")
            if state is not None and (matched.outcome is Outcome.CONTRADICTS or not state.steps):
                found.add(matched.row.payment_id or "")
        return found


def reconcile(
    sent: Iterable[Payment],
    returned: Iterable[ReturnFile],
    *,
    on: date,
    batch_id: str | None = None,
    before: Reconciliation | None = None,
) -> Reconciliation:
    """What `returned` says of `sent`, file by file, after what is known `before`; nothing is dated after `on`.

    A file counts once, known by its bytes; files that all bear their day are taken in that order. Within a file the
    order of rows does not matter. A payment that is paid and returned in one file was paid, then returned; one of which
    a file says what cannot both be stays as it was. Raises `InputError` where a payment was sent twice or a file says
    it answers another batch than `batch_id`, `UsageError` where `before` is of other payments.
    """
    payments = distinct(tuple(sent), "what was sent")
    if before is not None and dict(before.sent) != payments:
        raise UsageError("what is known before is of other payments than were sent; give the same ones")
    known = before or Reconciliation(payments, dict.fromkeys(payments, State()))
    states, files, rows, replayed = dict(known.states), dict(known.files), list(known.rows), list(known.replayed)
    given = list(returned)
    if all(file.day is not None for file in given):
        given.sort(key=lambda file: file.day or date.min)
    _refuse_foreign(given, batch_id)
    for file in given:
        if file.digest in files:
            replayed.append(file.name)
            continue
        files[file.digest] = file.name
        rows += _taken(file, payments, states, on)
    return Reconciliation(payments, states, files, tuple(replayed), tuple(rows))


def _refuse_foreign(files: Iterable[ReturnFile], batch_id: str | None) -> None:
    faults = [
        Fault(file.name, None, "batch_id", file.batch_id, batch_id, "answers another batch")
        for file in files
        if batch_id is not None and file.batch_id is not None and file.batch_id != batch_id
    ]
    if faults:
        raise InputError("a return file is not of this batch; nothing of it was used", faults)


def _taken(file: ReturnFile, payments: Mapping[str, Payment], states: dict[str, State], on: date) -> list[Matched]:
    """The rows of a file with their outcomes; `states` is brought up to date."""
    outcomes: dict[int, Outcome] = {}
    news: dict[str, list[int]] = {}
    for at, row in enumerate(file.rows):
        refused = _refused(row, row.day or file.day, payments, on)
        if refused is not None:
            outcomes[at] = refused
        elif row.payment_id is not None:
            news.setdefault(row.payment_id, []).append(at)
    for key, places in news.items():
        found, states[key] = _next(file, places, states[key])
        outcomes |= found
    return [Matched(file.name, row, outcomes[at]) for at, row in enumerate(file.rows)]


def _refused(row: ReturnRow, day: date | None, payments: Mapping[str, Payment], on: date) -> Outcome | None:
    """Why a row of that day cannot be news of a payment of ours, whatever is known of it; None where it can."""
    if row.problem is not None:
        return Outcome.UNREADABLE
    payment = payments.get(row.payment_id or "")
    if payment is None:
        return Outcome.UNKNOWN
    if row.amount_idr != payment.amount_idr:
        return Outcome.AMOUNT_DIFFERS
    if row.account_number is not None and row.account_number != payment.account_number:
        return Outcome.ACCOUNT_DIFFERS
    # A file that says payments are sent says nothing new, so its code has no place in a layout.
    if row.status is None or row.status is Status.SENT:
        return Outcome.UNKNOWN_CODE
    return Outcome.FUTURE if day is not None and day > on else None


def _next(file: ReturnFile, places: list[int], state: State) -> tuple[dict[int, Outcome], State]:
    """The outcomes of the rows of one file that are news of one payment, and its state after them."""
    said: dict[Status, list[int]] = {}
    for at in places:
        status = file.rows[at].status
        if status is not None:
            said.setdefault(status, []).append(at)
    outcomes = {at: Outcome.DUPLICATE for status in said if status in state.passed for at in said[status]}
    fresh = {status: rows for status, rows in said.items() if status not in state.passed}
    steps = path(state.status, fresh)
    if steps is None:
        return outcomes | {at: Outcome.CONTRADICTS for rows in fresh.values() for at in rows}, state
    taken = list(state.steps)
    for status in steps:
        # Of rows that say the same the one counts that comes first by code and day, so that their order is no matter.
        first, *others = sorted(fresh[status], key=lambda at: _order(file.rows[at]))
        outcomes[first] = Outcome(status.value)
        outcomes |= dict.fromkeys(others, Outcome.DUPLICATE)
        taken.append(Matched(file.name, file.rows[first], Outcome(status.value)))
    return outcomes, State(tuple(taken))


def _order(row: ReturnRow) -> tuple[str, date, int]:
    return row.code or "", row.day or date.min, row.line
