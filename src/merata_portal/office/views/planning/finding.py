"""What the pages of the room share: one scenario with its result, and what there is to say of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from merata.errors import MerataError
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries import results
from merata_portal.office.telling import why_not
from merata_portal.office.views.planning.wording import halves, language
from merata_portal.office.views.programmes.finding import sought
from merata_portal.planning.queries import scenarios as queries


@dataclass(frozen=True, slots=True)
class Asked:
    """A result with its answer, where it is there; `waiting`: it is still to come; `broken`: why it cannot be read."""

    result: Any
    answer: Mapping[str, Any] | None
    progress: Any = None
    broken: str = ""

    @property
    def state(self) -> str:
        """Where the computation stands."""
        return str(self.result.state)

    @property
    def waiting(self) -> bool:
        """Whether it is under way."""
        return self.state in {"queued", "running"}

    @property
    def stopping(self) -> bool:
        """Whether somebody asked it to stop, and it has not yet."""
        return self.waiting and bool(getattr(self.progress, "cancel_requested", False))

    @property
    def now(self) -> str:
        """What is being done, in the page's language."""
        return str(getattr(self.progress, f"text_{language()}", "") or "")

    @property
    def per_cent(self) -> int:
        """How much of it is done."""
        return round(100 * self.progress.share) if self.progress else 0

    @property
    def refused(self) -> str:
        """Why it could not be computed, in the page's language."""
        return halves(str(getattr(self.result, f"refused_{language()}") or ""))


def scenario_of(by: Actor, uuid: UUID) -> Any:
    """The scenario; `Http404` where there is none in the actor's areas."""
    return sought(lambda: queries.scenario(by, uuid))


def asked_of(by: Actor, uuid: UUID) -> Asked:
    """A result as far as it is."""
    found = sought(lambda: results.result(by, uuid))
    if found.state != "done":
        waiting = found.state in {"queued", "running"}
        return Asked(found, None, results.progress(found) if waiting else None)
    try:
        return Asked(found, results.answer(found))
    except MerataError as error:
        return Asked(found, None, broken=why_not(error))


def plans_here(by: Actor, area: str) -> bool:
    """Whether the actor may ask for computations in an area."""
    return by.may(Capability.RUN_ANALYSIS, area)
