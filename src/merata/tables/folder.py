"""The dataset folder: one file per table, and a description of the whole in `dataset.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from merata.errors import Fault, InputError, UsageError
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.loading import read_raw, table_file, table_files
from merata.tables.personal_numbers import masked
from merata.tables.writing import whole_file

DESCRIPTION_FILE = "dataset.yaml"
POLYGONS_FILE = "villages.geojson"


@dataclass(frozen=True, slots=True)
class Description:
    """What the folder as a whole is. `synthetic` people are called synthetic wherever they appear."""

    name: str
    year: int
    synthetic: bool = False
    seed: int | None = None
    scale: float | None = None
    currency: str = "IDR"


class Dataset:
    """A dataset folder on disk.

    Reading checks what it reads: a table with faults raises `InputError` with all of them, so that nothing is
    computed from a broken row and no row is dropped in silence.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def has(self, name: str) -> bool:
        """Whether the folder holds the table `name`."""
        return bool(table_files(self.root, name))

    def read(self, name: str, columns: Sequence[str] | None = None, *, absent_as_nulls: bool = True) -> pa.Table:
        """The table `name` in the types of its schema, rows in the file's order.

        `columns` limits what is read and checked. An optional column that the file lacks comes as nulls, or not at
        all where `absent_as_nulls` is false. Raises `InputError` where the table is missing or has faults, `UsageError`
        where the catalogue knows no such table or column.
        """
        if name not in TABLES:
            raise UsageError(f"there is no table {name}; the tables are {', '.join(TABLES)}")
        unknown = [column for column in columns or () if column not in TABLES[name].arrow.names]
        if unknown:
            known = ", ".join(TABLES[name].arrow.names)
            raise UsageError(f"the table {name} has no column {', '.join(unknown)}; its columns are {known}")
        path = table_file(self.root, name)
        raw = read_raw(path, columns)
        table, faults = checked(raw, TABLES[name], columns)
        if faults:
            raise InputError(f"{path.name} has {len(faults)} faults; `merata check {self.root}` lists them all", faults)
        wanted = list(columns) if columns is not None else table.column_names
        there = set(raw.columns.column_names)
        return table.select([column for column in wanted if absent_as_nulls or column in there])

    def write(self, name: str, table: pa.Table) -> Path:
        """Write `table` as Parquet under the name of a catalogue table, whole or not at all; return its path.

        Raises `InputError` where the folder holds that table in another format, so that there are never two.
        """
        others = [path.name for path in table_files(self.root, name) if path.suffix != ".parquet"]
        if others:
            raise InputError(f"{self.root} already holds {others[0]}; remove it first, or write into another folder")
        schema = TABLES[name].arrow
        present = pa.schema([field for field in schema if field.name in table.column_names])
        path = self.root / f"{name}.parquet"
        with whole_file(path) as partial:
            pq.write_table(table.select(present.names).cast(present), partial, compression="zstd")
        return path

    @property
    def description(self) -> Description:
        """What `dataset.yaml` says; without one: a real folder, named after itself, of its latest survey's year."""
        path = self.root / DESCRIPTION_FILE
        if not path.is_file():
            return Description(name=self.root.resolve().name, year=self._latest_survey_year())
        return _described(path)

    def _latest_survey_year(self) -> int:
        if not self.has("survey_households"):
            raise InputError(f"{self.root} has neither {DESCRIPTION_FILE} nor a survey that would tell its year")
        return int(pc.max(self.read("survey_households", ["year"])["year"]).as_py())

    def describe(self, description: Description) -> None:
        """Write `dataset.yaml`."""
        with whole_file(self.root / DESCRIPTION_FILE) as partial:
            partial.write_text(yaml.safe_dump(asdict(description), sort_keys=False), encoding="utf-8")


def _described(path: Path) -> Description:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = masked(getattr(error, "problem", None) or "the text cannot be read")
        fault = Fault(path.name, mark.line + 1 if mark else None, None, None, "YAML in UTF-8", reason)
        raise InputError(f"{path} is not YAML", [fault]) from error
    return description_of(content, path.name)


def description_of(content: object, file: str) -> Description:
    """The description that `content` (of the YAML `file`) holds; `InputError` with all its faults."""
    entries = content if isinstance(content, dict) else {}
    known = [field.name for field in fields(Description)]
    faults = [
        Fault(file, None, masked(str(name)), None, "one of " + ", ".join(known), "unknown entry")
        for name in entries
        if name not in known
    ]
    for name, kind in _KINDS.items():
        value = entries.get(name)
        absent = value is None
        if (absent and name in ("name", "year")) or (not absent and not _is_of(value, kind)):
            shown = None if absent else masked(str(value))
            faults.append(Fault(file, None, name, shown, _EXPECTED[name], "missing or of the wrong kind"))
    if faults:
        raise InputError(f"the description of the dataset in {file} has faults", faults)
    return Description(**{name: value for name, value in entries.items() if value is not None})


def _is_of(value: object, kind: type | tuple[type, ...]) -> bool:
    """Whether `value` is of `kind`; true and false are no numbers here."""
    return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)


_KINDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "year": int,
    "synthetic": bool,
    "seed": int,
    "scale": (int, float),
    "currency": str,
}
_EXPECTED = {
    "name": "a name",
    "year": "a year as a whole number",
    "synthetic": "true or false",
    "seed": "a whole number",
    "scale": "a number",
    "currency": "a currency code such as IDR",
}
