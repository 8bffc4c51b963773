"""Kills itself (SIGKILL) while a list is proposed or enrolled, at many points, and tells who stood there afterwards.

    python killed_enrolling.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from killing import in_a_process, spread, work_off

CHUNK_ROWS = 3
HOUSEHOLDS = 11


def counted(killed_at: int) -> list[int]:
    """Count each statement that is sent to the database; die at statement `killed_at`."""
    from django.db import connection

    steps = [0]

    def step(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        steps[0] += 1
        if steps[0] == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(step)
    return steps


def prepared() -> None:
    import made_registry
    from django.core.management import call_command
    from enrolling_steps import lists_known

    from merata_portal.accounts.models import Area

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    Area.objects.create(code="35.05.01", name="K", kind="kecamatan", parent_id="35.05")
    for code in ("35.05.01.2001", "35.05.01.2002"):
        Area.objects.create(code=code, name="D", kind="village", village_type="desa", parent_id="35.05.01")
    lists_known()
    for number in range(HOUSEHOLDS):
        made_registry.household(f"35.05.01.200{1 + number % 2}", f"Siti {number}")


def launched() -> str:
    """Another approved launch of everybody, whose proposing waits; of a year of its own, so that none overlaps."""
    import made_programmes
    from enrolling_steps import approved

    from merata_portal.actor import SYSTEM
    from merata_portal.jobs.actions import enqueue
    from merata_portal.programmes.actions.proposing import PROPOSE
    from merata_portal.programmes.models import Launch
    from merata_portal.registry.models import Household

    year = 2026 + Launch.objects.count()
    made_programmes._numbers = itertools.count(year)  # each process counts anew
    line = made_programmes.ledger_line(year=year)
    made = approved(Household.objects.order_by("id"), year=year, line=line)
    parameters = {"launch": str(made.uuid)}
    enqueue(by=SYSTEM("uji"), kind=PROPOSE, parameters=parameters, unique_key=str(made.uuid))
    return str(made.uuid)


def decreed(uuid: str) -> None:
    """Both villages heard and the decree issued; its enrolling waits."""
    from enrolling_steps import verify

    from merata_portal.accounts.models import User
    from merata_portal.actor import Actor, Held, Role
    from merata_portal.programmes.actions.decreeing import issue_decree
    from merata_portal.programmes.models import Launch, Pause

    def somebody(name: str, role: Role) -> Actor:
        user, _ = User.objects.get_or_create(username=name, defaults={"full_name": name})
        return Actor(user.pk, name, (Held(role, "35.05"),))

    launch = Launch.objects.get(uuid=uuid)
    for village in ("35.05.01.2001", "35.05.01.2002"):
        verify(somebody("operator", Role.VILLAGE_OPERATOR), launch, village)
    if not Pause.objects.exists():
        first = launch.enrolments.order_by("pk")[0]
        Pause.objects.create(
            programme_id=launch.programme_id, household=first.household, code="absent", reason="uji",
            from_day=date(2026, 1, 1), at=launch.made_at, by_user_id=1,
        )  # fmt: skip
    issue_decree(
        by=somebody("penetap2", Role.SOCIAL_OFFICER), launch=launch.uuid, number="188/1", on_day=date(2026, 2, 20),
        reason="uji",
    )  # fmt: skip


def told(uuid: str) -> Any:
    """Everybody in the launch: which household, in which state, by which steps, with which money."""
    from merata_portal.programmes.models import Enrolment, Launch, Verification

    launch = Launch.objects.get(uuid=uuid)
    rows = [
        [
            one.household.dataset_id, one.state, one.rank, one.annual_idr, one.earmark is not None,
            [[step.source, step.target, step.code] for step in one.transitions.order_by("pk")],
        ]
        for one in Enrolment.objects.filter(launch=launch).select_related("household")
    ]  # fmt: skip
    return [launch.state, Verification.objects.filter(launch=launch).count(), sorted(rows)]


def chain_holds() -> bool:
    from merata_portal.audit.queries import verify

    return bool(verify().whole)


def main(points: int) -> None:
    do = partial(in_a_process, counted)
    do(prepared)
    found: dict[str, Any] = {"propose": [], "enrol": []}
    uuid = do(launched)[0]
    propose_steps = do(work_off)[1]
    proposed = do(lambda: told(uuid))[0]
    do(lambda: decreed(uuid))
    enrol_steps = do(work_off)[1]
    enrolled = do(lambda: told(uuid))[0]
    found["whole"] = [proposed[0], len(proposed[2]), enrolled[0], sorted(row[1] for row in enrolled[2])]
    for point in spread(propose_steps, points):
        uuid = do(launched)[0]
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        found["propose"].append([point, died, ended, do(lambda uuid=uuid: told(uuid))[0] == proposed])
    for point in spread(enrol_steps, points):
        uuid = do(launched)[0]
        do(work_off)
        do(lambda uuid=uuid: decreed(uuid))
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        found["enrol"].append([point, died, ended, do(lambda uuid=uuid: told(uuid))[0] == enrolled])
    found["chain"] = do(chain_holds)[0]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.PROGRAMMES_CHUNK_ROWS = CHUNK_ROWS
    main(int(sys.argv[1]))
