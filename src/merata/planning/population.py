"""The households that a simulation or a plan is about, with draws of their welfare and their order of need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement import small_area
from merata.programmes.need import need_order
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

VILLAGE_COLUMNS = ("village_code", "name", "type", "kecamatan_code", "kecamatan", "regency_code", "regency")


@dataclass(frozen=True, slots=True)
class Population:
    """n households of v villages, with M draws of welfare.

    `frame` holds the registry's columns, n rows in one order for every array here. `villages` has v rows, and
    `village` (n) points into it. `welfare` (M × n) is rupiah per person per month. `line_idr` (n) is each one's
    poverty line, NaN where its regency has none. `order` (n) lists the rows from the neediest on.
    """

    frame: pa.Table
    villages: pa.Table
    village: NDArray[np.int64]
    size: NDArray[np.float64]
    welfare: NDArray[np.float64]
    line_idr: NDArray[np.float64]
    order: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.size.size)

    @property
    def household_id(self) -> pa.Array:
        """The households' identifiers."""
        return self.frame["household_id"].combine_chunks()


def population(dataset: Dataset, *, regency: str | None, draws: int, seed: int) -> Population:
    """The registry's households of `regency` (None: all), their welfare predicted from the latest survey.

    Raises `UsageError` for a regency that the dataset does not have, naming those it has, and for fewer than
    two draws; `InputError` where a table that is needed is missing or has faults.
    """
    if draws < 2:
        raise UsageError(f"{draws} draws give no interval: ask for 2 or more")
    villages = dataset.read("villages", VILLAGE_COLUMNS)
    frame = household_frame(dataset)
    if regency is not None:
        known = regencies(villages)
        if regency not in known:
            named = ", ".join(f"{code} ({name})" for code, name in known.items())
            raise UsageError(f"unknown regency {regency!r}; the dataset has {named}")
    year = dataset.description.year
    # The model joins the sample with the villages of the whole registry, so it sees all of it before the cut.
    predicted = small_area.predict(dataset.read("survey_households"), frame, year=year, draws=draws, seed=seed)
    welfare, size, expected = predicted.welfare, predicted.size, predicted.expected
    if regency is not None:
        here = pc.equal(frame["regency_code"], regency)
        rows = here.to_numpy()
        welfare, size, expected = welfare[:, rows], size[rows], expected[rows]
        frame = frame.filter(here)
        villages = villages.filter(pc.equal(villages["regency_code"], regency))
    if not frame.num_rows:
        raise InputError(f"the registry has no household in {regency or 'any regency'}; add rows to households")
    return Population(
        frame=frame,
        villages=villages,
        village=_rows(frame["village_code"], villages["village_code"]),
        size=size.astype(np.float64),
        welfare=welfare,
        line_idr=_lines(dataset, frame["regency_code"], year),
        order=need_order(frame["household_id"], frame["desil"], expected),
    )


def regencies(villages: pa.Table) -> dict[str, str]:
    """Code and name of the regencies that the villages lie in, by code."""
    codes, names = villages["regency_code"].to_pylist(), villages["regency"].to_pylist()
    return dict(sorted(zip(codes, names, strict=True)))


def _rows(codes: pa.ChunkedArray, known: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.index_in(codes, value_set=known.combine_chunks()).to_numpy(), dtype=np.int64)


def _lines(dataset: Dataset, regency_code: pa.ChunkedArray, year: int) -> NDArray[np.float64]:
    """Each household's poverty line of `year`; NaN where there is none."""
    if not dataset.has("poverty_lines"):
        return np.full(len(regency_code), np.nan)
    lines = dataset.read("poverty_lines")
    lines = lines.filter(pc.equal(lines["year"], year))
    row = pc.index_in(regency_code, value_set=lines["regency_code"].combine_chunks())
    return np.asarray(pc.fill_null(lines["line_idr"].take(row), np.nan).to_numpy(), dtype=np.float64)
