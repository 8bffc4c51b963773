"""The incidence of programmes: every measure and every group, on every draw of welfare, with 95% intervals.

Persons are ranked by welfare *before* the transfer, the same ranking for every programme: so the concentration of
several is the mean of theirs, weighted by their rupiah. Draws of measured welfare contain the aid that people have
today; what a reform adds is measured on them as they are. For the incidence of today's own aid, give welfare less
that aid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from merata.programmes.incidence.grouped import cost_by_label, group_table
from merata.programmes.incidence.intervals import Interval, interval_where_defined
from merata.programmes.incidence.measures import BEFORE, RANGE, before, measures
from merata.programmes.incidence.people import Flags, People, Recipients, check_benefits, spent_shares
from merata.programmes.incidence.ranking import Floats, Integers
from merata.programmes.incidence.sums import DECILE, TENTHS, Sums, sums
from merata.progress import Step, silent


@dataclass(frozen=True, slots=True)
class ProgrammeIncidence:
    """One programme (`programme_id` None: all together): its cost a year, whom it reaches, and its measures.

    `households` and `persons` are those reached, with or without pay. `measures`, by name, over the draws; None
    where one does not exist, because nothing is paid, nobody is poor or there is no line:

    - mean_after, gini_after, gini_change, p0_after, p0_change, p1_after, p1_change: welfare once it is paid;
    - concentration, kakwani, reynolds_smolensky, reranking: see `merata.programmes.incidence.concentration`;
    - relative_size: the gain over all consumption before it;
    - share_bottom20, share_bottom40, leakage_upper60, leakage_non_poor: shares of the rupiah paid;
    - coverage_persons, _households, _bottom40 (persons), _poor_persons, _poor_households: the share reached;
      under_coverage: poor persons not reached; persons_not_poor: of the persons reached;
    - adequacy_consumption: rupiah paid over the consumption before it of those paid; adequacy_gap: over the
      poverty gap of the poor among those paid, of the rupiah that they get;
    - gap_closed: the share of everyone's poverty gap; cost_per_idr_to_poor, cost_per_idr_of_gap: rupiah of cost for
      one that reaches a poor household, and for one by which the year's poverty gap falls.

    `drawn` holds each measure in every draw (M numbers, NaN where it does not exist), for differences between two
    incidences on the same draws.
    """

    programme_id: str | None
    cost_idr: int
    households: int
    persons: int
    measures: Mapping[str, Interval | None]
    drawn: Mapping[str, Floats] = field(repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Plain values, without the draws; each measure as {value, low, high} or null."""
        return {
            "programme_id": self.programme_id,
            "cost_idr": self.cost_idr,
            "households": self.households,
            "persons": self.persons,
            "measures": {name: None if one is None else asdict(one) for name, one in self.measures.items()},
        }


@dataclass(frozen=True, slots=True)
class Incidence:
    """What programmes do, one by one and `together`, over `draws` draws.

    `pass_through`: what is spent of a rupiah, by programme. `before`: mean, gini, p0, p1. `groups`: by "decile" and
    each group asked for, a table as `merata.programmes.incidence.grouped.group_table` writes it, with exact `cost_idr`
    where the group is not drawn.
    """

    draws: int
    pass_through: Mapping[str, float]
    before: Mapping[str, Interval | None]
    programmes: Mapping[str, ProgrammeIncidence]
    together: ProgrammeIncidence
    groups: Mapping[str, pa.Table]

    def as_json(self) -> dict[str, Any]:
        """Plain values, the tables as lists of rows."""
        return {
            "draws": self.draws,
            "pass_through": dict(self.pass_through),
            "before": {name: None if one is None else asdict(one) for name, one in self.before.items()},
            "programmes": [one.as_json() for one in self.programmes.values()],
            "together": self.together.as_json(),
            "groups": {name: table.to_pylist() for name, table in self.groups.items()},
        }


