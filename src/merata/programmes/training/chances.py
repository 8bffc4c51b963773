"""Everybody's chance of a seat under the rule of the draw: exact where that can be computed, else simulated.

Applicants of one kind (`selection.Kind`) have the same chance. What happens to a seat depends only on how many of each
kind are seated, so the chances follow by going seat by seat through those states (exact recursion). There can be too
many states; then the draw is repeated with numbers from the list's hash, and the chance of a kind is its share of
seats over all repetitions, per member, which is more precise than counting each applicant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isqrt
from typing import Literal

from merata.errors import UsageError
from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.randomness import Stream, chances_seed
from merata.programmes.training.selection import Kind, Rule, Seating, kinds_of

REPLICATIONS = 10_000
"""Draws of a simulation: a chance of a half, of one applicant alone, has then a standard error of 0.005."""

MOST_STEPS = 200_000
"""Steps from state to state that the exact recursion may take: a second's work."""

_TRIES = 32

PLACES = 12
"""Decimal places with which chances are published."""

_CERTAIN = 10**60
"""A probability of one in the whole numbers of the exact recursion: platforms agree, and rounding stays below 1e-50."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability of being seated and, where it was simulated, its standard error; decimal texts of 12 places."""

    chance: str
    standard_error: str | None


@dataclass(frozen=True, slots=True)
class Chances:
    """Everybody's chance, by application; `replications` is 0 where it is exact.

    A simulated chance that came out as 0 or 1 and need not be so is given as if half a seat had gone the other way in
    all replications together.
    """

    method: Literal["exact", "simulated"]
    replications: int
    by_application: Mapping[str, Chance]

    def number(self, application_id: str) -> float:
        """The chance of an application in the list, as a number."""
        return float(self.by_application[application_id].chance)


def chances(
    entries: Sequence[Entry],
    rule: Rule,
    *,
    list_hash: str,
    replications: int = REPLICATIONS,
    most_steps: int = MOST_STEPS,
) -> Chances:
    """The chances of all `entries`; `most_steps` is how far the exact recursion is tried, 0 for not at all.

    `list_hash` seeds the simulation, so that everybody gets the same. Raises `UsageError` below 2 replications.
    """
    if replications < 2:
        raise UsageError(
            f"{replications} replications have no standard error; take at least 2, better {REPLICATIONS:,}"
        )
    found = kinds_of(entries, rule)
    exact = _exact(found.kinds, found.counts, rule, most_steps)
    by_kind = _simulated(found.kinds, found.counts, rule, list_hash, replications) if exact is None else exact
    return Chances(
        "simulated" if exact is None else "exact",
        replications if exact is None else 0,
        {name: by_kind[at] for name, at in found.of.items()},
    )


def _exact(kinds: Sequence[Kind], counts: Sequence[int], rule: Rule, most_steps: int) -> list[Chance] | None:
    """By recursion over how many of each kind are seated; None where it would take more than `most_steps`."""
    if sum(counts) <= rule.seats:
        return [Chance(_decimal(1, 1), None)] * len(kinds)
    expected = [0] * len(kinds)
    states: dict[tuple[int, ...], int] = {(0,) * len(kinds): _CERTAIN}
    steps = 0
    for _ in range(rule.seats):
        steps += len(states) * len(kinds)
        if steps > most_steps:
            return None
        states = _next_seat(states, kinds, counts, rule, expected)
    return [Chance(_decimal(total, _CERTAIN * count), None) for total, count in zip(expected, counts, strict=True)]


def _next_seat(
    states: Mapping[tuple[int, ...], int],
    kinds: Sequence[Kind],
    counts: Sequence[int],
    rule: Rule,
    expected: list[int],
) -> dict[tuple[int, ...], int]:
    """The states after one seat more, with their probabilities; adds to `expected` who takes it."""
    after: dict[tuple[int, ...], int] = {}
    for seated, probability in states.items():
        waiting = [count - held for count, held in zip(counts, seated, strict=True)]
        able = Seating(kinds, waiting, rule, seated).may_be_seated()
        tickets = sum(kinds[at].tickets * waiting[at] for at in able)
        for at in able:
            share = probability * kinds[at].tickets * waiting[at] // tickets
            expected[at] += share
            state = (*seated[:at], seated[at] + 1, *seated[at + 1 :])
            after[state] = after.get(state, 0) + share
    return after


