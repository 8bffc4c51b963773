"""A reform of programmes: changed parameters, and what they change, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from merata.errors import UsageError
from merata.planning.simulation.simulated import ParameterChange, Simulation
from merata.programmes.incidence import Interval, ProgrammeIncidence
from merata.programmes.incidence.intervals import interval_where_defined
from merata.programmes.incidence.measures import RANGE
from merata.programmes.rules.rulebook import Rulebook, Value


def reformed(books: Sequence[Rulebook], reform: Mapping[str, Mapping[str, Value]]) -> list[Rulebook]:
    """`books`, those that the reform names with its parameters; the others as they are.

    Raises `UsageError` with every fault: nothing to change, a programme that is not among them, and whatever
    `Rulebook.with_parameters` refuses.
    """
    names = [book.programme_id for book in books]
    problems = [f"{name} is not simulated; there are: {', '.join(names)}" for name in reform if name not in names]
    if not any(reform.values()):
        problems.append("a reform changes at least one parameter")
    found: list[Rulebook] = []
    for book in books:
        try:
            changes = reform.get(book.programme_id)
            found.append(book.with_parameters(changes) if changes else book)
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError("; ".join(problems))
    return found


def changed_parameters(
    standing: Sequence[Rulebook], reform: Sequence[Rulebook], on: date
) -> tuple[ParameterChange, ...]:
    """Every parameter that `reform` has another value of on the day `on`."""
    found: list[ParameterChange] = []
    for before, after in zip(standing, reform, strict=True):
        old, new = before.values(on), after.values(on)
        found += [
            ParameterChange(before.programme_id, name, old[name], new[name]) for name in old if old[name] != new[name]
        ]
    return tuple(found)


def differences(standing: Simulation, reform: Simulation) -> tuple[dict[str, Interval], dict[str, dict[str, Interval]]]:
    """The reform less the standing rules: of all programmes together, and of each by its name."""
    together = _exact(standing, reform) | _paired(standing.incidence.together, reform.incidence.together)
    each = {
        before.programme_id: _exact(before, after)
        | _paired(standing.incidence.programmes[before.programme_id], reform.incidence.programmes[after.programme_id])
        for before, after in zip(standing.programmes, reform.programmes, strict=True)
    }
    return together, each


def _exact(before: object, after: object) -> dict[str, Interval]:
    """What no draw changes: who is paid what follows from the registry and the rules."""
    found = {}
    for name in ("cost_idr", "households", "persons"):
        change = float(getattr(after, name) - getattr(before, name))
        found[name] = Interval(change, change, change)
    return found


def _paired(before: ProgrammeIncidence, after: ProgrammeIncidence) -> dict[str, Interval]:
    """The differences of those measures that exist in both, each draw's with its own."""
    found = {}
    for name, (least, most) in RANGE.items():
        drawn = np.asarray(after.drawn[name] - before.drawn[name])
        one = interval_where_defined(drawn, within=(least - most, most - least))
        if one is not None:
            found[name] = one
    return found
