"""Kills itself (SIGKILL) while a launch's list is frozen, at many points, and tells what was there, as JSON.

    python killed_listing.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import sys
from functools import partial
from typing import Any

from killing import counting, in_a_process, spread, work_off


def counted(killed_at: int) -> list[int]:
    """Count each block that is sealed, each file put on the disk and each thing that is written; die at that step."""
    from django.db.models.query import QuerySet

    from merata_portal.jobs.running import Running
    from merata_portal.personal import vault
    from merata_portal.programmes.actions import listing
    from merata_portal.programmes.models import Launch

    # A file is synced before it gets its name.
    files = ((vault, "seal"), (os, "fsync"))
    written = ((listing, "record"), (Running, "progress"), (QuerySet, "bulk_create"), (Launch, "save"))
    return counting(killed_at, (*files, *written))


def prepared() -> None:
    from django.core.management import call_command

    from merata_portal.accounts.models import Area, Assignment, User

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    for kecamatan, villages in {"35.05.01": ("2001", "2002"), "35.05.10": ("1004",)}.items():
        Area.objects.create(code=kecamatan, name="K", kind="kecamatan", parent_id="35.05")
        for number in villages:
            kind = "kelurahan" if number.startswith("1") else "desa"
            Area.objects.create(
                code=f"{kecamatan}.{number}", name="D", kind="village", village_type=kind, parent_id=kecamatan
            )
    user = User.objects.create(username="perencana", full_name="Perencana")
    Assignment.objects.create(user=user, role="planner", area_id="35.05", from_day="2024-01-01")


def planner() -> Any:
    from merata_portal.accounts.models import User
    from merata_portal.accounts.queries import actor_of

    return actor_of(User.objects.get(username="perencana"))


def frozen() -> str:
    import made_targeting

    return str(made_targeting.frozen_registry().uuid)


def asked(snapshot: str) -> str:
    """A launch whose list is asked for."""
    import made_targeting

    from merata_portal.programmes.actions.listing import list_targets
    from merata_portal.registry.models import Snapshot

    by = planner()
    found = made_targeting.simulated(by, snapshot=Snapshot.objects.get(uuid=snapshot))
    made = made_targeting.launched(by, found)
    list_targets(by=by, launch=made.uuid)
    return str(made.uuid)


def told(uuid: str) -> list[Any]:
    """Whether nothing of the list is stored, whether it holds, its state, its villages, and its events."""
    from merata_portal.audit.models import Event
    from merata_portal.programmes.models import Launch, ListedVillage
    from merata_portal.programmes.tables import list_holds

    made = Launch.objects.select_related("simulation").get(uuid=uuid)
    villages = ListedVillage.objects.filter(launch=made).count()
    events = Event.objects.filter(action="programmes.list", subject=made.subject).count()
    nothing = made.list_hash == "" and villages == 0 and events == 0
    holds = made.list_hash == made.simulation.list_hash and list_holds(made)
    return [nothing, holds, str(made.state), villages, events]


def ended(uuid: str) -> None:
    """The launch withdrawn, so that the same simulation's money is there for the next."""
    from merata_portal.programmes.actions.launching import withdraw_launch

    withdraw_launch(by=planner(), launch=uuid, reason="uji")  # type: ignore[arg-type]


def chain_holds() -> bool:
    from merata_portal.audit.queries import verify

    return bool(verify().whole)


def main(points: int) -> None:
    do = partial(in_a_process, counted)
    do(prepared)
    snapshot = do(frozen)[0]
    uuid = do(lambda: asked(snapshot))[0]
    _, steps = do(work_off)
    found: dict[str, Any] = {"steps": steps, "alive": do(lambda: told(uuid))[0], "killed": []}
    do(lambda: ended(uuid))
    for point in spread(steps, points):
        uuid = do(lambda: asked(snapshot))[0]
        died = do(work_off, killed_at=point)[0] is None
        after = do(lambda uuid=uuid: told(uuid))[0]
        end = do(work_off)[0]
        found["killed"].append([point, died, after, end, do(lambda uuid=uuid: told(uuid))[0]])
        do(lambda uuid=uuid: ended(uuid))
    found["chain"] = do(chain_holds)[0]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    import made_targeting  # noqa: F401 - once, and not in every process

    from merata_portal.jobs.handlers import kinds

    kinds()
    main(int(sys.argv[1]))
