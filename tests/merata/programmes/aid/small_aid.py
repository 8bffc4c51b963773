"""Seven households of two villages, and aid from four of the five sources."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

HOUSEHOLDS = pa.table(
    {
        "household_id": [f"H{i}" for i in range(1, 8)],
        "village_code": ["35.05.01.2001"] * 4 + ["35.72.01.1001"] * 3,
    }
)
PROGRAMMES = pa.table(
    {
        "programme_id": ["sembako", "pkh", "rastrada", "blt_dana_desa", "zakat"],
        "name": ["Sembako", "PKH", "Rastrada", "BLT Dana Desa", "Zakat Baznas"],
        "kind": ["food", "cash", "food", "cash", "cash"],
        "owner": ["centre", "centre", "35.72", "desa", "partner"],
    }
)
ROWS = [
    # household, programme, year, rupiah
    ("H1", "sembako", 2025, 2_400_000),
    ("H1", "pkh", 2025, 3_000_000),
    ("H1", "blt_dana_desa", 2025, 3_600_000),
    ("H2", "pkh", 2025, 900_000),
    ("H3", "sembako", 2024, 2_400_000),  # not on the list of 2025 any more
    ("H5", "sembako", 2025, 2_400_000),
    ("H5", "rastrada", 2024, 1_560_000),  # the newest list of rastrada
    ("H6", "rastrada", 2024, 1_560_000),
    ("H6", "zakat", 2025, 0),  # a gift that nobody valued
    ("H4", "zakat", 2026, 500_000),  # after the year asked for
]


def benefits(rows: list[tuple[str, str, int, int]] = ROWS) -> pa.Table:
    names = ("household_id", "programme_id", "year", "annual_idr")
    types = (pa.string(), pa.string(), pa.int64(), pa.int64())
    return pa.table(
        {name: pa.array([row[at] for row in rows], types[at]) for at, name in enumerate(names)},
    )


@dataclass(frozen=True)
class Book:
    programme_id: str
    not_with: tuple[str, ...]


BOOKS = (
    Book("blt_dana_desa", ("pkh", "sembako")),
    Book("rastrada", ("sembako", "beras")),
    Book("sembako", ("rastrada",)),
)