def _simulated(
    kinds: Sequence[Kind], counts: Sequence[int], rule: Rule, list_hash: str, replications: int
) -> list[Chance]:
    stream = Stream(chances_seed(list_hash))
    seats, squares = [0] * len(kinds), [0] * len(kinds)
    for _ in range(replications):
        for at, held in enumerate(_one_draw(stream, kinds, counts, rule)):
            seats[at] += held
            squares[at] += held * held
    lowest, highest = _possible(kinds, counts, rule)
    return [
        _estimate(seats[at], squares[at], counts[at], replications, lowest=lowest[at], highest=highest[at])
        for at in range(len(kinds))
    ]


def _one_draw(stream: Stream, kinds: Sequence[Kind], counts: Sequence[int], rule: Rule) -> list[int]:
    """How many of each kind one draw seats.

    A ticket is drawn from the full urn and put back if whoever it belongs to may not be seated: that leaves those who
    may in the right proportion, and is faster than counting them. After `_TRIES` the tickets that count are counted.
    """
    seating = Seating(kinds, counts, rule)
    ends = list(accumulate(kind.tickets * count for kind, count in zip(kinds, counts, strict=True)))
    for _ in range(min(rule.seats, sum(counts))):
        for _ in range(_TRIES):
            ticket = stream.below(ends[-1])
            at = bisect_right(ends, ticket)
            # Which of a kind are seated makes no difference: say those with the lowest tickets of the kind.
            if ends[at] - ticket <= kinds[at].tickets * seating.waiting[at] and seating.may_take(at):
                seating.seat(at)
                break
        else:
            seating.seat(_counted(stream, seating))
    return seating.seated


def _counted(stream: Stream, seating: Seating) -> int:
    """A kind drawn among those who may take the next seat."""
    able = seating.may_be_seated()
    ends = list(accumulate(seating.kinds[at].tickets * seating.waiting[at] for at in able))
    return able[bisect_right(ends, stream.below(ends[-1]))]


def _possible(kinds: Sequence[Kind], counts: Sequence[int], rule: Rule) -> tuple[list[int], list[int]]:
    """For each kind 1 where all its members are certain of a seat, and 0 where none can have one; else 0 and 1.

    All are certain where a group has no more applicants than its quota. None can have one where quotas of groups that
    do not overlap take every seat.
    """
    members = {
        group: sum(n for kind, n in zip(kinds, counts, strict=True) if group in kind.groups) for group in rule.at_least
    }
    kept = sum(min(members[group], at_least) for group, at_least in rule.at_least.items())
    apart = all(len(kind.groups) <= 1 for kind in kinds)
    lowest = [
        int(any(members[group] <= rule.at_least[group] for group in kind.groups if group in members)) for kind in kinds
    ]
    highest = [int(bool(kind.groups) or not (apart and kept == rule.seats)) for kind in kinds]
    return lowest, highest


def _estimate(seats: int, squares: int, count: int, replications: int, *, lowest: int, highest: int) -> Chance:
    """Mean seats a draw ÷ members, in halves of a seat so that it stays off 0 and 1 where those are not certain."""
    halves, most = 2 * seats, 2 * replications * count
    if halves == 0 and highest:
        halves = 1
    if halves == most and not lowest:
        halves = most - 1
    # Var of the mean = (R Σk² − (Σk)²) / (R² (R − 1)); the root of whole numbers, so that platforms agree.
    numerator = replications * squares - seats * seats
    denominator = replications * replications * (replications - 1) * count * count
    error = isqrt(numerator * 10 ** (2 * PLACES) // denominator)
    return Chance(_decimal(halves, most), _decimal(error, 10**PLACES))


def _decimal(numerator: int, denominator: int) -> str:
    """The fraction rounded to `PLACES` decimal places, halves up."""
    scaled = (2 * numerator * 10**PLACES + denominator) // (2 * denominator)
    whole, part = divmod(scaled, 10**PLACES)
    return f"{whole}.{part:0{PLACES}d}"
