"""A household as the registry knows it now, in the facts that rules ask for: of one, while somebody waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Exists, Max, OuterRef, QuerySet

from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.fact_table import FactTable, fact_table
from merata.programmes.decisions.one_household import OneHousehold
from merata.programmes.rules.loading import available
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.registry.frame import VILLAGE_COLUMNS
from merata.tables.catalogue import TABLES
from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.programmes.states import HELD
from merata_portal.registry.models import Benefit, Household, Membership, Person, Programme, Village, holds_in
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES, PERSON_ATTRIBUTES

NOBODY = "-"
"""A household that is none: on the list of each programme of which it is known who receives it, be it nobody."""
UNDER_WAY = (Launch.State.ENROLLING, Launch.State.RUNNING)


@dataclass(frozen=True, slots=True)
class HouseholdNow:
    """A household's facts on a day; `persons`: its members, in the order in which the facts have them."""

    facts: FactTable
    persons: tuple[Person, ...]
    on: date

    def under(self, book: Rulebook) -> OneHousehold:
        """The rules of `book` as they stand on the day, applied to it by the slow and obvious evaluation."""
        return OneHousehold(book, self.facts.household(0), book.values(self.on))

    def sentence_values(self, book: Rulebook) -> Mapping[str, Value | None]:
        """What the places of its sentences show: its facts, and the parameters of the day."""
        parameters = {f"parameter.{name}": value for name, value in book.values(self.on).items()}
        return {**self.facts.values(0), **parameters}


def household_now(
    household: Household,
    books: Sequence[Rulebook],
    on: date,
    *,
    assumed: Iterable[str] = (),
    known: frozenset[str] | None = None,
) -> HouseholdNow:
    """What `books` ask for of a household, as the registry knows it now, aged to the day `on`.

    As a snapshot would hold it: members who are here and described. What it receives is what the latest list of each
    programme says, and the launches under way; of `assumed` programmes it has none that these do not tell. `known`:
    `known_programmes`, of who asked for them already. Raises
    `InputError` where the rules ask who receives a programme of which there is no list (`unlisted` says so beforehand).
    """
    persons = _members(household)
    size = {"size": len(persons)}
    village = Village.objects.filter(village_code=household.village_code).first()
    attributes = {name: getattr(household, name) for name in HOUSEHOLD_ATTRIBUTES}
    at_home = {name: getattr(village, name, None) for name in VILLAGE_COLUMNS}
    row = {"household_id": household.dataset_id, "village_code": household.village_code, **attributes, **size}
    types = {name: TABLES["villages"].arrow.field(name).type for name in VILLAGE_COLUMNS}
    homes = _table("households", [row], tuple(row))
    for name, value in at_home.items():
        homes = homes.append_column(name, pa.array([value], types[name]))
    members = [
        {"person_id": one.dataset_id, "household_id": household.dataset_id}
        | {name: getattr(one, name) for name in PERSON_ATTRIBUTES}
        for one in persons
    ]
    names = ("person_id", "household_id", *PERSON_ATTRIBUTES)
    with_lists = known_programmes() if known is None else known
    listed = with_lists.intersection(asked_by(books).received) | frozenset(assumed)
    facts = fact_table(
        homes,
        books,
        on,
        persons=_table("persons", members, names),
        benefits=benefits_of(_received(household, on.year), listed, on.year),
        programmes_known=pa.table({"programme_id": pa.array(sorted(listed), pa.string())}),
    )
    return HouseholdNow(facts, persons, on)


def unlisted(book: Rulebook, known: frozenset[str] | None = None) -> tuple[str, ...]:
    """The programmes whose receipt a rulebook asks for and of which the portal has no list (`known`: as above)."""
    return tuple(sorted({*asked_by([book]).received} - (known_programmes() if known is None else known)))


def known_programmes() -> frozenset[str]:
    """The programmes of which it is known who receives them: recorded ones, and those that were launched here."""
    recorded = Programme.objects.values_list("programme_id", flat=True)
    return frozenset(recorded) | frozenset(Launch.objects.order_by().values_list("programme_id", flat=True).distinct())


def latest_years(year: int) -> Mapping[str, int]:
    """The year of each programme's latest list of benefits that is not after `year`; without those that have none.

    One look into an index for each programme that is known: a million rows are not read for one household.
    """
    known = known_programmes() | frozenset(available())
    past = Benefit.objects.filter(year__lte=year)
    found = {one: past.filter(programme_id=one).aggregate(latest=Max("year"))["latest"] for one in sorted(known)}
    return {programme: latest for programme, latest in found.items() if latest is not None}


def on_latest_lists(benefits: QuerySet[Benefit], year: int) -> QuerySet[Benefit]:
    """Those of `benefits` (of few households) that stand on their programme's latest list not after `year`."""
    later = Benefit.objects.filter(programme_id=OuterRef("programme_id"), year__gt=OuterRef("year"), year__lte=year)
    return benefits.filter(~Exists(later), holds_in(year), year__lte=year)


def _members(household: Household) -> tuple[Person, ...]:
    here = Membership.objects.filter(
        household=household, until_day__isnull=True, person__died_on__isnull=True, person__moved_out_on__isnull=True,
        person__merged_into_id__isnull=True, person__sex__isnull=False, person__birth_date__isnull=False,
        person__relation__isnull=False,
    )  # fmt: skip
    return tuple(one.person for one in here.select_related("person").order_by("person_id"))


def benefits_of(received: Iterable[tuple[str, str, int]], listed: Iterable[str], year: int) -> pa.Table:
    """The dataset's `benefits` of a year from (household, programme, rupiah); `listed`: whose lists are whole."""
    rows = [(household, programme, idr) for household, programme, idr in received]
    rows += [(NOBODY, programme, 0) for programme in sorted(listed)]
    given = [
        {"household_id": household, "programme_id": programme, "year": year, "annual_idr": idr}
        for household, programme, idr in rows
    ]
    return _table("benefits", given, tuple(TABLES["benefits"].arrow.names))


def _received(household: Household, year: int) -> list[tuple[str, str, int]]:
    recorded = on_latest_lists(Benefit.objects.filter(household=household), year)
    found = dict(recorded.values_list("programme_id", "annual_idr"))
    enrolled = Enrolment.objects.filter(household=household, state__in=HELD, launch__state__in=UNDER_WAY)
    found |= dict(enrolled.values_list("launch__programme_id", "annual_idr"))
    return [(household.dataset_id, programme, idr) for programme, idr in found.items()]


def _table(name: str, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pa.Table:
    schema = pa.schema([TABLES[name].arrow.field(column) for column in columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema)
