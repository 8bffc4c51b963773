"""Early warnings of a work, from what is known on a day: no database and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AHEAD_POINTS = 10.0
"""By so many percentage points money may run ahead of the work before somebody must look."""
SILENT_DAYS = 30
"""So long may a work under way be without a report."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a work: percents from 0 to 100, None where there is none; days."""

    under_way: bool
    finished_on: date | None
    due_on: date | None
    promised_on: date | None
    started_on: date | None
    last_report_on: date | None
    physical_pc: float | None
    money_pc: float | None
    overdue_milestones: int = 0
    open_defects: int = 0
    late_defects: int = 0


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: its code, and what it says in Indonesian and English."""

    code: str
    text_id: str
    text_en: str


def warnings(at: Standing, today: date) -> list[Warned]:
    """What somebody must look at, the gravest first."""
    found: list[Warned] = []
    physical, money = at.physical_pc or 0.0, at.money_pc or 0.0
    if money - physical > AHEAD_POINTS:
        points = money - physical
        found.append(
            Warned(
                "money_ahead",
                f"Uang {_points(points)} poin di depan pekerjaan: "
                f"dibayar {_points(money)}%, fisik {_points(physical)}%",
                f"Money is {points:.1f} points ahead of the work: {money:.1f}% paid, {physical:.1f}% built",
            )
        )
    if at.due_on is not None and at.finished_on is None and today > at.due_on:
        days = (today - at.due_on).days
        found.append(
            Warned("late", f"Terlambat {days} hari dari batas kontrak", f"{days} days past the contract's end")
        )
    if at.late_defects:
        found.append(
            Warned(
                "mending_late",
                f"{at.late_defects} kerusakan lewat batas perbaikan",
                f"{at.late_defects} defects are past the day by which they should be mended",
            )
        )
    if at.overdue_milestones:
        found.append(
            Warned(
                "milestones",
                f"{at.overdue_milestones} tahap lewat tenggat",
                f"{at.overdue_milestones} milestones are past their day",
            )
        )
    silent = _silent_days(at, today)
    if silent is not None and silent > SILENT_DAYS:
        found.append(Warned("silent", f"Tanpa laporan kemajuan {silent} hari", f"No progress report for {silent} days"))
    if at.open_defects:
        many = "defect is" if at.open_defects == 1 else "defects are"
        found.append(
            Warned("defects", f"{at.open_defects} kerusakan belum beres", f"{at.open_defects} {many} not mended")
        )
    return found


def _silent_days(at: Standing, today: date) -> int | None:
    since = at.last_report_on or at.started_on
    return (today - since).days if at.under_way and since is not None else None


def _points(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
