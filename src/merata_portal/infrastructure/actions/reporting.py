"""How far the work is: reports with photographs, milestones met, and the end of building."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.attachments.actions import attach
from merata_portal.audit.actions import record
from merata_portal.infrastructure.actions.taking import has_come, moved, taken, touch
from merata_portal.infrastructure.models import Milestone, Progress, Project
from merata_portal.infrastructure.refusals import WorksRefused, refuse
from merata_portal.infrastructure.states import State
from merata_portal.personal.reasons import require_reason, sound_reason

PHOTO = "photo"
MOST_PHOTOS = 6
Photo = tuple[str, IO[bytes]]
"""A photograph's file name and bytes."""
WHOLE = Decimal(100)


@transaction.atomic
def report_progress(
    *, by: Actor, project: UUID, on_day: date, physical_pc: Decimal, note: str, photos: Sequence[Photo],
    correction: str = "",
) -> Progress:  # fmt: skip
    """Keep a report with at least one photograph; its picture is public, its camera's notes are not.

    Progress does not fall, and days do not go back, unless a `correction` says why. Raises `FaultyWorks`, and
    `NotAccepted` for what is no photograph.
    """
    found, held = taken(by, project, Capability.REPORT_PROGRESS, State.UNDER_WAY)
    has_come(on_day)
    last = found.progress.order_by("-on_day", "-id").first()
    lower = last is not None and physical_pc < last.physical_pc
    refuse(
        (0 <= physical_pc <= WHOLE, "kemajuan fisik 0 sampai 100 persen", "physical progress is 0 to 100 percent"),
        (bool(photos), "sedikitnya satu foto", "at least one photograph"),
        (len(photos) <= MOST_PHOTOS, f"paling banyak {MOST_PHOTOS} foto", f"at most {MOST_PHOTOS} photographs"),
        (last is None or on_day >= last.on_day, "lebih awal dari laporan terakhir", "earlier than the last report"),
        (
            not lower or bool(correction.strip()),
            f"kemajuan turun dari {'' if last is None else last.physical_pc}%; tulis alasan koreksi",
            f"progress falls from {'' if last is None else last.physical_pc}%; say why it is corrected",
        ),
        (
            found.started_on is None or on_day >= found.started_on,
            "lebih awal dari mulai pekerjaan", "earlier than the work's beginning",
        ),
    )  # fmt: skip
    made = Progress.objects.create(
        uuid=uuid4(), project=found, on_day=on_day, physical_pc=physical_pc, note=sound_reason(note),
        correction=require_reason(correction) if lower else "", at=timezone.now(), by_user_id=by.user_id,
    )  # fmt: skip
    for name, content in photos:
        attach(
            by=by, held=held, subject=made.subject, kind=PHOTO, area=found.village_code, file_name=name,
            content=content, photo_only=True, public=True,
        )  # fmt: skip
    touch(found)
    record(
        by=by, held=held, action="works.progress", subject=found.subject, area=found.village_code,
        reason=made.correction, data={"physical_pc": str(physical_pc), "photos": len(photos)},
    )  # fmt: skip
    return made


@transaction.atomic
def meet_milestone(*, by: Actor, project: UUID, number: int, on_day: date) -> Milestone:
    """A part of the work is done: payments of it may be asked for."""
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.UNDER_WAY, State.FINISHED)
    has_come(on_day)
    milestone = Milestone.objects.select_for_update().get(project=found, number=number)
    if milestone.met_on is not None:
        raise WorksRefused("Tahap ini sudah dicatat selesai.", "This milestone was met before.")
    refuse(
        (
            found.started_on is None or on_day >= found.started_on,
            "lebih awal dari mulai pekerjaan", "earlier than the work's beginning",
        )
    )  # fmt: skip
    milestone.met_on = on_day
    milestone.save(update_fields=["met_on"])
    touch(found)
    record(
        by=by, held=held, action="works.milestone", subject=found.subject, area=found.village_code,
        data={"milestone": number},
    )  # fmt: skip
    return milestone


@transaction.atomic
def finish_work(*, by: Actor, project: UUID, on_day: date, reason: str) -> Project:
    """Building has ended: the last report says 100 percent and every milestone is met."""
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.UNDER_WAY)
    has_come(on_day)
    last = found.progress.order_by("-on_day", "-id").first()
    unmet = found.milestones.filter(met_on__isnull=True).count()
    refuse(
        (
            last is not None and last.physical_pc == WHOLE,
            "laporan terakhir belum 100 persen", "the last report does not say 100 percent",
        ),
        (not unmet, f"{unmet} tahap belum selesai", f"{unmet} milestones are not met"),
        (
            last is None or on_day >= last.on_day,
            "selesai sebelum laporan terakhir", "it would finish before its last report",
        ),
    )  # fmt: skip
    found.finished_on = on_day
    moved(by, found, State.FINISHED, reason, on_day)
    record(by=by, held=held, action="works.finish", subject=found.subject, area=found.village_code, reason=reason)
    return found
