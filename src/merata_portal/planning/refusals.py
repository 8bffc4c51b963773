"""What the planning room does not do, and why, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Sequence

from merata_portal.personal.reasons import Declined
from merata_portal.planning.states import State

Fault = tuple[str, str]


class PlanningRefused(Declined):
    """This is not done now; the message says why and what to do."""


class FaultySettings(PlanningRefused):
    """A scenario's settings cannot be planned with; `faults` are all of them, each as (Indonesian, English)."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"Skenario ini belum dapat dihitung: {'; '.join(one for one, _ in faults)}.",
            f"This scenario cannot be computed yet: {'; '.join(other for _, other in faults)}.",
        )


class FaultyPlan(PlanningRefused):
    """A plan cannot go on as it is; `faults` names everything, each with its way out."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"Rencana ini belum dapat dilanjutkan: {'; '.join(one for one, _ in faults)}.",
            f"This plan cannot go on yet: {'; '.join(other for _, other in faults)}.",
        )


def wrong_state(state: str, *expected: State) -> PlanningRefused:
    """The refusal of a step that is not taken from `state`."""
    asked = " / ".join(f"“{one.label}”" for one in expected)
    return PlanningRefused(
        f"Rencana ini berstatus “{State(state).label}”; langkah ini hanya dari {asked}. Muat ulang halamannya.",
        f"This plan is {State(state).value}; this step is taken from {', '.join(expected)} only. Load the page again.",
    )
