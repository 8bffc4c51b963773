"""Drawing a lottery again as it was drawn: by the training rule's own urn, or so that the known chances hold exactly.

Where the documents of a draw are there, its own rule is repeated (`merata.programmes.training.selection`: tickets,
quotas, the limit for each village). Otherwise a draw of the same number of seats with the known chances is made by
conditional Poisson sampling, the design of fixed size that adds nothing else to them (Hájek 1964; the working odds by
the recursion and iteration of Chen, Dempster and Liu 1994).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.frozen_list import Entry, read_list
from merata.programmes.training.selection import Rule, Seating, kinds_of, rule_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MechanismName = Literal["training_rule", "conditional_poisson", "independent_given_seats"]
_MOST_STEPS = 2000
_CLOSE = 1e-10
_WHOLE = 0.01
"""Chances that sum to the seats within this are those of a draw of fixed size; simulated chances err by less."""
_BLOCK = 4_000_000


class Mechanism(Protocol):
    """A class's lottery that can be held again."""

    @property
    def name(self) -> MechanismName:
        """What is repeated."""
        ...

    def draw(self, rng: np.random.Generator, times: int) -> Flags:
        """Who wins in each of so many draws: times × applicants."""
        ...


@dataclass(frozen=True, slots=True)
class ConditionalPoisson:
    """Independent draws with `probability`, kept where exactly `seats` won."""

    probability: Floats
    seats: int
    name: MechanismName

    def draw(self, rng: np.random.Generator, times: int) -> Flags:
        """Who wins in each of so many draws: times × applicants."""
        kept: list[Flags] = []
        missing, size = times, self.probability.size
        while missing:
            tried = min(max(4 * missing, 64), max(_BLOCK // size, 64))
            won = rng.random((tried, size)) < self.probability
            right = won[won.sum(axis=1) == self.seats][:missing]
            kept.append(right)
            missing -= len(right)
        return np.concatenate(kept)


@dataclass(frozen=True, slots=True)
class TrainingRule:
    """The draw of `entries` by `rule`, as the published documents say.

    `applicants` are the positions in `entries` of those asked about, in the order wanted.
    """

    entries: Sequence[Entry]
    rule: Rule
    applicants: NDArray[np.int64]
    name: MechanismName = "training_rule"

    def draw(self, rng: np.random.Generator, times: int) -> Flags:
        """Who wins in each of so many draws: times × applicants."""
        found = kinds_of(self.entries, self.rule)
        kind = np.array([found.of[entry.application_id] for entry in self.entries])
        won = np.zeros((times, kind.size), np.bool_)
        for row in won:
            seating = Seating(found.kinds, found.counts, self.rule)
            while able := seating.may_be_seated():
                ends = np.cumsum([found.kinds[at].tickets * seating.waiting[at] for at in able])
                seating.seat(able[int(np.searchsorted(ends, rng.integers(ends[-1]), side="right"))])
            for at, seated in enumerate(seating.seated):
                # Members of a kind are alike: which of them is seated is a matter of chance alone.
                row[rng.permutation(np.flatnonzero(kind == at))[:seated]] = True
        return won[:, self.applicants]


def training_rule(commitment: bytes, frozen: bytes, applications: Sequence[str]) -> tuple[str, TrainingRule]:
    """The course and the draw of the documents `1-commitment.json` and `2-list.json`, for `applications` in that order.

    Raises `InputError` where the documents do not fit together, or an application is not on the list.
    """
    terms = read_commitment(commitment).terms
    entries = read_list(frozen, commitment).entries
    place = {entry.application_id: at for at, entry in enumerate(entries)}
    absent = [name for name in applications if name not in place]
    if absent:
        raise InputError(
            f"the list of the draw for {terms.course.course_id} lacks {len(absent)} applications that have a chance in "
            f"`applications`, among them {absent[0]}; give the folder of that draw"
        )
    positions = np.array([place[name] for name in applications], dtype=np.int64)
    return terms.course.course_id, TrainingRule(entries, rule_of(terms), positions)


def known_chances(chance: Floats, seats: int) -> ConditionalPoisson:
    """The mechanism for known chances (strictly between 0 and 1) of which `seats` won.

    Where the chances sum to the seats, a draw of fixed size in which everyone's probability is their chance; otherwise
    independent draws, given that so many won. Raises `InputError` where nobody or everybody won.
    """
    if not 0 < seats < chance.size:
        raise InputError(
            f"{seats} of {chance.size} applicants with a chance between 0 and 1 won: such a draw cannot be repeated"
        )
    if abs(chance.sum() - seats) > _WHOLE:
        return ConditionalPoisson(chance, seats, "independent_given_seats")
    return ConditionalPoisson(working_probabilities(chance, seats), seats, "conditional_poisson")


def working_probabilities(chance: Floats, seats: int) -> Floats:
    """Probabilities of independent draws that, given `seats` winners, give everyone exactly their `chance`."""
    wanted = chance * (seats / chance.sum())
    odds = wanted / (1 - wanted)
    for _ in range(_MOST_STEPS):
        reached = inclusion(odds, seats)
        if np.max(np.abs(reached - wanted)) < _CLOSE:
            break
        # The odds of being in are moved, not the probability: it converges where chances are near 1, too.
        odds = odds * (wanted / (1 - wanted)) / (reached / (1 - reached))
    else:
        raise InputError(f"no draw of {seats} seats has these chances ({wanted.min():.3g} to {wanted.max():.3g})")
    # Only ratios of odds matter given the number; at this scale the number expected is `seats`, so most are kept.
    return _scaled(odds, seats)


def inclusion(odds: Floats, seats: int) -> Floats:
    """The probabilities of being among `seats` winners when sets win in proportion to the product of their odds."""
    if 2 * seats > odds.size:
        # The recursion loses digits where most win; who loses is drawn just so, with the odds turned over.
        return 1 - inclusion(1 / odds, odds.size - seats)
    reached = np.zeros(odds.size)
    for size in range(1, seats + 1):
        share = odds * (1 - reached)
        reached = size * share / share.sum()
    return reached


def _scaled(odds: Floats, seats: int) -> Floats:
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        scaled = odds * np.exp(middle)
        if float(np.sum(scaled / (1 + scaled))) < seats:
            low = middle
        else:
            high = middle
    scaled = odds * np.exp(high)
    return np.asarray(scaled / (1 + scaled))
