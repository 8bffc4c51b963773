"""Rulebooks as one query: persons once, households once, whatever the number of programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw

from merata.errors import InputError
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.gathering import KEY, FactFrames, Frame
from merata.programmes.cel.columns import PERSONS, fact_column
from merata.programmes.cel.compiling import (
    household_expression,
    member_aggregates,
    person_expression,
    state_expression,
)
from merata.programmes.cel.members import reduction
from merata.programmes.cel.syntax import Node
from merata.programmes.decisions.reasons import Reasons
from merata.programmes.entitlement import AnnualBenefit, annual_benefit
from merata.programmes.facts import HOUSEHOLD, TYPES, VILLAGE
from merata.programmes.rules.rulebook import Rulebook, Value

BASE = len(("false", "true", "missing", "arithmetic"))
"""States of a condition: what a place of a packed number counts to."""
MOST_CONDITIONS = 26
"""Whose states fit one number that is exact in every engine (4^26 < 2^53)."""


@dataclass(frozen=True, slots=True)
class MemberColumns:
    """What the rules count of the members of a household.

    `columns` are to be added to the persons, then `further` that read those. `reductions` say of which of these
    columns the household gets the "max", the "min" or the "sum", under the same name. `needs_household` are the
    columns of the household that the persons must have first.
    """

    columns: Mapping[str, nw.Expr]
    further: Mapping[str, nw.Expr]
    reductions: Mapping[str, str]
    needs_household: tuple[str, ...]


@dataclass(frozen=True)
class CompiledRules:
    """Rulebooks with the values of one day, ready to be applied to fact frames of any engine."""

    books: tuple[Rulebook, ...]
    values: tuple[Mapping[str, Value], ...]
    benefits: tuple[AnnualBenefit, ...]
    reasons: tuple[Reasons, ...]

    @staticmethod
    def pattern(index: int) -> str:
        """The column with the packed states of that rulebook's conditions."""
        return f"pattern_{index}"

    @staticmethod
    def amount(index: int) -> str:
        """The column with what that rulebook gives a household if it is eligible, rupiah a year."""
        return f"amount_{index}"

    def applied(self, frames: FactFrames) -> Frame:
        """Households with a pattern and an amount for each rulebook, and the columns that were carried along."""
        columns = frames.households.collect_schema().names()
        carried = [
            name for name in columns if not name.startswith((fact_column(HOUSEHOLD, ""), fact_column(VILLAGE, "")))
        ]
        return self._with_members(frames).select(*carried, *self.outcomes)

    @cached_property
    def outcomes(self) -> tuple[nw.Expr, ...]:
        """The pattern and the amount of each rulebook, over households with what is counted of their members."""
        found: list[nw.Expr] = []
        for index in range(len(self.books)):
            found.append(self._packed(index).alias(self.pattern(index)))
            found.append(self.annual(index).alias(self.amount(index)))
        return tuple(found)

    @cached_property
    def members(self) -> MemberColumns | None:
        """What is counted of the members; None where no rule or benefit asks about them."""
        if not asked_by(self.books).members:
            return None
        columns: dict[str, nw.Expr] = {}
        further: dict[str, nw.Expr] = {}
        reductions: dict[str, str] = {}
        needed: set[str] = set()
        for index, book in enumerate(self.books):
            asked = member_aggregates(self._nodes(index), **self._context(index))
            columns |= asked.person_columns
            reductions |= {name: reduction(name) for name in asked.aggregates}
            needed |= asked.needs_household
            if book.benefit.members:
                columns[_component(index)] = self._best_component(index)
                counted = _within(index, self.benefits[index])
                further |= counted
                reductions |= dict.fromkeys(counted or [_component(index)], "sum")
        return MemberColumns(columns, further, reductions, tuple(sorted(needed)))

    def _nodes(self, index: int) -> tuple[Node, ...]:
        """The conditions of a rulebook's skeleton, written out."""
        named = self.books[index].named
        return tuple(
            atom.node if atom.code is None else named[atom.code] for atom in self.reasons[index].skeleton.atoms
        )

    def _context(self, index: int) -> dict[str, Any]:
        return {"parameters": self.values[index], "named": self.books[index].named, "facts": TYPES}

    def _packed(self, index: int) -> nw.Expr:
        packed = nw.lit(0)
        for place, node in enumerate(self._nodes(index)):
            packed = packed + state_expression(node, **self._context(index)).cast(nw.Int64) * BASE**place
        return packed

    def eligible(self, index: int) -> nw.Expr:
        """Whether a household is eligible, without the reasons; null where that is unknown."""
        return household_expression(self.books[index].eligible, **self._context(index))

    def annual(self, index: int) -> nw.Expr:
        """What a rulebook gives a household if it is eligible, rupiah a year."""
        benefit = self.benefits[index]
        if not benefit.components:
            return nw.lit(benefit.household_idr, dtype=nw.Int64)
        if self.books[index].benefit.levels:
            return self._highest_level(index)
        if benefit.members_max is None:
            return nw.col(_component(index)).fill_null(0)
        total: nw.Expr = nw.lit(0, dtype=nw.Int64)
        before: nw.Expr = nw.lit(0)
        for place, (_, annual_idr) in enumerate(benefit.components):
            # The members up to this amount, of whom no more than the cap count.
            members = nw.col(_count(index, place)).fill_null(0)
            counted = nw.when(members < benefit.members_max).then(members).otherwise(nw.lit(benefit.members_max))
            total = total + (counted - before) * annual_idr
            before = counted
        return total

    def _highest_level(self, index: int) -> nw.Expr:
        amount: nw.Expr = nw.lit(0, dtype=nw.Int64)
        for component, annual_idr in reversed(self.benefits[index].components):
            holds = household_expression(component.when, **self._context(index)).fill_null(value=False)
            amount = nw.when(holds).then(nw.lit(annual_idr, dtype=nw.Int64)).otherwise(amount)
        return amount

    def _with_members(self, frames: FactFrames) -> Frame:
        """The households with what is counted from their members."""
        counted = self.members
        if counted is None:
            return frames.households
        if frames.persons is None:
            raise InputError("the rules ask for members, and there is no table of persons")
        persons = frames.persons
        if counted.needs_household:
            persons = persons.join(frames.households.select(KEY, *counted.needs_household), on=KEY, how="left")
        for added in (counted.columns, counted.further):
            if added:
                persons = persons.with_columns(**added)
        reduced = {name: _reduced(name, how) for name, how in counted.reductions.items()}
        by_household = persons.group_by(KEY).agg(nw.len().cast(nw.Int64).alias(PERSONS), **reduced)
        return frames.households.join(by_household, on=KEY, how="left")

    def _best_component(self, index: int) -> nw.Expr:
        """Of each person the component with the highest amount whose condition holds.

        Its place, from 1 (0 for none), where a cap counts the members; else its annual amount.
        """
        benefit = self.benefits[index]
        best: nw.Expr = nw.lit(0, dtype=nw.Int64)
        for place, (component, annual_idr) in reversed(list(enumerate(benefit.components, start=1))):
            holds = person_expression(component.when, facts=TYPES, parameters=self.values[index])
            value = annual_idr if benefit.members_max is None else place
            best = nw.when(holds.fill_null(value=False)).then(nw.lit(value, dtype=nw.Int64)).otherwise(best)
        return best


