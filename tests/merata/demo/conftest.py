"""One small demo, built once for all tests of the folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merata.demo import geography, projects
from merata.demo.build import DemoSummary, build
from merata.demo.geography import Geography

SMALL = 0.02


@dataclass(frozen=True)
class BuiltDemo:
    root: Path
    summary: DemoSummary

    def table(self, name: str) -> pa.Table:
        return pq.read_table(self.root / f"{name}.parquet")


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltDemo:
    root = tmp_path_factory.mktemp("demo") / "blitar"
    return BuiltDemo(root, build(root, scale=SMALL, seed=1))


@pytest.fixture(scope="session")
def places() -> Geography:
    return geography.build(1)


@pytest.fixture(scope="session")
def works(places: Geography) -> tuple[pa.Table, pa.Table]:
    return projects.build(places, 1)
