"""Kills itself (SIGKILL) while a plan is computed and settled, at many points, and tells what came of it, as JSON.

    python killed_calculation.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one imports what they need, once, but never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from typing import Any

from killing import counting, in_a_process

LEASE_SECONDS = 0.3


def counted(killed_at: int) -> list[int]:
    """Count each step told, each file kept and the settling; die at step `killed_at`."""
    from merata_portal.analysis import store
    from merata_portal.analysis.actions import computing
    from merata_portal.jobs.running import Running

    computing._STEP_SECONDS = 0.0
    return counting(killed_at, ((Running, "progress"), (store, "_settle"), (computing, "record")))


def prepared() -> str:
    """A migrated portal with the three villages frozen; the inputs."""
    from django.core.management import call_command

    from merata_portal.accounts.models import Area

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    from made_analysis import inputs

    return str(inputs().uuid)


def asked(inputs: str, seed: int) -> str:
    from made_analysis import PARAMETERS

    from merata_portal.actor import SYSTEM
    from merata_portal.analysis.actions.calculating import calculate

    by = SYSTEM("uji")
    return str(calculate(by=by, kind="plan", inputs=inputs, parameters={**PARAMETERS, "seed": seed}).uuid)  # type: ignore[arg-type]


def worked() -> None:
    from merata_portal.jobs.worker import Worker

    time.sleep(LEASE_SECONDS * 1.5)
    Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)


def outcome(result: str) -> list[Any]:
    """State, whether every digit is that of computing anew, whether the store is whole, events of its end."""
    from merata_portal.analysis.models import Result
    from merata_portal.analysis.queries.checking import verify
    from merata_portal.analysis.recomputing import recompute
    from merata_portal.audit.models import Event

    found = Result.objects.select_related("inputs").get(uuid=result)
    same = found.state == "done" and recompute(found).same
    ends = Event.objects.filter(action="analysis.settle", subject=found.subject).count()
    return [found.state, same, verify().whole, ends]


def set_up(*modules: str) -> None:
    """Import here what every forked process would import anew: half a minute of each run otherwise."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    django.setup()
    from merata_portal.analysis.calculations import kind_of
    from merata_portal.jobs.handlers import kinds

    kinds()
    kind_of("plan")
    for name in modules:
        import_module(name)


def uncounted(killed_at: int) -> list[int]:
    return [0]


def main() -> None:
    points = int(sys.argv[1])
    set_up("made_analysis")
    inputs, _ = in_a_process(uncounted, prepared)
    whole, _ = in_a_process(uncounted, lambda: asked(inputs, 1))
    _, steps = in_a_process(counted, worked)
    told: list[Any] = []
    reference, _ = in_a_process(uncounted, lambda: outcome(whole))
    for number in range(points):
        killed_at = 1 + number * (steps - 1) // max(points - 1, 1)
        result, _ = in_a_process(uncounted, lambda seed=number + 2: asked(inputs, seed))
        died, _ = in_a_process(counted, worked, killed_at=killed_at)
        in_a_process(uncounted, worked)
        ended, _ = in_a_process(uncounted, lambda result=result: outcome(result))
        told.append([killed_at, died is None, *ended])
    print(json.dumps({"steps": steps, "whole": reference, "killed": told}))


if __name__ == "__main__":
    main()
