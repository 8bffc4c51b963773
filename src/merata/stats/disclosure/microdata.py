"""Tables in which a row may be a person are refused: a public table counts, it does not list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa
from pyarrow import types

from merata.errors import Fault, InputError
from merata.stats.disclosure.rules import THRESHOLD

IDENTIFIERS = frozenset(
    {
        "nik", "nkk", "kk", "no_kk", "nama", "name", "full_name", "alamat", "address", "phone", "telepon", "hp",
        "email", "rekening", "account_number", "npwp", "ktp", "uuid", "pin",
    }
)  # fmt: skip
_PLACES = frozenset({"village", "kecamatan", "regency", "area", "programme", "course", "project", "facility", "office"})
_PERSON_IDS = re.compile(
    r"(person|household|keluarga|penduduk|applicant|recipient|member|head|nik|kk)_?(id|hash|key)s?$"
)
_BIRTH = re.compile(r"birth|lahir|\bdob\b")
_COORDINATES = re.compile(r"(^|_)(lat|latitude|lintang|lon|long|longitude|lng|bujur|geom|geometry|point)($|_)")
_PERSONAL_NUMBER = re.compile(r"^\d{16}$")
MOST_DECIMALS = 2
"""Decimals of a degree that are no address: 0.01° is about a kilometre."""


def refuse_microdata(table: pa.Table, *, name: str = "table", keys: Sequence[str] = (), counts: str = "") -> None:
    """Raise `InputError` with all faults where `table` could list persons or households.

    Refused are columns of identifiers and of dates of birth, texts of sixteen digits (NIK, KK), coordinates finer than
    `MOST_DECIMALS`, and, where `keys` are the columns that divide and `counts` the one that counts, combinations of
    keys that fewer than `THRESHOLD` are in (0 and null are told: nobody, withheld). Without `counts` a combination
    that stands in one row only is taken for one person's. The values themselves are never in the message.
    """
    faults = [fault for column in table.column_names for fault in _column_faults(name, column, table[column])]
    missing = [one for one in (*keys, *([counts] if counts else [])) if one not in table.column_names]
    faults += [Fault(name, None, one, None, "a column of the table", "missing") for one in missing]
    if keys and not missing:
        faults += _combinations(name, table, keys, counts)
    if faults:
        raise InputError(f"{name} may list persons and is not published", faults)


def _column_faults(name: str, column: str, values: pa.ChunkedArray) -> Iterable[Fault]:
    plain = column.lower()
    if _names_a_person(plain):
        yield Fault(name, None, column, None, "counts of groups", "identifies persons or households")
    if _BIRTH.search(plain):
        yield Fault(name, None, column, None, "age groups", "is a date of birth")
    if _COORDINATES.search(plain) and _fine(values):
        yield Fault(name, None, column, None, f"at most {MOST_DECIMALS} decimals", "places a house")
    if types.is_string(values.type) or types.is_large_string(values.type):
        rows = [row for row, one in enumerate(values.to_pylist(), 1) if one and _PERSONAL_NUMBER.match(one.strip())]
        for row in rows[:20]:
            yield Fault(name, row, column, None, "no personal numbers", "has sixteen digits, as a NIK or KK")


def _names_a_person(column: str) -> bool:
    whole = column in IDENTIFIERS or bool(_PERSON_IDS.search(column))
    first = column.rsplit("_", 1)[0]
    return whole and first not in _PLACES


def _fine(values: pa.ChunkedArray) -> bool:
    if not types.is_floating(values.type):
        return not types.is_null(values.type)
    return any(one is not None and round(one, MOST_DECIMALS) != one for one in values.to_pylist())


def _combinations(name: str, table: pa.Table, keys: Sequence[str], counts: str) -> list[Fault]:
    if counts:
        small = [row for row, one in enumerate(table[counts].to_pylist(), 1) if one is not None and 0 < one < THRESHOLD]
        return [
            Fault(name, row, counts, None, f"0, null or at least {THRESHOLD}", "counts so few that they are known")
            for row in small
        ]
    seen: dict[tuple[object, ...], list[int]] = {}
    for row, one in enumerate(table.select(list(keys)).to_pylist(), 1):
        seen.setdefault(tuple(one.values()), []).append(row)
    alone = [rows[0] for rows in seen.values() if len(rows) < THRESHOLD]
    joined = ", ".join(keys)
    return [
        Fault(name, row, joined, None, f"at least {THRESHOLD} rows alike", "is a combination that few have")
        for row in alone
    ]
