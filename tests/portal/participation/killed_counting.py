"""Counts a ballot and escalates complaints in workers that die by kill -9 just before a commit; prints what became.

Run in a process of its own, with a portal's environment: a worker that is killed takes its process with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models need the settings first
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from merata_portal.accounts.models import Area, Assignment, User  # noqa: E402
from merata_portal.accounts.queries import actor_of  # noqa: E402
from merata_portal.audit.models import Event  # noqa: E402
from merata_portal.complaints.actions import climbing, filing  # noqa: E402
from merata_portal.complaints.models import Complaint, ComplaintStep  # noqa: E402
from merata_portal.jobs.models import Job  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402
from merata_portal.participation.actions import balloting, counting  # noqa: E402
from merata_portal.participation.models import Ballot, Election, Option  # noqa: E402

VILLAGE = "35.05.01.2001"
LEASE_SECONDS = 1.0


def dies(module: Any, before: Callable[[], bool]) -> bool:
    """Let a child work with a `record` that kills it once `before()` says so; whether it died of it."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        record = module.record

        def last(**given: Any) -> Any:
            if before():
                os.kill(os.getpid(), signal.SIGKILL)
            return record(**given)

        module.record = last
        Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def works_off(job: Job) -> str:
    """What becomes of the job once another worker believes the first one dead."""
    for _ in range(40):
        Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)
        job.refresh_from_db()
        if job.status not in {"queued", "running"}:
            break
        time.sleep(0.25)
    return str(job.status)


def operator() -> Any:
    Area.objects.create(code="35.05", name="Blitar", kind="regency")
    Area.objects.create(code="35.05.01", name="Wonodadi", kind="kecamatan", parent_id="35.05")
    Area.objects.create(code=VILLAGE, name="Jaten", kind="village", village_type="desa", parent_id="35.05.01")
    user = User.objects.create(username="operator", full_name="Operator")
    Assignment.objects.create(user=user, role="village_operator", area_id=VILLAGE, from_day="2024-01-01")
    return actor_of(user)


def counted(by: Any) -> dict[str, Any]:
    from merata_portal.participation.actions.proposing import submit  # noqa: PLC0415

    found = Election.objects.create(
        uuid=uuid4(), area=VILLAGE, title="Uji", budget_idr=100, step_idr=1, drafted_at=timezone.now(),
        drafted_by_user_id=by.user_id,
    )  # fmt: skip
    for number in (1, 2):
        one, _ = submit(
            by=by, channel="paper", village_code=VILLAGE, year=2027, title=f"Usulan nomor {number}", pillar="training"
        )
        Option.objects.create(election=found, number=number, proposal=one, title=one.title, cost_idr=50 * number)
    balloting.announce(by=by, uuid=found.uuid)
    Ballot.objects.bulk_create(
        Ballot(id=uuid4(), election=found, channel="phone", choices=[1 + at % 2]) for at in range(9)
    )
    balloting.close(by=by, uuid=found.uuid)
    job = counting.start_count(by=by, uuid=found.uuid)
    died = dies(counting, lambda: True)
    found.refresh_from_db()
    half = found.state
    status = works_off(job)
    found.refresh_from_db()
    return {
        "died": died, "half": half, "status": status, "state": found.state,
        "events": Event.objects.filter(action="ballots.count").count(),
    }  # fmt: skip


def escalated(by: Any) -> dict[str, Any]:
    for number in range(4):
        filing.file_complaint(
            by=by, channel="paper", village_code=VILLAGE, category="road", text=f"Jalan berlubang di titik {number}"
        )
    Worker(lease_seconds=LEASE_SECONDS).run(until_empty=True)
    Complaint.objects.update(started_on="2026-01-05", due_on="2026-01-23")
    job = climbing.ask_escalation(by=by)
    done: list[int] = []
    died = dies(climbing, lambda: bool(done.append(1)) or len(done) == 3)
    half = sorted(Complaint.objects.values_list("post", flat=True))
    status = works_off(job)
    return {
        "died": died, "half": half, "status": status,
        "posts": sorted(Complaint.objects.values_list("post", flat=True)),
        "steps": ComplaintStep.objects.filter(step="escalated").count(),
        "events": Event.objects.filter(action="complaints.escalate").count(),
    }  # fmt: skip


call_command("migrate", verbosity=0)
_operator = operator()
sys.stdout.write(json.dumps({"count": counted(_operator), "escalation": escalated(_operator)}) + "\n")
