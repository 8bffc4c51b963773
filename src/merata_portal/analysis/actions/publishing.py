"""Preparing an edition of open data, publishing it by another person, dropping it, withdrawing it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.analysis.models import Publication
from merata_portal.analysis.queries.publications import PREPARE, editions, newest
from merata_portal.analysis.refusals import NotNow
from merata_portal.audit.actions import record
from merata_portal.jobs import actions as jobs
from merata_portal.jobs.models import Job
from merata_portal.personal.reasons import require_reason

State = Publication.State


@transaction.atomic
def prepare(*, by: Actor, area: str, year: int) -> Job:
    """Have an edition of a regency's open data prepared in the background; nobody outside sees it yet.

    While one is being prepared for the area, that job is returned. Raises `Area.DoesNotExist` for what is no regency.
    """
    held = by.require(Capability.PUBLISH_DATA, area)
    Area.objects.get(code=area, kind=AreaKind.REGENCY)
    job = jobs.enqueue(
        by=by, held=held, kind=PREPARE, parameters={"area": area, "year": year}, area=area, unique_key=area
    )
    record(by=by, held=held, action="analysis.prepare", subject=f"job:{job.id}", area=area, data={"year": year})
    return job


@transaction.atomic
def publish(*, by: Actor, publication: UUID) -> Publication:
    """Publish a prepared edition: from now on it is everybody's, and what it told is remembered for ever.

    By another person than who prepared it. Raises `NotNow` where it waits no more, or where another edition was
    published since: beside that one it was not protected.
    """
    found = _locked(by, publication)
    held = by.require(Capability.RELEASE_DATA, found.area)
    refuse_same_person(by, found.prepared_by_user_id, what="menyiapkan dan menerbitkan / prepare and publish")
    _refuse_unless(found, State.PREPARED)
    last = newest(found.area)
    if last != found.beside:
        raise NotNow(
            "Edisi lain terbit sesudah edisi ini disiapkan; siapkan lagi, agar beda keduanya ikut dilindungi.",
            "Another edition was published after this one was prepared; prepare it again, so that the difference "
            "between them is protected too.",
        )
    found.state, found.number = State.PUBLISHED, 1 if last is None or last.number is None else last.number + 1
    found.published_at, found.published_by_user_id = timezone.now(), by.user_id
    found.save(update_fields=["state", "number", "published_at", "published_by_user_id"])
    record(
        by=by, held=held, action="analysis.publish", subject=found.subject, area=found.area,
        content_hash=f"sha256:{found.content_hash}", data={"number": found.number, "year": found.year},
    )  # fmt: skip
    return found


@transaction.atomic
def drop(*, by: Actor, publication: UUID, reason: str) -> Publication:
    """Give a prepared edition up; it was seen by nobody outside."""
    said = require_reason(reason)
    found = _locked(by, publication)
    held = by.require(Capability.PUBLISH_DATA, found.area)
    _refuse_unless(found, State.PREPARED)
    found.state = State.DROPPED
    found.save(update_fields=["state"])
    record(by=by, held=held, action="analysis.drop", subject=found.subject, area=found.area, reason=said)
    return found


@transaction.atomic
def withdraw(*, by: Actor, publication: UUID, reason: str) -> Publication:
    """Take a published edition back; its addresses say why from then on. What it told counts for the next one still.

    A corrected one is a new edition. The reason is public.
    """
    said = require_reason(reason)
    found = _locked(by, publication)
    held = by.require(Capability.RELEASE_DATA, found.area)
    _refuse_unless(found, State.PUBLISHED)
    found.state, found.withdrawn_at, found.withdrawn_reason = State.WITHDRAWN, timezone.now(), said
    found.withdrawn_by_user_id = by.user_id
    found.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "withdrawn_by_user_id"])
    record(
        by=by, held=held, action="analysis.withdraw", subject=found.subject, area=found.area, reason=said,
        data={"number": found.number},
    )  # fmt: skip
    return found


def _locked(by: Actor, publication: UUID) -> Publication:
    found = editions(by).get(uuid=publication)
    # The area's editions are numbered one after the other: whoever publishes holds the area meanwhile.
    Area.objects.select_for_update().get(code=found.area)
    return Publication.objects.select_for_update(of=("self",)).select_related("beside").get(pk=found.pk)


def _refuse_unless(found: Publication, state: str) -> None:
    if found.state != state:
        raise NotNow(
            f"Edisi ini tidak dapat diubah begitu: keadaannya {State(found.state).label}.",
            f"This edition cannot be changed so: it is {found.state}.",
        )
