"""Two records that are one person: merged, and taken apart again exactly as they were."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.registry.actions.undoing import refuse_dependents
from merata_portal.registry.models import Change, LinkPair, Membership, Merge, Person
from merata_portal.registry.refusals import RegistryRefused, require_reason
from merata_portal.registry.writing.columns import PERSON_ATTRIBUTES
from merata_portal.registry.writing.images import keep_before, restore
from merata_portal.registry.writing.tokens import write_anew
from merata_portal.registry.writing.work import Work, begin_memberships, end_memberships


@transaction.atomic
def merge(*, by: Actor, kept: UUID, absorbed: UUID, reason: str) -> Merge:
    """Make record `absorbed` part of person `kept`: what `kept` lacks is taken from it, and it is seen no more.

    Raises `Refused` where either lies outside the actor's areas, `RegistryRefused` where they cannot be merged.
    """
    reason = require_reason(reason)
    one, other = _locked(kept, absorbed)
    held = _require_both(by, Capability.MERGE, one, other)
    made = join(by=by, kept=one, absorbed=other, reason=reason)
    _record_merge(by, held, made, reason)
    return made


@transaction.atomic
def unmerge(*, by: Actor, change_id: int, reason: str) -> Change:
    """Take a merge apart: both records are as they were; refused where something later rests on it."""
    reason = require_reason(reason)
    made = Merge.objects.select_related("kept", "absorbed", "change").get(change_id=change_id)
    change = Change.objects.select_for_update().get(id=change_id)
    held = _require_both(by, Capability.MERGE, made.kept, made.absorbed)
    if change.undone_at is not None:
        raise RegistryRefused("Penggabungan ini sudah dipisah.", "This merge has been taken apart already.")
    refuse_dependents(change_id)
    restore(change_id)
    change.undone_at, change.undone_by_user_id = timezone.now(), by.user_id
    change.save(update_fields=["undone_at", "undone_by_user_id"])
    LinkPair.objects.filter(merges=made).update(
        state=LinkPair.State.UNCLEAR, decided_by_user_id=None, decided_at=None, reason=""
    )
    record(
        by=by, held=held, action="registry.unmerge", subject=f"person:{made.kept.uuid}", area=made.kept.village_code,
        reason=reason, data={"apart": str(made.absorbed.uuid), "change": change_id},
    )  # fmt: skip
    return change


@transaction.atomic
def decide_pair(*, by: Actor, pair_id: int, same: bool, reason: str) -> LinkPair:
    """Say of an unclear pair whether it is one person; where it is, the two are merged, the one with a NIK kept."""
    reason = require_reason(reason)
    pair = LinkPair.objects.select_for_update().get(id=pair_id)
    first, second = _locked_ids(pair.first_id, pair.second_id)
    held = _require_both(by, Capability.MERGE if same else Capability.REVIEW_LINKS, first, second)
    if pair.state != LinkPair.State.UNCLEAR:
        raise RegistryRefused(
            f"Pasangan ini sudah diputuskan ({pair.state}).", f"This pair has been decided already ({pair.state})."
        )
    pair.state = LinkPair.State.MERGED if same else LinkPair.State.DISTINCT
    pair.decided_by_user_id, pair.decided_at, pair.reason = by.user_id, timezone.now(), reason
    pair.save(update_fields=["state", "decided_by_user_id", "decided_at", "reason"])
    if same:
        kept, absorbed = (
            (second, first) if first.nik_sealed is None and second.nik_sealed is not None else (first, second)
        )
        made = join(by=by, kept=kept, absorbed=absorbed, reason=reason, pair=pair)
        _record_merge(by, held, made, reason)
    else:
        record(
            by=by, held=held, action="registry.distinct", subject=f"pair:{pair.id}", area=first.village_code,
            reason=reason, data={"first": str(first.uuid), "second": str(second.uuid)},
        )  # fmt: skip
    return pair


def join(*, by: Actor, kept: Person, absorbed: Person, reason: str, pair: LinkPair | None = None) -> Merge:
    """The writing of a merge, in the transaction of a caller who has locked both, checked who acts, and records it."""
    if kept.id == absorbed.id or kept.merged_into_id or absorbed.merged_into_id:
        raise RegistryRefused(
            "Salah satu catatan sudah digabungkan; muat ulang halaman.",
            "One of the records has been merged already; load the page again.",
        )
    now = timezone.now()
    change = Change.objects.create(
        kind=Change.Kind.MERGE, at=now, on_day=timezone.localdate(now), by_user_id=by.user_id, reason=reason, rows=2
    )
    work = Work(change.id, change.on_day, int(now.timestamp() * 1000))
    followers = list(Person.objects.filter(merged_into_id=absorbed.id).values_list("id", flat=True))
    keep_before(change.id, Person, [kept.id, absorbed.id, *followers])
    lacking = [name for name in (*PERSON_ATTRIBUTES, "inactive") if getattr(kept, name) is None]
    Person.objects.filter(id=kept.id).update(**{name: getattr(absorbed, name) for name in lacking})
    Person.objects.filter(id__in=[absorbed.id, *followers]).update(merged_into_id=kept.id)
    _rehouse(work, kept, absorbed)
    write_anew([absorbed.id])
    return Merge.objects.create(change=change, kept=kept, absorbed=absorbed, pair=pair)


def _rehouse(work: Work, kept: Person, absorbed: Person) -> None:
    """The absorbed record lives nowhere; the person lives where they are known to, or else where it did."""
    current = Membership.objects.filter(until_day__isnull=True)
    leaving = current.filter(person=absorbed).first()
    if leaving is None:
        return
    homeless = not current.filter(person=kept).exists() and kept.died_on is None and kept.moved_out_on is None
    end_memberships(work, [leaving.id])
    if homeless:
        begin_memberships(work, [kept.id], [leaving.household_id])
        Person.objects.filter(id=kept.id).update(village_code=absorbed.village_code)
        write_anew([kept.id])


def _record_merge(by: Actor, held: Held, made: Merge, reason: str) -> None:
    record(
        by=by, held=held, action="registry.merge", subject=f"person:{made.kept.uuid}", area=made.kept.village_code,
        reason=reason, rows=2, data={"absorbed": str(made.absorbed.uuid), "change": made.change_id},
    )  # fmt: skip


def _locked(*uuids: UUID) -> list[Person]:
    found = {one.uuid: one for one in Person.objects.select_for_update().filter(uuid__in=uuids).order_by("id")}
    return [found[uuid] if uuid in found else _absent(uuid) for uuid in uuids]


def _locked_ids(*ids: int) -> list[Person]:
    found = {one.id: one for one in Person.objects.select_for_update().filter(id__in=ids).order_by("id")}
    return [found[one] for one in ids]


def _absent(uuid: UUID) -> Person:
    raise Person.DoesNotExist(f"there is no person {uuid}")


def _require_both(by: Actor, capability: Capability, one: Person, other: Person) -> Held:
    by.require(capability, other.village_code)
    return by.require(capability, one.village_code)


def merge_certain(*, by: Actor, held: Held, area: str, pairs: list[tuple[int, int]]) -> int:
    """Merge pairs that the rules call certain (ids, any order), one transaction and one event for all; how many."""
    done = 0
    with transaction.atomic():
        for pair in pairs:
            first, second = _locked_ids(*sorted(pair))
            if first.merged_into_id or second.merged_into_id:
                continue
            kept, absorbed = (second, first) if first.nik_sealed is None else (first, second)
            join(by=by, kept=kept, absorbed=absorbed, reason="pasangan pasti / certain pair")
            done += 1
        if done:
            record(by=by, held=held, action="registry.merge_certain", subject=f"area:{area}", area=area, rows=2 * done)
    return done
