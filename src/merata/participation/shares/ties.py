"""Where an outcome hung on the last resort of ties: equal price, equal cost, equal votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merata.participation.shares.election import Election


@dataclass(frozen=True, slots=True)
class Twins:
    """Projects of equal cost and votes of which some won and some lost, so that the last resort may have decided."""

    won: tuple[str, ...]
    lost: tuple[str, ...]


def twins(election: Election, winners: Sequence[str]) -> list[Twins]:
    """Every group of projects that only the lot (or, without one, the id) tells apart, and that was split.

    More than the ties that in fact occurred: a group may also be split because its supporters spent their shares
    on different things. None that did is missing among the projects themselves: a tie between projects that differ
    in cost or votes is broken by these.
    """
    scores, chosen = election.scores(), set(winners)
    groups: dict[tuple[object, object], list[str]] = {}
    for project in election.projects:
        if scores[project.project_id] > 0:
            groups.setdefault((project.cost, scores[project.project_id]), []).append(project.project_id)
    found = []
    for group in groups.values():
        won = tuple(sorted(name for name in group if name in chosen))
        lost = tuple(sorted(name for name in group if name not in chosen))
        if won and lost:
            found.append(Twins(won, lost))
    return found
