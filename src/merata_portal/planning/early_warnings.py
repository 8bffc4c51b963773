"""Early warnings of a plan under way, from what is known on a day: no database and no clock.

Each says what is wrong, what to do about it, and whose turn it is. What counts as late is a choice of this office's
making and stands here; the days are working days (`merata.working_days`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from merata.working_days import Calendar
from merata_portal.ledger.rupiah import number_en, number_id, rupiah_en, rupiah_id

BEGIN_DAYS = 20
"""So many working days may pass after the decree, or after the step before, before the next step is late."""
VERIFY_DAYS = 10
"""So many a village has for its meeting on a list."""
BEHIND_POINTS = 15.0
"""By so many percentage points of what was promised may money lag behind what should have been paid by now."""
GRAVELY_BEHIND_POINTS = 35.0
LAPSE_DAYS = 60
"""So many before the year's end money that is not paid is told to be about to lapse."""
LAPSE_SOON_DAYS = 20


class Gravity(IntEnum):
    """How soon somebody must act; the gravest first."""

    GRAVE = 1
    SOON = 2
    NOTE = 3


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning in both languages: what is so, what to do. `turn`: the role that acts next ("": nobody's alone)."""

    code: str
    gravity: Gravity
    text_id: str
    text_en: str
    todo_id: str
    todo_en: str
    turn: str


@dataclass(frozen=True, slots=True)
class Money:
    """Rupiah of something promised: what should be paid by now, and what was paid and did not come back."""

    promised_idr: int
    expected_idr: int
    spent_idr: int

    @property
    def behind_points(self) -> float:
        """Percentage points of the promise by which payment lags behind what is expected."""
        if not self.promised_idr:
            return 0.0
        return 100 * (min(self.expected_idr, self.promised_idr) - self.spent_idr) / self.promised_idr


@dataclass(frozen=True, slots=True)
class AidStanding:
    """A launch. `since`: the day of its last step. `open_villages`: still to speak; `late_villages`: past their term.

    `failed`, `failed_idr`: payments that failed or came back and were not repeated. `cycles`: how many were opened.
    """

    state: str
    since: date
    money: Money
    open_villages: int = 0
    late_villages: int = 0
    failed: int = 0
    failed_idr: int = 0
    cycles: int = 0


def of_aid(at: AidStanding, today: date, calendar: Calendar) -> list[Warned]:
    """What of a launch somebody must look at, the gravest first."""
    found: list[Warned] = []
    if at.state == "withdrawn":
        return [given_up("peluncuran ini ditarik", "this launch was withdrawn")]
    waited = calendar.between(at.since, today)
    step = "heard" if at.state == "approved" and not at.open_villages else at.state
    if at.state == "running" and not at.cycles:
        step = "no_cycles"
    if step in _AID_STEPS and waited > BEGIN_DAYS:
        found.append(waiting(waited, *_AID_STEPS[step]))
    if at.late_villages:
        found.append(
            Warned(
                "unverified", Gravity.SOON,
                f"{at.late_villages} desa/kelurahan belum memverifikasi daftar dalam {VERIFY_DAYS} hari kerja",
                f"{at.late_villages} villages have not verified the list within {VERIFY_DAYS} working days",
                "adakan musyawarah, catat hasilnya, lalu tutup daftar desa",
                "hold the meeting, write down what it said, then close the village's list", "village_operator",
            )
        )  # fmt: skip
    if at.failed:
        found.append(
            Warned(
                "failed", Gravity.GRAVE,
                f"{number_id(at.failed)} pembayaran gagal atau kembali belum diulang, {rupiah_id(at.failed_idr)}",
                f"{number_en(at.failed)} payments failed or came back and were not repeated, "
                f"{rupiah_en(at.failed_idr)}",
                "perbaiki rekening atau cara bayar, ikat lagi dananya, lalu buat batch ulang",
                "mend the account or the way of paying, commit the money again, then make a new batch",
                "social_officer",
            )
        )  # fmt: skip
    if not begun_late(found) and at.state != "closed":
        found += behind(at.money, "social_officer")
    return sorted(found, key=lambda one: one.gravity)


def of_findings(overdue: int, oldest: date, today: date, turn: str) -> Warned:
    """That so many findings of forums are past the day by which an office had to answer them."""
    days = (today - oldest).days
    return Warned(
        "findings", Gravity.GRAVE, f"{overdue} temuan musyawarah lewat tenggat jawaban, yang tertua {days} hari",
        f"{overdue} findings of forums are past their day, the oldest by {days} days",
        "jawab temuan itu, beserta buktinya", "answer the findings, with what proves it", turn,
    )  # fmt: skip


def of_fund(reserved_idr: int, committed_idr: int, year: int, today: date, calendar: Calendar) -> Warned | None:
    """That money of a fund will lapse: a budget ends with its year, and what is not paid then becomes SiLPA."""
    left = calendar.between(today, date(year, 12, 31))
    unpaid = reserved_idr + committed_idr
    if not unpaid or left > LAPSE_DAYS:
        return None
    loose = reserved_idr > committed_idr
    when_id = f"{left} hari kerja lagi" if left else "tahun anggaran sudah berakhir"
    when_en = f"{left} working days are left" if left else "the year has ended"
    return Warned(
        "lapse", Gravity.GRAVE if left <= LAPSE_SOON_DAYS else Gravity.SOON,
        f"{rupiah_id(unpaid)} belum dibayar dan menjadi SiLPA pada akhir {year}; {when_id}",
        f"{rupiah_en(unpaid)} are not paid and lapse at the end of {year}; {when_en}",
        "tetapkan dan ikat yang masih dicadangkan, atau lepaskan agar dapat dipakai" if loose
        else "bayarkan yang sudah terikat, atau batalkan ikatannya",
        "decree and commit what is only reserved, or release it so that it can be used" if loose
        else "pay what is committed, or cancel the commitment",
        "planner" if loose else "social_officer",
    )  # fmt: skip


def behind(money: Money, turn: str) -> list[Warned]:
    """That payment lags behind what is due by more than `BEHIND_POINTS`; nothing where it does not."""
    points = money.behind_points
    if points <= BEHIND_POINTS:
        return []
    lacking = money.expected_idr - money.spent_idr
    return [
        Warned(
            "behind", Gravity.GRAVE if points > GRAVELY_BEHIND_POINTS else Gravity.SOON,
            f"seharusnya sudah dibayar {rupiah_id(money.expected_idr)}, baru {rupiah_id(money.spent_idr)} "
            f"({_points(points)} poin di belakang)",
            f"{rupiah_en(money.expected_idr)} should be paid by now, {rupiah_en(money.spent_idr)} are "
            f"({points:.1f} points behind)",
            f"bayarkan tahap yang jatuh tempo ({rupiah_id(lacking)}), atau tulis mengapa ditunda",
            f"pay the instalments that are due ({rupiah_en(lacking)}), or write down why they wait", turn,
        )
    ]  # fmt: skip


def waiting(days: int, what_id: str, what_en: str, todo_id: str, todo_en: str, turn: str) -> Warned:
    """That a step has waited for so many working days."""
    return Warned(
        "not_begun", Gravity.GRAVE if days > 2 * BEGIN_DAYS else Gravity.SOON, f"{what_id}, sudah {days} hari kerja",
        f"{what_en}, for {days} working days", todo_id, todo_en, turn,
    )  # fmt: skip


def given_up(what_id: str, what_en: str) -> Warned:
    """That what the council approved was given up afterwards."""
    return Warned(
        "given_up", Gravity.NOTE, f"{what_id}; yang dijanjikan tidak akan sampai",
        f"{what_en}; what was promised will not come",
        "beri tahu DPRD dan desa, dan putuskan untuk apa dananya",
        "tell the council and the village, and decide what the money is for", "planner",
    )  # fmt: skip


def begun_late(found: list[Warned]) -> bool:
    """Whether a step is late: then money that lags behind follows from it, and is not told twice."""
    return any(one.code == "not_begun" for one in found)


_AID_STEPS: Mapping[str, tuple[str, str, str, str, str]] = {
    "launched": (
        "daftar sasaran belum disusun", "the list is not drawn up", "susun daftar sasaran", "draw up the list",
        "planner",
    ),
    "listed": (
        "daftar sasaran belum disetujui", "the list is not approved", "periksa dan setujui daftar",
        "look through the list and approve it", "social_officer",
    ),
    "heard": (
        "semua desa sudah bicara, SK belum terbit", "every village has spoken and there is no decree",
        "terbitkan SK penetapan", "issue the decree", "social_officer",
    ),
    "no_cycles": (
        "tahap penyaluran belum dibuka", "no cycle is opened", "buka tahap penyaluran", "open the cycles",
        "social_officer",
    ),
}  # fmt: skip
"""By the state of a launch, what is late in it, what to do, and who does it."""


def _points(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
