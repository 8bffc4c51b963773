"""Direct estimates: what the sample says of an area by itself, with standard errors from its design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement import influence
from merata.measurement.estimates import Estimate, direct_estimate
from merata.measurement.kernel import measure_groups
from merata.measurement.welfare import Floats, checked
from merata.stats.design import Design, design, variance_of_total


@dataclass(frozen=True, slots=True)
class _Sample:
    """A survey as arrays of one length: welfare, persons a row stands for, poverty line (NaN: none), area."""

    welfare: Floats
    weight: Floats
    line: Floats
    area: NDArray[np.object_]
    design: Design


def direct(survey: pa.Table, *, by: str, lines: Mapping[str, float]) -> list[Estimate]:
    """Every measure for every value of the column `by` of one year's `survey_households`.

    A person weighs the household's weight × size. `lines` gives the poverty line of each regency_code; where an
    area's rows lack one, p0, p1 and p2 are left out. The Theil measures are those of the positive values, and
    their n says how many. Standard errors are by linearisation (`merata.stats.design`) with all clusters kept
    for every area; they are None where an area lies in fewer than two clusters or where nothing varies in it
    (a headcount of 0 in a sample is not a certain 0). Rows without a psu are clusters of their own; a stratum
    of a single cluster is centred on the mean of all. Areas come in the order of their codes.

    Raises `InputError` for values or weights that cannot be measured, `UsageError` for an unknown column.
    """
    if by not in survey.column_names:
        raise UsageError(f"the survey has no column {by}; it has {', '.join(survey.column_names)}")
    sample = _sample(survey, by, lines)
    areas = sorted({area for area in sample.area if area is not None})
    return [estimate for area in areas for estimate in _estimates(sample, str(area))]


def survey_design(survey: pa.Table) -> Design:
    """The design of one year's survey: strata (empty: one together), clusters (empty: the row alone)."""
    psu = pc.if_else(
        pc.is_valid(survey["psu"]),
        pc.binary_join_element_wise("psu", survey["psu"].cast(pa.string()), "/"),
        pc.binary_join_element_wise("row", survey["survey_id"].cast(pa.string()), "/"),
    )
    stratum = pc.fill_null(survey["stratum"].cast(pa.string()), "")
    return design(stratum.to_numpy(), psu.to_numpy(), lonely="centre")


def psus_by_area(survey: pa.Table, by: str) -> Counter[str]:
    """The number of clusters in which each value of the column `by` was sampled."""
    psu = survey_design(survey).psu
    area = survey[by].to_numpy(zero_copy_only=False)
    return Counter(code for code, _ in set(zip(area, psu, strict=True)) if code is not None)


def _sample(survey: pa.Table, by: str, lines: Mapping[str, float]) -> _Sample:
    size = survey["size"].to_numpy()
    welfare, weight = checked(survey["consumption_pc_idr"].to_numpy(), survey["weight"].to_numpy() * size)
    line = np.array([lines.get(code, np.nan) for code in survey["regency_code"].to_pylist()])
    area = survey[by].to_numpy(zero_copy_only=False)
    return _Sample(welfare, weight, line, area, survey_design(survey))


def _estimates(sample: _Sample, area: str) -> Iterator[Estimate]:
    here = sample.area == area
    line = sample.line[here]
    known_line = None if np.isnan(line).any() else line
    everyone = np.zeros(len(line), dtype=np.int16)
    measured = measure_groups(sample.welfare[here], sample.weight[here], everyone, groups=1, line=known_line)
    enough = len(np.unique(sample.design.psu[here])) > 1
    for measure, (value,) in measured.items():
        if np.isnan(value):
            continue
        rows = here & (sample.welfare > 0) if measure.startswith("theil") else here
        se = _standard_error(sample, measure, rows) if enough else None
        degrees = sample.design.degrees_within(here)
        yield direct_estimate(area, measure, float(value), se=se, degrees=degrees, n=int(np.count_nonzero(rows)))


def _standard_error(sample: _Sample, measure: str, rows: NDArray[np.bool_]) -> float | None:
    values = np.zeros(len(rows))
    weight = sample.weight[rows]
    values[rows] = weight * _influence(measure, sample.welfare[rows], weight, sample.line[rows])
    se = float(np.sqrt(variance_of_total(values, sample.design)))
    # What rounding leaves of a variance of nothing is not a standard error.
    return se if se > 1e-12 * float(np.abs(values).sum()) else None


def _influence(measure: str, welfare: Floats, weight: Floats, line: Floats) -> Floats:
    if measure in ("p0", "p1", "p2"):
        return influence.fgt(welfare, weight, line, float(measure[1]))
    functions = {
        "mean": influence.mean,
        "gini": influence.gini,
        "theil_t": influence.theil_t,
        "theil_l": influence.theil_l,
        "bottom40_share": influence.bottom_share,
        "palma": influence.palma,
    }
    return functions[measure](welfare, weight)
