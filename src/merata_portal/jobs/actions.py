"""Asking for background work, and asking it to stop."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.actor import Actor, Held
from merata_portal.audit.actions import record
from merata_portal.audit.chain import JSON
from merata_portal.jobs.handlers import handler_of
from merata_portal.jobs.models import UNFINISHED, Job, Status
from merata_portal.jobs.stored import refuse_unstorable


@transaction.atomic
def enqueue(
    *,
    by: Actor,
    kind: str,
    parameters: Mapping[str, JSON],
    held: Held | None = None,
    area: str = "",
    unique_key: str = "",
) -> Job:
    """Queue work of `kind` (see `handlers.job`) in the caller's transaction; a worker takes it after the commit.

    The caller has checked that `by` may ask for it, and hands over the role in `held`. While a job of the kind with
    the same `unique_key` is unfinished, that one is returned: pressing twice asks once. Raises KeyError for a kind
    that nobody does, ValueError where `parameters` hold a personal number or what is not plain JSON.
    """
    handler_of(kind)
    refuse_unstorable(f"parameters of {kind}", [dict(parameters), unique_key])
    existing = _unfinished(kind, unique_key)
    if existing is not None:
        return existing
    wanted = Job(
        kind=kind, parameters=dict(parameters), unique_key=unique_key, area=area,
        asked_by=by.user_id, asked_by_name=by.name, queued_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        # Somebody pressed at the same moment; anything else that the database refuses is passed on.
        same = _unfinished(kind, unique_key)
        if same is None:
            raise
        return same
    record(by=by, held=held, action="jobs.enqueue", subject=f"job:{wanted.id}", area=area, data={"kind": kind})
    return wanted


@transaction.atomic
def cancel(*, by: Actor, job_id: UUID, held: Held | None = None, reason: str = "") -> Job:
    """Ask a job to stop: at once where it waits, at its next whole chunk where it runs. Finished jobs stay as they are.

    The caller has checked that `by` may. Raises Job.DoesNotExist.
    """
    found = Job.objects.select_for_update().get(id=job_id)
    if found.status not in UNFINISHED or found.cancel_requested:
        return found
    found.cancel_requested = True
    if found.status == Status.QUEUED:
        found.status, found.finished_at = Status.CANCELLED, timezone.now()
    found.save(update_fields=["cancel_requested", "status", "finished_at"])
    record(
        by=by, held=held, action="jobs.cancel", subject=f"job:{job_id}", area=found.area, reason=reason,
        data={"kind": found.kind},
    )  # fmt: skip
    return found


def _unfinished(kind: str, unique_key: str) -> Job | None:
    if not unique_key:
        return None
    return Job.objects.filter(kind=kind, unique_key=unique_key, status__in=UNFINISHED).first()
