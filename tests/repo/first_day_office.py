"""What people do in the office on a regency's first day (docs/first-day.md, part 6), by the actions behind the pages.

Run in a process of its own, with the folder of the page and MERATA_KEYS; prints as JSON what came of each step.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from merata_portal.personal.folder import open_portal

AREA, YEAR = "35.05", 2026
PEOPLE = {"rencana": "planner", "dinas": "social_officer"}


def main(folder: Path) -> dict[str, Any]:
    """From the accounts to the published edition."""
    open_portal(folder / "kantor")
    planner, officer = accounts()
    registry = list_of_members(officer, folder / "berkas" / "dtsen_anggota.csv")
    registry |= list_of_families(officer, folder / "berkas" / "dtsen_keluarga.xlsx")
    before = planned(planner, frozen(planner), "Rencana tanpa daftar penerima")
    registry |= list_of_recipients(officer, folder / "berkas" / "penerima.csv")
    snapshot = frozen(planner)
    return registry | {
        "measures": {by: measured(planner, snapshot, by) for by in ("regency", "village")},
        "plans": [before, planned(planner, snapshot, "Rencana pertama")],
        "editions": published(planner, officer),
    }


def accounts() -> tuple[Any, Any]:
    """The planner and the social officer, as the administrator would make them."""
    from merata_portal.accounts import actions
    from merata_portal.accounts.queries import actor_of
    from merata_portal.actor import SYSTEM, Role

    by = SYSTEM("first day")
    made = []
    for name, role in PEOPLE.items():
        user, _password = actions.create_user(by=by, username=name, full_name=name.title())
        actions.grant(by=by, user=user, role=Role(role), area=AREA, reason="SK Bupati 2/2026")
        made.append(actor_of(user))
    return made[0], made[1]


def list_of_members(officer: Any, path: Path) -> dict[str, Any]:
    """Uploaded, checked, the sound rows brought in."""
    from merata_portal.registry.models import Household, Person

    made = brought_in(officer, path, reason="dua baris dikembalikan ke desa")
    return {"faulty": made.rows_faulty, "persons": Person.objects.count(), "households": Household.objects.count()}


def list_of_families(officer: Any, path: Path) -> dict[str, Any]:
    """House and assets of the families, with the mapping that says what the file's numbers mean."""
    from merata_portal.registry.models import Household

    mapping = (path.parent / "dtsen_keluarga.yaml").read_text(encoding="utf-8")
    made = brought_in(officer, path, reason="", mapping=mapping)
    return {"described": Household.objects.filter(floor__isnull=False).count(), "families": made.rows_accepted}


def list_of_recipients(officer: Any, path: Path) -> dict[str, Any]:
    """Who receives what from other offices, of those whom the registry knows."""
    from merata_portal.registry.models import Benefit

    made = brought_in(officer, path, reason="keluarga yang barisnya dikembalikan ke desa")
    return {"unknown": made.counts["findings"].get("recipient_unknown", 0), "benefits": Benefit.objects.count()}


def brought_in(officer: Any, path: Path, *, reason: str, mapping: str = "") -> Any:
    """The import of a file, uploaded, checked and accepted for the rows that are sound."""
    from merata_portal.registry.actions.importing import accept_import, start_import

    with path.open("rb") as content:
        made = start_import(
            by=officer, area=AREA, file_name=path.name, content=content, as_of=date(2026, 1, 5), mapping=mapping
        )
    worked()
    made.refresh_from_db()
    accept_import(by=officer, uuid=made.uuid, partially=True, reason=reason)
    worked()
    return made


def frozen(planner: Any) -> Any:
    """The snapshot of the registry."""
    from merata_portal.registry.actions.snapshots import take_snapshot

    taken = take_snapshot(by=planner, area=AREA)
    worked()
    return taken.uuid


def measured(planner: Any, snapshot: Any, by: str) -> list[str]:
    """The places that a measure of frozen inputs tells of."""
    from merata_portal.analysis.actions.calculating import calculate
    from merata_portal.analysis.actions.freezing import freeze
    from merata_portal.analysis.queries.results import answer, result

    inputs = freeze(by=planner, area=AREA, snapshot=snapshot)
    parameters = {"by": by, "draws": 20, "seed": 1}
    asked = calculate(by=planner, kind="measure", inputs=inputs.uuid, parameters=parameters)
    worked()
    return sorted({one["area"] for one in answer(result(planner, asked.uuid))["estimates"]})


def planned(planner: Any, snapshot: Any, name: str) -> list[str]:
    """The state of a scenario's result, and why it was refused (empty where it was not)."""
    from merata_portal.analysis.queries.results import result
    from merata_portal.planning.actions.scenarios import make_scenario
    from merata_portal.planning.settings import Settings

    settings = Settings(regency=AREA, year=YEAR, snapshot=str(snapshot), budget_idr=600_000_000, robustness=False)
    made = make_scenario(
        by=planner, area=AREA, year=YEAR, name=name, snapshot=snapshot, settings=settings
    )  # fmt: skip
    worked()
    found = result(planner, made.result)
    return [str(found.state), found.refused_en]


def published(planner: Any, officer: Any) -> list[list[Any]]:
    """Each edition's state and number: prepared by one person, published by another."""
    from merata_portal.analysis.actions import publishing
    from merata_portal.analysis.models import Publication

    publishing.prepare(by=planner, area=AREA, year=2025)
    worked()
    publishing.publish(by=officer, publication=Publication.objects.get().uuid)
    return [[str(one.state), one.number] for one in Publication.objects.all()]


def worked() -> None:
    """Do what was asked for in the background, until nothing is left."""
    from merata_portal.jobs.worker import Worker

    Worker(lease_seconds=30).run(until_empty=True)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201
