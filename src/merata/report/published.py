"""The figures of an edition of open data, read back: a report made from them tells and withholds what the edition does.

A report that measures anew draws anew (rows in another order, another day of the registry), and near the limit of what
is reliable other villages would be withheld than in the edition: whoever holds both would have all.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.csv

from merata.errors import Fault, InputError
from merata.measurement.areas import By
from merata.measurement.estimates import Estimate, Flag, Method
from merata.stats.disclosure.estimates import WITHHELD

COLUMNS: Mapping[str, pa.DataType] = {
    "area_code": pa.string(), "area_level": pa.string(), "year": pa.int64(), "measure": pa.string(),
    "value": pa.float64(), "low": pa.float64(), "high": pa.float64(), "standard_error": pa.float64(),
    "sampled_households": pa.int64(), "method": pa.string(), "reliability": pa.string(),
}  # fmt: skip
"""What is read of the table `ukuran` of the dataset `kesejahteraan`."""
LEVELS = ("regency", "kecamatan", "village")
FLAGS: Mapping[str, Flag | None] = {"reliable": None, "caution": "caution", WITHHELD: "withheld"}
METHODS = ("direct", "predicted")
Figures = Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of an edition: estimates by level, area and measure, of the survey of `year`.

    `sha256` is that of the file: by it whoever serves a report finds the edition that it tells the figures of. What the
    edition withholds is here without a value (not a number) and flagged.
    """

    sha256: str
    year: int
    by_level: Mapping[By, Figures]

    def of(self, level: By) -> Figures:
        """The estimates of a level's areas by measure, in the order of the areas' codes; none where it tells none."""
        return self.by_level.get(level, {})


def read_published(path: Path) -> Published:
    """The figures in the CSV file `ukuran` of an edition. Raises `InputError` with all faults of the file."""
    content = path.read_bytes()
    table = _table(path, content)
    rows = table.to_pylist()
    faults = [fault for at, row in enumerate(rows, start=2) for fault in _faults(path, at, row)]
    years = {row["year"] for row in rows}
    if len(years) != 1:
        told = ", ".join(sorted(map(str, years))) or "none"
        faults.append(Fault(path.name, None, "year", told, "figures of one year", "the rows are not of one year"))
    if faults:
        raise InputError(f"{path.name} is not the table ukuran of an edition of open data", faults)
    found: dict[By, dict[str, dict[str, Estimate]]] = {}
    for row in sorted(rows, key=lambda one: str(one["area_code"])):
        level = found.setdefault(cast(By, row["area_level"]), {})
        level.setdefault(row["area_code"], {})[row["measure"]] = _estimate(row)
    return Published(hashlib.sha256(content).hexdigest(), years.pop(), found)


def _table(path: Path, content: bytes) -> pa.Table:
    options = pyarrow.csv.ConvertOptions(
        column_types=dict(COLUMNS), include_columns=list(COLUMNS), strings_can_be_null=True
    )
    try:
        return pyarrow.csv.read_csv(io.BytesIO(content), convert_options=options)
    except (pa.ArrowInvalid, KeyError) as error:
        raise InputError(
            f"{path.name} cannot be read as the table ukuran of an edition of open data ({error}); expected the CSV "
            f"file with the columns {', '.join(COLUMNS)}"
        ) from error


def _faults(path: Path, line: int, row: Mapping[str, Any]) -> Iterator[Fault]:
    for column, known in (("area_level", LEVELS), ("reliability", FLAGS), ("method", METHODS)):
        if row[column] not in known:
            yield Fault(path.name, line, column, row[column], f"one of {', '.join(known)}", "is not known")
    for column in ("area_code", "year", "measure"):
        if row[column] is None:
            yield Fault(path.name, line, column, None, "a value", "is empty")
    if row["reliability"] in FLAGS and (row["value"] is None) != (row["reliability"] == WITHHELD):
        expected = "a value where it is told, none where it is withheld"
        yield Fault(path.name, line, "value", row["reliability"], expected, "does not agree with the reliability")


def _estimate(row: Mapping[str, Any]) -> Estimate:
    value = math.nan if row["value"] is None else row["value"]
    # Only what may be told has a value here, so how many households are behind it decides nothing any more.
    n = row["sampled_households"] or 0
    told = (value, row["standard_error"], row["low"], row["high"], n)
    return Estimate(row["area_code"], row["measure"], *told, FLAGS[row["reliability"]], cast(Method, row["method"]))
