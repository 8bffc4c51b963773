from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from merata.demo.build import build
from merata.errors import UsageError
from merata.measurement import gini, headcount
from merata.tables.catalogue import TABLES
from merata.tables.folder_check import check_folder


def test_every_table_of_the_catalogue_is_written(small_demo) -> None:
    assert {path.stem for path in small_demo.root.glob("*.parquet")} == set(TABLES)
    polygons = json.loads((small_demo.root / "villages.geojson").read_text(encoding="utf-8"))
    assert len(polygons["features"]) == 269
    description = (small_demo.root / "dataset.yaml").read_text(encoding="utf-8")
    assert "synthetic: true" in description


def test_foreign_keys_hold(small_demo) -> None:
    for name, table in TABLES.items():
        held = small_demo.table(name)
        assert held.column_names == table.arrow.names
        for column in table.columns:
            if column.references:
                known = small_demo.table(column.references)[TABLES[column.references].key[0]]
                found = pc.is_in(held[column.name].drop_null(), value_set=known.combine_chunks())
                assert pc.all(found).as_py() in {True, None}, (name, column.name)


def test_the_truth_equals_the_published_figures(small_demo) -> None:
    truth, households = small_demo.table("truth"), small_demo.table("households")
    welfare = truth.filter(pc.equal(truth["year"], 2025))["consumption_pc_idr"].to_numpy()
    regency = pc.utf8_slice_codeunits(households["village_code"], 0, 5).to_numpy()
    size = households["size"].to_numpy()
    for code, line, p0, published in (("35.05", 417_158, 0.0757, 0.351), ("35.72", 625_337, 0.066, 0.34)):
        own = regency == code
        assert headcount(welfare[own], size[own], line=line) == pytest.approx(p0, abs=0.001)
        assert gini(welfare[own], size[own]) == pytest.approx(published, abs=0.005)
    assert all(
        abs(row.difference) < (0.001 if row.measure == "p0" else 0.005) for row in small_demo.summary.calibration
    )
    assert {row.certainty for row in small_demo.summary.calibration if row.measure == "gini"} == {"medium"}


def test_the_folder_passes_the_check(small_demo) -> None:
    assert check_folder(small_demo.root).faults == []


def test_the_south_is_poorer(small_demo) -> None:
    truth, households = small_demo.table("truth"), small_demo.table("households")
    villages = small_demo.table("villages")
    southern = villages.filter(pc.equal(villages["side_of_brantas"], "selatan"))["village_code"]
    south = pc.is_in(households["village_code"], value_set=southern.combine_chunks()).to_numpy()
    kabupaten = pc.starts_with(households["village_code"], "35.05").to_numpy()
    welfare = truth.filter(pc.equal(truth["year"], 2025))["consumption_pc_idr"].to_numpy()
    size = households["size"].to_numpy()
    poor = [headcount(welfare[at], size[at], line=417_158) for at in (south, kabupaten & ~south)]
    assert poor[0] > 1.5 * poor[1]


def test_poverty_lines_before_2025_are_called_assumptions(small_demo) -> None:
    lines = {(row["regency_code"], row["year"]): row for row in small_demo.table("poverty_lines").to_pylist()}
    assert lines["35.05", 2025]["line_idr"] == 417_158
    assert lines["35.72", 2025]["certainty"] == "high"
    assert lines["35.05", 2024]["certainty"] == "assumption"
    assert np.diff([lines["35.05", year]["line_idr"] for year in (2023, 2024, 2025)]).min() > 0


def test_the_same_seed_gives_the_same_tables_and_another_seed_others(small_demo, tmp_path: Path) -> None:
    for name, seed in (("again", 1), ("other", 2)):
        build(tmp_path / name, scale=0.02, seed=seed)
    for table in TABLES:
        assert small_demo.table(table).equals(pq.read_table(tmp_path / "again" / f"{table}.parquet")), table
    for table in ("households", "persons", "benefits", "applications", "truth", "survey_households", "outcomes"):
        assert not small_demo.table(table).equals(pq.read_table(tmp_path / "other" / f"{table}.parquet")), table


@pytest.mark.parametrize(("scale", "seed"), [(0.0, 1), (-1.0, 1), (101.0, 1), (float("nan"), 1), (0.01, -1)])
def test_a_scale_or_seed_that_cannot_be_is_refused(tmp_path: Path, scale: float, seed: int) -> None:
    with pytest.raises(UsageError, match="demo: "):
        build(tmp_path / "demo", scale=scale, seed=seed)
    assert not (tmp_path / "demo").exists()
