"""Kills itself (SIGKILL) while an edition is prepared and settled, at every step, and tells what came of it, as JSON.

    python killed_preparing.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from killing import counting, in_a_process

LEASE_SECONDS = 0.3


def counted_here(killed_at: int) -> list[int]:
    """Count each step told, each file kept, what is sealed and the settling; die at step `killed_at`."""
    from merata_portal.analysis import store
    from merata_portal.analysis.actions import preparing
    from merata_portal.jobs.running import Running
    from merata_portal.personal.vault import Vault

    places = ((Running, "progress"), (store, "_settle"), (Vault, "keep"), (preparing, "record"))
    return counting(killed_at, places)


def set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    django.setup()


def uncounted(killed_at: int) -> list[int]:
    return [0]


def prepared() -> None:
    """A migrated portal with a regency of two villages and a few registered households."""
    from django.core.management import call_command

    from merata_portal.accounts.models import Area

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    Area.objects.create(code="35.05.01", name="Kecamatan", kind="kecamatan", parent_id="35.05")
    for code in ("35.05.01.2001", "35.05.01.2002"):
        Area.objects.create(code=code, name="D", kind="village", village_type="desa", parent_id="35.05.01")
    from made_registry import household

    for number in range(9):
        household("35.05.01.2001" if number < 2 else "35.05.01.2002", f"Orang {number}")


def asked() -> str:
    from merata_portal.actor import SYSTEM
    from merata_portal.analysis.actions.publishing import prepare

    return str(prepare(by=SYSTEM("uji"), area="35.05", year=2026).id)


def worked() -> None:
    from merata_portal.jobs.worker import Worker

    time.sleep(LEASE_SECONDS * 1.5)
    Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)


def outcome(job: str) -> list[Any]:
    """How many editions the job made, whether every file of it is whole, whether the next one can be made beside it,
    the events of its end, and its fingerprint."""
    from merata_portal.analysis import store
    from merata_portal.analysis.actions.preparing import edition_of
    from merata_portal.analysis.models import Publication
    from merata_portal.audit.models import Event

    found = list(Publication.objects.filter(job=job))
    if not found:
        return [0, None, None, None, None]
    one = found[0]
    hashes = [
        given["hash"] for each in one.manifest.values() for table in each["tables"].values()
        for given in table["files"].values()
    ]  # fmt: skip
    whole = all(not store.fault_of(store.path_of(each), each) for each in hashes)
    ends = Event.objects.filter(action="analysis.prepared", subject=one.subject).count()
    return [len(found), whole, edition_of(one) is not None, ends, one.content_hash]


def again(job: str) -> list[Any]:
    """What a killed worker left, and what the next one makes of it."""
    half = outcome(job)
    worked()
    return [half, outcome(job)]


def main() -> None:
    points = int(sys.argv[1])
    # Here, once for all: what is imported is inherited, and no connection is open yet.
    set_up()
    from merata_portal.analysis import jobs  # noqa: F401 - the handlers' own imports

    in_a_process(uncounted, prepared)
    job, _ = in_a_process(uncounted, asked)
    _, steps = in_a_process(counted_here, worked)
    whole, _ = in_a_process(uncounted, lambda: outcome(job))
    found = []
    for point in range(points):
        killed_at = 1 + point * (steps - 1) // max(points - 1, 1)
        job, _ = in_a_process(uncounted, asked)
        died, _ = in_a_process(counted_here, worked, killed_at=killed_at)
        (half, after), _ = in_a_process(uncounted, lambda job=job: again(job))
        found.append({"at": killed_at, "died": died is None, "half": half, "after": after})
    print(json.dumps({"steps": steps, "whole": whole, "points": found}))


if __name__ == "__main__":
    main()
