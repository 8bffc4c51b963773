"""What a minute saved is worth in consumption: records of evidence, or of assumptions that say so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from merata.errors import Fault, InputError
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.schema import Column, Kind, Table

RECORDS_FILE = Path(__file__).parent / "rupiah_per_minute.csv"
"""The records used unless others are given: all assumptions, since no text that was read gives an effect per minute."""

ASSUMPTION = "assumption"

MARKET, OTHER = "market", "other"
FARM, NOT_FARM, ALL = "farm", "other", "all"

TABLE = Table(
    "rupiah_per_minute",
    "share of consumption that a minute saved one way adds",
    (
        Column("effect_id", Kind.TEXT, "record"),
        Column("facility", Kind.TEXT, "minutes to which facilities", choices=(MARKET, OTHER)),
        Column("people", Kind.TEXT, "whose consumption", choices=(FARM, NOT_FARM, ALL)),
        Column("mean", Kind.NUMBER, "share of consumption per minute"),
        Column("standard_error", Kind.NUMBER, "standard error of the mean", above=0),
        Column("unit", Kind.TEXT, "unit, in words"),
        Column("source", Kind.TEXT, "source"),
        Column("read_in", Kind.TEXT, "what was read of it"),
        Column("certainty", Kind.TEXT, "certainty", choices=("high", "medium", "low", ASSUMPTION)),
        Column("note", Kind.TEXT, "note", required=False),
    ),
    ("effect_id",),
)


@dataclass(frozen=True, slots=True)
class RupiahRecord:
    """One record: `mean` and `standard_error` of the share of the consumption of `people` that a minute saved one way
    to `facility` adds.
    """

    effect_id: str
    facility: str
    people: str
    mean: float
    standard_error: float
    source: str
    read_in: str
    certainty: str
    note: str | None

    @property
    def assumed(self) -> bool:
        """Whether it is an assumption: shown as "asumsi" wherever its rupiah are."""
        return self.certainty == ASSUMPTION


def read_records(path: Path = RECORDS_FILE) -> list[RupiahRecord]:
    """Read records (CSV, XLSX or Parquet, see `TABLE`).

    Raises `InputError` with all faults: a record without a standard error is none, and nobody is counted twice for
    the same facilities.
    """
    raw = read_raw(path)
    table, faults = checked(raw, TABLE)
    rows = table.to_pylist()
    if not faults and not rows:
        faults = [Fault(path.name, None, None, None, "a row for each effect", "there is no effect in it")]
    seen: dict[tuple[str, str], str] = {}
    for number, row in zip(raw.rows.tolist(), rows, strict=False):
        groups = (FARM, NOT_FARM) if row["people"] == ALL else (row["people"],)
        for group in groups:
            first = seen.setdefault((row["facility"], group), row["effect_id"])
            if first != row["effect_id"]:
                expected = "one effect for each facility and people"
                problem = f"{first} counts the same minutes of the same people"
                faults.append(Fault(path.name, number, "people", row["people"], expected, problem))
                break
    if faults:
        raise InputError(f"the effects per minute of {path} cannot be used", faults)
    names = list(RupiahRecord.__dataclass_fields__)
    return [RupiahRecord(**{name: row[name] for name in names}) for row in rows]
