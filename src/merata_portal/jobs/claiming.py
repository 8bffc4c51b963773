"""Which job a worker takes next: the longest waiting, or one whose worker has not been heard of; never two the same."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from merata_portal.jobs.failures import died
from merata_portal.jobs.models import Job, Status

log = logging.getLogger("merata.jobs")

MOST_DEATHS = 5
"""So many workers may die over a job without its getting further; then it is the job that kills them."""


def claim(*, worker: str, lease_seconds: float, kinds: frozenset[str]) -> Job | None:
    """Take the next job of `kinds` for `worker`, leased for so long; None where none is waiting."""
    # Asked without a transaction first: on SQLite each transaction takes the one write lock.
    if not _waiting(kinds).exists():
        return None
    return _claim(worker, lease_seconds, kinds)


@transaction.atomic
def _claim(worker: str, lease_seconds: float, kinds: frozenset[str]) -> Job | None:
    found = _waiting(kinds).select_for_update(skip_locked=True).order_by("queued_at", "id").first()
    if found is None:
        return None
    if found.status == Status.RUNNING:
        found.deaths += 1
        log.warning("job %s (%s): worker %s was not heard of in time", found.id, found.kind, found.worker)
    now = timezone.now()
    if found.deaths >= MOST_DEATHS:
        _give_up(found)
        return None
    found.status, found.worker, found.lease = Status.RUNNING, worker, uuid.uuid4()
    found.leased_until = now + timedelta(seconds=lease_seconds)
    found.started_at = found.started_at or now
    found.save(update_fields=["status", "worker", "lease", "leased_until", "started_at", "deaths"])
    return found


def _waiting(kinds: frozenset[str]) -> QuerySet[Job]:
    dead = Q(status=Status.RUNNING, leased_until__lt=timezone.now())
    return Job.objects.filter(Q(status=Status.QUEUED) | dead, kind__in=sorted(kinds))


def _give_up(found: Job) -> None:
    failure = died(found.deaths)
    log.error("job %s (%s): failure %s after %d deaths", found.id, found.kind, failure.code, found.deaths)
    found.status, found.finished_at = Status.FAILED, timezone.now()
    found.lease, found.leased_until, found.worker = None, None, ""
    found.failure_id, found.failure_en, found.failure_code = failure.text_id, failure.text_en, failure.code
    found.save()
