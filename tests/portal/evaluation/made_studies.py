"""Studies for tests: a class of eight whose effect is 20% by hand, its design, and a study on its way to evidence."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from merata.tables.catalogue import TABLES
from merata_portal.actor import SYSTEM, Actor
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.actions.materials import bring
from merata_portal.analysis.models import Inputs
from merata_portal.evaluation.actions import studies
from merata_portal.evaluation.designs import Design, StudyDraft
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.states import Method
from merata_portal.jobs.worker import Worker

AREA, YEAR = "35.05", 2025
COURSE = "course_2024_las"
WINNERS = (1_200_000, 1_452_000, 1_200_000, 1_452_000)
LOSERS = (1_000_000, 1_210_000, 1_000_000, 1_210_000)
"""The mean logarithm of winners is ln 1,320,000, of losers ln 1,100,000: the effect is exactly 20%."""
EFFECT = 0.2
ERROR = 1.2 * math.log(1.1) * math.sqrt(2 / 3)
"""Each arm's variance is ln(1.1)² · 4/3, its mean's a quarter of that; both arms; times 1.2 by the delta method."""
PRIOR, PRIOR_ERROR = 0.1, 0.05
STARTS = date(2027, 3, 1)
LOTTERY = StudyDraft(
    name="Las untuk pemuda", question="Apakah kursus las menaikkan penghasilan lulusannya?", method=Method.LOTTERY,
    subject="training_vocational", starts_on=STARTS,
    design=Design(classes=((4, 8),), items=(COURSE,), months=(3, 6, 12)),
)  # fmt: skip
STAGGERED = StudyDraft(
    name="Desa wisata bertahap", question="Apakah desa wisata menaikkan konsumsi warganya?", method=Method.STAGGERED,
    subject="desa_wisata", starts_on=date(2027, 1, 4),
    design=Design(
        villages=("35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.05.10.1004"), waves=((2027, 2), (2028, 2)),
        years=(2026, 2027, 2028),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Officers:
    planner: Actor
    other_planner: Actor
    sector: Actor
    auditor: Actor
    council: Actor


def officers(acting: Callable[..., Actor]) -> Officers:
    return Officers(
        *(acting((role, AREA)) for role in ("planner", "planner", "sector_officer", "auditor", "council_member"))
    )


def course_tables(
    winners: Sequence[float | None] = WINNERS, losers: Sequence[float | None] = LOSERS, course: str = COURSE
) -> dict[str, pa.Table]:
    """A held class whose winners and losers earned this much a year later; all winners completed it."""
    incomes = [*winners, *losers]
    applicants = [f"{course}-{at}" for at in range(len(incomes))]
    rows = {
        "courses": [
            {"course_id": course, "name": "Las angkatan 1", "sector": "services", "year": 2024, "owner": AREA,
             "seats": len(winners), "cost_idr": 10_000_000, "status": "held", "evidence_id": "training_vocational"},
        ],
        "applications": [
            {"application_id": name, "course_id": course, "person_id": f"o-{at:03d}-0", "household_id": f"rt-{at:03d}",
             "chance": len(winners) / len(incomes), "selected": at < len(winners),
             "completed": True if at < len(winners) else None}
            for at, name in enumerate(applicants)
        ],
        "outcomes": [
            {"unit": "application", "unit_id": name, "year": 2025, "measure": "income_idr", "value": income,
             "n": None if income is None else 1}
            for name, income in zip(applicants, incomes, strict=True)
        ],
    }  # fmt: skip
    return {name: pa.Table.from_pylist(given, schema=TABLES[name].arrow) for name, given in rows.items()}


def bring_tables(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        file = io.BytesIO()
        pq.write_table(table, file)
        file.seek(0)
        bring(by=SYSTEM("uji"), area=AREA, table=name, file=file, file_name=f"{name}.parquet", origin="uji")


def eight_applicants() -> Inputs:
    """The three villages of analysis' tests with the class of eight, frozen."""
    from made_analysis import materials  # noqa: PLC0415

    materials(AREA)
    bring_tables(course_tables())
    return frozen_again()


def frozen_again(households: int | None = None) -> Inputs:
    """What lies there now, frozen with a new snapshot."""
    from made_analysis import snapshot  # noqa: PLC0415

    return freeze(by=SYSTEM("uji"), area=AREA, snapshot=snapshot(AREA, households).uuid, year=YEAR)


def computed() -> None:
    """Let the worker compute what waits."""
    Worker().run(until_empty=True)


def registered(by: Actor, inputs: Inputs, draft: StudyDraft = LOTTERY, **changed: Any) -> Study:
    """A study whose power was asked and that was registered."""
    made = studies.design(by=by, area=AREA, year=YEAR, draft=replace(draft, **changed), inputs=inputs.uuid)
    if draft.method is Method.STAGGERED:
        studies.draw_waves(by=by, study=made.uuid, number="6 4 2 2 5 1 3 3 6 1")
    return studies.register(by=by, study=made.uuid)


def estimated(by: Actor, inputs: Inputs, draft: StudyDraft = LOTTERY, **changed: Any) -> Study:
    """A registered study, estimated."""
    made = registered(by, inputs, draft, **changed)
    studies.estimate(by=by, study=made.uuid, inputs=inputs.uuid)
    computed()
    return Study.objects.get(pk=made.pk)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
