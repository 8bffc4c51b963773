"""Which further cells to hide so that no hidden one is known too well, at the least loss.

Small publications: proved best, by cutting planes (Fischetti & Salazar 2001, Solving the cell suppression problem on
tabular data with linear constraints, Management Science 47). The master chooses cells; the attacker's program for each
guarded cell either finds it protected or gives the inequality that the choice breaks: the width is concave in the
intervals, so its duals bound the width of every other choice.

Large ones: for one badly protected cell after the other the cheapest set of cells that lets it move (the linear
heuristic of Kelly, Golden & Assad 1992), audited; what turned out not to be needed is told again.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from merata.solver import QuietHighs, solved
from merata.stats.disclosure.equations import Floats, Places
from merata.stats.disclosure.families import hide_within_families
from merata.stats.disclosure.system import CLOSE, ContradictionError, Program, System
from merata.stats.disclosure.widths import SMALL, Widths

MOST_CHOSEN, MOST_GUARDED = 60, 12
"""Up to so many cells to choose from and so many to guard the best choice is sought; beyond, a good one."""
MOST_ROUNDS = 60
"""Choices that are tried before a good one is taken: a page must not wait for the best."""
NEAR = 3000
"""Cells within reach of a badly protected one from which the cheapest to hide with it are chosen."""
MOST_TRIED = 40
"""Up to so many further cells are tried whether they can be told after all."""


def choose(system: System) -> Places:
    """Hide what must be hidden in `system`; returns the columns that stay known too well although all is hidden."""
    choice = np.flatnonzero(np.isfinite(system.cost) & ~system.hidden)
    if not choice.size:
        return Widths(system).prove(system.guarded)
    if len(choice) <= MOST_CHOSEN and len(system.guarded) <= MOST_GUARDED and _best(system, choice):
        return np.zeros(0, dtype=np.int64)
    return _good(system)


def _good(system: System) -> Places:
    further = hide_within_families(system).tolist()
    widths = Widths(system)
    hopeless: list[int] = []
    for column in widths.prove(system.guarded).tolist():
        if not widths.missing(np.array([column])).size:
            continue
        opened = _opening(widths, column, NEAR)
        if opened is None:
            opened = _opening(widths, column, len(widths.least))
        if opened is None:
            hopeless.append(column)
            continue
        system.hidden[opened] = True
        widths.opened()
        further += opened.tolist()
    guarded = np.setdiff1d(system.guarded, hopeless)
    if widths.missing(guarded).size:
        raise RuntimeError("a cell stays known too well beside those hidden for it; expected them to be enough")
    if len(further) <= MOST_TRIED and len(system.values) <= SMALL:
        _tell_again(system, further, guarded)
    return np.array(hopeless, dtype=np.int64)


def _tell_again(system: System, further: list[int], guarded: Places) -> None:
    """What was hidden for one cell may not be needed once more was hidden for another."""
    for column in sorted(further, key=lambda one: (-system.cost[one], one)):
        system.hidden[column] = False
        if Widths(system).prove(guarded).size:
            system.hidden[column] = True


def _opening(widths: Widths, column: int, size: int) -> Places | None:
    """The cheapest of about `size` cells to hide so that this column is known no better than it may; None: none are."""
    system = widths.system
    told = (system.owner >= 0) & np.isfinite(system.cost[system.owner]) & ~system.hidden[system.owner]
    block = widths.near(column, size, widths.can_move | told)
    at = np.flatnonzero(told[block])
    shut = block[at]
    need = float(system.need[column])
    columns = system.columns[:, block]
    # A table in which the column is high, and one in which it is low, side by side; excess beyond what is told costs.
    one = sparse.hstack([columns, columns[:, at], -columns[:, at]])
    room = 4 * need
    low, high = np.maximum(widths.low_moves[block], -room), np.minimum(widths.high_moves[block], room)
    down = np.clip(low[at] - (system.free_low[shut] - system.values[shut]), 0.0, room)
    lower = np.concatenate([low, np.zeros(2 * len(at))])
    upper = np.concatenate([high, np.full(len(at), room), down])
    program = Program(sparse.csc_matrix(sparse.block_diag([one, one])), np.tile(lower, 2), np.tile(upper, 2))
    places, signs = _terms(int(np.searchsorted(block, column)), at, len(block))
    program.add_row(np.concatenate([places, places + one.shape[1]]), np.concatenate([signs, -signs]), need)
    price = system.cost[system.owner[shut]]
    try:
        _, found, _ = program.largest(-np.tile(np.concatenate([np.zeros(len(block)), price, price]), 2))
    except ContradictionError:
        return None
    sides = found.reshape(2, -1)
    excess = sides[:, len(block) :].reshape(2, 2, -1)
    for side, more in zip(sides, excess, strict=True):
        moves = side[: len(block)].copy()
        moves[at] += more[0] - more[1]
        widths.take(block, moves)
    return np.unique(system.owner[shut[excess.sum(axis=(0, 1)) > CLOSE]])


def _terms(place: int, at: Places, size: int) -> tuple[Places, Floats]:
    """A column with what it may exceed: where they stand in one side of the program, and with which sign."""
    mine = np.flatnonzero(at == place)
    columns = np.concatenate([[place], size + mine, size + len(at) + mine])
    return columns, np.concatenate([[1.0], np.ones(len(mine)), -np.ones(len(mine))])


def _best(system: System, choice: Places) -> bool:
    """Hide the cheapest set of `choice` that guards every column; False where none does, or none is found soon."""
    master = QuietHighs()  # type: ignore[no-untyped-call]
    # Not "threads": one process has one scheduler, and a number other than its first user's is an error.
    for name, value in (("parallel", "off"), ("random_seed", 0), ("mip_rel_gap", 0.0)):
        master.setOptionValue(name, value)
    master.addVars(len(choice), np.zeros(len(choice)), np.ones(len(choice)))
    kinds = np.full(len(choice), highspy.HighsVarType.kInteger)
    places = np.arange(len(choice), dtype=np.int32)
    master.changeColsIntegrality(len(choice), places, kinds)
    master.changeColsCost(len(choice), places, system.cost[choice])
    before = system.hidden.copy()
    for _ in range(MOST_ROUNDS):
        master.run()
        if not solved(master):
            break
        chosen = np.array(master.getSolution().col_value) > 0.5
        system.hidden[:] = before
        system.hidden[choice[chosen]] = True
        tight = Widths(system).prove(system.guarded)
        if not tight.size:
            return True
        for column in tight.tolist():
            factors, least = _cut(system, column, choice, chosen)
            used = np.flatnonzero(factors > CLOSE).astype(np.int32)
            master.addRow(least, highspy.kHighsInf, len(used), used, factors[used])
    system.hidden[:] = before
    return False


def _cut(system: System, column: int, choice: Places, chosen: np.ndarray) -> tuple[Floats, float]:
    """The inequality Σ factor × hidden ≥ least that every choice which guards the column keeps."""
    low, high = system.moves()
    room = 2 * float(system.need[column])
    # What is told keeps its interval; what is hidden moves within `room`, which is more than enough.
    open_low = np.maximum(system.free_low - system.values, -room)
    low, high = np.maximum(low, -room), np.minimum(high, room)
    shut_low, shut_high = np.maximum(system.low - system.values, -room), np.minimum(system.high - system.values, room)
    program = Program(system.columns, low, high)
    weights = np.zeros(len(low))
    weights[column] = 1.0
    width, gains = 0.0, np.zeros(len(low))
    for sign in (1.0, -1.0):
        value, _, reduced = program.largest(sign * weights)
        width += value
        # A positive price stands on the upper end, a negative one on the lower.
        gains += np.maximum(reduced, 0.0) * (room - shut_high) + np.maximum(-reduced, 0.0) * (shut_low - open_low)
    factors = np.array([gains[system.owner == one].sum() for one in choice])
    least = float(system.need[column]) - width + float(factors[chosen].sum())
    return np.minimum(factors, max(least, 0.0)), least
