"""What is known of Blitar: the villages and the published figures, each with its source and certainty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.csv

from merata.errors import UsageError

REGIONS = {"35.05": "Kab. Blitar", "35.72": "Kota Blitar"}
"""How the published figures name each regency code."""

_CERTAINTY_ORDER = ("high", "medium-high", "medium", "medium-low", "low-medium", "low")

_VILLAGE_TYPES = {
    "regency_code": pa.string(),
    "bps_code_2020": pa.string(),
    "postal_code": pa.string(),
    "lat": pa.float64(),
    "lon": pa.float64(),
    "area_km2": pa.float64(),
    "tps_2024": pa.int64(),
    "population_est_2024": pa.int64(),
}


@dataclass(frozen=True, slots=True)
class Statistic:
    """A published figure: its value in `unit`, where it was read, and how certain that is."""

    value: float
    unit: str
    source: str
    certainty: str


@cache
def villages() -> pa.Table:
    """All 269 villages of Kabupaten and Kota Blitar, one row each, in the order of their codes' source.

    Columns: code, name, type (desa, kelurahan), kec_code, kec_name, regency_code, regency_name, bps_code_2020,
    postal_code, lat and lon (degrees), area_km2, side_of_brantas (utara, selatan), tps_2024 (polling stations)
    and population_est_2024 (persons). Source: SOURCES.md beside the file.
    """
    return _read("villages.csv", _VILLAGE_TYPES)


def statistic(region: str, indicator: str, year: str) -> Statistic:
    """The published figure of `indicator` for `region` (as in `REGIONS`' values) and `year` (as printed).

    Where two sources give the figure, the more certain one; between equals the later row of the file. Raises
    `UsageError` where the file has no such figure.
    """
    rows = _statistics().get((region, indicator, year), ())
    if not rows:
        known = sorted({key for key in _statistics() if key[0] == region and key[1] == indicator})
        years = ", ".join(key[2] for key in known) or "none"
        raise UsageError(f"statistics.csv has no {indicator} of {region} for {year}; expected one of the years {years}")
    return max(enumerate(rows), key=lambda item: (-_rank(item[1].certainty), item[0]))[1]


def budget_lines() -> pa.Table:
    """The lines of both regencies' budgets of 2025 and 2026.

    Columns: owner (regency code), account_code, title, fund_source, pillar (empty: none), million_2025 and
    million_2026 (million rupiah) or, where these are null, rest_share (of what the other lines leave of the
    total), source and certainty.
    """
    return _read(
        "budget_lines.csv",
        {
            "owner": pa.string(),
            "million_2025": pa.int64(),
            "million_2026": pa.int64(),
            "rest_share": pa.float64(),
            "account_code": pa.string(),
        },
    )


def proposal_titles() -> pa.Table:
    """What the demo's forums may ask, in their words; invented for the demonstration.

    Columns: pillar, type of village (desa, kelurahan, any), title (with {hamlet}, or {name} for its bare name),
    least_million and most_million (million rupiah), item_id (the programme that would answer; empty: none).
    """
    return _read("proposal_titles.csv", {})


def _rank(certainty: str) -> int:
    """Position of a certainty in the order from most to least certain; notes after the word do not count."""
    word = re.split("[: ]", certainty, maxsplit=1)[0]
    return _CERTAINTY_ORDER.index(word) if word in _CERTAINTY_ORDER else len(_CERTAINTY_ORDER)


@cache
def _statistics() -> dict[tuple[str, str, str], tuple[Statistic, ...]]:
    """All published figures by region, indicator and year, in the file's order."""
    figures: dict[tuple[str, str, str], tuple[Statistic, ...]] = {}
    for row in _read("statistics.csv", {"year": pa.string(), "value": pa.float64()}).to_pylist():
        key = (row["region"], row["indicator"], row["year"])
        figure = Statistic(row["value"], row["unit"], row["source"], row["certainty"])
        figures[key] = (*figures.get(key, ()), figure)
    return figures


def _read(file: str, types: dict[str, pa.DataType]) -> pa.Table:
    """The package's facts file as a table."""
    path = resources.files("merata.demo") / "facts" / file
    with path.open("rb") as stream:
        return pyarrow.csv.read_csv(
            stream, convert_options=pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        )