def compile_rules(books: Sequence[Rulebook], on: date) -> CompiledRules:
    """`books` with the values of the day `on`; `UsageError` where a parameter has none then.

    Raises `InputError` where a rulebook joins too many conditions, can never be met, or pays more than is exact.
    """
    values = tuple(book.values(on) for book in books)
    benefits = tuple(annual_benefit(book, value) for book, value in zip(books, values, strict=True))
    reasons = tuple(Reasons(book) for book in books)
    for book, found in zip(books, reasons, strict=True):
        conditions = len(found.skeleton.atoms)
        if conditions > MOST_CONDITIONS:
            raise InputError(
                f"{book.file}: the rule of {book.programme_id} joins {conditions} conditions, of which there may be "
                f"{MOST_CONDITIONS}: put some together in a condition with `otherwise`"
            )
    return CompiledRules(tuple(books), values, benefits, reasons)


def _component(index: int) -> str:
    return f"component_{index}"


def _count(index: int, place: int) -> str:
    return f"component_{index}_{place}"


def _within(index: int, benefit: AnnualBenefit) -> dict[str, nw.Expr]:
    """For a cap on members, whether a person is in a component up to each place; nothing without a cap."""
    if benefit.members_max is None:
        return {}
    best = nw.col(_component(index))
    within = [(best > 0) & (best <= place) for place in range(1, len(benefit.components) + 1)]
    return {
        _count(index, place): nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0)) for place, holds in enumerate(within)
    }


def _reduced(name: str, how: str) -> nw.Expr:
    column = nw.col(name)
    match how:
        case "max":
            return column.max()
        case "min":
            return column.min()
        case _:
            return column.sum().cast(nw.Int64)
