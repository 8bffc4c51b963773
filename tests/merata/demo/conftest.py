"""One small demo, built once for all tests of the folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from merata.demo import geography, projects
from merata.demo.build import DemoSummary, build
from merata.demo.geography import Geography

SMALL = 0.02
ON_TOP = ("pkh", "sembako", "rastrada", "blt_dana_desa", "blt_dbhcht")


@dataclass(frozen=True)
class BuiltDemo:
    root: Path
    summary: DemoSummary

    def table(self, name: str) -> pa.Table:
        return pq.read_table(self.root / f"{name}.parquet")

    def aid_on_top_idr(self, year: int) -> NDArray[np.float64]:
        """Rupiah a year that were added to each household's consumption: the aid of `aid`, not of `further_aid`."""
        rows = [row for row in self.table("benefits").to_pylist() if row["year"] == year]
        national = {row["household_id"] for row in rows if row["programme_id"] in {"pkh", "sembako"}}
        households = self.table("households")["household_id"].to_pylist()
        added = dict.fromkeys(households, 0)
        for row in rows:
            planted = row["programme_id"] == "blt_dana_desa" and row["household_id"] in national
            if row["programme_id"] in ON_TOP and not planted:
                added[row["household_id"]] += row["annual_idr"]
        return np.array(list(added.values()), np.float64)


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltDemo:
    root = tmp_path_factory.mktemp("demo") / "blitar"
    return BuiltDemo(root, build(root, scale=SMALL, seed=1))


@pytest.fixture(scope="session")
def places() -> Geography:
    return geography.build(1)


@pytest.fixture(scope="session")
def works(places: Geography) -> tuple[pa.Table, pa.Table, pa.Table]:
    return projects.build(places, 1)
