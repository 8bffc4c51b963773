"""What is decided before anything begins: whom to compare with whom, on what, when, and how sure one wants to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from merata.evaluation.synthetic import FEWEST_DONORS, FEWEST_YEARS_BEFORE
from merata.evaluation.waves import villages_hash
from merata_portal.analysis.canonical import canonical
from merata_portal.evaluation.states import Method

LEVER_OF = {Method.LOTTERY: "training", Method.STAGGERED: "empowerment", Method.COMPARISON: "infrastructure"}
"""What each method evaluates: courses by their lottery, village programmes by their waves, works by other villages."""
OUTCOME_OF = {
    Method.LOTTERY: "income_idr",
    Method.STAGGERED: "log_consumption_pc_idr",
    Method.COMPARISON: "log_consumption_pc_idr",
}
MONTHS = (3, 6, 12)
COMPARED_MONTH = 12
"""The survey that the estimate compares: a year after the class."""
_FEWEST_IN_A_COHORT = 2
_LONGEST_NAME, _LONGEST_QUESTION = 120, 2000

Faults = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Design:
    """A design of one method; what another method asks for is empty.

    Lottery: `classes` pairs of seats and expected applicants, `items` the courses where they are known already,
    `months` after the class at which all applicants are asked. Staggered: `villages` draw lots for `waves`, pairs of a
    year and how many enter. Comparison: `villages` are served from `waves`' one year on by the works `items`. Of both,
    `comparison` villages never enter, and all are monitored in `years`. `level` and `power` are those of the test.
    """

    classes: tuple[tuple[int, int], ...] = ()
    items: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    villages: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    waves: tuple[tuple[int, int], ...] = ()
    years: tuple[int, ...] = ()
    level: float = 0.05
    power: float = 0.8

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Design:
        """The design that a study keeps."""
        fields: dict[str, Any] = {
            name: tuple((one[0], one[1]) for one in value.get(name, ())) for name in ("classes", "waves")
        }
        for name in ("items", "months", "villages", "comparison", "years"):
            fields[name] = tuple(value.get(name, ()))
        return cls(level=value["level"], power=value["power"], **fields)

    def as_json(self) -> dict[str, Any]:
        """The design as plain values."""
        return {name: [list(x) if isinstance(x, tuple) else x for x in one] if isinstance(one, tuple) else one
                for name, one in asdict(self).items()}  # fmt: skip

    @property
    def planned(self) -> int:
        """How many units are to be compared: applicants, or villages."""
        return sum(applicants for _, applicants in self.classes) or len(self.villages) + len(self.comparison)

    @property
    def treated(self) -> int:
        """How many of them are to be offered a seat, to enter or to be served."""
        return sum(seats for seats, _ in self.classes) or len(self.villages)

    def power_question(self, method: Method, subject: str) -> dict[str, Any]:
        """The parameters of the calculation `mde`."""
        asked: dict[str, Any] = {"method": method.value, "subject": subject, "level": self.level, "power": self.power}
        if method is Method.LOTTERY:
            return asked | {"classes": [list(one) for one in self.classes]}
        entering = {str(year): count for year, count in self.waves}
        return asked | {"entering": entering, "controls": len(self.comparison), "years": list(self.years)}


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """An evaluation as it is proposed: `subject` is the evidence record; of a village programme, the programme."""

    name: str
    question: str
    method: Method
    subject: str
    starts_on: date
    design: Design
    item: str = ""


def registered_text(values: Mapping[str, Any]) -> bytes:
    """What is registered, as the one text whose SHA-256 the audit keeps."""
    return canonical(dict(values))


def faults_of(draft: StudyDraft, known: frozenset[str]) -> Faults:
    """Every fault of a draft, in Indonesian and English; `known`: the codes of the villages of its area."""
    found: Faults = []
    if not draft.name.strip() or len(draft.name) > _LONGEST_NAME:
        found.append(("nama wajib diisi, paling panjang 120 huruf", "a name is needed, at most 120 signs"))
    if not draft.question.strip() or len(draft.question) > _LONGEST_QUESTION:
        found.append(
            ("pertanyaan wajib ditulis, paling panjang 2000 huruf", "the question is needed, at most 2000 signs")
        )
    if not draft.subject.strip():
        found.append(("sebut bukti atau program yang diteliti", "name the evidence or programme that is studied"))
    if not 0 < draft.design.level < draft.design.power < 1:
        found.append(
            (
                "taraf harus di atas 0 dan di bawah daya, misalnya 5% dan 80%",
                "the level lies above 0 and below the power",
            )
        )
    if draft.method is Method.LOTTERY:
        return found + _of_lottery(draft.design)
    return found + _of_villages(draft, known) + (_of_waves if draft.method is Method.STAGGERED else _of_works)(draft)


def _of_lottery(design: Design) -> Faults:
    found: Faults = []
    if not design.classes:
        found.append(
            ("sebut kursi dan pendaftar sedikitnya satu kelas", "name seats and applicants of a class or more")
        )
    found += [
        (
            f"kelas {at}: pendaftar ({applicants}) harus lebih banyak daripada kursi ({seats}), agar ada undian",
            f"class {at}: more applicants ({applicants}) than seats ({seats}) are needed for a lottery",
        )
        for at, (seats, applicants) in enumerate(design.classes, 1)
        if not 0 < seats < applicants
    ]
    if COMPARED_MONTH not in design.months or not set(design.months) <= set(MONTHS):
        found.append(
            ("survei 12 bulan wajib ada, karena itu yang dibandingkan; lainnya 3 dan 6 bulan",
             "the survey after 12 months is needed, being the one compared; others are after 3 and 6"),
        )  # fmt: skip
    return found


def _of_villages(draft: StudyDraft, known: frozenset[str]) -> Faults:
    design, found = draft.design, Faults()
    both = sorted(set(design.villages) & set(design.comparison))
    if both:
        listed = ", ".join(both)
        found.append((f"desa di kedua kelompok: {listed}", f"villages in both groups: {listed}"))
    foreign = sorted((set(design.villages) | set(design.comparison)) - known)
    if foreign:
        listed = ", ".join(foreign[:5])
        found.append((f"bukan desa wilayah ini: {listed}", f"no villages of this area: {listed}"))
    if any(len(set(one)) < len(one) for one in (design.villages, design.comparison)):
        found.append(("ada desa yang disebut dua kali", "a village is named twice"))
    first = min((year for year, _ in design.waves), default=0)
    if (
        not design.years
        or min(design.years) >= first
        or max(design.years) < max((y for y, _ in design.waves), default=0)
    ):
        found.append(
            ("pemantauan harus mulai sedikitnya setahun sebelum gelombang pertama dan sampai gelombang terakhir",
             "monitoring begins a year or more before the first wave and goes on until the last"),
        )  # fmt: skip
    if first and draft.starts_on.year > first:
        found.append(
            (f"mulai {draft.starts_on:%d-%m-%Y} padahal gelombang pertama {first}",
             f"begins {draft.starts_on} though the first wave enters in {first}"),
        )  # fmt: skip
    return found


def _of_waves(draft: StudyDraft) -> Faults:
    design, found = draft.design, Faults()
    sizes, years = [count for _, count in design.waves], [year for year, _ in design.waves]
    if not sizes or sum(sizes) != len(design.villages) or len(set(years)) < len(years):
        found.append(
            (f"jumlah desa semua gelombang ({sum(sizes)}) harus sama dengan desa yang diundi ({len(design.villages)}), "
             "dan tahunnya berbeda-beda",
             f"the waves ({sum(sizes)}) must add up to the villages that draw lots ({len(design.villages)}), in years "
             "that differ"),
        )  # fmt: skip
    if sizes and min(sizes) < _FEWEST_IN_A_COHORT:
        found.append(("setiap gelombang perlu sedikitnya 2 desa", "each wave needs at least 2 villages"))
    if len(sizes) < 2 and len(design.comparison) < _FEWEST_IN_A_COHORT:
        found.append(
            (
                "satu gelombang saja perlu sedikitnya 2 desa pembanding",
                "a single wave needs 2 comparison villages or more",
            )
        )
    if len(design.comparison) == 1:
        found.append(("desa pembanding: tidak ada, atau sedikitnya 2", "comparison villages: none, or at least 2"))
    return found


def _of_works(draft: StudyDraft) -> Faults:
    design, found = draft.design, Faults()
    if len(design.waves) != 1 or not design.villages:
        found.append(("sebut desa yang dilayani dan satu tahun serah terima", "name the served villages and one year"))
        return found
    before = sum(year < design.waves[0][0] for year in design.years)
    if before < FEWEST_YEARS_BEFORE:
        found.append(
            (f"pantau sedikitnya {FEWEST_YEARS_BEFORE} tahun sebelum serah terima; ini {before}",
             f"monitor at least {FEWEST_YEARS_BEFORE} years before the works are handed over; this is {before}"),
        )  # fmt: skip
    needed = max(FEWEST_DONORS, len(design.villages) + 1)
    if len(design.comparison) < needed:
        found.append(
            (f"perlu sedikitnya {needed} desa pembanding; ini {len(design.comparison)}",
             f"at least {needed} comparison villages are needed; this is {len(design.comparison)}"),
        )  # fmt: skip
    return found


def list_hash(design: Design) -> str:
    """The hash of the villages that draw lots, published before the number is known."""
    return villages_hash(design.villages)
