"""What the courses do not do, and why: in Indonesian and English, for the person who asked."""

from __future__ import annotations

from merata_portal.personal.reasons import Declined
from merata_portal.training.states import State


class TrainingRefused(Declined):
    """This is not done now; the message says why and what to do."""


class FaultyCourse(TrainingRefused):
    """What was given is wrong; every fault is named, each as (Indonesian, English)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault[0] for fault in faults), "; ".join(fault[1] for fault in faults))


def wrong_state(state: str, *expected: State) -> TrainingRefused:
    """The refusal of a step that is not taken from `state`."""
    now = State(state)
    asked = " / ".join(str(one.value) for one in expected)
    return TrainingRefused(
        f"Kelas ini berstatus {now.value}; langkah ini hanya dari {asked}. Muat ulang halamannya.",
        f"This class is {now.value}; this step is taken from {asked} only. Load the page again.",
    )
