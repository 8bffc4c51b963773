"""What is asked of the courses, as plain values, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from merata.programmes.training.terms import MOST_SEATS

Fault = tuple[str, str]
MOST_SESSIONS = 200


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """All that a class is made of. Rupiah are whole; ages in completed years; attendance in whole percent."""

    name: str
    sector: str
    owner: str
    year: int
    village_code: str
    place: str
    starts_on: date
    ends_on: date
    seats: int
    sessions: int
    cost_idr: int
    about: str = ""
    minimum_attendance_pc: int = 80
    excused_at_most: int = 2
    needs_test: bool = False
    women_seats: int = 0
    disability_seats: int = 0
    max_per_village: int | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    minimum_schooling_years: int | None = None
    residents_only: bool = True
    not_before: str = "same_course"
    evidence_id: str = ""
    proposal: str = ""
    plan: str = ""


def faults_of(asked: CourseDraft) -> list[Fault]:
    """Everything that is wrong with a draft, in Indonesian and English; empty where it can be kept."""
    ages = asked.minimum_age is None or asked.maximum_age is None or asked.minimum_age <= asked.maximum_age
    demands: list[tuple[bool, Fault]] = [
        (bool(asked.name.strip()), ("nama pelatihan wajib diisi", "the course needs a name")),
        (bool(asked.place.strip()), ("tempat wajib diisi", "the place is needed")),
        (
            asked.starts_on <= asked.ends_on,
            (f"selesai {asked.ends_on} sebelum mulai {asked.starts_on}", f"ends {asked.ends_on}, before it starts"),
        ),
        (
            1 <= asked.seats <= MOST_SEATS,
            (f"kursi {asked.seats}; harus 1 sampai {MOST_SEATS}", f"{asked.seats} seats; expected 1 to {MOST_SEATS}"),
        ),
        (
            1 <= asked.sessions <= MOST_SESSIONS,
            (
                f"pertemuan {asked.sessions}; harus 1 sampai {MOST_SESSIONS}",
                f"{asked.sessions} sessions; expected 1 to {MOST_SESSIONS}",
            ),
        ),
        (asked.cost_idr >= 0, ("biaya tidak boleh negatif", "the cost cannot be negative")),
        (
            1 <= asked.minimum_attendance_pc <= 100,
            ("batas kehadiran harus 1 sampai 100 persen", "the attendance needed is 1 to 100 percent"),
        ),
        (
            0 <= asked.excused_at_most <= asked.sessions,
            ("izin paling banyak sejumlah pertemuan", "at most as many excused as there are sessions"),
        ),
        (
            min(asked.women_seats, asked.disability_seats) >= 0
            and asked.women_seats + asked.disability_seats <= asked.seats,
            (
                f"kuota {asked.women_seats} + {asked.disability_seats} melebihi {asked.seats} kursi",
                f"quotas of {asked.women_seats} + {asked.disability_seats} are more than {asked.seats} seats",
            ),
        ),
        (
            asked.max_per_village is None or asked.max_per_village >= 1,
            ("paling banyak per desa harus 1 atau lebih", "the most seats of a village are 1 or more"),
        ),
        (ages, ("umur paling muda melebihi paling tua", "the youngest age is above the oldest")),
        (
            asked.village_code.startswith(f"{asked.owner}."),
            (f"desa {asked.village_code} di luar {asked.owner}", f"{asked.village_code} lies outside {asked.owner}"),
        ),
    ]
    return [fault for holds, fault in demands if not holds]
