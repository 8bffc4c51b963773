"""The first step of the closed loop: people in the registry, materials brought, both frozen, inequality measured."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from pathlib import Path
from typing import Any

from portal_people import REGENCY, accounts_made, done, people, worked

DRAWS = 30


def open_(folder: Path) -> dict[str, Any]:
    """People, areas, budgets, registry and materials of a demo folder; frozen, and measured."""
    from merata_portal.accounts import actions
    from merata_portal.actor import SYSTEM
    from merata_portal.analysis.actions.calculating import calculate
    from merata_portal.analysis.actions.freezing import freeze
    from merata_portal.analysis.actions.materials import bring_folder
    from merata_portal.analysis.queries.datasets import folder as folder_of
    from merata_portal.ledger.actions import adopt
    from merata_portal.ledger.tables import ceilings_of_folder
    from merata_portal.registry.actions.loading import load_demo
    from merata_portal.registry.actions.snapshots import take_snapshot

    by = SYSTEM("closed loop")
    actions.load_areas(by=by, folder=folder)
    accounts_made(by)
    counts = load_demo(by=by, root=folder, area="")
    adopt(by=by, books=ceilings_of_folder(folder), reason="Perda APBD 2026")
    planner = people().planner
    brought = bring_folder(by=planner, area=REGENCY, folder=folder, origin="BPS dan Bappeda 2025")
    taken = take_snapshot(by=planner, area=REGENCY)
    worked()
    frozen = freeze(by=planner, area=REGENCY, snapshot=taken.uuid)
    asked = calculate(
        by=planner, kind="measure", inputs=frozen.uuid, parameters={"by": "regency", "draws": DRAWS, "seed": 1}
    )
    return {
        "persons": counts["persons_new"],
        "snapshot": str(taken.uuid),
        "brought": sorted(one.table for one in brought),
        "inputs": str(frozen.uuid),
        "frozen": str(folder_of(frozen)),
        "estimates": done(planner, asked.uuid)["estimates"],
    }
