"""Early warnings of classes and works under way, from what is known on a day: no database and no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from merata.working_days import Calendar
from merata_portal.planning.early_warnings import (
    BEGIN_DAYS,
    VERIFY_DAYS,
    Gravity,
    Money,
    Warned,
    begun_late,
    behind,
    given_up,
    waiting,
)

AHEAD_DAYS = 20
"""So many before a class begins it must be announced and have as many applicants as seats."""
STARTED_DAYS = 5
"""So many after a class should have begun its first attendance must be written down."""


@dataclass(frozen=True, slots=True)
class ClassStanding:
    """A class. `filled`: seats that somebody holds; `recorded`: sessions whose attendance was written down."""

    state: str
    since: date
    starts_on: date
    ends_on: date
    seats: int
    applied: int
    filled: int
    recorded: int
    money: Money


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """A work. `told`: what `infrastructure.early_warnings` says of it, as (code, Indonesian, English)."""

    state: str
    since: date
    finished_on: date | None
    money: Money
    told: tuple[tuple[str, str, str], ...] = ()


def of_class(at: ClassStanding, today: date, calendar: Calendar) -> list[Warned]:
    """What of a class somebody must look at, the gravest first."""
    if at.state == "cancelled":
        return [given_up("kelas ini dibatalkan", "this class was cancelled")]
    found: list[Warned] = []
    ahead = calendar.between(today, at.starts_on)
    waited = calendar.between(at.since, today)
    if at.state == "draft" and today <= at.starts_on and ahead < AHEAD_DAYS:
        found.append(
            Warned(
                "not_begun", Gravity.GRAVE, f"kelas belum diumumkan, padahal mulai {ahead} hari kerja lagi",
                f"the class is not announced and begins in {ahead} working days", *_ANNOUNCE,
            )
        )  # fmt: skip
    elif at.state == "draft" and waited > BEGIN_DAYS:
        found.append(waiting(waited, "kelas belum diumumkan", "the class is not announced", *_ANNOUNCE))
    if at.state == "open" and at.applied < at.seats and ahead < AHEAD_DAYS:
        found.append(
            Warned(
                "seats", Gravity.SOON, f"baru {at.applied} pendaftar untuk {at.seats} kursi",
                f"only {at.applied} applied for {at.seats} seats",
                "umumkan lagi di desa dan bantu warga mendaftar", "announce it again in villages and help people apply",
                "sector_officer",
            )
        )  # fmt: skip
    if at.state == "drawn" and at.filled < at.seats:
        empty = at.seats - at.filled
        found.append(
            Warned(
                "seats", Gravity.SOON, f"{empty} dari {at.seats} kursi kosong",
                f"{empty} of {at.seats} seats are empty",
                "naikkan pendaftar dari daftar tunggu", "give the seats to the waiting list", "sector_officer",
            )
        )  # fmt: skip
    found += _class_late(at, today, calendar)
    if not begun_late(found):
        found += behind(at.money, "sector_officer")
    return sorted(found, key=lambda one: one.gravity)


def _class_late(at: ClassStanding, today: date, calendar: Calendar) -> Iterator[Warned]:
    over, begun = calendar.between(at.ends_on, today), calendar.between(at.starts_on, today)
    if at.state == "finished":
        return
    if over > STARTED_DAYS:
        yield Warned(
            "class_late", Gravity.SOON, f"kelas seharusnya selesai {over} hari kerja lalu",
            f"the class should have ended {over} working days ago", "catat kelulusan dan tutup kelas",
            "write down who completed it and close the class", "sector_officer",
        )  # fmt: skip
    elif begun > STARTED_DAYS and not at.recorded:
        yield Warned(
            "class_late", Gravity.GRAVE, f"kelas seharusnya mulai {begun} hari kerja lalu, belum ada daftar hadir",
            f"the class should have begun {begun} working days ago and no attendance is written down",
            "mulai kelas dan catat kehadiran, atau ubah jadwalnya",
            "begin the class and write down attendance, or change its days",
            "trainer" if at.state == "drawn" else "sector_officer",
        )  # fmt: skip


def of_work(at: WorkStanding, today: date, calendar: Calendar) -> list[Warned]:
    """What of a work somebody must look at, the gravest first."""
    if at.state == "cancelled":
        return [given_up("pekerjaan ini dibatalkan", "this work was cancelled")]
    found: list[Warned] = []
    waited = calendar.between(at.since, today)
    if at.state in _WORK_STEPS and waited > BEGIN_DAYS:
        found.append(waiting(waited, *_WORK_STEPS[at.state]))
    for code, text_id, text_en in at.told:
        gravity, todo_id, todo_en, turn = _WORK_TOLD[code]
        found.append(Warned(code, gravity, _lowered(text_id), _lowered(text_en), todo_id, todo_en, turn))
    if at.state == "finished" and at.finished_on is not None:
        unanswered = calendar.between(at.finished_on, today)
        if unanswered > VERIFY_DAYS:
            found.append(
                Warned(
                    "hand_over", Gravity.SOON, f"selesai {unanswered} hari kerja lalu, desa belum menerima",
                    f"finished {unanswered} working days ago and the village has not accepted it",
                    "periksa pekerjaan bersama desa dan catat serah terima",
                    "look at the work with the village and write down the hand-over", "village_operator",
                )
            )  # fmt: skip
    ahead = any(one.code == "money_ahead" for one in found)
    if not begun_late(found) and not ahead and at.state in {"contracted", "under_way"}:
        found += behind(at.money, "sector_officer")
    return sorted(found, key=lambda one: one.gravity)


_ANNOUNCE = (
    "umumkan kelas dan buka pendaftaran, atau ubah harinya",
    "announce the class and open applications, or move its days",
    "sector_officer",
)  # fmt: skip

_WORK_STEPS: Mapping[str, tuple[str, str, str, str, str]] = {
    "candidate": (
        "pekerjaan belum direncanakan", "the work is not planned", "cadangkan dana dan tetapkan jadwal dan tahapnya",
        "reserve its money and set its days and milestones", "planner",
    ),
    "planned": (
        "pengadaan belum dimulai", "it is not put to tender", "mulai pengadaan", "begin the procurement",
        "sector_officer",
    ),
    "tendered": (
        "kontrak belum ditandatangani", "there is no contract", "tanda tangani kontrak, atau nyatakan pengadaan gagal",
        "sign the contract, or say that the tender failed", "sector_officer",
    ),
    "contracted": (
        "pekerjaan belum dimulai", "the work has not begun", "terbitkan SPMK dan mulai bekerja",
        "give the order to begin", "sector_officer",
    ),
}  # fmt: skip

_WORK_TOLD: Mapping[str, tuple[Gravity, str, str, str]] = {
    "money_ahead": (
        Gravity.GRAVE, "periksa lapangan; tahan pembayaran berikutnya sampai fisik menyusul",
        "look at the site; hold the next payment until the work has caught up", "sector_officer",
    ),
    "late": (
        Gravity.GRAVE, "minta rencana percepatan, atau ubah kontrak dengan alasannya",
        "ask for a plan to catch up, or amend the contract and say why", "sector_officer",
    ),
    "mending_late": (
        Gravity.SOON, "tagih perbaikan kepada pelaksana", "ask the contractor again to mend it", "sector_officer",
    ),
    "milestones": (
        Gravity.SOON, "periksa tahap yang lewat; catat selesai atau minta percepatan",
        "look at the milestones; write down that they are met, or ask to catch up", "sector_officer",
    ),
    "silent": (
        Gravity.SOON, "laporkan kemajuan dengan foto", "report progress with photographs", "sector_officer",
    ),
    "defects": (
        Gravity.NOTE, "ikuti perbaikan kerusakan itu", "follow the mending of the defects", "sector_officer",
    ),
}  # fmt: skip
"""By the codes of `infrastructure.early_warnings`: how grave, what to do, whose turn."""


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
