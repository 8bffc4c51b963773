"""An election about projects: what each costs, the budget, and the ballots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from merata.errors import Fault, InputError

BallotKind = Literal["approval", "points"]
Points = int | Fraction
"""What a voter gives a project; whole numbers as such, for ninety thousand ballots of fractions take seconds."""


@dataclass(frozen=True, slots=True)
class Project:
    """What can be voted for. `cost` in the budget's currency; `selected`: the published outcome, None if unknown."""

    project_id: str
    name: str
    cost: Fraction
    selected: bool | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """Projects, a budget and ballots.

    `ballots`: for each voter the points given to each project named (1 each in an approval ballot; never 0); an
    empty ballot is a voter who approves of nothing and has a share all the same.
    Raises `InputError` with all faults: no voter, a budget, a cost or points not above 0, a project listed twice,
    a ballot that names an unknown project.
    """

    title: str
    budget: Fraction
    projects: tuple[Project, ...]
    ballots: tuple[Mapping[str, Points], ...]
    kind: BallotKind = "approval"

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise InputError(f"the election {self.title!r} cannot be counted", faults)

    def _faults(self) -> list[Fault]:
        faults = []

        def fault(column: str, value: object, problem: str, expected: str) -> None:
            faults.append(Fault(self.title, None, column, str(value), expected, problem))

        if not self.ballots:
            fault("ballots", 0, "nobody voted", "at least one ballot")
        if self.budget <= 0:
            fault("budget", self.budget, "not above 0", "an amount above 0")
        known: set[str] = set()
        for project in self.projects:
            if project.cost <= 0:
                fault("cost", project.cost, f"the cost of {project.project_id} is not above 0", "an amount above 0")
            if project.project_id in known:
                fault("project_id", project.project_id, "listed twice", "each project once")
            known.add(project.project_id)
        for named in sorted({name for ballot in self.ballots for name in ballot} - known):
            fault("vote", named, "a ballot names an unknown project", "a project of the list")
        if any(points <= 0 for ballot in self.ballots for points in ballot.values()):
            fault("points", "≤ 0", "a ballot gives points that are not above 0", "points above 0, or no entry")
        return faults

    @property
    def costs(self) -> dict[str, Fraction]:
        """The cost of each project by its id."""
        return {project.project_id: project.cost for project in self.projects}

    @property
    def published(self) -> frozenset[str] | None:
        """The projects that the published outcome selected; None where it does not say so of every project."""
        if not self.projects or any(project.selected is None for project in self.projects):
            return None
        return frozenset(project.project_id for project in self.projects if project.selected)

    def scores(self) -> dict[str, Points]:
        """Votes (approval) or points that each project received, by its id."""
        found: dict[str, Points] = dict.fromkeys(self.costs, 0)
        for ballot in self.ballots:
            for name, points in ballot.items():
                found[name] += points
        return found


def tie_order(election: Election, lot: str | None) -> list[str]:
    """The projects in the order in which ties are broken: lowest cost, then most votes (points), then the lot.

    `lot` is a text that was committed to in public before the count: the order it gives is that of
    SHA-256(lot, a zero byte, project id). Without a lot the last resort is the id itself, which whoever numbers
    the projects can steer; results say so wherever it decided.
    """
    scores = election.scores()

    def key(project: Project) -> tuple[Fraction, Points, bytes]:
        name = project.project_id.encode()
        last = name if lot is None else sha256(lot.encode() + b"\0" + name).digest()
        return project.cost, -scores[project.project_id], last

    return [project.project_id for project in sorted(election.projects, key=key)]
