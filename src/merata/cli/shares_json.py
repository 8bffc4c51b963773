"""The result of equal shares as a JSON document; amounts that are not whole stand as exact fractions beside."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction

from merata.participation.shares.completion import Outcome, greedy
from merata.participation.shares.election import Election
from merata.participation.shares.explaining import Comparison, Explanation, compare
from merata.participation.shares.ties import twins

TIES = ("lowest cost", "most votes", "lot")


def as_document(
    election: Election, outcome: Outcome, *, lot: str | None, finer: Outcome | None, told: Explanation | None
) -> dict[str, object]:
    """Everything that the terminal shows, for programs. `winners` lists project ids."""
    chosen_greedily = greedy(election, lot=lot)
    published = election.published
    document: dict[str, object] = {
        "winners": list(outcome.winners),
        "election": {"title": election.title, "budget": number(election.budget), "voters": len(election.ballots),
                     "projects": len(election.projects), "ballots": election.kind},
        "rule": {"completion": outcome.completion, "utility": outcome.utility, "step": number(outcome.step),
                 "ties": [*TIES[:2], "lot" if lot is not None else "project id"], "lot": lot},
        "share": number(outcome.share),
        "increments": outcome.increments,
        "stopped": outcome.stopped,
        "next_bought": sorted(outcome.next_bought),
        "next_cost": None if outcome.next_cost is None else number(outcome.next_cost),
        "bought": [{"project": one.project_id, "price_per_point": number(one.price_per_point)}
                   for one in outcome.rounds],
        "added": list(outcome.added),
        "comparison": {"equal_shares": _compared(compare(election, outcome.winners)),
                       "greedy": _compared(compare(election, chosen_greedily))},
        "greedy": list(chosen_greedily),
        "split_twins": [asdict(one) for one in twins(election, outcome.winners)],
        "published": None if published is None else {
            "winners": sorted(published), "agrees": published == set(outcome.winners),
            "only_here": sorted(set(outcome.winners) - published),
            "only_there": sorted(published - set(outcome.winners)),
        },
    }  # fmt: skip
    if finer is not None:
        document["finer_step"] = {
            "step": number(finer.step), "changes": set(finer.winners) != set(outcome.winners),
            "winners": list(finer.winners),
        }  # fmt: skip
    if told is not None:
        document["explanation"] = _explained(told)
    return document


def number(value: Fraction) -> int | str:
    """A whole number as such, anything else as an exact fraction: "250/3"."""
    return value.numerator if value.denominator == 1 else str(value)


def _compared(one: Comparison) -> dict[str, object]:
    return {
        "cost": number(one.cost),
        "voters_without": one.without,
        "mean_projects": round(float(one.mean_projects), 4),
        "mean_spent": round(float(one.mean_spent), 2),
    }


def _explained(told: Explanation) -> dict[str, object]:
    won = [
        {"project": one.project_id, "supporters": one.supporters, "payments": [
            {"amount": number(part.amount), "voters": part.voters, "all_they_had": part.all_they_had}
            for part in one.payments
        ]}
        for one in told.won
    ]  # fmt: skip
    lost = [
        {"project": one.project_id, "supporters": one.supporters, "cost": number(one.cost), "left": number(one.left),
         "reason": one.reason}
        for one in told.lost
    ]  # fmt: skip
    return {"won": won, "lost": lost, "unspent": number(told.unspent)}
