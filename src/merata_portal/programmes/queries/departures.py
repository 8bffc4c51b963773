"""Who of those in a programme died, moved, or turned out to be somebody else: as the registry knows it now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from merata_portal.programmes.models import Enrolment, Flag
from merata_portal.programmes.states import State
from merata_portal.registry.models import Membership, Person

CHUNK = 5_000
LIVE = (State.PROPOSED, State.VERIFIED, State.ENROLLED, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Departure:
    """What is asked of one enrolment, and why: `what` happened, on which day (ISO) or to which village; no names."""

    kind: Flag.Kind
    what: str
    day: str = ""
    village: str = ""

    @property
    def evidence(self) -> dict[str, Any]:
        """As a flag keeps it."""
        return {"what": self.what, "day": self.day, "village": self.village}


def departures(enrolments: QuerySet[Enrolment]) -> Iterator[tuple[Enrolment, Departure]]:
    """Those of `enrolments` whose person, head or last member died or left, or whose household is elsewhere.

    One who is enrolled as a person is asked after alone; for a household, its head and whether anybody is left. Only
    what happened since the list's day counts: the list knew the rest. A move within the village is none.
    """
    found = _suspected(enrolments.filter(state__in=LIVE))
    found = found.select_related("household", "person", "recipient", "launch__simulation")
    last = 0
    while part := list(found.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = part[-1].pk
        ended, present = _ended(part), _present(part)
        for one in part:
            departure = _of_person(one) if one.person else _of_household(one, ended, present)
            if departure is not None:
                yield one, departure


def _suspected(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of whom anything happened at all: few of a hundred thousand, found by index."""
    left = Exists(Membership.objects.filter(household=OuterRef("household"), until_day__isnull=False))
    home = Q(household__moved_out_on__isnull=False) | ~Q(household__village_code=F("village_code")) | Q(left)
    gone = Q(person__died_on__isnull=False) | Q(person__moved_out_on__isnull=False)
    gone |= Q(person__merged_into_id__isnull=False) | ~Q(person__village_code=F("village_code"))
    return enrolments.filter(
        Q(person__isnull=True) & (home | Q(recipient__isnull=False)) | Q(person__isnull=False) & gone
    )


def _ended(enrolments: Sequence[Enrolment]) -> dict[int, list[Membership]]:
    """Who lived in each household until a day, the latest last."""
    homes = [one.household_id for one in enrolments]
    found: dict[int, list[Membership]] = defaultdict(list)
    over = Membership.objects.filter(household__in=homes, until_day__isnull=False, person__merged_into_id__isnull=True)
    for each in over.select_related("person").order_by("until_day", "id"):
        found[each.household_id].append(each)
    return found


def _present(enrolments: Sequence[Enrolment]) -> dict[int, set[str]]:
    """The relations to the head of those who live in each household; a household of nobody is not there."""
    homes = [one.household_id for one in enrolments]
    found: dict[int, set[str]] = defaultdict(set)
    living = Q(person__died_on__isnull=True, person__moved_out_on__isnull=True, person__merged_into_id__isnull=True)
    here = Membership.objects.filter(living, household__in=homes, until_day__isnull=True)
    for home, relation in here.values_list("household_id", "person__relation"):
        found[home].add(relation or "")
    return found


def _of_person(one: Enrolment) -> Departure | None:
    person = one.person
    if person is None:
        return None
    if person.merged_into_id is not None:
        return Departure(Flag.Kind.DUPLICATE, "person_merged")
    if person.died_on is not None:
        return Departure(Flag.Kind.DEATH, "person_died", person.died_on.isoformat())
    if person.moved_out_on is not None:
        return Departure(Flag.Kind.MOVE, "person_left", person.moved_out_on.isoformat())
    if person.village_code != one.village_code:
        return Departure(Flag.Kind.MOVE, "other_village", village=person.village_code)
    return None


def _of_household(one: Enrolment, ended: dict[int, list[Membership]], present: dict[int, set[str]]) -> Departure | None:
    since = one.launch.simulation.on_day
    gone = [each for each in ended[one.household_id] if each.until_day is not None and each.until_day >= since]
    if one.household.moved_out_on is not None:
        return Departure(Flag.Kind.MOVE, "household_left", one.household.moved_out_on.isoformat())
    if one.household_id not in present:
        return _nobody_left(gone)
    if one.household.village_code != one.village_code:
        return Departure(Flag.Kind.MOVE, "other_village", village=one.household.village_code)
    if one.recipient is not None:  # somebody has been named in the head's place
        return _of_recipient(one.recipient)
    return _of_head(gone, present[one.household_id])


def _nobody_left(gone: Sequence[Membership]) -> Departure:
    dead = [each.person.died_on for each in gone if each.person.died_on is not None]
    if dead:
        return Departure(Flag.Kind.DEATH, "last_member_died", max(dead).isoformat())
    return Departure(Flag.Kind.MOVE, "last_member_left", _day(gone))


def _of_recipient(person: Person) -> Departure | None:
    if person.died_on is not None:
        return Departure(Flag.Kind.DEATH, "recipient_died", person.died_on.isoformat())
    if person.moved_out_on is not None:
        return Departure(Flag.Kind.MOVE, "recipient_left", person.moved_out_on.isoformat())
    return None


def _of_head(gone: Sequence[Membership], present: set[str]) -> Departure | None:
    heads = [each for each in gone if each.person.relation == "head"]
    dead = [each.person.died_on for each in heads if each.person.died_on is not None]
    if dead:
        return Departure(Flag.Kind.DEATH, "head_died", max(dead).isoformat())
    if gone and "head" not in present:
        return Departure(Flag.Kind.MOVE, "head_left", _day(gone))
    return None


def _day(gone: Sequence[Membership]) -> str:
    until = gone[-1].until_day if gone else None
    return until.isoformat() if until is not None else ""
