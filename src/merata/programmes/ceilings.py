"""What each village may still spend on a programme that it pays from a fund of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.programmes.rules.rulebook import Rulebook


def village_ceilings(
    rulebook: Rulebook,
    budget: pa.Table,
    village_codes: Sequence[str],
    committed_idr: NDArray[np.int64],
    on: date,
) -> NDArray[np.int64]:
    """Rupiah that each village may still spend in the year of `on`, never below zero.

    The ceiling is the rulebook's share of what its fund source gives the village in the latest budget year up
    to that of `on`, less `committed_idr`, which those who receive the programme already cost. A village
    without such a fund has zero. The rulebook must have a ceiling.
    """
    if rulebook.ceiling is None:
        raise ValueError(f"programme {rulebook.programme_id} has no ceiling by village")
    share = Fraction(str(rulebook.on(on)[rulebook.ceiling.share].value))
    source = pc.utf8_lower(pc.utf8_trim_whitespace(budget["fund_source"]))
    rows = budget.filter(pc.equal(source, rulebook.ceiling.fund_source.lower()))
    rows = rows.filter(pc.less_equal(rows["year"], on.year))
    if rows.num_rows:
        rows = rows.filter(pc.equal(rows["year"], pc.max(rows["year"])))
    totals = rows.group_by("owner").aggregate([("ceiling_idr", "sum")])
    fund = dict(zip(totals["owner"].to_pylist(), totals["ceiling_idr_sum"].to_pylist(), strict=True))
    ceilings = [int(share * fund.get(code, 0)) for code in village_codes]
    left: NDArray[np.int64] = np.maximum(np.array(ceilings, dtype=np.int64) - committed_idr, 0)
    return left
