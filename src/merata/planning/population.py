"""The households that a simulation or a plan is about, with draws of their welfare and their order of need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement import prediction
from merata.planning.pulse import still
from merata.programmes.need import need_order
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

VILLAGE_COLUMNS = ("village_code", "name", "type", "kecamatan_code", "kecamatan", "regency_code", "regency")


@dataclass(frozen=True, slots=True)
class Population:
    """n households of v villages, with M draws of welfare.

    `frame` holds the registry's columns, n rows in one order for every array here. `villages` has v rows, and
    `village` (n) points into it. `welfare` (M × n) is rupiah per person per month. `line_idr` (n) is each one's
    poverty line, NaN where its regency has none. `order` (n) lists the rows from the neediest on. `not_surveyed`
    holds the codes of regencies that were asked for and left out, as the survey does not cover them.
    """

    frame: pa.Table
    villages: pa.Table
    village: NDArray[np.int64]
    size: NDArray[np.float64]
    welfare: NDArray[np.float64]
    line_idr: NDArray[np.float64]
    order: NDArray[np.int64]
    not_surveyed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.size.size)

    @property
    def household_id(self) -> pa.Array:
        """The households' identifiers."""
        return self.frame["household_id"].combine_chunks()


def population(
    dataset: Dataset, *, regency: str | None, draws: int, seed: int, beat: Callable[[], None] = still
) -> Population:
    """The registry's households of `regency` (None: all surveyed ones), with welfare predicted from the survey.

    The survey is that of the dataset's year. `beat` is called between the steps. Raises `UsageError` for a regency that
    the dataset does not have, naming those it has, and for fewer than two draws; `InputError` where a table that is
    needed is missing or has faults, or where the regency has no household in the survey or in the registry.
    """
    if draws < 2:
        raise UsageError(f"{draws} draws give no interval: ask for 2 or more")
    villages = dataset.read("villages", VILLAGE_COLUMNS)
    registry = household_frame(dataset)
    beat()
    survey, year = dataset.read("survey_households"), dataset.description.year
    asked, left_out = _covered(regencies(villages), prediction.surveyed_regencies(survey, year), regency, year)
    beat()
    # What lies outside must not be able to stop a prediction, so it is cut off before.
    frame, villages = _within(registry, asked), _within(villages, asked)
    if not frame.num_rows:
        raise InputError(f"the registry has no household in {', '.join(asked)}; add rows to households")
    predicted = prediction.predict(survey, frame, year=year, draws=draws, seed=seed, villages=registry)
    beat()
    return Population(
        frame=frame,
        villages=villages,
        village=_rows(frame["village_code"], villages["village_code"]),
        size=predicted.size.astype(np.float64),
        welfare=predicted.welfare,
        line_idr=_lines(dataset, frame["regency_code"], year),
        order=need_order(frame["household_id"], frame["desil"], predicted.expected),
        not_surveyed=left_out,
    )


def regencies(villages: pa.Table) -> dict[str, str]:
    """Code and name of the regencies that the villages lie in, by code."""
    codes, names = villages["regency_code"].to_pylist(), villages["regency"].to_pylist()
    return dict(sorted(zip(codes, names, strict=True)))


def _covered(
    known: Mapping[str, str], surveyed: Collection[str], regency: str | None, year: int
) -> tuple[list[str], tuple[str, ...]]:
    """The regencies to predict, and those that would be asked for but were not surveyed."""
    if regency is not None and regency not in known:
        named = ", ".join(f"{code} ({name})" for code, name in known.items())
        raise UsageError(f"unknown regency {regency!r}; the dataset has {named}")
    wanted = list(known) if regency is None else [regency]
    asked = [code for code in wanted if code in surveyed]
    left_out = tuple(code for code in wanted if code not in surveyed)
    if not asked:
        named = ", ".join(f"{known[code]} ({code})" for code in left_out)
        raise InputError(
            f"no household of {named} is in the survey of {year}, so nothing predicts welfare there; "
            "survey it, or add its rows to survey_households"
        )
    return asked, left_out


def _within(table: pa.Table, regencies: Collection[str]) -> pa.Table:
    return table.filter(pc.is_in(table["regency_code"], value_set=pa.array(sorted(regencies))))


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
