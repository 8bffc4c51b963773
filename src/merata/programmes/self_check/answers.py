"""Answers to the questions of rulebooks, as the facts of one household. What is not answered is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from merata.programmes.assessment.gathering import NOT_AT_SCHOOL
from merata.programmes.decisions.one_household import Household
from merata.programmes.facts import PROGRAMMES
from merata.programmes.rules.rulebook import Value

WITHOUT_CLASS = (NOT_AT_SCHOOL, "tertiary")
"""School levels at which there is no class: it is 0, as `merata.programmes.facts` has it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said of a household: facts by name, those alone that are known.

    `received`: of each programme whether the household receives it. `persons`: one mapping a member, empty where
    nothing is known of them; None where it is not known who the members are.
    """

    household: Mapping[str, Value] = field(default_factory=dict)
    village: Mapping[str, Value] = field(default_factory=dict)
    received: Mapping[str, bool] = field(default_factory=dict)
    persons: tuple[Mapping[str, Value], ...] | None = None

    @property
    def facts(self) -> Household:
        """The same as the evaluation of one household takes it."""
        # The evaluation takes for each programme whether it is received, so that one may be unknown and others not.
        household = cast("dict[str, Any]", dict(self.household)) | {PROGRAMMES[1]: dict(self.received)}
        persons = None if not self.persons else tuple(map(_with_class, self.persons))
        return Household(household, self.village, persons)

    def values(self) -> dict[str, Value | None]:
        """The facts as sentences name them ("household.desil")."""
        found: dict[str, Value | None] = {f"household.{name}": value for name, value in self.household.items()}
        return found | {f"village.{name}": value for name, value in self.village.items()}


def _with_class(person: Mapping[str, Value]) -> Mapping[str, Value]:
    if person.get("school_level") in WITHOUT_CLASS:
        return {**person, "school_grade": 0}
    return person
