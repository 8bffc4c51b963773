"""What changed of a household and its people: told from what was kept before each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import models

from merata_portal.personal.columns import SEALED, unsealed
from merata_portal.registry.models import (
    Change,
    Household,
    HouseholdBefore,
    MembershipBefore,
    Person,
    PersonBefore,
)

UNTOLD = {
    "id",
    "uuid",
    "dataset_id",
    "identity_digest",
    "record_digest",
    "created_by",
    "changed_by",
    "change_id",
    "row_id",
}
NUMBERS = {"kk_sealed", "nik_sealed", "account_sealed"}
HIDDEN = "•"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after; of a personal number only that it changed."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Happened:
    """One change as far as it concerns one subject: the household (`person` None) or one of its people.

    `made`: the change is the one that brought the subject in.
    """

    change_id: int
    kind: str
    on_day: date
    by_user_id: int
    reason: str
    person: UUID | None
    made: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A change by its id, before what is known of it is looked up."""

    change_id: int
    person: UUID | None
    made: bool
    differences: tuple[Difference, ...]


def history(household: Household, persons: Sequence[Person]) -> tuple[Happened, ...]:
    """The changes of a household and the people who live or lived there, latest first; four queries."""
    ids = [one.id for one in persons]
    images: dict[tuple[type[models.Model], int], list[Any]] = defaultdict(list)
    for image in HouseholdBefore.objects.filter(row_id=household.id).order_by("change_id"):
        images[Household, image.row_id].append(image)
    for person_image in PersonBefore.objects.filter(row_id__in=ids).order_by("change_id"):
        images[Person, person_image.row_id].append(person_image)
    subjects: list[tuple[type[models.Model], Any]] = [(Household, household)]
    subjects += [(Person, one) for one in {one.id: one for one in persons}.values()]
    told = [row for model, one in subjects for row in _of_one(model, one, images[model, one.id])]
    told += _residence(ids, {one.id: one.uuid for one in persons})
    changes = Change.objects.in_bulk({one.change_id for one in told})
    happened = (_happened(changes[one.change_id], one) for one in told if one.change_id in changes)
    return tuple(sorted(happened, key=lambda one: (-one.change_id, one.person is not None, str(one.person))))


def _of_one(model: type[models.Model], now: Any, before: Sequence[Any]) -> Iterable[_Told]:
    subject = now.uuid if model is Person else None
    yield _Told(now.created_by, subject, made=True, differences=())
    for image, after in pairwise([*before, now]):
        yield _Told(image.change_id, subject, made=False, differences=tuple(_differences(model, image, after)))


def _differences(model: type[models.Model], before: Any, after: Any) -> Iterable[Difference]:
    for field in model._meta.concrete_fields:
        name = field.attname
        old, new = getattr(before, name, None), getattr(after, name)
        if name in UNTOLD or old == new:
            continue
        if name not in SEALED[model].columns:
            yield Difference(name, old, new)
            continue
        old, new = unsealed(model, name, old, before.uuid), unsealed(model, name, new, after.uuid)
        if old != new:  # sealed anew is not changed
            hidden = name in NUMBERS
            yield Difference(name.removesuffix("_sealed"), HIDDEN if hidden else old, HIDDEN if hidden else new)


def _residence(ids: Sequence[int], uuids: dict[int, UUID]) -> list[_Told]:
    """Who began or ceased to live in a household by a change."""
    ended = MembershipBefore.objects.filter(person_id__in=ids).values_list("change_id", "person_id")
    lives = Difference("household", HIDDEN, HIDDEN)
    return [_Told(change, uuids[person], made=False, differences=(lives,)) for change, person in ended]


def _happened(change: Change, told: _Told) -> Happened:
    return Happened(
        change_id=change.id,
        kind=change.kind,
        on_day=change.on_day,
        by_user_id=change.by_user_id,
        reason=change.reason,
        person=told.person,
        made=told.made,
        differences=told.differences,
    )