def incidence(
    people: People,
    benefits: Mapping[str, Integers],
    *,
    reached: Mapping[str, Flags] | None = None,
    overhead_idr: Mapping[str, int] | None = None,
    pass_through: float | Mapping[str, float] = 1.0,
    step: Step | None = None,
) -> Incidence:
    """The incidence of `benefits`, rupiah a year for each of n households by programme, shared equally at home.

    `reached` (n flags by programme): who has the programme without being paid again; they count as covered.
    `overhead_idr`: what a programme costs beyond what it pays, in the two costs per rupiah only. Welfare rises by
    rupiah ÷ 12 ÷ size × `pass_through`, that of all programmes or by programme (0: what it gives is no rise of
    consumption); shares of rupiah and adequacy are of the rupiah themselves. Raises `UsageError` for programmes that
    `benefits` lacks or a negative pass-through, `InputError` for amounts that are not whole, not one a household,
    negative, or too large to be exact.
    """
    reached, overhead = reached or {}, overhead_idr or {}
    check_benefits(people, benefits, reached, overhead)
    shares = spent_shares(pass_through, benefits)
    nobody = np.zeros(len(people), dtype=np.bool_)
    flags = {name: np.asarray(reached.get(name, nobody)) for name in benefits}
    annual = {name: np.asarray(values, dtype=np.int64) for name, values in benefits.items()}
    everything = np.sum(list(annual.values()), axis=0)
    found = [Recipients.of(annual[name], flags[name], people.size, shares[name]) for name in benefits]
    anyhow = np.logical_or.reduce(list(flags.values()))
    found.append(Recipients.of(everything, anyhow, people.size, _share_of_all(annual, shares)))
    extra = [int(overhead.get(name, 0)) for name in benefits]
    cost = np.array([one.cost_idr + more for one, more in zip(found, [*extra, sum(extra)], strict=True)], np.float64)
    summed = sums(people, found, step or silent)
    lined = people.line_idr is not None
    names = [*benefits, None]
    outcomes = _outcomes(names, found, measures(summed, cost, lined=lined))
    return Incidence(
        draws=len(people.welfare),
        pass_through=shares,
        before={
            name: interval_where_defined(draws, within=BEFORE[name])
            for name, draws in before(summed, lined=lined).items()
        },
        programmes=dict(zip(benefits, outcomes, strict=False)),
        together=outcomes[-1],
        groups=_groups(people, names, found, summed),
    )


def _share_of_all(annual: Mapping[str, Integers], shares: Mapping[str, float]) -> float | Floats:
    """What each household spends of a rupiah of all programmes, weighted by the rupiah of each."""
    if len(set(shares.values())) == 1:
        return next(iter(shares.values()))
    spent = np.sum([shares[name] * values for name, values in annual.items()], axis=0)
    paid = np.sum(list(annual.values()), axis=0)
    return np.asarray(spent / np.maximum(paid, 1))


def _outcomes(
    names: list[str | None], found: list[Recipients], values: Mapping[str, Floats]
) -> list[ProgrammeIncidence]:
    return [
        ProgrammeIncidence(
            programme_id=name,
            cost_idr=one.cost_idr,
            households=len(one.rows),
            persons=int(one.size.sum()),
            measures={
                measure: interval_where_defined(draws[:, at], within=RANGE[measure])
                for measure, draws in values.items()
            },
            drawn={measure: draws[:, at] for measure, draws in values.items()},
        )
        for at, (name, one) in enumerate(zip(names, found, strict=True))
    ]


def _groups(people: People, names: list[str | None], found: list[Recipients], summed: Sums) -> dict[str, pa.Table]:
    labels = {DECILE: TENTHS} | {name: group.labels for name, group in people.groups.items()}
    tables = {
        name: group_table(
            names,
            labels[name],
            summed.everyone[name],
            summed.reached[name],
            lined=people.line_idr is not None,
        )
        for name in labels
    }
    for name, group in people.groups.items():
        cost = [idr for one in found for idr in cost_by_label(group, one)]
        tables[name] = tables[name].append_column("cost_idr", pa.array(cost, pa.int64()))
    return tables
