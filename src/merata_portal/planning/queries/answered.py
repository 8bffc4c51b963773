"""What a scenario's package does with the proposals of the villages: answered by what, or not, and how near it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from merata.planning.plan_lines import OPEN_PROPOSALS
from merata.tables.folder import Dataset
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries import datasets

ANSWERED, NOT_CHOSEN, NO_CANDIDATE = "answered", "not_chosen", "no_candidate"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One open proposal; `state` answered, not_chosen or no_candidate. `share`: in how many of the draws the best
    package holds what it asks for (None: not asked). `by`: the item of the package that answers it.
    """

    proposal_id: str
    village_code: str
    village: str
    title: str
    pillar: str
    cost_idr: int | None
    item_id: str
    state: str
    by: str
    share: float | None

    @property
    def answered(self) -> bool:
        """Whether the package does what it asks for."""
        return self.state == ANSWERED


def of_answer(inputs: Inputs, answer: Mapping[str, Any]) -> list[Proposal]:
    """Every open proposal of the area's villages, those answered first, then by village."""
    dataset = Dataset(datasets.folder(inputs))
    if not dataset.has("proposals"):
        return []
    villages = {row["village_code"]: row["name"] for row in answer["by_village"]}
    done = set(answer["proposals"])
    shares = _shares(answer)
    held = {row[key]: row["name"] for row in answer["items"] for key in ("source_id", "item_id")}
    held |= {proposal: row["name"] for row in answer["items"] for proposal in row.get("proposals") or ()}
    rows = dataset.read("proposals").to_pylist()
    found = [
        _proposal(row, villages[row["village_code"]], done, shares, held)
        for row in rows
        if row["village_code"] in villages and row["status"] in OPEN_PROPOSALS
    ]
    return sorted(found, key=lambda one: (not one.answered, one.village_code, one.proposal_id))


def counted(proposals: Sequence[Proposal]) -> dict[str, int]:
    """How many there are of each state, and in all."""
    counts = Counter(one.state for one in proposals)
    return {ANSWERED: counts[ANSWERED], NOT_CHOSEN: counts[NOT_CHOSEN], NO_CANDIDATE: counts[NO_CANDIDATE],
            "all": len(proposals)}  # fmt: skip


def _shares(answer: Mapping[str, Any]) -> dict[str, float]:
    """By item, and by what the item is of, the share of the draws whose best package holds it."""
    found: dict[str, float] = {}
    for row in answer.get("robustness") or ():
        found[row["item_id"]] = row["share"]
        found[row["source_id"]] = max(found.get(row["source_id"], 0.0), row["share"])
    return found


def _proposal(
    row: Mapping[str, Any], village: str, done: set[str], shares: Mapping[str, float], held: Mapping[str, str]
) -> Proposal:
    item = row["item_id"] or ""
    local = f"{item}:{row['village_code']}"
    candidate = local if local in shares else item if item in shares else ""
    answered = row["proposal_id"] in done
    return Proposal(
        proposal_id=row["proposal_id"], village_code=row["village_code"], village=village, title=row["title"],
        pillar=row["pillar"], cost_idr=row["cost_idr"], item_id=candidate or item,
        state=ANSWERED if answered else NOT_CHOSEN if item else NO_CANDIDATE, share=shares.get(candidate),
        by=(held.get(row["proposal_id"]) or held.get(local) or held.get(item, "")) if answered else "",
    )  # fmt: skip
