"""Which scenarios count with which evidence: the one place where evaluation and planning are looked at together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from merata_portal.actor import Actor
from merata_portal.analysis.queries.results import answer, results
from merata_portal.analysis.states import State
from merata_portal.planning.queries.scenarios import scenarios

MOST = 8
"""The newest scenarios that are looked into: each answer is a file of its own."""


@dataclass(frozen=True, slots=True)
class Resting:
    """A scenario that counts with a record, as it was then: effect and standard error.

    `moved_from`: the scenario it was made anew from, where that counted with another effect; None otherwise.
    """

    uuid: UUID
    name: str
    effect: float
    standard_error: float
    moved_from: UUID | None = None


def resting(actor: Actor, area: str) -> dict[str, list[Resting]]:
    """By evidence_id the newest scenarios of an area that rest on it, with the effect that they counted with."""
    newest = list(scenarios(actor).filter(area=area).select_related("copied_from")[:MOST])
    wanted = {one.result for one in newest} | {one.copied_from.result for one in newest if one.copied_from}
    done = {one.uuid: one for one in results(actor).filter(uuid__in=wanted, state=State.DONE)}
    counted = {
        uuid: {row["evidence_id"]: row for row in answer(result).get("effects", ())} for uuid, result in done.items()
    }
    found: dict[str, list[Resting]] = {}
    for one in newest:
        earlier = counted.get(one.copied_from.result, {}) if one.copied_from else {}
        for name, row in counted.get(one.result, {}).items():
            moved = name in earlier and earlier[name]["mean"] != row["mean"]
            known = Resting(
                one.uuid, one.name, row["mean"], row["standard_error"],
                one.copied_from.uuid if moved and one.copied_from else None,
            )  # fmt: skip
            found.setdefault(name, []).append(known)
    return found
