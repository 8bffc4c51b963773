"""Demands on what is built by now are dropped, by name, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description
from merata_portal.planning.done_since import done_items, without_done
from merata_portal.planning.scenario_settings import Settings


def test_what_is_no_candidate_any_more_is_done(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.describe(Description("uji", 2026, synthetic=True))
    work = {"name": "x", "kind": "bridge", "owner": "35.05", "village_code": "35.05.01.2001", "year": 2026}
    rows = [
        {**work, "project_id": name, "cost_idr": 1, "status": status, "evidence_id": None}
        for name, status in (("PJ-1", "built"), ("PJ-2", "candidate"), ("PJ-3", "approved"))
    ]
    dataset.write("projects", TABLES["projects"].arrow.empty_table().from_pylist(rows, TABLES["projects"].arrow))
    assert done_items(dataset) == {"PJ-1", "PJ-3"}


def test_only_demands_on_what_is_done_are_dropped() -> None:
    asked = Settings("35.05", 2027, "potret", 10, require=("PJ-1", "PJ-2"), exclude=("PJ-3", "PJ-4"), seed=7)
    kept, dropped = without_done(asked, {"PJ-1", "PJ-3"})
    assert (kept.require, kept.exclude, dropped) == (("PJ-2",), ("PJ-4",), ("PJ-1", "PJ-3"))
    assert kept.seed == 7
    assert without_done(kept, {"PJ-1", "PJ-3"}) == (kept, ())
