"""A household's aid: what it receives from whom, what it could receive, and why not: told while somebody waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from merata.programmes.decisions.reasons import Outcome
from merata.programmes.rules.programme_names import programme_name
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.rules.sentence import Sentence
from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.programmes.queries.benefit_now import no_list_of
from merata_portal.programmes.queries.household_now import (
    HouseholdNow,
    household_now,
    known_programmes,
    on_latest_lists,
    unlisted,
)
from merata_portal.programmes.queries.rulebooks import in_force, packaged
from merata_portal.programmes.states import HELD
from merata_portal.registry.models import Benefit, Household, Programme

OVER = (Launch.State.CLOSED, Launch.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class InLaunch:
    """The household, or a person of it, in a launch of this office. `person`: their uuid, None for the household."""

    enrolment: UUID
    launch: UUID
    programme_id: str
    name: Sentence
    year: int
    state: str
    since: date
    annual_idr: int
    person: UUID | None
    reason: Sentence


@dataclass(frozen=True, slots=True)
class FromElsewhere:
    """Aid that the registry has recorded of a programme's latest list, whoever pays it; rupiah a year."""

    programme_id: str
    name: Sentence
    year: int
    annual_idr: int


@dataclass(frozen=True, slots=True)
class Possible:
    """What a programme's rules in force say of the household now: `eligible` True, False, or None (cannot be told).

    `annual_idr`: of who is eligible. `reason`: why, or why not and what would have to be otherwise. `receives`: it has
    the programme already.
    """

    programme_id: str
    name: Sentence
    payer: str
    eligible: bool | None
    annual_idr: int
    reason: Sentence
    receives: bool


@dataclass(frozen=True, slots=True)
class HouseholdAid:
    """What a household receives (`launches`, `elsewhere`), could receive and does not, and why not."""

    household: UUID
    on: date
    launches: tuple[InLaunch, ...]
    elsewhere: tuple[FromElsewhere, ...]
    rules: tuple[Possible, ...]

    @property
    def could_receive(self) -> tuple[Possible, ...]:
        """Programmes whose rules admit it and that it does not have."""
        return tuple(one for one in self.rules if one.eligible is True and not one.receives)

    @property
    def why_not(self) -> tuple[Possible, ...]:
        """Programmes that it does not have, and whose rules do not admit it, or cannot tell."""
        return tuple(one for one in self.rules if one.eligible is not True and not one.receives)


def of_household(actor: Actor, household_uuid: UUID, *, on: date | None = None) -> HouseholdAid:
    """All aid of a household, and what each packaged rulebook in force `on` the day (today) says of it as it is now.

    By the evaluation of one household; what is not known never makes it eligible. Raises Household.DoesNotExist
    outside the actor's areas.
    """
    found = within(Household.objects.filter(uuid=household_uuid), actor, Capability.VIEW_REGISTRY).get()
    day = on or timezone.localdate()
    launches, elsewhere = _launches(found), _elsewhere(found, day.year)
    having = {one.programme_id for one in elsewhere}
    having |= {one.programme_id for one in launches if one.state in HELD}
    return HouseholdAid(found.uuid, day, launches, elsewhere, tuple(_possible(found, day, having)))


def _launches(household: Household) -> tuple[InLaunch, ...]:
    rows = Enrolment.objects.filter(household=household).exclude(launch__state__in=OVER)
    return tuple(
        InLaunch(
            one.uuid, one.launch.uuid, one.launch.programme_id, Sentence(one.launch.name_id, one.launch.name_en),
            one.launch.year, one.state, one.since, one.annual_idr, None if one.person is None else one.person.uuid,
            Sentence(one.reason_id, one.reason_en),
        )
        for one in rows.select_related("launch", "person").order_by("-launch__year", "launch_id", "pk")
    )  # fmt: skip


def _elsewhere(household: Household, year: int) -> tuple[FromElsewhere, ...]:
    recorded = list(on_latest_lists(Benefit.objects.filter(household=household), year).order_by("programme_id"))
    names = dict(
        Programme.objects.filter(programme_id__in=[one.programme_id for one in recorded]).values_list(
            "programme_id", "name"
        )
    )
    return tuple(
        FromElsewhere(one.programme_id, _name(one.programme_id, names), one.year, one.annual_idr) for one in recorded
    )


def _name(programme_id: str, recorded: dict[str, str]) -> Sentence:
    known = programme_name(programme_id)
    name = recorded.get(programme_id)
    return Sentence(name, name) if known.id == programme_id and name else known


def _possible(household: Household, day: date, having: set[str]) -> Iterator[Possible]:
    current = [book for book in packaged() if in_force(book, day)]
    known = known_programmes()
    lacking = {book.programme_id: unlisted(book, known) for book in current}
    told = [book for book in current if not lacking[book.programme_id]]
    now = household_now(household, told, day, known=known) if told else None
    for book in current:
        receives = book.programme_id in having
        if now is None or lacking[book.programme_id]:
            reason = no_list_of(lacking[book.programme_id])
            yield Possible(book.programme_id, book.name, book.payer, None, 0, reason, receives)
        else:
            yield _judged(now, book, receives=receives)


_ELIGIBLE = {Outcome.ELIGIBLE: True, Outcome.REFUSED: False, Outcome.UNDECIDED: None}


def _judged(now: HouseholdNow, book: Rulebook, *, receives: bool) -> Possible:
    # The outcome of the reason is the rule's own; asking for it apart would evaluate everything twice.
    rules = now.under(book)
    reason = rules.reason()
    eligible = _ELIGIBLE[reason.outcome]
    annual_idr = rules.annual_idr() if eligible else 0
    said = reason.sentence(now.sentence_values(book))
    return Possible(book.programme_id, book.name, book.payer, eligible, annual_idr, said, receives)
