"""Direct estimates: what the sample says of an area by itself, with standard errors from its design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.measurement.estimates import BPS, Estimate, Publication, direct_estimate
from merata.measurement.kernel import estimate_groups
from merata.measurement.measures import MEASURES, listed
from merata.measurement.welfare import checked
from merata.stats.design import Design, LonelyRule, design


def direct(
    survey: pa.Table,
    *,
    by: str,
    lines: Mapping[str, float],
    measures: Iterable[str] = MEASURES,
    rule: Publication = BPS,
    lonely: LonelyRule = "refuse",
) -> list[Estimate]:
    """The `measures` of every value of the column `by` of one year's `survey_households`.

    A person weighs the household's weight × size. `lines` gives the poverty line of each regency_code; where an
    area's rows lack one, the measures of poverty are left out. The Theil measures are those of the positive values, and
    their n says how many. Standard errors are by linearisation (`merata.stats.design`) with all clusters kept
    for every area; they are None where an area lies in fewer than two clusters or where nothing varies in it
    (a headcount of 0 in a sample is not a certain 0). Rows without a psu are clusters of their own; `lonely`
    says what to do with strata of a single cluster. Areas come in the order of their codes.

    Raises `InputError` for values or weights that cannot be measured and, unless `lonely` has a rule, naming every
    stratum of a single cluster; `UsageError` for an unknown column.
    """
    if by not in survey.column_names:
        raise UsageError(f"the survey has no column {by}; it has {', '.join(survey.column_names)}")
    welfare, weight = checked(
        survey["consumption_pc_idr"].to_numpy(), survey["weight"].to_numpy() * survey["size"].to_numpy()
    )
    area = survey[by].to_pylist()
    areas = sorted({code for code in area if code is not None})
    number = {code: place for place, code in enumerate(areas)}
    # Rows without an area belong to a group that nobody asks for: their clusters count in the design all the same.
    group = np.array([number.get(code, len(areas)) for code in area], dtype=np.int32)
    line = np.array([lines.get(code, np.nan) for code in survey["regency_code"].to_pylist()])
    without = np.bincount(group, weights=np.isnan(line), minlength=len(areas) + 1) > 0
    chosen = listed(measures)
    found = estimate_groups(
        chosen,
        welfare,
        weight,
        group,
        groups=len(areas) + 1,
        line=np.where(np.isnan(line), 1.0, line),
        design=survey_design(survey, lonely),
    )
    return [
        direct_estimate(
            code,
            measure,
            float(estimated.value[place]),
            se=_known(estimated.variance[place]),
            degrees=int(estimated.degrees[place]),
            n=int(estimated.n[place]),
            rule=rule,
        )
        for place, code in enumerate(areas)
        for measure, estimated in ((measure, found[measure.name]) for measure in chosen)
        if not (np.isnan(estimated.value[place]) or (measure.needs_line and without[place]))
    ]


def survey_design(survey: pa.Table, lonely: LonelyRule = "centre") -> Design:
    """The design of one year's survey: strata (empty: one together), clusters (empty: the row alone)."""
    psu = pc.if_else(
        pc.is_valid(survey["psu"]),
        pc.binary_join_element_wise("psu", survey["psu"].cast(pa.string()), "/"),
        pc.binary_join_element_wise("row", survey["survey_id"].cast(pa.string()), "/"),
    )
    stratum = pc.fill_null(survey["stratum"].cast(pa.string()), "")
    return design(stratum.to_numpy(), psu.to_numpy(), lonely=lonely)


def psus_by_area(survey: pa.Table, by: str) -> Counter[str]:
    """The number of clusters in which each value of the column `by` was sampled."""
    psu = survey_design(survey).psu
    area = survey[by].to_numpy(zero_copy_only=False)
    return Counter(code for code, _ in set(zip(area, psu, strict=True)) if code is not None)


def _known(variance: float) -> float | None:
    return None if np.isnan(variance) else float(np.sqrt(variance))
