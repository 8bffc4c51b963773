"""The facts of a registry held in memory, so that programmes can be applied one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.programmes.assessment.ages import with_ages
from merata.programmes.assessment.arrow_facts import arrow_of, lazy
from merata.programmes.assessment.asked import Asked, asked_by
from merata.programmes.assessment.assessment import ROW, Assessment, assess_in_memory, in_order
from merata.programmes.assessment.by_kind import Homes
from merata.programmes.assessment.gathering import KEY, Frame, Registry, gather
from merata.programmes.assessment.member_counts import Members
from merata.programmes.assessment.persons import Persons
from merata.programmes.assessment.registry_tables import refuse_repeated
from merata.programmes.cel.columns import fact_column, programme_column
from merata.programmes.decisions.one_household import Household
from merata.programmes.facts import HOUSEHOLD, PERSON, VILLAGE
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class FactTable:
    """The facts that some rulebooks ask for: n households in the caller's order, and their members.

    `households` and `persons` hold the columns that `gathering.FactFrames` describes, the persons
    their `birth_date` too where rules ask for the age. `members` are the `persons` by household, and made of them.
    """

    households: pa.Table
    persons: pa.Table | None
    members: Members | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        households = self.households[KEY]
        members = self.members
        if members is None or self.persons is None or not members.are(self.persons, households):
            members = None if self.persons is None else Members(Persons(self.persons), households)
        object.__setattr__(self, "members", members)

    @property
    def homes(self) -> Homes:
        """The facts as rules are applied to them."""
        return Homes(self.households, self.members)

    def __len__(self) -> int:
        return int(self.households.num_rows)

    def received(self, programme_id: str) -> Flags:
        """Who receives that programme; nobody where it was not asked for."""
        name = programme_column(programme_id)
        if name not in self.households.column_names:
            return np.zeros(len(self), dtype=np.bool_)
        return np.asarray(self.households[name].to_numpy(), dtype=np.bool_)

    def with_received(self, programme_id: str, households: Flags) -> FactTable:
        """The same facts once `households` (a flag each) receive the programme as well."""
        name = programme_column(programme_id)
        if name not in self.households.column_names:
            return self
        flags = pa.array(self.received(programme_id) | households)
        place = self.households.column_names.index(name)
        return replace(self, households=self.households.set_column(place, name, flags))

    def without_received(self, programme_id: str) -> FactTable:
        """The same facts if nobody received the programme."""
        name = programme_column(programme_id)
        if name not in self.households.column_names:
            return self
        place = self.households.column_names.index(name)
        nobody = pa.array(np.zeros(len(self), dtype=np.bool_))
        return replace(self, households=self.households.set_column(place, name, nobody))

    def household(self, row: int) -> Household:
        """The facts of the household in that row, as the evaluation of one takes them; what is missing is left out."""
        values = self.households.slice(row, 1).to_pylist()[0]
        lists = {name.removeprefix(programme_column("")): value for name, value in values.items() if _is_list(name)}
        receives = tuple(programme for programme, value in lists.items() if value)
        known = {name: value for name, value in values.items() if value is not None and not _is_list(name)}
        return Household(
            _of(HOUSEHOLD, known) | ({"programmes": receives} if lists else {}), _of(VILLAGE, known), self._members(row)
        )

    def values(self, row: int) -> dict[str, Value | None]:
        """The facts of the household in that row, as sentences name them ("household.desil"); None: missing."""
        found = self.households.slice(row, 1).to_pylist()[0]
        return {
            f"{of}.{name}": value
            for of in (HOUSEHOLD, VILLAGE)
            for name, value in _of(of, found).items()
            if not _is_list(fact_column(of, name))
        }

    def _members(self, row: int) -> tuple[Mapping[str, Value], ...] | None:
        """The facts of the members; None where none is known."""
        if self.persons is None or self.members is None:
            return None
        here = self.persons.take(pa.array(self.members.of(row)))
        known = [{name: value for name, value in member.items() if value is not None} for member in here.to_pylist()]
        return tuple(_of(PERSON, member) for member in known) or None

    def assess(self, books: Sequence[Rulebook], on: date) -> tuple[Assessment, ...]:
        """Each of `books`, as it stands on the day `on`, on every household, in the table's order."""
        return assess_in_memory(books, self.homes, on).programmes


def fact_table(
    households: pa.Table,
    books: Sequence[Rulebook],
    on: date,
    *,
    persons: pa.Table | None,
    benefits: pa.Table | None,
    programmes_known: pa.Table | None,
    programmes: Iterable[str] = (),
) -> FactTable:
    """The facts that `books` ask for on the day `on`, of `households` (with what is known of their villages).

    `persons` may hold others than the households' members; `programmes_known` lists programmes of which `benefits` says
    who receives them, nobody too; `programmes` are further ones to know the receipt of, whether or not a rule asks.
    Raises `InputError` naming what is asked for and missing, or the households that stand in more than one row.
    """
    if KEY in households.column_names:
        refuse_repeated(households[KEY], "households")

    def read(table: pa.Table | None) -> Frame | None:
        return None if table is None else lazy(table.unify_dictionaries())

    row = pa.array(np.arange(households.num_rows, dtype=np.int64))
    others = [name for name in households.column_names if name != ROW]
    registry = Registry(
        households=lazy(households.select(others).append_column(ROW, row).unify_dictionaries()),
        persons=read(persons),
        benefits=read(benefits),
        programmes=read(programmes_known),
    )
    frames = gather(registry, books, on, kept=[ROW], programmes=programmes, dates_of_birth=True)
    members = None if frames.persons is None else with_ages(arrow_of(frames.persons), on)
    return FactTable(in_order(arrow_of(frames.households)), members)


def facts_of(
    dataset: Dataset,
    books: Sequence[Rulebook],
    on: date,
    *,
    households: pa.Table | None = None,
    programmes: Iterable[str] = (),
) -> FactTable:
    """The facts that `books` ask for, of the registry of `dataset` or those of its `households` that are given.

    `households` are rows of `merata.registry.frame.household_frame`; `programmes` are further ones to know the receipt
    of, whether or not a rule asks. Raises `InputError` where a table has faults, or naming everything that is asked for
    and is not in the files.
    """
    asked = asked_by(books)
    frame = household_frame(dataset) if households is None else households
    members = asked.members and dataset.has("persons")
    # The class of who is not at school is known from the level.
    person_columns = {KEY, "school_level", *asked.columns(PERSON)}
    return fact_table(
        frame.drop_columns(_absent(dataset, asked)),
        books,
        on,
        persons=dataset.read("persons", sorted(person_columns), absent_as_nulls=False) if members else None,
        benefits=dataset.read("benefits") if dataset.has("benefits") else None,
        programmes_known=dataset.read("programmes") if dataset.has("programmes") else None,
        programmes=programmes,
    )


def _absent(dataset: Dataset, asked: Asked) -> list[str]:
    """The columns asked for that a file does not have, which the frame of households holds as nulls."""
    absent: set[str] = set()
    for table, of in (("households", HOUSEHOLD), ("villages", VILLAGE)):
        columns = sorted(asked.columns(of))
        there = dataset.read(table, columns, absent_as_nulls=False).column_names if columns else []
        absent |= set(columns) - set(there)
    return sorted(absent)


def _of(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of `table` under their own names."""
    start = fact_column(table, "")
    return {name.removeprefix(start): value for name, value in values.items() if name.startswith(start)}


def _is_list(column: str) -> bool:
    """Whether a column says who receives a programme."""
    return column.startswith(programme_column(""))
