"""Draws and finishes a class in processes that die by kill -9 just before each of their commits; prints what became.

Run in a process of its own, with a portal's environment: a process that is killed can do no more.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parents[1]))

from django.core.management import call_command  # noqa: E402 - models need the settings first
from django.db import connections  # noqa: E402
from made_courses import (  # noqa: E402
    ANNOUNCED,
    DAYS,
    DICE,
    DRAWN,
    FROZEN,
    Officers,
    drafted,
    people_applied,
    planned_sessions,
    seated,
)  # fmt: skip

from merata_portal.accounts.models import Area, Assignment, User  # noqa: E402
from merata_portal.accounts.queries import actor_of  # noqa: E402
from merata_portal.audit.models import Event  # noqa: E402
from merata_portal.audit.queries import verify  # noqa: E402
from merata_portal.jobs.models import Job  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402
from merata_portal.training import clock  # noqa: E402
from merata_portal.training.actions import announcing, completing, drawing, holding  # noqa: E402
from merata_portal.training.models import Certificate, Course, DrawDocument, FollowUp  # noqa: E402

LEASE_SECONDS = 1.0


def on(day: date) -> None:
    clock.today = lambda: day


def dies(module: Any, work: Callable[[], Any]) -> bool:
    """Let a child do the work with a `record` that kills it: all is written, nothing is committed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        module.record = lambda **_given: os.kill(os.getpid(), signal.SIGKILL)
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def became() -> dict[str, Any]:
    found = Course.objects.get()
    return {
        "state": found.state, "documents": sorted(DrawDocument.objects.values_list("file", flat=True)),
        "seats": len(seated(found)), "certificates": Certificate.objects.count(),
        "follow_ups": FollowUp.objects.count(),
    }  # fmt: skip


def officers() -> Officers:
    Area.objects.create(code="35.05", name="Blitar", kind="regency")
    Area.objects.create(code="35.05.01", name="Wonodadi", kind="kecamatan", parent_id="35.05")
    for code, name in (("35.05.01.2001", "Jaten"), ("35.05.01.2002", "Salam")):
        Area.objects.create(code=code, name=name, kind="village", village_type="desa", parent_id="35.05.01")

    def acting(role: str, area: str) -> Any:
        user = User.objects.create(username=role, full_name=role)
        Assignment.objects.create(user=user, role=role, area_id=area, from_day="2024-01-01")
        return actor_of(user)

    return Officers(
        acting("planner", "35.05"), acting("sector_officer", "35.05"), acting("social_officer", "35.05"),
        acting("village_operator", "35.05.01"), acting("trainer", "35.05"),
    )  # fmt: skip


def drawn_by_a_worker_that_dies(course: Course) -> dict[str, Any]:
    died = dies(drawing, lambda: Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True))
    half, job = became(), Job.objects.get(kind=drawing.DRAW)
    for _ in range(40):
        Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)
        job.refresh_from_db()
        if job.status not in {"queued", "running"}:
            break
        time.sleep(0.25)
    return {"died": died, "half": half, "status": job.status, "after": became()}


call_command("migrate", verbosity=0)
who = officers()
on(ANNOUNCED)
made = drafted(who)
announcing.announce(by=who.officer, course=made.uuid, days=DAYS)
made = Course.objects.get()
people_applied(who, made, 4)
told: dict[str, Any] = {}
on(FROZEN)
told["freeze"] = {
    "died": dies(drawing, lambda: drawing.freeze_list(by=who.officer, course=made.uuid)), "half": became()
}  # fmt: skip
drawing.freeze_list(by=who.officer, course=made.uuid)
on(DRAWN)
drawing.take_number(by=who.officer, course=made.uuid, text=DICE)
told["draw"] = drawn_by_a_worker_that_dies(made)
for number, day in enumerate(planned_sessions(who, Course.objects.get()), 1):
    on(day)
    everybody = {one.uuid: "present" for one in seated(Course.objects.get())}
    holding.record_attendance(by=who.officer, course=made.uuid, number=number, statuses=everybody)
on(made.ends_on)
told["finish"] = {
    "died": dies(completing, lambda: completing.finish_course(by=who.officer, course=made.uuid)), "half": became()
}  # fmt: skip
completing.finish_course(by=who.officer, course=made.uuid)
told["finish"]["after"] = became()
told["draws"] = Event.objects.filter(action="training.draw").count()
told["chain"] = verify().whole
sys.stdout.write(json.dumps(told) + "\n")
