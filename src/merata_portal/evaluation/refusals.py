"""What evaluation does not do, and why, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Sequence

from merata_portal.evaluation.states import State
from merata_portal.personal.reasons import Declined


class EvaluationRefused(Declined):
    """This is not done now; the message says why and what to do."""


class FaultyDesign(EvaluationRefused):
    """A design has faults; every one is named, each as (Indonesian, English)."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault[0] for fault in faults), "; ".join(fault[1] for fault in faults))


class CountedAlready(EvaluationRefused):
    """The same finding would count twice in the evidence."""


def wrong_state(state: str, *expected: State) -> EvaluationRefused:
    """A step that the state does not allow."""
    now = State(state)
    wanted_id = " / ".join(str(one.label) for one in expected) or "-"
    wanted_en = " / ".join(one.value for one in expected) or "-"
    return EvaluationRefused(
        f"Evaluasi ini sekarang: {now.label}. Langkah ini hanya untuk: {wanted_id}.",
        f"This evaluation is {now.value} now. This step is only for: {wanted_en}.",
    )
