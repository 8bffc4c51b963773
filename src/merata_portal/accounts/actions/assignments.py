"""Granting and ending roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.actions.refusals import AccountError
from merata_portal.accounts.models import Area, Assignment, User
from merata_portal.accounts.queries import unended
from merata_portal.actor import (
    ASSIGNABLE,
    SYSTEM_USER_ID,
    Actor,
    Capability,
    Role,
    refuse_incompatible,
    refuse_same_person,
)
from merata_portal.audit.actions import record


@transaction.atomic
def grant(
    *,
    by: Actor,
    user: User,
    role: Role,
    area: str,
    reason: str,
    from_day: date | None = None,
    until_day: date | None = None,
) -> Assignment:
    """Give a person a role in an area, from `from_day` (today by default) until the day before `until_day`.

    Raises `Refused` where the actor does not manage accounts there, `SamePerson` for oneself or where the person holds
    or will hold a role that cannot be held besides it, `AccountError` for what is not there or cannot be.
    """
    held = by.require(Capability.MANAGE_ACCOUNTS, area)
    refuse_same_person(by, user.pk, what="meminta dan memberi peran / ask for and grant a role")
    today = timezone.localdate()
    begins = from_day or today
    _refuse_impossible(role, area, reason, begins, until_day, today)
    # The person's row is the lock: two grants at once could each miss the other's incompatible role.
    person = User.objects.select_for_update().get(pk=user.pk)
    others = list(unended(today).filter(user=person))
    refuse_incompatible(str(person), [Role(other.role) for other in others], role)
    if any(other.role == role and other.area_id == area for other in others):
        raise AccountError(
            f"{person} sudah memegang {role.value} di {area}; akhiri dulu / already holds {role.value} in {area}; "
            "end that first"
        )
    assignment = Assignment.objects.create(
        user=person, role=role, area_id=area, from_day=begins, until_day=until_day, granted_by_id=_granter(by)
    )
    record(
        by=by, held=held, action="role.grant", subject=f"user:{person.pk}", area=area, reason=reason,
        data={
            "role": role.value, "from": begins.isoformat(), "until": until_day.isoformat() if until_day else None,
            "assignment": assignment.pk,
        },
    )  # fmt: skip
    return assignment


@transaction.atomic
def revoke(*, by: Actor, assignment: Assignment, reason: str) -> Assignment:
    """End a role at once. Raises `Refused`, and `AccountError` where it has ended already."""
    held = by.require(Capability.MANAGE_ACCOUNTS, assignment.area_id)
    if not reason.strip():
        raise AccountError("alasan wajib diisi / the reason is missing")
    today = timezone.localdate()
    current = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if current.until_day is not None and current.until_day <= today:
        raise AccountError(f"peran itu sudah berakhir {current.until_day} / that role ended on {current.until_day}")
    current.until_day = max(today, current.from_day)
    current.ended_by_id = _granter(by)
    current.save(update_fields=["until_day", "ended_by"])
    record(
        by=by, held=held, action="role.revoke", subject=f"user:{current.user_id}", area=current.area_id, reason=reason,
        data={"role": current.role, "until": current.until_day.isoformat(), "assignment": current.pk},
    )  # fmt: skip
    return current


def _refuse_impossible(role: Role, area: str, reason: str, begins: date, until: date | None, today: date) -> None:
    faults = []
    if role not in ASSIGNABLE:
        faults.append(f"peran {role.value} tidak dapat diberikan / the role {role.value} cannot be granted")
    if not Area.objects.filter(code=area).exists():
        faults.append(f"wilayah {area} tidak dikenal; muat dulu / the area {area} is unknown; load the areas first")
    if not reason.strip():
        faults.append("alasan wajib diisi / the reason is missing")
    if begins < today:
        faults.append(
            f"{begins} sudah lewat; peran tidak berlaku surut / {begins} is past; no role is granted backwards"
        )
    if until is not None and until <= begins:
        faults.append(f"berakhir {until}, sebelum mulai {begins} / ends on {until}, not after it begins on {begins}")
    if faults:
        raise AccountError("; ".join(faults))


def _granter(by: Actor) -> int | None:
    return None if by.user_id == SYSTEM_USER_ID else by.user_id
