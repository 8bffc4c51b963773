"""Classes as offices see them: their own with everything, others' as everybody does."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from merata_portal.accounts.models import User
from merata_portal.accounts.queries import valid_on
from merata_portal.accounts.scope import area_codes, within_areas
from merata_portal.actor import Actor, Capability, Role
from merata_portal.actor.codes import covers
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.training.models import Course, Draw, Instalment, Partner, Session, Trainer
from merata_portal.training.states import State


@dataclass(frozen=True, slots=True)
class Money:
    """A class's rupiah in the ledger; all 0 before it is reserved."""

    cost_idr: int
    reserved_idr: int = 0
    committed_idr: int = 0
    paid_idr: int = 0
    returned_idr: int = 0

    @property
    def spent_idr(self) -> int:
        """Paid and not returned."""
        return self.paid_idr - self.returned_idr


def published() -> QuerySet[Course]:
    """The classes that everybody may see: announced once, whatever came of it."""
    return Course.objects.filter(Exists(Draw.objects.filter(course=OuterRef("pk"))))


def courses(actor: Actor) -> QuerySet[Course]:
    """The classes of the actor's areas, and all that are published, the newest first; with how many applied."""
    own = Q(owner__in=sorted(area_codes(actor, Capability.VIEW_TRAINING)))
    seen = own | Q(pk__in=published().values("pk")) if actor.may(Capability.VIEW_TRAINING) else Q(pk__in=[])
    applied = Count("applications", filter=Q(applications__withdrawn_on__isnull=True))
    return Course.objects.filter(seen).select_related("partner").annotate(applied=applied).order_by("-year", "-id")


def course(actor: Actor, uuid: UUID) -> Course:
    """One class; raises `Course.DoesNotExist` for a draft of another's area."""
    return courses(actor).get(uuid=uuid)


def money(found: Course) -> Money:
    """What of a class's cost is reserved, committed and paid; whoever calls has found the class."""
    balance = EarmarkBalance.objects.filter(earmark=found.earmark).first() if found.earmark is not None else None
    if balance is None:
        return Money(found.cost_idr)
    return Money(found.cost_idr, balance.reserved_idr, balance.committed_idr, balance.paid_idr, balance.returned_idr)


def instalments(found: Course) -> QuerySet[Instalment]:
    """What was paid of the class, in order."""
    return found.instalments.order_by("number")


def meetings(found: Course) -> QuerySet[Session]:
    """The sessions of the class, in order."""
    return found.meetings.order_by("number")


def partners(actor: Actor, owner: str) -> QuerySet[Partner]:
    """The partner firms and bodies of a regency in the actor's areas."""
    return within_areas(Partner.objects.filter(owner=owner), actor, Capability.MANAGE_COURSE, "owner").order_by("name")


def trainers(found: Course) -> list[User]:
    """The accounts that hold the class now."""
    ids = Trainer.objects.filter(course=found, until_day__isnull=True).values("user_id")
    return list(User.objects.filter(pk__in=ids).order_by("full_name"))


def possible_trainers(actor: Actor, found: Course) -> list[User]:
    """The accounts with the role of a trainer around or in the class's area, for who manages it."""
    if not actor.may(Capability.MANAGE_COURSE, found.owner):
        return []
    held = valid_on(timezone.localdate()).filter(role=Role.TRAINER, user__is_active=True).values_list("user_id", "area")
    fitting = {user for user, area in held if covers(area, found.owner) or covers(found.owner, area)}
    return list(User.objects.filter(pk__in=fitting).order_by("full_name"))


def own_classes(actor: Actor) -> QuerySet[Course]:
    """The classes that the actor was given as a trainer and that are being held."""
    ids = Trainer.objects.filter(user_id=actor.user_id, until_day__isnull=True).values("course")
    rows = Course.objects.filter(pk__in=ids, state=State.DRAWN)
    return within_areas(rows, actor, Capability.RECORD_ATTENDANCE, "owner").order_by("starts_on", "id")


def own_course(actor: Actor, uuid: UUID, capability: Capability) -> Course:
    """A class of the actor's areas for that capability; raises `Course.DoesNotExist` for any other."""
    return within_areas(Course.objects.filter(uuid=uuid), actor, capability, "owner").get()


def codes() -> dict[str, list[tuple[str, str]]]:
    """The choices of a class's coded fields, for forms: `sector`, `not_before`, `partner_kind`."""
    return {
        "sector": [(str(value), str(label)) for value, label in Course.Sector.choices],
        "not_before": [(str(value), str(label)) for value, label in Course.Before.choices],
        "partner_kind": [(str(value), str(label)) for value, label in Partner.Kind.choices],
    }
