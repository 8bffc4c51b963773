"""Who pays how much for each project that won, and why each other one lost: the count gone through once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from merata.participation.shares.completion import Outcome
from merata.participation.shares.election import Election, Project

Loss = Literal["no_votes", "over_budget", "no_money_left", "next_step"]
"""Nobody voted for it; it costs more than the whole budget; its supporters have less than its cost left; the same,
and one step further they would buy it, but all purchases together would then exceed the budget."""


@dataclass(frozen=True, slots=True)
class Payment:
    """`voters` supporters pay `amount` each; `all_they_had`: it was less than the price, and nothing is left."""

    amount: Fraction
    voters: int
    all_they_had: bool


@dataclass(frozen=True, slots=True)
class Won:
    """A project that won. `payments` add up to its cost; none where greedy added it out of the rest of the budget."""

    project_id: str
    supporters: int
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A project that lost. `left`: what its supporters have left in all, once everything is bought."""

    project_id: str
    supporters: int
    cost: Fraction
    left: Fraction
    reason: Loss


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every project's account. `unspent`: what voters have left of their shares in all."""

    won: tuple[Won, ...]
    lost: tuple[Lost, ...]
    unspent: Fraction


def explain(election: Election, outcome: Outcome) -> Explanation:
    """Goes through the purchases voter by voter, in fractions: slow, obvious, and a check of the count."""
    supporters = _supporters(election)
    left, won = balances(election, outcome, supporters)
    won += [Won(name, len(supporters[name]), ()) for name in outcome.added]
    lost = []
    for project in election.projects:
        if project.project_id not in outcome.winners:
            money = _total(left[voter] for voter in supporters[project.project_id])
            reason = _reason(project, election.budget, len(supporters[project.project_id]), outcome)
            lost.append(Lost(project.project_id, len(supporters[project.project_id]), project.cost, money, reason))
    return Explanation(tuple(won), tuple(lost), _total(left))


def balances(
    election: Election, outcome: Outcome, supporters: Mapping[str, Sequence[int]] | None = None
) -> tuple[list[Fraction], list[Won]]:
    """What every voter has left of her share, and who paid for each purchase; `supporters` where they are known."""
    known = _supporters(election) if supporters is None else supporters
    left = [outcome.share] * len(election.ballots)
    won = []
    for one in outcome.rounds:
        paid: dict[tuple[Fraction, bool], int] = {}
        voters = known[one.project_id]
        for voter in voters:
            price = one.price_per_point * election.ballots[voter][one.project_id]
            amount = min(left[voter], price)
            left[voter] -= amount
            if amount > 0:
                key = (amount, amount < price)
                paid[key] = paid.get(key, 0) + 1
        payments = tuple(Payment(amount, count, short) for (amount, short), count in sorted(paid.items(), reverse=True))
        won.append(Won(one.project_id, len(voters), payments))
    return left, won


def _supporters(election: Election) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {project.project_id: [] for project in election.projects}
    for voter, ballot in enumerate(election.ballots):
        for name in ballot:
            found[name].append(voter)
    return found


def _total(amounts: Iterable[Fraction]) -> Fraction:
    # Numerators of one denominator are added first: few additions of fractions are left.
    by_denominator: dict[int, int] = {}
    for amount in amounts:
        by_denominator[amount.denominator] = by_denominator.get(amount.denominator, 0) + amount.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in by_denominator.items()), Fraction(0))


def _reason(project: Project, budget: Fraction, supporters: int, outcome: Outcome) -> Loss:
    if not supporters:
        return "no_votes"
    if project.cost > budget:
        return "over_budget"
    return "next_step" if project.project_id in outcome.next_bought else "no_money_left"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of projects side by side, for the voters of one election.

    `without`: voters none of whose projects is in the set; `mean_spent`: what the set spends on projects that a
    voter supports, averaged over voters.
    """

    cost: Fraction
    without: int
    mean_projects: Fraction
    mean_spent: Fraction


def compare(election: Election, winners: Sequence[str]) -> Comparison:
    """What the set of `winners` means to the voters."""
    costs, chosen = election.costs, set(winners)
    got = [[name for name in ballot if name in chosen] for ballot in election.ballots]
    voters = len(election.ballots)
    return Comparison(
        sum((costs[name] for name in chosen), Fraction(0)),
        sum(not names for names in got),
        Fraction(sum(len(names) for names in got), voters),
        sum((costs[name] for names in got for name in names), Fraction(0)) / voters,
    )
