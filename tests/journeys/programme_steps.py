"""A small registry whose people can be given aid, and the officers who give it, put into a portal's folder.

Sixty households in two desa and a kelurahan, each with an account but one; numbers and names are the demo's. Everything
lies in the year before this one, so that every cycle's day has come on whatever day the journey is made.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

YEAR = datetime.now(ZoneInfo("Asia/Jakarta")).year - 1  # as the portal's clock
VILLAGES = ("35.05.01.2001", "35.05.01.2002", "35.05.10.1004")
PER_VILLAGE = 20
OFFICERS = (
    ("treasurer", "sector_officer", "35.05"),
    ("operator_salam", "village_operator", VILLAGES[1]),
    ("operator_wlingi", "village_operator", VILLAGES[2]),
)
LINES = (("1.06.05.2.02.0001", "DAU", 200_000_000), ("1.06.05.2.02.0002", "PAD", 200_000_000))
WITHOUT_ACCOUNT = "h001"


def tables() -> dict[str, list[dict[str, Any]]]:
    """Deciles 1 to 5 in turn; in each household a head, a spouse and a pupil, none of them insured."""
    homes = [
        {
            "household_id": f"h{number:03d}",
            "village_code": VILLAGES[number % 3],
            "size": 3,
            "desil": 1 + number // 3 % 5,
        }
        for number in range(3 * PER_VILLAGE)
    ]
    people: list[dict[str, Any]] = []
    for home in homes:
        for place, (relation, sex, born) in enumerate(
            (("head", "male", 1980), ("spouse", "female", 1983), ("child", "female", YEAR - 9))
        ):
            pupil = {"school_level": "SD", "school_grade": 3} if relation == "child" else {}
            people.append({
                "person_id": f"{home['household_id']}-{place}", "household_id": home["household_id"], "sex": sex,
                "birth_date": f"{born}-05-0{place + 1}", "relation": relation, "health_insurance": "none",
                "school_level": "", "school_grade": "", **pupil,
            })  # fmt: skip
    return {
        "households": homes,
        "persons": people,
        "programmes": [
            {"programme_id": "pkh", "name": "PKH", "kind": "cash", "owner": "centre", "fund_source": "APBN"}
        ],
        "benefits": [{"household_id": "h059", "programme_id": "pkh", "year": YEAR, "annual_idr": 3_000_000}],
    }


def write_tables(folder: Path) -> None:
    """The tables as CSV in the folder."""
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def fill(folder: Path) -> dict[str, str]:
    """Load the people, give them accounts, ask for a snapshot, enter the budget; the officers' passwords."""
    from merata_portal.accounts.demonstration import make_account
    from merata_portal.actor import SYSTEM, Role
    from merata_portal.ledger.actions import appropriate
    from merata_portal.ledger.requests import Ceiling
    from merata_portal.personal.columns import sealed
    from merata_portal.registry.actions.loading import load_demo
    from merata_portal.registry.actions.snapshots import take_snapshot
    from merata_portal.registry.models import Household

    by = SYSTEM("journey")
    load_demo(by=by, root=folder, area="")
    for number, home in enumerate(Household.objects.exclude(dataset_id=WITHOUT_ACCOUNT).order_by("id")):
        home.account_sealed = sealed(Household, "account_sealed", f"00{number:08d}", home.uuid)
        home.save(update_fields=["account_sealed"])
    ceilings = [Ceiling(account, fund, amount, "assistance") for account, fund, amount in LINES]
    appropriate(by=by, owner="35.05", year=YEAR, ceilings=ceilings, reason="APBD", key=f"apbd-{YEAR}")
    take_snapshot(by=by, area="35.05")
    made = [
        make_account(by=by, folder=folder, username=name, role=Role(role), area=area) for name, role, area in OFFICERS
    ]
    return {one.username: one.password for one in made}


if __name__ == "__main__":
    from merata_portal.personal.folder import open_portal

    open_portal(Path(sys.argv[1]))
    print(json.dumps(fill(Path(sys.argv[1]))))  # noqa: T201
