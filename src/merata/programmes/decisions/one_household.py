"""Rules applied to one household by cel-python, as an officer's screen does: slow and obvious on purpose.

The evaluation of many households at once (`merata.programmes.assessment.assessment`) must agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from merata.programmes.cel.reference import Unknown, evaluate
from merata.programmes.cel.syntax import Node
from merata.programmes.decisions.reasons import Reason, Reasons
from merata.programmes.decisions.skeleton import Atom, State
from merata.programmes.facts import TYPES
from merata.programmes.rules.rulebook import Component, Rulebook, Value

_STATES = {
    True: State.TRUE,
    False: State.FALSE,
    Unknown.MISSING: State.MISSING,
    Unknown.ARITHMETIC: State.ARITHMETIC,
}


@dataclass(frozen=True, slots=True)
class Household:
    """One household's facts by name; a fact that is not named is missing, and so are `persons` that are None."""

    household: Mapping[str, Value]
    village: Mapping[str, Value]
    persons: tuple[Mapping[str, Value], ...] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rulebook says of one household on one day.

    `eligible` is True, False or unknown; `deciding` are the codes of the conditions that decided it, as
    `programmes.reasons` finds them. `annual_quantity` is None of what is not in kind.
    """

    eligible: bool | Unknown
    deciding: tuple[str, ...]
    annual_idr: int = 0
    annual_quantity: float | None = None

    def __str__(self) -> str:
        if self.eligible is True:
            kind = "" if self.annual_quantity is None else f" ({self.annual_quantity:g} in kind)"
            return f"granted {self.annual_idr} rupiah a year{kind}"
        return f"{'refused' if self.eligible is False else 'unknown'}: {', '.join(self.deciding)}"


@dataclass(frozen=True, slots=True)
class PaidMember:
    """A member in a component: its place among the persons, and whether a cap on members still counts it."""

    position: int
    component: Component
    annual_idr: int
    counted: bool


def outcome(book: Rulebook, facts: Household, parameters: Mapping[str, Value]) -> Outcome:
    """What the rulebook says of the household, with these values of its parameters (`Rulebook.values(day)`).

    Fails closed: where it is unknown whether the household or a member fits, nothing is paid for it.
    """
    rules = OneHousehold(book, facts, parameters)
    eligible, deciding = rules.eligible(), tuple(ground.code for ground in rules.reason().grounds)
    if eligible is not True:
        return Outcome(eligible, deciding)
    return Outcome(eligible, deciding, rules.annual_idr(), rules.annual_quantity())


class OneHousehold:
    """A rulebook with the values of a day and one household's facts; evaluated by cel-python, rule by rule.

    Fails closed: a member of whom it is unknown whether a component holds is not paid for it.
    """

    def __init__(self, book: Rulebook, facts: Household, parameters: Mapping[str, Value]) -> None:
        self.book = book
        self.facts = facts
        self.parameters = parameters
        self._reasons = Reasons(book)

    def eligible(self) -> Any:
        """Whether the household is eligible: True, False or unknown."""
        return self._value(self.book.eligible)

    def reason(self) -> Reason:
        """Why it is eligible, or why not."""
        return self._reasons.of(self.states())

    def states(self) -> tuple[State, ...]:
        """What each condition comes to, in the order of `conditions`."""
        return tuple(_STATES[self._value(atom.node)] for atom in self.conditions)

    @property
    def conditions(self) -> tuple[Atom, ...]:
        """The conditions of the rule, in the order in which they are written."""
        return self._reasons.skeleton.atoms

    def annual_idr(self) -> int:
        """Rupiah a year of an eligible household; what a quantity's price leaves below one rupiah is cut off."""
        benefit = self.book.benefit
        if benefit.household is not None:
            paid = benefit.household
            each = self._number(paid.amount)
            if paid.quantity is not None:
                each = Fraction(str(self._number(paid.quantity))) * self._number(paid.price)
            return int(each * self._number(paid.times))
        if benefit.levels:
            return self._highest(level for level in benefit.levels if self._value(level.when) is True)
        return sum(member.annual_idr for member in self.members() if member.counted)

    def members(self) -> tuple[PaidMember, ...]:
        """The members in a component, each with that of the highest annual amount; those that a cap counts first."""
        benefit = self.book.benefit
        found = [
            (annual_idr, position, component)
            for position, person in enumerate(self.facts.persons or ())
            for component, annual_idr in [self._best(person)]
            if component is not None
        ]
        found.sort(key=lambda one: (-one[0], one[1]))
        most = len(found) if benefit.members_max is None else self._number(benefit.members_max)
        return tuple(
            PaidMember(position, component, annual_idr, counted=place < most)
            for place, (annual_idr, position, component) in enumerate(found)
        )

    def annual_quantity(self) -> float | None:
        """What is given a year in kind; None of what is not."""
        paid = self.book.benefit.household
        if paid is None or paid.quantity is None:
            return None
        return float(Fraction(str(self._number(paid.quantity))) * self._number(paid.times))

    def _best(self, person: Mapping[str, Value]) -> tuple[Component | None, int]:
        """The component of that member with the highest annual amount, of equal ones that written first."""
        best: Component | None = None
        for component in self.book.benefit.members:
            holds = self._value(component.when, person) is True
            if holds and (best is None or self._annual(component) > self._annual(best)):
                best = component
        return best, 0 if best is None else self._annual(best)

    def _highest(self, components: Iterator[Component]) -> int:
        return max((self._annual(each) for each in components), default=0)

    def _annual(self, component: Component) -> int:
        return int(self._number(component.amount) * self._number(component.times))

    def _number(self, name: str | None) -> Any:
        """The parameter's value; 1 where none is named (once)."""
        return 1 if name is None else self.parameters[name]

    def _value(self, node: Node, person: Mapping[str, Value] | None = None) -> Any:
        return evaluate(
            node,
            facts=TYPES,
            household=self.facts.household,
            village=self.facts.village,
            persons=self.facts.persons,
            parameters=self.parameters,
            named=self.book.named,
            person=person,
        )
