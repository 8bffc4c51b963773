"""The demo's population, whose hidden consumption is known, and as many samples of it as a study needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata import measurement
from merata.demo import sample
from merata.measurement.areas import area_names, poverty_lines
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

FIRST_SEED = 10_000
"""Far from the seeds of demos, so that no sample of a study is the demo's own."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Population:
    """The registry `frame` with `line_idr`, its `villages`, each household's place among them, and its `consumption`
    in `year`, rupiah per person per month; the poverty `lines` and names of `regencies` by code.
    """

    dataset: Dataset
    frame: pa.Table
    villages: pa.Table
    village: NDArray[np.int64]
    consumption: Floats
    year: int
    lines: dict[str, float]
    regencies: dict[str, str]

    def draw(self, number: int) -> pa.Table:
        """The sample of that number, drawn as the demo's own survey is, with `line_idr` and `persons`."""
        drawn = sample.draw(
            self.frame, self.villages, self.village, self.consumption, year=self.year, seed=FIRST_SEED + number
        )
        return with_lines(drawn, self.lines).append_column("persons", pc.multiply(drawn["weight"], drawn["size"]))

    def truth(self, measures: Iterable[str], by: str) -> pa.Table:
        """The true `measures` of the areas in a column of `frame`, as `measurement.estimate` gives them."""
        known = self.frame.append_column("consumption_pc_idr", pa.array(self.consumption))
        return measurement.estimate(
            known, measures, welfare="consumption_pc_idr", weight="size", by=by, line="line_idr"
        )


def read(folder: str) -> Population:
    """The population of a demo's folder."""
    dataset = Dataset(Path(folder))
    year = dataset.description.year
    frame, villages, truth = household_frame(dataset), dataset.read("villages"), dataset.read("truth")
    truth = truth.filter(pc.equal(truth["year"], year))
    place = pc.index_in(frame["household_id"], value_set=truth["household_id"].combine_chunks())
    village = pc.index_in(frame["village_code"], value_set=villages["village_code"].combine_chunks())
    lines = poverty_lines(dataset, year)
    return Population(
        dataset,
        with_lines(frame, lines),
        villages,
        village.to_numpy().astype(np.int64),
        truth["consumption_pc_idr"].take(place).to_numpy(),
        year,
        lines,
        dict(sorted(area_names(dataset, "regency").items())),
    )


def with_lines(table: pa.Table, lines: dict[str, float]) -> pa.Table:
    """The table with each row's poverty line."""
    place = pc.index_in(table["regency_code"].cast(pa.string()), value_set=pa.array(list(lines)))
    return table.append_column("line_idr", pa.array([float(line) for line in lines.values()]).take(place))
