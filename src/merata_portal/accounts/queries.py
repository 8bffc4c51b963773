"""What is read of people and areas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from merata_portal.accounts.models import Area, Assignment, User
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held, Role


def valid_on(day: date) -> QuerySet[Assignment]:
    """The assignments in force on a day."""
    return Assignment.objects.filter(Q(until_day__isnull=True) | Q(until_day__gt=day), from_day__lte=day)


def unended(day: date) -> QuerySet[Assignment]:
    """The assignments in force on a day or to begin after it."""
    return Assignment.objects.filter(Q(until_day__isnull=True) | Q(until_day__gt=day))


def held_by(user: User, on: date | None = None) -> tuple[Held, ...]:
    """What a person holds or will hold, whether or not their account is open; one query."""
    rows = unended(on or timezone.localdate()).filter(user=user).values_list("role", "area_id")
    return tuple(Held(Role(role), area) for role, area in rows)


def actor_of(user: User | AnonymousUser, on: date | None = None) -> Actor:
    """The person as an actor with what they hold on day `on` (default: today where the portal is); one query.

    An account that is not active, and nobody signed in, holds nothing.
    """
    if not isinstance(user, User):
        return Actor(-1, "anonim / anonymous")
    if not user.is_active:
        return Actor(user.pk, str(user))
    held = valid_on(on or timezone.localdate()).filter(user=user).values_list("role", "area_id")
    return Actor(user.pk, str(user), tuple(Held(Role(role), area) for role, area in held))


def user_named(username: str) -> User | None:
    """The account of that name, open or closed."""
    return User.objects.filter(username=username).first()


def assignments_within(by: Actor, on: date | None = None) -> QuerySet[Assignment]:
    """The assignments, in force or to come, in the areas where the actor manages accounts; with person and area."""
    current = unended(on or timezone.localdate()).select_related("user", "area")
    return within_areas(current, by, Capability.MANAGE_ACCOUNTS, "area_id").order_by("user__username", "role", "area")


def users_within(by: Actor, on: date | None = None) -> QuerySet[User]:
    """The accounts that the actor manages: with a role in their areas, or with none anywhere yet."""
    by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    held_there = assignments_within(by, on).order_by().values("user_id")
    held_at_all = unended(on or timezone.localdate()).values("user_id")
    return User.objects.filter(Q(pk__in=held_there) | ~Q(pk__in=held_at_all))


def area_names(codes: Collection[str]) -> dict[str, str]:
    """The names of areas by code; codes that are no area's are left out."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def everybodys_areas() -> QuerySet[Area]:
    """All areas: what regencies, kecamatan and villages there are everybody knows."""
    return Area.objects.all()


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """What people are called, by their account's id; the machine's operator and ids that are nobody's are left out."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "full_name"))
