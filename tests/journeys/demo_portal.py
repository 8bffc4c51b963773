"""The synthetic Blitar with its portal as `merata demo` makes it, small, on a day of one's own, and served.

python demo_portal.py prepare FOLDER VILLAGE     what a demo leaves out: operators for villages, bank accounts
python demo_portal.py recipients FOLDER RESULT   whom a plan's result gives aid, as JSON: rupiah a year by household
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from forum_hours import Hours, clock
from served_portal import Portal, own_environment, run, serving

Women = list[tuple[str, str]]
"""Names and days of birth."""
SCALE = "0.02"
OPERATOR, AID_OPERATOR = "operator_jembatan", "operator_bantuan"
"""Of the bridge's village; of whichever villages the proved package gives aid to."""


@contextmanager
def demo_portal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, first: str, village: str
) -> Iterator[tuple[Portal, Hours, Women]]:
    """A demo in `folder` made and served at the moment `first`, the hand that turns its clock, and three women of the
    village who may apply for a class."""
    hours = clock(folder, monkeypatch, first)
    environment = own_environment(folder)
    printed = run(environment, "demo", str(folder), "--scale", SCALE, "--no-serve")
    passwords = dict(re.findall(r"^  (\w+) +35\.05\S* +(\S+)$", printed, re.MULTILINE))
    with serving(folder, environment) as address:
        added = _asked("prepare", folder, environment, village)
        women = [(name, born) for name, born in added["women"]]
        yield Portal(address, folder, passwords | added["passwords"], environment), hours, women


def recipients(served: Portal, result: str) -> dict[str, int]:
    """Rupiah a year by household of the dataset, as a plan's result gives them."""
    return _asked("recipients", served.folder, served.environment, result)


def _asked(question: str, folder: Path, environment: dict[str, str], *about: str) -> dict[str, Any]:
    command = [sys.executable, __file__, question, str(folder), *about]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def prepare(folder: Path, village: str) -> dict[str, Any]:
    from merata_portal.accounts.demonstration import make_account
    from merata_portal.actor import SYSTEM, Role
    from merata_portal.personal.columns import sealed
    from merata_portal.registry.models import Household

    homes = list(Household.objects.filter(village_code__startswith="35.05").order_by("id"))
    for number, home in enumerate(homes):
        home.account_sealed = sealed(Household, "account_sealed", f"00{number:08d}", home.uuid)
    Household.objects.bulk_update(homes, ["account_sealed"], batch_size=500)
    made = [
        make_account(by=SYSTEM("journey"), folder=folder, username=name, role=Role.VILLAGE_OPERATOR, area=area)
        for name, area in ((OPERATOR, village), (AID_OPERATOR, village[:5]))
    ]
    return {"passwords": {one.username: one.password for one in made}, "women": women_of(village)}


def women_of(village: str) -> Women:
    """Three women of working age there, no two of one name."""
    from merata_portal.personal.columns import unsealed_many
    from merata_portal.registry.models import Person

    found = list(
        Person.objects.filter(
            village_code=village, sex="female", birth_date__range=("1984-01-01", "2003-01-01")
        ).order_by("pk")
    )
    names = unsealed_many(Person, "name_sealed", [(one.name_sealed, one.uuid) for one in found])
    by_name = {name: one.birth_date.isoformat() for name, one in zip(names, found, strict=True)}
    return list(by_name.items())[:3]


def recipients_of(_folder: Path, result: str) -> dict[str, int]:
    from merata_portal.actor import Actor, Held, Role
    from merata_portal.analysis.queries.results import result as one
    from merata_portal.analysis.queries.results import table

    planner = Actor(-1, "journey", (Held(Role.PLANNER, "35.05"),))
    found = table(one(planner, UUID(result)), "recipients").to_pylist()
    return {row["household_id"]: row["annual_idr"] for row in found}


if __name__ == "__main__":
    from merata_portal.personal.folder import open_portal

    question, root, about = sys.argv[1:]
    open_portal(Path(root))
    answers = {"prepare": prepare, "recipients": recipients_of}
    print(json.dumps(answers[question](Path(root), about)))  # noqa: T201
