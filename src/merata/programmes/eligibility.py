"""Who may receive a programme, and for everyone else the first reason why not. Fails closed.

A fact that the data do not have, a null, or a programme the data know nothing of never makes a household
eligible: it is refused with a reason of its own (`<code>_unknown`), so that the gap in the data can be mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.programmes.facts import FACTS, RECEIVED, HouseholdFacts
from merata.programmes.rulebook import Condition, DatedValue, ParameterReference, Rulebook, Sentence

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a household is refused: a code for machines and a sentence for people."""

    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Of n households: whether each is eligible, and the first of `reasons` why it is not (−1: eligible)."""

    eligible: Flags
    first_failing: NDArray[np.int16]
    reasons: tuple[Reason, ...]

    def reason(self, household: int) -> Reason | None:
        """Why the household in that row is refused; None where it is eligible."""
        index = int(self.first_failing[household])
        return None if index < 0 else self.reasons[index]

    def refused(self) -> dict[str, int]:
        """How many households each reason code refuses first; codes that refuse none are left out."""
        counts = np.bincount(self.first_failing[~self.eligible], minlength=len(self.reasons))
        return {reason.code: int(count) for reason, count in zip(self.reasons, counts, strict=True) if count}


def eligibility(rulebook: Rulebook, facts: HouseholdFacts, on: date) -> Eligibility:
    """Apply the conditions of `rulebook`, as they stand on the day `on`, to every household at once.

    Raises `UsageError` where a parameter has no value on that day.
    """
    parameters = rulebook.on(on)
    shown = {name: f"{dated.value:g}" for name, dated in parameters.items()}
    open_still = np.ones(len(facts), dtype=np.bool_)
    first = np.full(len(facts), -1, dtype=np.int16)
    reasons: list[Reason] = []
    for condition in rulebook.conditions:
        holds, known = _apply(condition, facts, parameters)
        for code, sentence, failing in (
            (condition.code, condition.otherwise.filled(shown), known & ~holds),
            (f"{condition.code}_unknown", _unknown(condition), ~known),
        ):
            first[open_still & failing] = len(reasons)
            reasons.append(Reason(code, sentence))
        open_still &= known & holds
    return Eligibility(open_still, first, tuple(reasons))


def _unknown(condition: Condition) -> Sentence:
    meaning = FACTS[condition.fact].meaning if condition.fact in FACTS else condition.fact
    return Sentence(
        f"Data belum lengkap: {condition.fact}. Lengkapi data sebelum diputuskan.",
        f"The data lack {condition.fact} ({meaning}). Complete them before deciding.",
    )


def _apply(condition: Condition, facts: HouseholdFacts, parameters: Mapping[str, DatedValue]) -> tuple[Flags, Flags]:
    """Whether the condition holds and whether its fact is known, by household."""
    nobody = np.zeros(len(facts), dtype=np.bool_)
    operand: Any = condition.operand
    if isinstance(operand, ParameterReference):
        operand = parameters[operand.name].value
    if condition.fact == RECEIVED:
        if any(programme not in facts.received for programme in operand):
            return nobody, nobody
        receives = [facts.received[programme] for programme in operand]
        return ~np.logical_or.reduce(receives), np.ones(len(facts), dtype=np.bool_)
    if condition.fact not in FACTS or condition.fact not in facts.columns.column_names:
        return nobody, nobody
    column = facts.columns[condition.fact]
    known = column.is_valid().to_numpy()
    holds = pc.fill_null(_COMPARISONS[condition.operator](column, operand), fill_value=False).to_numpy()
    return holds & known, known


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "is": pc.equal,
    "in": lambda column, operand: pc.is_in(column, value_set=pa.array(operand)),
    "at_least": pc.greater_equal,
    "at_most": pc.less_equal,
}
