"""A counted result in the order in which a reader needs it: what won and who paid, what lost and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from merata_portal.participation.models import Election, Option


@dataclass(frozen=True, slots=True)
class Account:
    """One option's account. `payments`: (whole rupiah each, voters, was all they had); `left_idr` of its supporters."""

    option: Option
    votes: int
    won: bool
    greedy: bool
    by: str
    payments: tuple[tuple[int, int, bool], ...]
    left_idr: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """The whole result; rupiah that are no whole number are rounded down and said to be about so much."""

    voters: int
    share_idr: int
    step_idr: int
    finer: tuple[Option, ...] | None
    finer_step_idr: Fraction
    accounts: tuple[Account, ...]
    shares: dict[str, float]
    greedy: dict[str, float]
    ties: tuple[str, ...]
    secret: str
    ballots_sha256: str


def told(election: Election, options: Sequence[Option]) -> Told:
    """The result of a counted election with its options."""
    result: dict[str, Any] = election.result or {}
    by_number = {one.number: one for one in options}
    winners = [by_number[number] for number in result["winners"]]
    lost = sorted((one for one in options if one not in winners), key=lambda one: -result["votes"][str(one.number)])
    return Told(
        voters=result["voters"],
        share_idr=int(Fraction(result["share_idr"])),
        step_idr=result["step_idr"],
        finer=None if result["finer"] is None else tuple(by_number[number] for number in result["finer"]),
        finer_step_idr=Fraction(result["finer_step_idr"]),
        accounts=tuple(_account(one, result) for one in (*winners, *lost)),
        shares=_numbers(result["compared"]["shares"]),
        greedy=_numbers(result["compared"]["greedy"]),
        ties=tuple(", ".join(map(str, sorted([*tie["won"], *tie["lost"]]))) for tie in result["ties"]),
        secret=result["secret"],
        ballots_sha256=result["ballots_sha256"],
    )


def _account(option: Option, result: dict[str, Any]) -> Account:
    found = result["projects"][str(option.number)]
    return Account(
        option=option,
        votes=result["votes"][str(option.number)],
        won=found["won"],
        greedy=option.number in result["greedy"],
        by=found.get("by", ""),
        payments=tuple((int(Fraction(paid["idr"])), paid["voters"], paid["all"]) for paid in found.get("payments", ())),
        left_idr=None if found["won"] else int(Fraction(found["left_idr"])),
        reason=found.get("reason", ""),
    )


def _numbers(compared: dict[str, Any]) -> dict[str, float]:
    return {name: float(Fraction(value)) for name, value in compared.items()}
