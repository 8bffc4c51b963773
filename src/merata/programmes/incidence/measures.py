"""The measures of an incidence, each a formula over the sums of one draw, for all draws and programmes at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from merata.programmes.incidence.concentration import decomposed
from merata.programmes.incidence.intervals import FRACTION
from merata.programmes.incidence.ranking import Floats
from merata.programmes.incidence.sums import DECILE, Everyone, Reached, Sums

POOR = 1
_ANY, _POSITIVE, _INDEX = (-np.inf, np.inf), (0.0, np.inf), (-1.0, 1.0)

RANGE: Mapping[str, tuple[float, float]] = {
    "mean_after": _ANY,
    "gini_after": FRACTION,
    "gini_change": _INDEX,
    "concentration": _INDEX,
    "kakwani": (-2.0, 1.0),
    "reynolds_smolensky": _ANY,
    "reranking": _POSITIVE,
    "relative_size": _POSITIVE,
    "share_bottom20": FRACTION,
    "share_bottom40": FRACTION,
    "leakage_upper60": FRACTION,
    "coverage_persons": FRACTION,
    "coverage_households": FRACTION,
    "coverage_bottom40": FRACTION,
    "adequacy_consumption": _POSITIVE,
    "p0_after": FRACTION,
    "p0_change": _INDEX,
    "p1_after": FRACTION,
    "p1_change": _INDEX,
    "coverage_poor_persons": FRACTION,
    "coverage_poor_households": FRACTION,
    "under_coverage": FRACTION,
    "leakage_non_poor": FRACTION,
    "persons_not_poor": FRACTION,
    "adequacy_gap": _POSITIVE,
    "gap_closed": FRACTION,
    "cost_per_idr_to_poor": _POSITIVE,
    "cost_per_idr_of_gap": _POSITIVE,
}
"""Every measure of a programme, and the smallest and largest value that it can take."""

BEFORE: Mapping[str, tuple[float, float]] = {"mean": _ANY, "gini": FRACTION, "p0": FRACTION, "p1": FRACTION}
"""The measures before any programme."""


def ratio(part: Floats, whole: Floats) -> Floats:
    """`part` ÷ `whole`; NaN where the whole is zero, so that there is no such share."""
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole != 0))


def before(sums: Sums, *, lined: bool) -> dict[str, Floats]:
    """The `BEFORE` measures (M); those of poverty are NaN where there is no line."""
    p0, p1 = _poverty(sums.everyone[DECILE]) if lined else [np.full(len(sums.mean), np.nan)] * 2
    return {"mean": sums.mean, "gini": sums.gini, "p0": p0, "p1": p1}


def measures(sums: Sums, cost_idr: Floats, *, lined: bool) -> dict[str, Floats]:
    """The `RANGE` measures (M × P), NaN where one does not exist. `cost_idr` (P) is what the programmes cost."""
    found = _inequality(sums) | _aim(sums)
    poverty = _against_poverty(sums, cost_idr)
    nothing = np.full(sums.gini_after.shape, np.nan)
    return found | {name: values if lined else nothing for name, values in poverty.items()}


def _inequality(sums: Sums) -> dict[str, Floats]:
    gini, after = sums.gini[:, None], sums.gini_after
    monthly = sums.reached[DECILE][:, :, Reached.GAIN].sum(axis=(2, 3))
    everyone = sums.everyone[DECILE].sum(axis=(2, 3))
    relative = monthly / everyone[:, Everyone.CONSUMPTION, None]
    # Where nothing is added, nothing of it is concentrated, and it redistributes nothing.
    vertical, reranking = decomposed(gini, after, np.where(monthly > 0, sums.gain_concentration, 0.0), relative)
    return {
        "mean_after": sums.mean[:, None] + monthly / everyone[:, Everyone.PERSONS, None],
        "gini_after": after,
        "gini_change": after - gini,
        "concentration": sums.concentration,
        "kakwani": sums.concentration - gini,
        "reynolds_smolensky": vertical,
        "reranking": reranking,
        "relative_size": relative,
    }


def _aim(sums: Sums) -> dict[str, Floats]:
    """What needs no poverty line: shares of the rupiah, coverage of persons, how much it is to whom it reaches."""
    tenth = sums.reached[DECILE].sum(axis=4)
    total, everyone = tenth.sum(axis=3), sums.everyone[DECILE].sum(axis=3)
    rupiah = tenth[:, :, Reached.RUPIAH]
    persons = everyone[:, None, Everyone.PERSONS]
    cost = total[:, :, Reached.RUPIAH]
    return {
        "share_bottom20": ratio(rupiah[..., :2].sum(axis=2), cost),
        "share_bottom40": ratio(rupiah[..., :4].sum(axis=2), cost),
        "leakage_upper60": ratio(rupiah[..., 4:].sum(axis=2), cost),
        "coverage_persons": total[:, :, Reached.PERSONS] / persons.sum(axis=2),
        "coverage_households": total[:, :, Reached.HOUSEHOLDS] / everyone[:, None, Everyone.HOUSEHOLDS].sum(axis=2),
        "coverage_bottom40": ratio(tenth[:, :, Reached.PERSONS, :4].sum(axis=2), _as(persons[..., :4].sum(2), cost)),
        "adequacy_consumption": ratio(cost / 12, total[:, :, Reached.PAID_CONSUMPTION]),
    }


def _against_poverty(sums: Sums, cost_idr: Floats) -> dict[str, Floats]:
    everyone = sums.everyone[DECILE].sum(axis=2)
    reached = sums.reached[DECILE].sum(axis=3)
    poor, of_poor = everyone[:, None, :, POOR], reached[..., POOR]
    persons = everyone[:, None, Everyone.PERSONS].sum(axis=2)
    p0, p1 = (value[:, None] for value in _poverty(sums.everyone[DECILE]))
    lifted = reached[:, :, Reached.LIFTED].sum(axis=2) / persons
    raised = reached[:, :, Reached.RELATIVE_GAP_CLOSED].sum(axis=2) / persons
    to_poor, paid = of_poor[:, :, Reached.RUPIAH], reached[:, :, Reached.RUPIAH].sum(axis=2)
    closed = reached[:, :, Reached.GAP_CLOSED].sum(axis=2)
    covered = ratio(of_poor[:, :, Reached.PERSONS], _as(poor[:, :, Everyone.PERSONS], paid))
    return {
        "p0_after": p0 - lifted,
        "p0_change": -lifted,
        "p1_after": p1 - raised,
        "p1_change": -raised,
        "coverage_poor_persons": covered,
        "coverage_poor_households": ratio(
            of_poor[:, :, Reached.HOUSEHOLDS], _as(poor[:, :, Everyone.HOUSEHOLDS], paid)
        ),
        "under_coverage": 1.0 - covered,
        "leakage_non_poor": ratio(reached[:, :, Reached.RUPIAH, 0], paid),
        "persons_not_poor": ratio(reached[:, :, Reached.PERSONS, 0], reached[:, :, Reached.PERSONS].sum(axis=2)),
        "adequacy_gap": ratio(to_poor / 12, of_poor[:, :, Reached.PAID_GAP]),
        "gap_closed": ratio(closed, _as(poor[:, :, Everyone.GAP], paid)),
        "cost_per_idr_to_poor": ratio(_as(cost_idr, paid), to_poor),
        "cost_per_idr_of_gap": ratio(_as(cost_idr, paid), 12 * closed),
    }


def _poverty(everyone: Floats) -> tuple[Floats, Floats]:
    """P0 and P1 (M) from the sums of everyone (M × `Everyone` × labels × 2)."""
    total = everyone.sum(axis=2)
    persons = total[:, Everyone.PERSONS].sum(axis=1)
    return total[:, Everyone.PERSONS, POOR] / persons, total[:, Everyone.RELATIVE_GAP].sum(axis=1) / persons


def _as(values: Floats, shape: Floats) -> Floats:
    return np.asarray(np.broadcast_to(values, shape.shape))
