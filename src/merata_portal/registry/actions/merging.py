"""Two records that are one person: merged, and taken apart again exactly as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.registry.actions.undoing import refuse_dependents
from merata_portal.registry.models import Change, LinkPair, Merge, Person
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.signals import people_changed
from merata_portal.registry.writing.images import restore
from merata_portal.registry.writing.merges import write_merges

BATCH = 5_000
CERTAIN = "pasangan pasti / certain pair"


@transaction.atomic
def merge(*, by: Actor, kept: UUID, absorbed: UUID, reason: str) -> Merge:
    """Make record `absorbed` part of person `kept`: what `kept` lacks is taken from it, and it is seen no more.

    Raises `Refused` where either lies outside the actor's areas, `RegistryRefused` where they cannot be merged.
    """
    reason = require_reason(reason)
    one, other = _locked(kept, absorbed)
    held = _require_both(by, Capability.MERGE, one, other)
    made = join(by=by, kept=one, absorbed=other, reason=reason)
    _tell(by, held, area=one.village_code, changes=[made.change_id])
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
    _tell(by, held, area=made.kept.village_code, changes=[change_id], undone=True)
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
        _tell(by, held, area=kept.village_code, changes=[made.change_id])
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
    (made,) = _join_each(by, [(kept.id, absorbed.id)], reason)
    made.pair = pair
    made.save(update_fields=["pair"])
    return made


def merge_certain(*, by: Actor, held: Held, area: str, groups: Iterable[Sequence[int]]) -> int:
    """Merge groups of records (ids) that the rules call one person, all in one transaction and one event; how many.

    The first with a NIK is kept. A group is left alone in which somebody took two records apart, or said of two that
    they are different people: a rule does not overrule a person.
    """
    wanted = [sorted(group) for group in groups]
    made: list[Merge] = []
    with transaction.atomic():
        persons = _locked_many(one for group in wanted for one in group)
        apart = _said_apart()
        ordered = [_kept_first([persons[one] for one in group]) for group in wanted]
        ordered = [group for group in ordered if len(group) > 1 and not any(one in apart for one in _pairs(group))]
        # Whoever takes in several takes them one after the other, so that each can be taken apart again.
        for place in range(1, max(map(len, ordered), default=1)):
            pairs = [(group[0], group[place]) for group in ordered if len(group) > place]
            made += _join_each(by, pairs, CERTAIN)
        if made:
            _tell(by, held, area=area, changes=[one.change_id for one in made])
            rows = 2 * len(made)
            record(by=by, held=held, action="registry.merge_certain", subject=f"area:{area}", area=area, rows=rows)
    return len(made)


def _join_each(by: Actor, pairs: list[tuple[int, int]], reason: str) -> list[Merge]:
    """Write these merges (ids of the kept and the absorbed), each under a change of its own."""
    now = timezone.now()
    day = timezone.localdate(now)
    changes = Change.objects.bulk_create(
        [
            Change(kind=Change.Kind.MERGE, at=now, on_day=day, by_user_id=by.user_id, reason=reason, rows=2)
            for _ in pairs
        ],
        batch_size=BATCH,
    )
    kept, absorbed = ([pair[side] for pair in pairs] for side in (0, 1))
    write_merges(changes=[one.id for one in changes], kept=kept, absorbed=absorbed, day=day)
    made = [
        Merge(change=change, kept_id=one, absorbed_id=other)
        for change, (one, other) in zip(changes, pairs, strict=True)
    ]
    return Merge.objects.bulk_create(made, batch_size=BATCH)


def _kept_first(group: list[Person]) -> list[int]:
    """The ids of those not merged meanwhile, the one that is kept first."""
    free = [one for one in group if one.merged_into_id is None]
    return [one.id for one in sorted(free, key=lambda one: (one.nik_sealed is None, one.id))]


def _pairs(ids: list[int]) -> Iterable[frozenset[int]]:
    return (frozenset(pair) for pair in combinations(ids, 2))


def _said_apart() -> set[frozenset[int]]:
    """The pairs of which a person said that they are two people: by deciding so, or by taking a merge apart."""
    distinct = LinkPair.objects.filter(state=LinkPair.State.DISTINCT).values_list("first_id", "second_id")
    undone = Merge.objects.filter(change__undone_at__isnull=False).values_list("kept_id", "absorbed_id")
    return {frozenset(pair) for pair in (*distinct, *undone)}


def _tell(by: Actor, held: Held, *, area: str, changes: list[int], undone: bool = False) -> None:
    people_changed.send(Change, by=by, held=held, area=area, changes=changes, undone=undone)


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


def _locked_many(ids: Iterable[int]) -> dict[int, Person]:
    ordered = sorted(ids)
    parts = (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
    needed = Person.objects.select_for_update().only("id", "nik_sealed", "merged_into_id").order_by("id")
    return {one.id: one for part in parts for one in needed.filter(id__in=part)}


def _absent(uuid: UUID) -> Person:
    raise Person.DoesNotExist(f"there is no person {uuid}")


def _require_both(by: Actor, capability: Capability, one: Person, other: Person) -> Held:
    by.require(capability, other.village_code)
    return by.require(capability, one.village_code)
