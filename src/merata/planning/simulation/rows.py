"""The rows of a simulation: one a programme, one a tenth of the persons, one a village."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from merata.planning.population import Population
from merata.planning.simulation.allotment import Allotment, Rupiah, Setting
from merata.planning.simulation.simulated import ProgrammeOutcome
from merata.programmes.incidence import Incidence


def outcome_of(allotment: Allotment, setting: Setting, *, adds_to_welfare: bool) -> ProgrammeOutcome:
    """What came of one programme."""
    book, paid = allotment.rulebook, allotment.annual_idr > 0
    refused = allotment.refused()
    sentences = allotment.assessment.sentences()
    return ProgrammeOutcome(
        programme_id=book.programme_id,
        name=book.name.id,
        kind=book.kind,
        adds_to_welfare=adds_to_welfare,
        cost_idr=int(allotment.annual_idr.sum()),
        households=int(np.count_nonzero(paid)),
        persons=int(setting.people.size[paid].sum()),
        eligible=allotment.eligible,
        without_money=allotment.without_money,
        receiving_today=int(np.count_nonzero(allotment.today)),
        raised=int(np.count_nonzero(paid & allotment.today)),
        budget_idr=setting.budgets_idr.get(book.programme_id),
        quantity=None if allotment.quantity is None else float(allotment.quantity),
        unit=allotment.assessment.benefit.unit,
        refused=refused,
        reasons={code: sentences[code] for code in refused},
    )


def by_decile(found: Incidence) -> tuple[dict[str, Any], ...]:
    """What each tenth of the persons gains of all programmes together."""
    return tuple(
        {
            "decile": int(row["label"]),
            "gain_pc_idr": row["gain_pc_idr"],
            "gain_low": row["gain_pc_idr_low"],
            "gain_high": row["gain_pc_idr_high"],
            "share_of_cost": row["share_of_cost"],
            "share_low": row["share_of_cost_low"],
            "share_high": row["share_of_cost_high"],
            "coverage_persons": row["coverage_persons"],
        }
        for row in found.groups["decile"].to_pylist()
        if row["programme_id"] is None
    )


def by_village(people: Population, annual_idr: Rupiah, groups: pa.Table) -> tuple[dict[str, Any], ...]:
    """What each village that has anyone gains of all programmes together; `households` are those paid.

    `groups` is the incidence by village, in the order of the people's villages.
    """
    paid = np.bincount(people.village, annual_idr > 0, people.villages.num_rows)
    columns = people.villages.select(["village_code", "name", "kecamatan_code"]).to_pylist()
    together = [row for row in groups.to_pylist() if row["programme_id"] is None]
    poverty = [f"p0_{when}{end}" for when in ("before", "after") for end in ("", "_low", "_high")]
    return tuple(
        {
            **place,
            "households": int(count),
            "cost_idr": row["cost_idr"],
            **{name: row[name] for name in ("gain_pc_idr", *poverty)},
        }
        for place, count, row in zip(columns, paid, together, strict=True)
        if row["persons"]
    )
