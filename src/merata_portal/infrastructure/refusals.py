"""What the works do not do, and why: in Indonesian and English, for the person who asked."""

from __future__ import annotations

from merata_portal.infrastructure.states import DefectState, State
from merata_portal.personal.reasons import Declined


class WorksRefused(Declined):
    """This is not done now; the message says why and what to do."""


class FaultyWorks(WorksRefused):
    """What was given is wrong; every fault is named, each as (Indonesian, English)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault[0] for fault in faults), "; ".join(fault[1] for fault in faults))


def wrong_state(state: str, *expected: State | DefectState) -> WorksRefused:
    """The refusal of a step that is not taken from `state`."""
    asked = " / ".join(str(one.value) for one in expected)
    return WorksRefused(
        f"Statusnya {state}; langkah ini hanya dari {asked}. Muat ulang halamannya.",
        f"It is {state}; this step is taken from {asked} only. Load the page again.",
    )


def refuse(*demands: tuple[bool, str, str]) -> None:
    """Raise `FaultyWorks` with the texts of all demands that do not hold."""
    found = [(text_id, text_en) for holds, text_id, text_en in demands if not holds]
    if found:
        raise FaultyWorks(found)
