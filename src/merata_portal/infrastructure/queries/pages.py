"""All that the page of one work shows: its history, photographs with their places, payments, hand-overs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.attachments import queries as attachments
from merata_portal.attachments.models import Attachment
from merata_portal.infrastructure.models import (
    Amendment,
    Defect,
    HandOver,
    Milestone,
    Party,
    Payment,
    Progress,
    Project,
    Step,
)
from merata_portal.infrastructure.places import FAR_M, distance_m
from merata_portal.infrastructure.states import PUBLIC


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph. `distance_m`: from where the work is; None where its camera wrote no place."""

    uuid: UUID
    taken_on: date | None
    distance_m: int | None
    width: int
    height: int

    @property
    def far(self) -> bool:
        """Whether it may show another place."""
        return self.distance_m is not None and self.distance_m > FAR_M


@dataclass(frozen=True, slots=True)
class Reported:
    """A report of progress with its photographs."""

    progress: Progress
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a work's page shows; what not everybody may see is left out by the front."""

    steps: tuple[Step, ...]
    parties: tuple[Party, ...]
    amendments: tuple[Amendment, ...]
    milestones: tuple[Milestone, ...]
    reports: tuple[Reported, ...]
    payments: tuple[Payment, ...]
    hand_overs: tuple[HandOver, ...]


def page(project: Project) -> Page:
    """All that is known of a work, the latest report first; whoever calls has found the work."""
    reports = list(project.progress.order_by("-on_day", "-id"))
    taken = pictures_of(project, [one.subject for one in reports], public=False)
    amendments = Amendment.objects.filter(contract__project=project).order_by("number")
    return Page(
        steps=tuple(project.steps.order_by("id")),
        parties=tuple(project.parties.order_by("role", "name")),
        amendments=tuple(amendments),
        milestones=tuple(project.milestones.order_by("number")),
        reports=tuple(Reported(one, taken.get((one.subject, "photo"), ())) for one in reports),
        payments=tuple(project.payments.select_related("milestone").order_by("id")),
        hand_overs=tuple(project.hand_overs.order_by("id")),
    )


def pictures_of(
    project: Project, subjects: Sequence[str], *, public: bool
) -> dict[tuple[str, str], tuple[Picture, ...]]:
    """The photographs of many things of a work by (subject, kind); `public`: those alone that everybody sees."""
    rows = Attachment.objects.filter(subject__in=subjects, removed_at__isnull=True).order_by("id")
    found: dict[tuple[str, str], list[Picture]] = {}
    for one in rows.filter(public=True) if public else rows:
        found.setdefault((one.subject, one.kind), []).append(_picture(project, one))
    return {key: tuple(many) for key, many in found.items()}


def public_photo(uuid: UUID) -> Iterator[bytes]:
    """A photograph that everybody may see, in pieces; raises `Attachment.DoesNotExist`.

    Only of works, their reports and defects: other apps' attachments are theirs to show.
    """
    found = _of_works().get(uuid=uuid, public=True, removed_at__isnull=True)
    return attachments.content(found)


def office_file(actor: Actor, uuid: UUID) -> tuple[Attachment, Iterator[bytes]]:
    """A photograph or paper of a work in the actor's villages; raises `Attachment.DoesNotExist` for any other."""
    rows = within(_of_works(), actor, Capability.VIEW_PROJECTS, "area")
    found = rows.get(uuid=uuid, removed_at__isnull=True)
    return found, attachments.content(found)


def minutes_of(hand_over: HandOver) -> Attachment | None:
    """The signed minutes of a hand-over."""
    return attachments.attached(hand_over.subject, "minutes").first()


def _of_works() -> QuerySet[Attachment]:
    return Attachment.objects.filter(subject__regex=r"^(progress|defect|hand_over):")


def _picture(project: Project, one: Attachment) -> Picture:
    away = None
    if one.latitude is not None and one.longitude is not None:
        away = round(distance_m(project.latitude, project.longitude, one.latitude, one.longitude))
    return Picture(
        one.uuid, one.taken_at.date() if one.taken_at is not None else None, away, one.width or 0, one.height or 0
    )


def payments_waiting(actor: Actor) -> QuerySet[Payment]:
    """The payments of the actor's villages that wait to be checked or paid."""
    rows = Payment.objects.filter(state__in=[Payment.State.ASKED, Payment.State.CHECKED])
    return within(rows, actor, Capability.CHECK_PAYMENTS, "project__village_code").select_related(
        "project", "milestone"
    )


def own_payment(actor: Actor, uuid: UUID, capability: Capability) -> Payment:
    """A payment of the actor's villages for that capability; raises `Payment.DoesNotExist` for any other."""
    rows = Payment.objects.filter(uuid=uuid).select_related("project")
    return within(rows, actor, capability, "project__village_code").get()


def shown_defects(project: Project) -> QuerySet[Defect]:
    """The defects of a work that everybody may read, the latest first; of a work that everybody may see."""
    if project.state not in PUBLIC:
        return Defect.objects.none()
    return project.defects.filter(shown=True).order_by("-reported_on", "-id")
