"""From the stored ballots to a result that everybody can read and count again."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from merata.participation.shares.completion import Completion, Outcome, equal_shares, greedy
from merata.participation.shares.election import Election as Votes
from merata.participation.shares.election import Project
from merata.participation.shares.explaining import Explanation, compare, explain
from merata.participation.shares.pabulib import pabulib_text
from merata.participation.shares.ties import twins
from merata_portal.participation.models import Election

COMPLETION: Completion = "add1u"
FINER = 10
"""A second count takes a step this many times finer, to say whether the stated step decided anything."""


def votes_of(election: Election) -> Votes:
    """The ballots as the count takes them: in the order of what they say, never in that of being cast."""
    options = election.options.order_by("number")
    projects = tuple(Project(str(one.number), one.title, Fraction(one.cost_idr)) for one in options)
    cast = sorted(election.ballots.values_list("choices", flat=True))
    ballots = tuple(dict.fromkeys(map(str, choices), 1) for choices in cast)
    return Votes(election.title, Fraction(election.budget_idr), projects, ballots)


def ballots_hash(votes: Votes) -> str:
    """SHA-256 of the ballots as published: a JSON list of lists of numbers, in their order."""
    return hashlib.sha256(json.dumps([[int(name) for name in one] for one in votes.ballots]).encode()).hexdigest()


def counted(election: Election, secret: str) -> dict[str, Any]:
    """The result as JSON without floats: winners, each project's account, greedy beside it, and what decides ties.

    Rupiah are whole or text as "numerator/denominator". `finer`: None where a step `FINER` times finer gives the
    same winners, else those that it gives.
    """
    votes = votes_of(election)
    cast_hash = ballots_hash(votes)
    lot = f"{secret}:{cast_hash}"
    step = Fraction(election.step_idr)
    outcome = equal_shares(votes, completion=COMPLETION, step=step, lot=lot)
    finer = equal_shares(votes, completion=COMPLETION, step=step / FINER, lot=lot)
    beside = greedy(votes, lot=lot)
    scores = votes.scores()
    explanation = explain(votes, outcome)
    same = set(finer.winners) == set(outcome.winners)
    return {
        "voters": len(votes.ballots),
        "winners": [int(name) for name in outcome.winners],
        "share_idr": _amount(outcome.share),
        "increments": outcome.increments,
        "step_idr": election.step_idr,
        "stopped": outcome.stopped,
        "finer": None if same else [int(name) for name in finer.winners],
        "finer_step_idr": _amount(step / FINER),
        "greedy": [int(name) for name in beside],
        "compared": {"shares": _compared(votes, outcome.winners), "greedy": _compared(votes, beside)},
        "projects": _accounts(explanation, outcome),
        "votes": {name: int(score) for name, score in scores.items()},
        "unspent_idr": _amount(explanation.unspent),
        "ties": [{"won": [*map(int, one.won)], "lost": [*map(int, one.lost)]} for one in twins(votes, outcome.winners)],
        "secret": secret,
        "ballots_sha256": cast_hash,
    }


def as_pabulib(election: Election) -> str:
    """The counted ballot as a Pabulib file, ballots in the order of what they say."""
    winners = frozenset(map(str, (election.result or {}).get("winners", ())))
    return pabulib_text(
        votes_of(election), winners, rule="equalshares/add1u",
        meta={"country": "Indonesia", "unit": election.area, "currency": "IDR"},
    )  # fmt: skip


def _accounts(explanation: Explanation, outcome: Outcome) -> dict[str, Any]:
    won = {
        one.project_id: {
            "won": True,
            "supporters": one.supporters,
            "by": "greedy" if one.project_id in outcome.added else "shares",
            "payments": [
                {"idr": _amount(paid.amount), "voters": paid.voters, "all": paid.all_they_had} for paid in one.payments
            ],
        }
        for one in explanation.won
    }
    lost = {
        one.project_id: {
            "won": False, "supporters": one.supporters, "left_idr": _amount(one.left), "reason": one.reason
        }
        for one in explanation.lost
    }  # fmt: skip
    return {**won, **lost}


def _compared(votes: Votes, winners: tuple[str, ...]) -> dict[str, Any]:
    found = compare(votes, winners)
    return {
        "cost_idr": _amount(found.cost),
        "without": found.without,
        "mean_projects": _amount(found.mean_projects),
        "mean_spent_idr": _amount(found.mean_spent),
    }


def _amount(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
