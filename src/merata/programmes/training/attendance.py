"""Attendance and completion: who was there often enough, who gets a certificate, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from merata.errors import Fault, InputError, UsageError
from merata.programmes.rules.sentence import Sentence
from merata.tables.frames import arrow, require

STATUSES = ("present", "excused", "absent")

COMPLETION = pa.schema(
    {
        "application_id": pa.string(),
        "sessions_attended": pa.int64(),
        "sessions_excused": pa.int64(),
        "sessions_absent": pa.int64(),
        "sessions_not_recorded": pa.int64(),
        "completed": pa.bool_(),
        "reason_id": pa.string(),
        "reason_en": pa.string(),
        "certificate": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """When a course counts as completed.

    `minimum_percent` of the sessions must be attended, in whole percent. Up to `excused_at_most` excused absences
    (illness with a letter, a death in the family, a birth) are taken out of the sessions that are counted; further ones
    count as absences. `needs_pass`: the final test must be passed too.
    """

    minimum_percent: int = 80
    excused_at_most: int = 2
    needs_pass: bool = False

    def enough(self, *, attended: int, excused: int, sessions: int) -> bool:
        """Whether attended ÷ (sessions − excused, as far as they count) reaches the minimum; whole numbers decide."""
        counted = sessions - min(excused, self.excused_at_most)
        return attended > 0 and 100 * attended >= self.minimum_percent * counted


def sessions_by_application(records: Any, *, sessions: int) -> dict[str, Counter[str]]:
    """How often each application was present, excused and absent, of sessions 1 to `sessions`.

    `records` has `application_id`, `session` (a number) and `status` (one of `STATUSES`), one row a person and session.
    Raises `InputError` with every row that is out of range, unknown, incomplete or there twice.
    """
    table = arrow(records, "attendance")
    require(table, ["application_id", "session", "status"], "attendance")
    found: dict[str, Counter[str]] = {}
    seen: set[tuple[Any, Any]] = set()
    faults = []
    rows = table.select(["application_id", "session", "status"]).to_pylist()
    for at, (name, session, status) in enumerate((tuple(row.values()) for row in rows), 1):
        if not name or status not in STATUSES or session is None or not 1 <= session <= sessions:
            expected = f"an application, a session from 1 to {sessions}, one of {', '.join(STATUSES)}"
            shown = f"{name}, {session}, {status}"
            faults.append(Fault("attendance", at, None, shown, expected, "no such session or status"))
        elif (name, session) in seen:
            faults.append(
                Fault("attendance", at, "session", f"{name}, {session}", "each session once", "recorded twice")
            )
        else:
            seen.add((name, session))
            found.setdefault(name, Counter())[status] += 1
    if faults:
        raise InputError(f"attendance has {len(faults)} faults", faults)
    return found


def completion(
    participants: Sequence[str],
    records: Any,
    *,
    sessions: int,
    rule: CompletionRule,
    passed: Mapping[str, bool] | None = None,
    gave_up: Collection[str] = (),
    certificate_prefix: str = "",
) -> pa.Table:
    """One row a participant, in the order of applications: attendance, completed or why not, certificate.

    Columns as in `COMPLETION`. `participants` are the applications that took a seat; a session without a record counts
    as an absence. Who `gave_up` their seat did not complete, however often they came. Certificates are numbered from 1
    after `certificate_prefix`, in the order of applications, for those who completed. Raises `UsageError` for a rule
    that cannot be met, `InputError` for faults of `records` or records of somebody else.
    """
    if sessions < 1 or not 0 < rule.minimum_percent <= 100 or rule.excused_at_most < 0:
        raise UsageError(
            f"{sessions} sessions, at least {rule.minimum_percent}%, {rule.excused_at_most} excused: expected 1 "
            "session or more, 1 to 100 percent, 0 or more excused"
        )
    counts = sessions_by_application(records, sessions=sessions)
    strangers = sorted(set(counts) - set(participants))
    if strangers:
        raise InputError(
            f"attendance names {', '.join(strangers[:5])}, who took no seat; remove the rows or promote them"
        )
    rows: list[dict[str, Any]] = []
    reason: Sentence | None
    certificates = 0
    for name in sorted(set(participants)):
        held = counts.get(name, Counter())
        reason = _GAVE_UP
        if name not in gave_up:
            reason = _reason_against(held, sessions, rule, passed=(passed or {}).get(name))
        certificates += reason is None
        rows.append(
            {
                "application_id": name,
                "sessions_attended": held["present"],
                "sessions_excused": held["excused"],
                "sessions_absent": held["absent"],
                "sessions_not_recorded": sessions - held.total(),
                "completed": reason is None,
                "reason_id": None if reason is None else reason.id,
                "reason_en": None if reason is None else reason.en,
                "certificate": f"{certificate_prefix}{certificates:03d}" if reason is None else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=COMPLETION)


_GAVE_UP = Sentence("Melepas kursi", "Gave up the seat")


def _reason_against(
    held: Mapping[str, int], sessions: int, rule: CompletionRule, *, passed: bool | None
) -> Sentence | None:
    """Why the course was not completed; None where it was."""
    attended, excused = held["present"], held["excused"]
    if not rule.enough(attended=attended, excused=excused, sessions=sessions):
        counted = sessions - min(excused, rule.excused_at_most)
        return Sentence(
            f"Hadir {attended} dari {counted} pertemuan, batasnya {rule.minimum_percent}%",
            f"Attended {attended} of {counted} sessions, the limit is {rule.minimum_percent}%",
        )
    if rule.needs_pass and passed is None:
        return Sentence("Nilai ujian akhir tidak tercatat", "The result of the final test is not recorded")
    if rule.needs_pass and not passed:
        return Sentence("Tidak lulus ujian akhir", "The final test was not passed")
    return None
