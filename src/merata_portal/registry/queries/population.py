"""How many people and households there are, by group, for the shares that others are held against: sums alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum

from merata_portal.accounts.scope import village_codes, within
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import Household, Membership, Person

POOREST = 4
"""The greatest desil that counts as poor here."""
KEPT_SECONDS = 3600
Groups = dict[str | bool | None, int]


@dataclass(frozen=True, slots=True)
class Population:
    """Persons and households in an area; by "sex" (of a household: its head's), "disability" (somebody in it) and
    "poor" (desil 1 to 4). None: not known.
    """

    persons: int
    households: int
    persons_by: dict[str, Groups]
    households_by: dict[str, Groups]


def population(actor: Actor, area: str, villages: Collection[str]) -> Population:
    """Who lives in these villages of `area` now, as far as the actor oversees them.

    Kept for an hour: it counts all rows, and shares of a million people do not change by the minute.
    """
    codes = sorted(set(villages) & village_codes(actor, Capability.VIEW_OVERSIGHT))
    name = f"registry.population:{area}:{sha256(','.join(codes).encode()).hexdigest()}"
    kept = cache.get(name)
    if kept is None:
        kept = _counted(codes)
        cache.set(name, kept, KEPT_SECONDS)
    persons_by, households_by = kept
    persons, households = sum(persons_by["sex"].values()), sum(households_by["sex"].values())
    return Population(persons, households, persons_by, households_by)


def persons_by_village(actor: Actor, villages: Collection[str]) -> dict[str, int]:
    """How many people live in each of these villages, as far as the actor oversees them."""
    rows = within(_persons(villages), actor, Capability.VIEW_OVERSIGHT)
    return dict(rows.order_by().values_list("village_code").annotate(rows=Count("id")))


def _persons(villages: Collection[str]) -> QuerySet[Person]:
    here = Person.objects.filter(merged_into_id__isnull=True, died_on__isnull=True, moved_out_on__isnull=True)
    return here.filter(village_code__in=sorted(villages))


def _counted(villages: Collection[str]) -> tuple[dict[str, Groups], dict[str, Groups]]:
    homes = Household.objects.filter(moved_out_on__isnull=True, village_code__in=sorted(villages)).order_by()
    people = _persons(villages).order_by()
    sex: Counter[str | bool | None] = Counter()
    disability: Counter[str | bool | None] = Counter()
    head: Counter[str | bool | None] = Counter()
    poor: Counter[str | bool | None] = Counter()
    poor_persons: Counter[str | bool | None] = Counter()
    for one, other, count in people.values_list("sex", "disability").annotate(n=Count("id")):
        sex[one] += count
        disability[other] += count
    told: dict[str, Any] = {"n": Count("id"), "size_sum": Sum("size", default=0)}
    for one, desil, count, size in homes.values_list("head_sex", "desil").annotate(**told):
        group = None if desil is None else desil <= POOREST
        head[one] += count
        poor[group] += count
        poor_persons[group] += int(size)
    # Joined, not nested: that reads the persons once and looks up the few who are disabled.
    disabled = Membership.objects.filter(
        until_day__isnull=True, household__moved_out_on__isnull=True, household__village_code__in=sorted(villages),
        person__disability=True, person__merged_into_id__isnull=True, person__died_on__isnull=True,
        person__moved_out_on__isnull=True,
    )  # fmt: skip
    households = sum(head.values())
    persons_by = {"sex": dict(sex), "disability": dict(disability), "poor": dict(poor_persons)}
    with_disabled = disabled.values("household_id").distinct().count()
    by_disability: Groups = {True: with_disabled, False: households - with_disabled}
    return persons_by, {"sex": dict(head), "disability": by_disability, "poor": dict(poor)}
