"""What a rulebook is: a programme's conditions, benefit and ceiling, with every parameter dated and cited.

A rulebook is YAML (see `merata/rulebooks/`): conditions over the documented facts of `programmes.facts`, a
benefit of an amount, times a number of months, per household or per counted person; parameters are lists of
values, each with the day it holds from, its legal base, its source and how certain the source is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from merata.errors import UsageError

OPERATORS = ("is", "in", "at_least", "at_most", "none_of")
"""What a condition may ask of a fact; `none_of` asks it of the programmes a household receives."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence shown to residents and officers, in Indonesian and in English."""

    id: str
    en: str

    def filled(self, values: dict[str, str]) -> Sentence:
        """The sentence with `{name}` replaced by the parameter of that name."""
        return Sentence(_fill(self.id, values), _fill(self.en, values))


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from `start` to `until` (both included; None: until further notice)."""

    start: date
    until: date | None
    value: int | float
    legal_base: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class ParameterReference:
    """Stands in a condition for the value that the named parameter has on the day."""

    name: str


Operand = int | float | str | bool | tuple[str, ...] | ParameterReference


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold: `fact` `operator` `operand`; `otherwise` says why not where it fails."""

    code: str
    fact: str
    operator: str
    operand: Operand
    otherwise: Sentence


@dataclass(frozen=True, slots=True)
class Benefit:
    """Annual rupiah: the parameter `amount` × the parameter `times`, per household or per counted fact."""

    amount: str
    times: str
    per: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A village may spend at most the parameter `share` of what `fund_source` gives it in the year."""

    share: str
    fund_source: str


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: on that day a household with these facts gets this, or is refused for that reason."""

    day: date
    facts: dict[str, object]
    annual_idr: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One programme's rules.

    `payer` is 'regency' (each pays for its own residents) or 'desa'. `checked_by_decider` are conditions in law
    for which a dataset has no fact, so that whoever decides must check them.
    """

    programme_id: str
    name: Sentence
    kind: str
    payer: str
    decider: Sentence
    benefit: Benefit
    ceiling: Ceiling | None
    parameters: dict[str, tuple[DatedValue, ...]]
    conditions: tuple[Condition, ...]
    checked_by_decider: tuple[Sentence, ...]
    cases: tuple[Case, ...]

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the conditions and the benefit ask for."""
        counted = set() if self.benefit.per == "household" else {self.benefit.per}
        return frozenset({condition.fact for condition in self.conditions} | counted)

    @property
    def excludes(self) -> frozenset[str]:
        """Other programmes that a household may not have at the same time."""
        found: set[str] = set()
        for condition in self.conditions:
            if condition.operator == "none_of" and isinstance(condition.operand, tuple):
                found.update(condition.operand)
        return frozenset(found - {self.programme_id})

    def on(self, day: date) -> dict[str, DatedValue]:
        """Every parameter as it stands on `day`; `UsageError` names those that have no value then."""
        found: dict[str, DatedValue] = {}
        for name, values in self.parameters.items():
            for value in values:
                if value.start <= day and (value.until is None or day <= value.until):
                    found[name] = value
        missing = sorted(set(self.parameters) - set(found))
        if missing:
            first = max(self.parameters[name][0].start for name in missing)
            raise UsageError(
                f"programme {self.programme_id} has no value of {', '.join(missing)} on {day}: "
                f"choose a day from {first} on, or add the value to its rulebook"
            )
        return found
