"""Measures of inequality and poverty by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from merata.evaluation.findings import plain
from merata.measurement.areas import By, Wanted, area_names, measure_areas
from merata.measurement.measures import MEASURES
from merata.progress import Step
from merata.tables.folder import Dataset
from merata_portal.analysis.calculations import Answer, calculation


@calculation("measure")
def measure(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """Every measure of `measures` (the usual ones) by `by` (regency, kecamatan or village), with intervals and n."""
    by = cast(By, str(parameters.get("by", "regency")))
    description = dataset.description
    year = int(parameters.get("year") or description.year)
    wanted = Wanted(
        measures=tuple(parameters.get("measures") or MEASURES),
        draws=int(parameters.get("draws", 50)),
        seed=int(parameters.get("seed", 1)),
        lonely=parameters.get("lonely", "refuse"),
    )
    found = measure_areas(dataset, by=by, wanted=wanted, year=year, step=step)
    names = area_names(dataset, by)
    return Answer(
        {
            "by": by,
            "year": year,
            "synthetic": description.synthetic,
            "estimates": [
                plain(one.as_json()) | {"area_name": names.get(one.area, ""), "method": one.method}
                for one in found.estimates
            ],
            "model": plain(found.model),
            "notes": list(found.notes),
        }
    )
