"""Asking what changed inequality between two years, for the council's accountability session."""

from __future__ import annotations

from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from merata.evaluation.attribution import REPLICATES
from merata.tables.folder import Dataset
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions.calculating import calculate
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries.datasets import folder
from merata_portal.analysis.queries.inputs import inputs as frozen
from merata_portal.audit.actions import record
from merata_portal.evaluation.models import Attribution
from merata_portal.evaluation.refusals import EvaluationRefused

SEED = 1
MEASURES = ("gini", "p0", "p1", "social_welfare", "mean")
ALL = "all"


@transaction.atomic
def attribute(
    *,
    by: Actor,
    area: str,
    earlier: UUID,
    later: UUID,
    first_year: int | None = None,
    second_year: int | None = None,
    all_started: bool = False,
    growth: float | None = None,
) -> Attribution:
    """Ask for the change between two surveys of frozen inputs: their own years, or those named.

    The later inputs hold both surveys; where the earlier are others, their survey of the first year must be the same
    one, row for row. `all_started`: count assistance that only one of the years has on record as begun or ended.
    Raises `EvaluationRefused` for years without a survey, out of order, or surveyed differently.
    """
    held = by.require(Capability.RUN_ANALYSIS, area)
    first, second = (frozen(by, area).get(uuid=one) for one in (earlier, later))
    years = _years(first, second, first_year, second_year)
    if first != second:
        _refuse_other_survey(area, first, second, years[0])
    asked = {
        "regency": area, "years": list(years), "names": list(MEASURES), "started": [ALL] if all_started else [],
        "growth": growth, "lists_know": 0.0, "replicates": REPLICATES, "seed": SEED,
    }  # fmt: skip
    result = calculate(by=by, kind="attribute", inputs=second.uuid, parameters=asked)
    made = Attribution.objects.create(
        uuid=uuid4(), area=area, year=years[1], earlier=first.uuid, later=second.uuid, first_year=years[0],
        second_year=years[1], result=result.uuid, made_at=timezone.now(), made_by_user_id=by.user_id,
    )  # fmt: skip
    record(
        by=by, held=held, action="evaluation.attribute", subject=made.subject, area=area,
        data={"result": str(result.uuid), "years": list(years)},
    )  # fmt: skip
    return made


def _years(first: Inputs, second: Inputs, asked: int | None, until: int | None) -> tuple[int, int]:
    """The two years that are compared, both surveyed in the later inputs."""
    known = surveyed(second)
    if len(known) < 2:
        raise EvaluationRefused(
            f"Bahan yang kemudian memuat survei {len(known)} tahun; perlu dua. Bawa survey_households dengan kedua "
            "tahunnya, lalu bekukan lagi.",
            f"The later inputs hold surveys of {len(known)} years; two are needed. Bring survey_households with both "
            "years, then freeze again.",
        )
    begin = asked or (first.year if first != second else known[0])
    end = until or (second.year if first != second else known[-1])
    listed = ", ".join(map(str, known))
    if begin not in known or end not in known:
        raise EvaluationRefused(
            f"Tidak ada survei {begin} atau {end} dalam bahan yang kemudian; yang ada: {listed}.",
            f"The later inputs hold no survey of {begin} or {end}; they hold: {listed}.",
        )
    if begin >= end:
        raise EvaluationRefused(
            f"Tahun pertama ({begin}) harus sebelum tahun kedua ({end}).",
            f"The first year ({begin}) must come before the second ({end}).",
        )
    return begin, end


def surveyed(found: Inputs) -> list[int]:
    """The years of the surveys in frozen inputs, ascending."""
    dataset = Dataset(folder(found))
    if not dataset.has("survey_households"):
        return []
    return sorted(set(dataset.read("survey_households", ["year"])["year"].to_pylist()))


def _refuse_other_survey(area: str, first: Inputs, second: Inputs, year: int) -> None:
    one, other = (_survey(found, area, year) for found in (first, second))
    if not one.num_rows:
        raise EvaluationRefused(
            f"Bahan yang lebih dulu tidak memuat survei {year}.", f"The earlier inputs hold no survey of {year}."
        )
    if not one.equals(other):
        raise EvaluationRefused(
            f"Survei {year} dalam kedua bahan berbeda isinya; pakai satu survei yang sama, atau jelaskan perbaikannya "
            "dengan membekukan ulang.",
            f"The survey of {year} differs between the two inputs; use the same one, or freeze again after a "
            "correction.",
        )


def _survey(found: Inputs, area: str, year: int) -> pa.Table:
    table = Dataset(folder(found)).read("survey_households")
    mine = pc.and_(pc.equal(table["year"], year), pc.equal(table["regency_code"], area))
    return table.filter(mine).sort_by("survey_id").combine_chunks()
