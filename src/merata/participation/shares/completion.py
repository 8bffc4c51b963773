"""Equal shares with a completion: what is done with the money that the shares alone leave over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from merata.errors import UsageError
from merata.participation.shares.election import Election, tie_order
from merata.participation.shares.equal_shares import Round, Tally, Utility, buy, tally
from merata.participation.shares.screening import Screen, screen

Completion = Literal["none", "add1", "add1u", "greedy"]
"""none: nothing. add1: every share grows step by step while the purchases fit the budget. add1u: add1, then greedy
with the rest. greedy: greedy with the rest at once (the utilitarian completion)."""

_SMALL = 20_000
"""Up to so many approvals exact arithmetic alone is quick enough."""

Stopped = Literal["shares", "overspent", "all"]
"""Why the shares stopped growing: they did not grow; the next step would have bought more than the budget;
everything that has a supporter (and costs no more than the whole budget) is bought."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an election decides.

    `rounds`: purchases out of the shares, in order; `added`: projects that the greedy completion added;
    `share`: what each voter had in the end (in the currency of the budget); `increments` of `step` it grew by;
    `next_bought`: what one step further would buy, where that costs more than the budget; `next_cost`: its cost.
    """

    completion: Completion
    utility: Utility
    share: Fraction
    step: Fraction
    increments: int
    stopped: Stopped
    rounds: tuple[Round, ...]
    added: tuple[str, ...]
    next_bought: frozenset[str]
    next_cost: Fraction | None

    @property
    def winners(self) -> tuple[str, ...]:
        """The projects' ids: those bought in their order, then those that greedy added."""
        return (*(one.project_id for one in self.rounds), *self.added)


def equal_shares(
    election: Election,
    *,
    completion: Completion = "add1u",
    utility: Utility = "cost",
    step: Fraction | None = None,
    lot: str | None = None,
) -> Outcome:
    """The outcome of the method of equal shares; its cost never exceeds the budget.

    Without add1 each voter's share is budget ÷ voters exactly. With it the share starts at the whole number below
    (as in Wieliczka 2023) and grows by `step` (`default_step` where None) as long as the purchases fit the budget.
    Ties: `election.tie_order`. Raises `UsageError` for an unknown completion or utility, or a step not above 0.
    """
    if completion not in get_args(Completion):
        raise UsageError(f"completion is {completion!r}; expected one of {', '.join(get_args(Completion))}")
    step = default_step(election) if step is None else step
    if step <= 0:
        raise UsageError(f"the step of add1 is {step}; expected an amount above 0")
    votes = tally(election, utility=utility, lot=lot)
    grown = _Grown(election.budget / len(election.ballots), 0, (), "shares", ())
    if completion in ("add1", "add1u"):
        grown = _grow(votes, Fraction(int(grown.share)), step, election.budget)
    else:
        grown = replace(grown, rounds=tuple(buy(votes, grown.share)))
    added: tuple[str, ...] = ()
    if completion in ("add1u", "greedy"):
        added = greedy(election, already=[one.project_id for one in grown.rounds], lot=lot)
    further = [one.project_id for one in grown.further]
    return Outcome(
        completion, utility, grown.share, step, grown.increments, grown.stopped, grown.rounds, added,
        frozenset(further), _cost(votes, further) if further else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Grown:
    share: Fraction
    increments: int
    rounds: tuple[Round, ...]
    stopped: Stopped
    further: tuple[Round, ...]


def _grow(votes: Tally, share: Fraction, step: Fraction, budget: Fraction) -> _Grown:
    """The shares grown by `step` as long as what they buy fits the budget.

    Not only until nothing more fits: a larger share may also exchange projects, and the official count of Wieliczka
    2023 goes on to the last share that the budget bears.
    """
    fast = screen(votes) if sum(len(one.members) for levels in votes.levels for one in levels) > _SMALL else None
    increments, names = 0, _purchases(votes, fast, share)
    while len(names) < len(votes.names):
        further = _purchases(votes, fast, share + step)
        if _cost(votes, further) > budget:
            return _Grown(share, increments, tuple(buy(votes, share)), "overspent", tuple(buy(votes, share + step)))
        share, increments, names = share + step, increments + 1, further
    return _Grown(share, increments, tuple(buy(votes, share)), "all", ())


def _purchases(votes: Tally, fast: Screen | None, share: Fraction) -> list[str]:
    names = None if fast is None else fast.bought(share)
    return [one.project_id for one in buy(votes, share)] if names is None else names


def _cost(votes: Tally, names: Iterable[str]) -> Fraction:
    costs = dict(zip(votes.names, votes.costs, strict=True))
    return sum((costs[name] for name in names), Fraction(0))


def default_step(election: Election) -> Fraction:
    """One unit of the currency; where a share is over 1,000 units, the power of ten that makes it at most 1,000 steps.

    A share of Rp 20,000,000 so grows by Rp 100,000: one rupiah at a time would take millions of counts.
    """
    step = Fraction(1)
    while election.budget / len(election.ballots) / step > 1_000:
        step *= 10
    return step


def greedy(election: Election, *, already: Iterable[str] = (), lot: str | None = None) -> tuple[str, ...]:
    """What most budgets do: by votes (points), most first, whatever still fits into what `already` leaves.

    The same as by utility per rupiah where utility is points × cost. Ties as in equal shares. A project without a
    vote is never added.
    """
    costs, scores, chosen = election.costs, election.scores(), set(already)
    left = election.budget - sum(costs[name] for name in chosen)
    added = []
    # A stable sort keeps the order of ties.
    for name in sorted(tie_order(election, lot), key=lambda name: -scores[name]):
        if name not in chosen and scores[name] > 0 and costs[name] <= left:
            added.append(name)
            left -= costs[name]
    return tuple(added)
