"""What a village tells of its people between two imports: who died, who moved."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.registry.actions.undoing import refuse_dependents
from merata_portal.registry.models import Change, Household, Membership, Person
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.signals import people_changed
from merata_portal.registry.writing.households import follow
from merata_portal.registry.writing.images import keep_before, restore
from merata_portal.registry.writing.tokens import write_anew
from merata_portal.registry.writing.work import Work, begin_memberships, end_memberships

ELSEWHERE = ""
"""Where somebody moves who leaves all areas that the portal knows."""


@transaction.atomic
def declare_death(*, by: Actor, person: UUID, on_day: date, reason: str) -> Change:
    """A person died on a day: they leave their household and stand on the list of the dead."""
    reason = require_reason(reason)
    found = Person.objects.select_for_update().get(uuid=person, merged_into_id__isnull=True)
    held = by.require(Capability.EDIT_REGISTRY, found.village_code)
    _refuse_future(on_day)
    if found.died_on is not None:
        raise RegistryRefused(
            f"Sudah tercatat meninggal pada {found.died_on.isoformat()}.",
            f"Already recorded as having died on {found.died_on.isoformat()}.",
        )
    change, work = _begun(by, Change.Kind.DEATH, on_day, reason, rows=1)
    keep_before(change.id, Person, [found.id])
    Person.objects.filter(id=found.id).update(died_on=on_day)
    _leave(work, [found.id])
    _tell(by, held, found.village_code, change)
    record(
        by=by, held=held, action="registry.death", subject=f"person:{person}", area=found.village_code, reason=reason,
        data={"change": change.id, "on_day": on_day.isoformat()},
    )  # fmt: skip
    return change


@transaction.atomic
def declare_move(*, by: Actor, household: UUID, to_village: str, on_day: date, reason: str) -> Change:
    """A household moved to another village with all who live there; to `ELSEWHERE`: onto the list of the departed."""
    reason = require_reason(reason)
    found = Household.objects.select_for_update().get(uuid=household, moved_out_on__isnull=True)
    held = by.require(Capability.EDIT_REGISTRY, found.village_code)
    _refuse_future(on_day)
    _refuse_unknown(to_village, found.village_code)
    members = list(
        Membership.objects.filter(household=found, until_day__isnull=True).values_list("person_id", flat=True)
    )
    change, work = _begun(by, Change.Kind.MOVE, on_day, reason, rows=1 + len(members))
    keep_before(change.id, Household, [found.id])
    if to_village == ELSEWHERE:
        Household.objects.filter(id=found.id).update(moved_out_on=on_day)
        keep_before(change.id, Person, members)
        Person.objects.filter(id__in=members).update(moved_out_on=on_day)
        _leave(work, members)
    else:
        Household.objects.filter(id=found.id).update(village_code=to_village)
        follow(work, [found.id])
    _tell(by, held, found.village_code, change)
    record(
        by=by, held=held, action="registry.move", subject=f"household:{household}", area=found.village_code,
        reason=reason, rows=change.rows,
        data={"change": change.id, "to": to_village or "elsewhere", "on_day": on_day.isoformat()},
    )  # fmt: skip
    return change


@transaction.atomic
def move_person(*, by: Actor, person: UUID, to_household: UUID, on_day: date, reason: str) -> Change:
    """A person now lives in another household, in whichever village that is."""
    reason = require_reason(reason)
    found = Person.objects.select_for_update().get(uuid=person, merged_into_id__isnull=True)
    target = Household.objects.select_for_update().get(uuid=to_household, moved_out_on__isnull=True)
    by.require(Capability.EDIT_REGISTRY, target.village_code)
    held = by.require(Capability.EDIT_REGISTRY, found.village_code)
    _refuse_future(on_day)
    if found.died_on is not None:
        raise RegistryRefused("Orang ini tercatat meninggal.", "This person is recorded as dead.")
    if Membership.objects.filter(person=found, household=target, until_day__isnull=True).exists():
        raise RegistryRefused("Sudah tinggal di keluarga itu.", "They live in that household already.")
    change, work = _begun(by, Change.Kind.MOVE, on_day, reason, rows=1)
    keep_before(change.id, Person, [found.id])
    Person.objects.filter(id=found.id).update(village_code=target.village_code, moved_out_on=None)
    _leave(work, [found.id])
    begin_memberships(work, [found.id], [target.id])
    write_anew([found.id])
    _tell(by, held, found.village_code, change)
    record(
        by=by, held=held, action="registry.move_person", subject=f"person:{person}", area=found.village_code,
        reason=reason, rows=1, data={"change": change.id, "to": str(to_household), "on_day": on_day.isoformat()},
    )  # fmt: skip
    return change


@transaction.atomic
def take_back(*, by: Actor, change_id: int, reason: str) -> Change:
    """Undo a declared death or move; refused where something later rests on it."""
    reason = require_reason(reason)
    change = Change.objects.select_for_update().get(id=change_id, kind__in=(Change.Kind.DEATH, Change.Kind.MOVE))
    areas = set(Person.objects.filter(changed_by=change_id).values_list("village_code", flat=True))
    areas |= set(Household.objects.filter(changed_by=change_id).values_list("village_code", flat=True))
    if change.undone_at is not None:
        raise RegistryRefused("Perubahan ini sudah dibatalkan.", "This change has been undone already.")
    refuse_dependents(change_id)
    held, *_ = (by.require(Capability.EDIT_REGISTRY, area) for area in sorted(areas))
    restore(change_id)
    change.undone_at, change.undone_by_user_id = timezone.now(), by.user_id
    change.save(update_fields=["undone_at", "undone_by_user_id"])
    _tell(by, held, min(areas), change, undone=True)
    record(
        by=by, held=held, action="registry.take_back", subject=f"change:{change_id}", area=min(areas), reason=reason,
        rows=change.rows,
    )  # fmt: skip
    return change


def _begun(by: Actor, kind: Change.Kind, on_day: date, reason: str, *, rows: int) -> tuple[Change, Work]:
    now = timezone.now()
    change = Change.objects.create(kind=kind, at=now, on_day=on_day, by_user_id=by.user_id, reason=reason, rows=rows)
    return change, Work(change.id, on_day, int(now.timestamp() * 1000))


def _tell(by: Actor, held: Held, area: str, change: Change, *, undone: bool = False) -> None:
    people_changed.send(Change, by=by, held=held, area=area, changes=[change.id], undone=undone)


def _leave(work: Work, person_ids: list[int]) -> None:
    current = Membership.objects.filter(person_id__in=person_ids, until_day__isnull=True)
    end_memberships(work, list(current.values_list("id", flat=True)))


def _refuse_future(on_day: date) -> None:
    if on_day > timezone.localdate():
        raise RegistryRefused(
            f"Tanggal {on_day.isoformat()} belum tiba.", f"The day {on_day.isoformat()} is still to come."
        )


def _refuse_unknown(to_village: str, from_village: str) -> None:
    if to_village == from_village:
        raise RegistryRefused("Keluarga sudah tinggal di desa itu.", "The household lives in that village already.")
    if to_village != ELSEWHERE and not Area.objects.filter(code=to_village, kind=AreaKind.VILLAGE).exists():
        raise RegistryRefused(
            f"Desa {to_village} tidak dikenal; kosongkan bila pindah ke luar wilayah.",
            f"Village {to_village} is not known; leave it empty for a move out of all areas.",
        )
