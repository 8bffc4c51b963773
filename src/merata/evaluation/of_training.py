"""Courses, evaluated by their lotteries: for each evidence record the effect of the offer and of completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from merata.errors import InputError
from merata.evaluation.attrition import LeeBounds, lee_bounds
from merata.evaluation.complier import ComplierEffect, complier_effect
from merata.evaluation.findings import Finding, Refusal
from merata.evaluation.lottery import LotteryEffect, offer_effect
from merata.evaluation.lottery_frame import Applicants, applicants, attendance, of_courses
from merata.evaluation.randomisation import RandomisationTest, randomisation_test
from merata.evaluation.redrawing import Mechanism, training_rule
from merata.tables.folder import Dataset

COMMITMENT, FROZEN_LIST = "1-commitment.json", "2-list.json"

UNEQUAL_ATTRITION = 0.05
"""Difference in the shares not found again from which it is said."""
WEAK_FIRST_STAGE = 10.0

_NO_RECORD = "training"
"""The subject of courses that name no evidence record."""


def training_findings(
    dataset: Dataset, *, seed: int, draws: int, lotteries: Sequence[Mapping[str, bytes]] = ()
) -> tuple[list[Finding], list[Refusal]]:
    """Two findings for each evidence record of held courses, the offer's and completion's; and what was refused.

    `lotteries` are folders of draws, document by file name: classes among them are drawn again by their own rule.
    """
    courses, applications = dataset.read("courses"), dataset.read("applications")
    outcomes = dataset.read("outcomes")
    records: dict[str, list[str]] = {}
    for row in courses.to_pylist():
        if row["status"] == "held":
            records.setdefault(row["evidence_id"] or _NO_RECORD, []).append(row["course_id"])
    findings: list[Finding] = []
    refused: list[Refusal] = []
    for record, items in sorted(records.items()):
        try:
            frame = applicants(of_courses(applications, items), courses, outcomes)
            offer = _offer(frame, record, seed, draws, _mechanisms(frame, lotteries))
        except InputError as error:
            refused.append(Refusal("training", record, str(error)))
            continue
        findings.append(offer)
        try:
            by_attendance = _by_attendance(frame, applications, courses)
            findings.append(_completion(complier_effect(frame), offer, by_attendance))
        except InputError as error:
            refused.append(Refusal("training", record, str(error)))
    return findings, refused


def _mechanisms(frame: Applicants, lotteries: Sequence[Mapping[str, bytes]]) -> dict[str, Mechanism]:
    found: dict[str, Mechanism] = {}
    names = frame.application_id.to_pylist()
    rows = dict(zip(frame.courses, frame.classes(), strict=True))
    for documents in lotteries:
        course, _ = training_rule(documents[COMMITMENT], documents[FROZEN_LIST], ())
        if course in rows:
            mine = [names[at] for at in rows[course]]
            found[course] = training_rule(documents[COMMITMENT], documents[FROZEN_LIST], mine)[1]
    return found


def _offer(frame: Applicants, record: str, seed: int, draws: int, mechanisms: Mapping[str, Mechanism]) -> Finding:
    effect = offer_effect(frame)
    test = randomisation_test(frame, seed=seed, draws=draws, mechanisms=mechanisms)
    bounds = lee_bounds(frame, seed=seed)
    return Finding(
        lever="training",
        subject=record,
        estimand="offer",
        method="lottery",
        items=frame.courses,
        effect=effect.effect,
        standard_error=effect.standard_error,
        low=effect.low,
        high=effect.high,
        p_value=test.p_value,
        n=effect.winners + effect.losers,
        treated=effect.winners,
        units="applicants",
        unit="share_of_income",
        attrition=(effect.attrition_winners, effect.attrition_losers),
        notes=_notes(effect, bounds, test),
        details={
            "degrees_of_freedom": effect.degrees_of_freedom,
            "model_p_value": effect.p_value,
            "classes": effect.classes,
            "classes_left_out": effect.classes_left_out,
            "certain": effect.certain,
            "randomisation": test,
            "lee_bounds": bounds,
        },
    )


def _by_attendance(frame: Applicants, applications: pa.Table, courses: pa.Table) -> ComplierEffect | None:
    """The effect of attending all sessions; None where attendance is not recorded for every winner."""
    share = attendance(frame, applications, courses)
    return None if np.isnan(share).any() else complier_effect(replace(frame, completed=share))


def _completion(effect: ComplierEffect, offer: Finding, by_attendance: ComplierEffect | None) -> Finding:
    notes = []
    if effect.first_stage_f < WEAK_FIRST_STAGE:
        notes.append(
            f"undian hampir tidak mengubah kelulusan (F {effect.first_stage_f:.1f}); selang tetap jujur, galat baku "
            "tidak / the lottery hardly moved completion; the interval stays right, the standard error does not"
        )
    return Finding(
        lever="training",
        subject=offer.subject,
        estimand="completion",
        method="lottery_iv",
        items=offer.items,
        effect=effect.effect,
        standard_error=effect.standard_error,
        low=effect.low,
        high=effect.high,
        p_value=offer.p_value,
        n=effect.n,
        treated=offer.treated,
        units="applicants",
        unit="share_of_income",
        kind=effect.kind,
        attrition=offer.attrition,
        notes=tuple(notes),
        details={
            "degrees_of_freedom": effect.degrees_of_freedom,
            "take_up": effect.take_up,
            "first_stage_f": effect.first_stage_f,
            "by_attendance": by_attendance,
        },
    )


def _notes(effect: LotteryEffect, bounds: LeeBounds, test: RandomisationTest) -> tuple[str, ...]:
    notes = []
    if abs(effect.attrition_winners - effect.attrition_losers) > UNEQUAL_ATTRITION:
        notes.append(
            f"yang tak ditemukan lagi {effect.attrition_winners:.0%} pemenang, {effect.attrition_losers:.0%} yang "
            f"kalah; pegang batas Lee {100 * bounds.lower:.1f}% sampai {100 * bounds.upper:.1f}% / not found again "
            "differ between winners and losers; hold on to the Lee bounds"
        )
    if effect.classes_left_out:
        notes.append(
            f"{effect.classes_left_out} kelas tidak dapat dibandingkan (belum ada tindak lanjut, atau terlalu sedikit) "
            "/ classes that cannot be compared: no follow-up yet, or too few"
        )
    if "training_rule" not in test.mechanisms:
        notes.append(
            "undian diulang dengan peluang yang diketahui (Poisson bersyarat), bukan dengan aturannya; berkas undian: "
            "--lottery / drawn again with the known chances (conditional Poisson), not by its own rule"
        )
    return tuple(notes)
