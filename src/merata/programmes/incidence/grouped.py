"""Who gains by group: a table of every programme and label, each figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from merata.programmes.incidence.intervals import FRACTION, interval_where_defined
from merata.programmes.incidence.measures import POOR, ratio
from merata.programmes.incidence.people import Group, Recipients
from merata.programmes.incidence.ranking import Floats
from merata.programmes.incidence.sums import Everyone, Reached

_ANY = (-np.inf, np.inf)
FIGURES: Mapping[str, tuple[float, float]] = {
    "gain_pc_idr": _ANY,
    "gain_of_consumption": _ANY,
    "share_of_cost": FRACTION,
    "coverage_persons": FRACTION,
    "p0_before": FRACTION,
    "p0_after": FRACTION,
    "under_coverage": FRACTION,
}
"""The figures of a group, and the smallest and largest value that each can take."""


def group_table(
    programmes: Sequence[str | None],
    labels: Sequence[str],
    everyone: Floats,
    reached: Floats,
    *,
    lined: bool,
) -> pa.Table:
    """One row for each programme (None: all together) and label, from the sums of a grouping.

    Columns: programme_id, label; households, persons of the group, and households_reached, persons_reached (means
    over the draws, whole numbers where the group is the same in all); then each of `FIGURES` as mean, `_low` and
    `_high`: gain per person and month in rupiah, the gain over consumption before it, the share of the programme's
    rupiah, persons reached, poverty before and after, poor persons not reached. Null where a figure does not exist:
    nobody in the group, none poor, no line, a programme that pays nothing.
    """
    figures = _figures(everyone, reached, lined=lined)
    count = (len(programmes), len(labels))
    whole, part = everyone.sum(axis=3).mean(axis=0), reached.sum(axis=4).mean(axis=0)
    columns: dict[str, pa.Array] = {
        "programme_id": pa.array([name for name in programmes for _ in labels], pa.string()),
        "label": pa.array(list(labels) * len(programmes), pa.string()),
        "households": pa.array(np.broadcast_to(whole[Everyone.HOUSEHOLDS], count).ravel()),
        "persons": pa.array(np.broadcast_to(whole[Everyone.PERSONS], count).ravel()),
        "households_reached": pa.array(part[:, Reached.HOUSEHOLDS].ravel()),
        "persons_reached": pa.array(part[:, Reached.PERSONS].ravel()),
    }
    for name, draws in figures.items():
        values = np.broadcast_to(draws, (len(draws), *count)).reshape(len(draws), -1)
        found = [interval_where_defined(values[:, at], within=FIGURES[name]) for at in range(values.shape[1])]
        for suffix, end in (("", "value"), ("_low", "low"), ("_high", "high")):
            columns[name + suffix] = pa.array(
                [None if one is None else getattr(one, end) for one in found], pa.float64()
            )
    return pa.table(columns)


def cost_by_label(group: Group, programme: Recipients) -> list[int]:
    """Exact rupiah a year that a programme pays in each label of a group that is the same in all draws."""
    cost = np.zeros(len(group.labels), dtype=np.int64)
    np.add.at(cost, group.code[programme.rows], programme.annual_idr)
    return cost.tolist()


def _figures(everyone: Floats, reached: Floats, *, lined: bool) -> dict[str, Floats]:
    """Each figure (M × P × labels, or M × 1 × labels where no programme changes it)."""
    whole, part = everyone[:, None].sum(axis=4), reached.sum(axis=4)
    persons = whole[:, :, Everyone.PERSONS]
    rupiah = part[:, :, Reached.RUPIAH]
    gain = part[:, :, Reached.GAIN]
    shape = rupiah.shape
    poor = np.broadcast_to(everyone[:, None, Everyone.PERSONS, :, POOR], shape)
    people = np.broadcast_to(persons, shape)
    figures = {
        "gain_pc_idr": ratio(gain, people),
        "gain_of_consumption": ratio(gain, np.broadcast_to(whole[:, :, Everyone.CONSUMPTION], shape)),
        "share_of_cost": ratio(rupiah, np.broadcast_to(rupiah.sum(axis=2, keepdims=True), shape)),
        "coverage_persons": ratio(part[:, :, Reached.PERSONS], people),
        "p0_before": ratio(poor, people)[:, :1],
        "p0_after": ratio(poor - part[:, :, Reached.LIFTED], people),
        "under_coverage": 1.0 - ratio(reached[:, :, Reached.PERSONS, :, POOR], poor),
    }
    if not lined:
        figures |= {name: np.full(shape, np.nan) for name in ("p0_before", "p0_after", "under_coverage")}
    return figures
