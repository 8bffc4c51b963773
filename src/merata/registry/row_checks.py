"""Every row of a chunk held against what a registry can use: the sound ones typed, the others with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry import benefit_cells
from merata.registry.cell_values import dates, sizes, village_codes
from merata.registry.field_cells import FieldCells
from merata.registry.findings import Severity
from merata.registry.household_cells import housing_fields
from merata.registry.nik_checks import check_nik
from merata.registry.noting import Notes
from merata.registry.recognition import REASON_COLUMNS, Recognition
from merata.registry.record import RECORD, Chunk, Unreadable

Flags = NDArray[np.bool_]

FORMULA = r"^[\s']*([=@]|[+\-]\s*[A-Za-z(])"
"""Text that a spreadsheet takes for a formula; a name or address that begins so was never typed by an office."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of some rows.

    `accepted`: the sound ones (`record.RECORD`). `faulty`: the others, in the file's own columns as text, with
    `REASON_COLUMNS` (personal numbers stand in it as in the file). `findings`: `findings.FINDINGS`, faults and warnings
    of all rows. `rows`: how many were looked at; accepted + faulty = rows.
    """

    accepted: pa.Table
    faulty: pa.Table
    findings: pa.Table
    rows: int

    @property
    def faults(self) -> pa.Table:
        """The findings that keep rows out."""
        return self.findings.filter(pc.equal(self.findings["severity"], Severity.FAULT.value))

    @property
    def warnings(self) -> pa.Table:
        """The findings that keep no row out."""
        return self.findings.filter(pc.equal(self.findings["severity"], Severity.WARNING.value))


def check_rows(chunk: Chunk, recognition: Recognition, *, on: date, villages: frozenset[str] | None = None) -> Checked:
    """Check each row by itself: numbers, dates, codes, village.

    `on` is the day of the check: nobody is born after it. `villages`: the codes that there are (35.05.01.2001); None
    where unknown, then only their form is checked. What only the whole file shows is `file_checks.FileCheck`'s.
    """
    record, notes = typed_rows(chunk, recognition, on=on, villages=villages)
    return parted(chunk, recognition, record, notes)


def typed_rows(
    chunk: Chunk, recognition: Recognition, *, on: date, villages: frozenset[str] | None = None
) -> tuple[pa.Table, Notes]:
    """All rows of a chunk as far as they can be read (`record.RECORD`), and what was found."""
    notes = Notes(chunk.rows, chunk.sheet)
    notes.note_unreadable([row.row for row in chunk.unreadable])
    cells = FieldCells(chunk, recognition, notes)
    _note_formulas(chunk, recognition, notes)
    found = {name: cells.numbers(name) for name in ("nik", "kk")}
    found |= {name: cells.text(name) for name in ("name", "address", "source_household_id", "source_person_id")}
    found["birth_date"] = cells.read("birth_date", "birth_date_impossible", lambda column: dates(column, on=on))
    found["event_date"] = cells.read("event_date", "event_date_impossible", lambda column: dates(column, on=on))
    found["sex"], found["relation"] = cells.code("sex", "sex_unknown"), cells.code("relation", "relation_unknown")
    found["village_code"] = cells.read("village_code", "village_form", village_codes)
    found["size"] = cells.read("size", "size_unknown", sizes)
    found["desil"], found["desil_grouped"] = cells.decile()
    found |= cells.whereabouts()
    found |= benefit_cells.benefit_fields(cells, on=on) | housing_fields(cells)
    if recognition.layout.level == benefit_cells.LEVEL:
        benefit_cells.note_absent(cells, found)
    else:
        _note_absent(cells, found, level=recognition.layout.level)
    if villages is not None:
        known = pc.is_in(found["village_code"], value_set=pa.array(sorted(villages), pa.string()))
        cells.note("village_unknown", _valid(found["village_code"]) & ~_flags(known), "village_code")
    check_nik(cells, found)
    found["row"] = pa.array(chunk.rows)
    found["sheet"] = pa.array([chunk.sheet], pa.string()).take(pa.array(np.zeros(len(chunk.rows), dtype=np.int64)))
    return pa.table([found[name] for name in RECORD.names], schema=RECORD), notes


def parted(chunk: Chunk, recognition: Recognition, record: pa.Table, notes: Notes) -> Checked:
    """The sound rows apart from the faulty ones."""
    indonesian, english = notes.reasons()
    own = list(recognition.own_columns)
    faulty = chunk.source.select(own).filter(pa.array(notes.faulty))
    numbers = chunk.rows[notes.faulty].tolist()
    if chunk.unreadable:
        faulty = pa.concat_tables([_source_of(chunk, own), faulty])
        numbers = [row.row for row in chunk.unreadable] + numbers
    for name, reasons in zip(REASON_COLUMNS, (indonesian, english), strict=True):
        faulty = faulty.append_column(name, pa.array([reasons[number] for number in numbers], pa.string()))
    if chunk.unreadable:
        faulty = faulty.take(pa.array(np.argsort(numbers, kind="stable")))
    accepted = record.filter(pa.array(~notes.faulty))
    return Checked(accepted, faulty, notes.table(), len(chunk.rows) + len(chunk.unreadable))


def _source_of(chunk: Chunk, own: list[str]) -> pa.Table:
    """The unreadable rows in the file's own columns."""
    names = chunk.source.column_names
    rows: list[Unreadable] = list(chunk.unreadable)
    columns = {name: pa.array([row.cells[at] for row in rows], pa.string()) for at, name in enumerate(names)}
    return pa.table(columns).select(own)


def _note_absent(cells: FieldCells, found: dict[str, pa.Array], *, level: str) -> None:
    """Note what is empty and was not found wrong before."""
    fine = np.zeros(cells.count, dtype=np.bool_)
    absent = {field: ~_valid(values) & ~cells.wrong.get(field, fine) for field, values in found.items()}
    person = level == "person"
    if level == "event":
        for field, values in (("nik", "nik"), ("presence", "died"), ("event_date", "event_date")):
            cells.note("event_incomplete", ~_valid(found[values]) & ~cells.wrong.get(field, fine), field)
    for field, code in (("name", "name_missing"), ("village_code", "village_missing")):
        if cells.has(field):
            cells.note(code, absent[field], field)
    for field, code in (("nik", "nik_missing"), ("birth_date", "birth_date_missing")):
        if person and cells.has(field):
            cells.note(code, absent[field], field)
    families = [field for field in ("kk", "source_household_id") if cells.has(field)]
    if families:
        nowhere = np.logical_and.reduce([absent[field] for field in families])
        cells.note("household_missing", nowhere, families[0])
        if len(families) > 1:
            cells.note("kk_missing", absent["kk"] & ~nowhere, "kk")


def _note_formulas(chunk: Chunk, recognition: Recognition, notes: Notes) -> None:
    """Note cells with formulas or computed errors; in columns that are not used a formula is only a warning."""
    for name, field in recognition.columns:
        if field is None:
            notes.note("formula_aside", np.isin(chunk.rows, chunk.formulas.get(name, ())), name)
            continue
        notes.note("computed_error", np.isin(chunk.rows, chunk.errors.get(name, ())), name)
        text = _flags(pc.match_substring_regex(chunk.cells[field], FORMULA))
        notes.note("formula", text | np.isin(chunk.rows, chunk.formulas.get(name, ())), name)


def _flags(mask: pa.Array | pa.ChunkedArray) -> Flags:
    return np.asarray(pc.fill_null(mask, fill_value=False), dtype=np.bool_)


def _valid(values: pa.Array) -> Flags:
    return np.asarray(values.is_valid().to_numpy(zero_copy_only=False))
