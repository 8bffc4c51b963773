"""The published figures that the demo's true consumption must equal, and how near it came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import facts, welfare
from merata.demo.welfare import CALIBRATED_YEAR, Households, Target
from merata.measurement import gini, headcount
from merata.tables.catalogue import TABLES

LINE_GROWTH = 0.038
"""Yearly growth of the lines before the published year: an assumption under which earlier headcounts come near
the published ones."""
_EARLIER = (2023, 2024)


@dataclass(frozen=True, slots=True)
class Calibration:
    """One figure of a regency: `measure` ('p0' or 'gini'), published and reached, both fractions."""

    regency_code: str
    regency: str
    measure: str
    published: float
    certainty: str
    reached: float

    @property
    def difference(self) -> float:
        """Reached less published."""
        return self.reached - self.published


def targets() -> dict[str, Target]:
    """What each regency's consumption must give, from the published figures of `CALIBRATED_YEAR`."""
    year = str(CALIBRATED_YEAR)
    return {
        code: Target(
            facts.statistic(region, "poverty_line", year).value,
            facts.statistic(region, "P0", year).value / 100,
            facts.statistic(region, "gini", year).value,
        )
        for code, region in facts.REGIONS.items()
    }


def poverty_lines() -> pa.Table:
    """The `poverty_lines` table: the published lines, and earlier ones by an assumed growth, marked so."""
    rows: list[tuple[object, ...]] = []
    for code, region in facts.REGIONS.items():
        line = facts.statistic(region, "poverty_line", str(CALIBRATED_YEAR))
        for year in _EARLIER:
            value = round(line.value / (1 + LINE_GROWTH) ** (CALIBRATED_YEAR - year))
            source = f"the line of {CALIBRATED_YEAR} less {LINE_GROWTH:.0%} a year, assumed"
            rows.append((code, year, value, source, "assumption"))
        rows.append((code, CALIBRATED_YEAR, line.value, line.source, line.certainty))
    names = TABLES["poverty_lines"].arrow.names
    return pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in rows], schema=TABLES["poverty_lines"].arrow
    )


def solve(regency: NDArray[np.object_], households: Households) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Level and spread of log consumption, by household, such that each regency meets its targets."""
    level, spread = np.zeros(regency.size), np.zeros(regency.size)
    for code, target in targets().items():
        own = regency == code
        part = Households(
            households.shape[own], households.factor[own], households.aid_pc_idr[own], households.size[own]
        )
        level[own], spread[own] = welfare.solve(part, target)
    return level, spread


def reached(
    villages: pa.Table,
    regency: NDArray[np.object_],
    consumption_pc_idr: NDArray[np.float64],
    size: NDArray[np.int64],
) -> tuple[Calibration, ...]:
    """Headcount and Gini of each regency beside the published ones, with the sources' certainty."""
    found = []
    for code, target in targets().items():
        own, region = regency == code, facts.REGIONS[code]
        name = villages.filter(pc.equal(villages["regency_code"], code))["regency"][0].as_py()
        value, people = consumption_pc_idr[own], size[own]
        for measure, indicator, published, got in (
            ("p0", "P0", target.headcount, headcount(value, people, line=target.line_idr)),
            ("gini", "gini", target.gini, gini(value, people)),
        ):
            certainty = facts.statistic(region, indicator, str(CALIBRATED_YEAR)).certainty
            found.append(Calibration(code, name, measure, published, certainty, got))
    return tuple(found)
