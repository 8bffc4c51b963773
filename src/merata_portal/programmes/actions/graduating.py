"""Who has grown out of a programme: asked of each by the launch's own rules, and decided by a person."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.models import Enrolment, Flag, Launch
from merata_portal.programmes.queries.eligible_now import eligible_now
from merata_portal.programmes.queries.reach import launch_to_decide
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import HELD

GRADUATE = "programmes.graduate"


@transaction.atomic
def graduate(*, by: Actor, launch: UUID) -> Job:
    """Hold everybody in a running launch against its own rules and the latest snapshot, in the background.

    Whoever is not eligible any more is asked about (`Flag.Kind.GRADUATE`), and gets what is due until a person decides.
    """
    found = launch_to_decide(by, launch, Capability.MANAGE_ENROLMENT)
    held = by.require(Capability.MANAGE_ENROLMENT, found.owner)
    if found.state != Launch.State.RUNNING:
        raise ProgrammeRefused(
            f"Peluncuran berstatus “{found.get_state_display()}”; kelayakan ditinjau selama peluncuran berjalan.",
            f"The launch is {found.state}; eligibility is reviewed while it runs.",
        )
    return enqueue(
        by=by, held=held, kind=GRADUATE, parameters={"launch": str(found.uuid)}, area=found.owner,
        unique_key=str(found.uuid),
    )  # fmt: skip


def run_graduating(job: Running) -> dict[str, int]:
    """The background half of `graduate`; killed, it begins anew, and asks of nobody twice.

    `absent`: those whom the snapshot does not hold; they died, moved or are not described, which is asked elsewhere.
    Raises `JobFailed` where there is no snapshot of the area, or it lacks what the rules ask for.
    """
    launch = Launch.objects.select_related("rule_version", "simulation").get(uuid=job.parameters["launch"])
    by = job.by
    held = by.require(Capability.MANAGE_ENROLMENT, launch.owner)
    enrolled = Enrolment.objects.filter(launch=launch, state__in=HELD).order_by("pk")
    rows = list(enrolled.values_list("pk", "household__dataset_id"))
    found = eligible_now(by, launch, pa.array([home for _, home in rows], pa.string()))
    place = found.place.to_numpy(zero_copy_only=False)
    absent = int(np.count_nonzero(place < 0))
    evidence = {
        pk: {"what": "not_eligible", "code": found.codes[at], "snapshot": found.snapshot}
        for (pk, _), at in zip(rows, place.tolist(), strict=True)
        if at >= 0 and not found.eligible[at]
    }
    with transaction.atomic():
        kept = Flag.objects.filter(
            enrolment__in=list(evidence), kind=Flag.Kind.GRADUATE, answered_at__isnull=False,
            evidence__snapshot=found.snapshot,
        )  # fmt: skip
        for done in kept.values_list("enrolment_id", flat=True):
            evidence.pop(done, None)
        asked = raise_flags(
            by=by, held=held, kind=Flag.Kind.GRADUATE, evidence=evidence, day=timezone.localdate()
        )  # fmt: skip
        record(
            by=by, held=held, action="programmes.graduate", subject=launch.subject, area=launch.owner, rows=len(rows),
            data={"asked": asked, "absent": absent, "snapshot": found.snapshot},
        )  # fmt: skip
        job.progress(len(rows), len(rows), "Selesai", "Done")
    return {"enrolled": len(rows), "asked": asked, "absent": absent}
