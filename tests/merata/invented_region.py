"""An invented region of any size, in memory: a registry, a sample, poverty lines and the truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description


class DatasetInMemory(Dataset):
    """A dataset that was never written: tables by name."""

    def __init__(self, tables: dict[str, pa.Table]) -> None:
        super().__init__(Path("in-memory"))
        self.tables = tables

    def has(self, name: str) -> bool:
        return name in self.tables

    def read(self, name: str, columns: Sequence[str] | None = None, *, absent_as_nulls: bool = True) -> pa.Table:
        schema = TABLES[name].arrow
        table = self.tables[name]
        arrays = [
            table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(len(table), field.type)
            for field in schema
        ]
        whole = pa.table(arrays, names=schema.names)
        wanted = list(columns) if columns else whole.column_names
        return whole.select([column for column in wanted if absent_as_nulls or column in table.column_names])

    def with_tables(self, **tables: pa.Table) -> DatasetInMemory:
        """The same data with some tables replaced."""
        return DatasetInMemory(self.tables | tables)

    def written(self, root: Path) -> Path:
        """The same tables as a folder on disk."""
        folder = Dataset(root)
        for name, table in self.tables.items():
            folder.write(name, table)
        folder.describe(self.description)
        return root

    @property
    def description(self) -> Description:
        return Description("Contoh", 2025, synthetic=True)


def region(seed: int = 1, villages: int = 40, households_each: int = 150, psus: int = 30) -> DatasetInMemory:
    """Two regencies, villages with an effect of their own, a registry, a two-stage sample and the truth."""
    rng = np.random.default_rng(seed)
    kota = np.arange(villages) >= int(villages * 0.8)
    codes = np.array([f"{'35.72' if k else '35.05'}.{1 + i % 4:02d}.{1000 + i}" for i, k in enumerate(kota)])
    minutes = rng.uniform(5, 60, villages)
    village_table = pa.table(
        {
            "village_code": codes,
            "name": [f"Desa {i}" for i in range(villages)],
            "type": np.where(kota, "kelurahan", "desa"),
            "kecamatan_code": [code[:8] for code in codes],
            "kecamatan": [f"Kecamatan {code[:8]}" for code in codes],
            "regency_code": [code[:5] for code in codes],
            "regency": np.where(kota, "Kota", "Kabupaten"),
            "latitude": np.full(villages, -8.1),
            "longitude": np.full(villages, 112.2),
            "population": np.full(villages, households_each * 3),
            "urban": kota,
            "minutes_to_market": minutes,
        }
    )
    rows = villages * households_each
    village = np.repeat(np.arange(villages), households_each)
    size = rng.integers(1, 8, rows)
    schooling = rng.integers(0, 17, rows)
    car = rng.random(rows) < 0.2
    floor = rng.choice(["earth", "cement", "tile"], rows, p=[0.1, 0.4, 0.5])
    log_welfare = (
        13.3
        + 0.05 * schooling
        + 0.4 * car
        + 0.2 * (floor == "tile")
        - 0.3 * np.log(size)
        - 0.005 * minutes[village]
        + 0.2 * kota[village]
        + rng.normal(0, 0.15, villages)[village]
        + rng.normal(0, 0.35, rows)
    )
    consumption = np.round(np.exp(log_welfare))
    covariates = {
        "size": size,
        "head_schooling_years": schooling,
        "owns_car": car,
        "floor": floor,
    }
    identifiers = np.array([f"H{i:06d}" for i in range(rows)])
    households = pa.table({"household_id": identifiers, "village_code": codes[village], **covariates})
    drawn_villages = rng.choice(villages, psus, replace=False)
    drawn = np.concatenate([rng.choice(np.flatnonzero(village == v), 10, replace=False) for v in drawn_villages])
    survey = pa.table(
        {
            "survey_id": identifiers[drawn],
            "year": np.full(len(drawn), 2025),
            "regency_code": [codes[v][:5] for v in village[drawn]],
            "kecamatan_code": [codes[v][:8] for v in village[drawn]],
            "village_code": codes[village[drawn]],
            "stratum": np.where(kota[village[drawn]], "urban", "rural"),
            "psu": codes[village[drawn]],
            "weight": np.full(len(drawn), rows / len(drawn)),
            "consumption_pc_idr": consumption[drawn],
            **{name: values[drawn] for name, values in covariates.items()},
        }
    )
    lines = pa.table({"regency_code": ["35.05", "35.72"], "year": [2025, 2025], "line_idr": [450_000.0, 620_000.0]})
    truth = pa.table({"household_id": identifiers, "year": np.full(rows, 2025), "consumption_pc_idr": consumption})
    return DatasetInMemory(
        {
            "villages": village_table,
            "households": households,
            "survey_households": survey,
            "poverty_lines": lines,
            "truth": truth,
        }
    )
