"""What programmes would do: cost, reach, inequality and poverty before and after, and who is missed.

Measured welfare already contains the aid of today; those who receive a programme keep it and are not paid
twice, so the simulation is of what the rules would add to it. Every measure is computed on each draw of
welfare and given as mean and 95% interval over the draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.planning.claims import Allotment, allot, gather_facts
from merata.planning.effects import CASH_EVIDENCE, effects
from merata.planning.incidence import FRACTION, Interval, deciles, interval, person_share
from merata.planning.objective import mean_and_gini
from merata.planning.population import Population, population
from merata.programmes.loading import rulebook
from merata.progress import Step, silent
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ProgrammeOutcome:
    """One programme: what it adds in a year, whom it reaches, and why the others are not reached.

    `receiving_today` are the households that have it already and keep it; they cost nothing more and are not in
    `households`. `without_money` are eligible ones that a village's ceiling leaves out.
    """

    programme_id: str
    name: str
    cost_idr: int
    households: int
    persons: int
    eligible: int
    without_money: int
    receiving_today: int
    refused: Mapping[str, int]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the programmes do together. Fractions 0 to 1; welfare in rupiah per person per month.

    `measures` holds, by name, mean and 95% interval over the draws; poverty measures are absent where a
    regency has no poverty line. `leakage_non_poor` and `leakage_upper60` are shares of the rupiah paid;
    `under_coverage` is the share of poor persons whom neither these programmes nor the same ones today reach.
    """

    programmes: tuple[ProgrammeOutcome, ...]
    regency: str | None
    on: date
    pass_through: float
    draws: int
    seed: int
    synthetic: bool
    cost_idr: int
    households: int
    persons: int
    measures: Mapping[str, Interval]
    by_decile: tuple[Mapping[str, Any], ...]
    by_village: tuple[Mapping[str, Any], ...]
    not_surveyed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The simulation as plain values: each measure under its name, its interval under `intervals`."""
        flat = {
            "regency": self.regency,
            "on": self.on.isoformat(),
            "pass_through": self.pass_through,
            "draws": self.draws,
            "seed": self.seed,
            "synthetic": self.synthetic,
            "cost_idr": self.cost_idr,
            "households": self.households,
            "persons": self.persons,
        }
        return {
            **flat,
            **{name: measure.value for name, measure in self.measures.items()},
            "intervals": {name: [measure.low, measure.high] for name, measure in self.measures.items()},
            "programmes": [asdict(programme) for programme in self.programmes],
            "by_decile": [dict(row) for row in self.by_decile],
            "by_village": [dict(row) for row in self.by_village],
            "not_surveyed": list(self.not_surveyed),
        }


def simulate(
    dataset: Dataset,
    *,
    programmes: Sequence[str],
    regency: str | None = None,
    on: date | None = None,
    draws: int = 50,
    seed: int = 1,
    step: Step | None = None,
) -> Simulation:
    """Simulate the programmes together, as their rules stand on the day `on` (None: 1 July of the data's year).

    Programmes apply in the order given: one that excludes another finds it already received. Raises
    `UsageError` for an unknown programme or regency, or a programme named twice.
    """
    tell = step or silent
    if not programmes or len(set(programmes)) != len(programmes):
        raise UsageError("name each programme once, and at least one")
    books = [rulebook(name) for name in programmes]
    day = on or date(dataset.description.year, 7, 1)
    tell(0.0, "welfare")
    people = population(dataset, regency=regency, draws=draws, seed=seed)
    tell(0.3, "rules")
    facts = gather_facts(dataset, people, books, day.year)
    received = [facts.received.get(name, np.zeros(len(people), dtype=np.bool_)) for name in programmes]
    reached = np.logical_or.reduce(received)
    allotments: list[Allotment] = []
    for book in books:
        allotment = allot(dataset, people, facts, book, day)
        facts = facts.with_received(book.programme_id, allotment.annual_idr > 0)
        allotments.append(allotment)
    annual = np.sum([allotment.annual_idr for allotment in allotments], axis=0)
    pass_through = effects(dataset)[CASH_EVIDENCE].mean
    outcome = _measure(people, annual, reached, pass_through, lambda share: tell(0.4 + 0.6 * share, "draws"))
    return Simulation(
        programmes=tuple(
            _outcome(allotment, people.size, today) for allotment, today in zip(allotments, received, strict=True)
        ),
        regency=regency,
        on=day,
        pass_through=pass_through,
        draws=draws,
        seed=seed,
        synthetic=dataset.description.synthetic,
        cost_idr=int(annual.sum()),
        households=int(np.count_nonzero(annual)),
        persons=int(people.size[annual > 0].sum()),
        not_surveyed=people.not_surveyed,
        **outcome,
    )


def _outcome(allotment: Allotment, size: Floats, today: NDArray[np.bool_]) -> ProgrammeOutcome:
    paid = allotment.annual_idr > 0
    refused = allotment.eligibility.refused()
    sentences = {reason.code: reason.sentence.id for reason in allotment.eligibility.reasons}
    return ProgrammeOutcome(
        programme_id=allotment.rulebook.programme_id,
        name=allotment.rulebook.name.id,
        cost_idr=int(allotment.annual_idr.sum()),
        households=int(np.count_nonzero(paid)),
        persons=int(size[paid].sum()),
        eligible=int(np.count_nonzero(allotment.eligibility.eligible)),
        without_money=allotment.unserved,
        receiving_today=int(np.count_nonzero(today)),
        refused=refused,
        reasons={code: sentences[code] for code in refused},
    )


def _measure(
    people: Population,
    annual_idr: NDArray[np.int64],
    reached_today: NDArray[np.bool_],
    pass_through: float,
    tell: Callable[[float], None],
) -> dict[str, Any]:
    """Every measure on every draw, then summed up: the last fields of `Simulation`."""
    added = annual_idr / 12.0 / people.size * pass_through
    reached = reached_today | (annual_idr > 0)
    lined = not np.isnan(people.line_idr).any()
    rows: list[dict[str, float]] = []
    decile_gain, decile_cost = np.zeros((len(people.welfare), 10)), np.zeros((len(people.welfare), 10))
    villages = people.villages.num_rows
    village_p0 = np.full((2, len(people.welfare), villages), np.nan)
    village_persons = _sums(people.village, people.size, villages)
    for draw, before in enumerate(people.welfare):
        after = before + added
        tenth = deciles(before, people.size)
        row = _inequality(before, after, people.size)
        row["leakage_upper60"] = _ratio(annual_idr[tenth > 4].sum(), annual_idr.sum())
        if lined:
            row |= _poverty(people, before, after, annual_idr, reached)
            for which, welfare in enumerate((before, after)):
                poor = people.size * (welfare < people.line_idr)
                village_p0[which, draw] = _shares(_sums(people.village, poor, villages), village_persons)
        decile_gain[draw] = person_share(tenth - 1, added * people.size, people.size, 10)
        decile_cost[draw] = np.bincount(tenth - 1, annual_idr, 10) / max(int(annual_idr.sum()), 1)
        rows.append(row)
        tell((draw + 1) / len(people.welfare))
    return {
        "measures": {name: interval(np.array([row[name] for row in rows]), within=_range(name)) for name in rows[0]},
        "by_decile": _by_decile(decile_gain, decile_cost),
        "by_village": _by_village(people, annual_idr, added, village_persons, village_p0),
    }


def _range(name: str) -> tuple[float, float]:
    """The range that a measure can take: most are shares; means and changes are not."""
    return (-np.inf, np.inf) if name.startswith("mean_") or name.endswith("_change") else FRACTION


def _inequality(before: Floats, after: Floats, size: Floats) -> dict[str, float]:
    row: dict[str, float] = {}
    for when, welfare in (("before", before), ("after", after)):
        row[f"mean_{when}"], row[f"gini_{when}"] = mean_and_gini(welfare, size)
    row["gini_change"] = row["gini_after"] - row["gini_before"]
    return row


def _poverty(
    people: Population, before: Floats, after: Floats, annual_idr: NDArray[np.int64], reached: NDArray[np.bool_]
) -> dict[str, float]:
    line, size = people.line_idr, people.size
    poor = before < line
    row = {
        "leakage_non_poor": _ratio(annual_idr[~poor].sum(), annual_idr.sum()),
        "under_coverage": _ratio(size[poor & ~reached].sum(), size[poor].sum()),
    }
    for when, welfare in (("before", before), ("after", after)):
        gap = np.maximum(line - welfare, 0.0) / line
        row[f"p0_{when}"] = float(np.dot(welfare < line, size) / size.sum())
        row[f"p1_{when}"] = float(np.dot(gap, size) / size.sum())
    row["p0_change"] = row["p0_after"] - row["p0_before"]
    return row


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _sums(group: NDArray[np.int64], value: Floats, groups: int) -> Floats:
    return np.bincount(group, value, groups).astype(np.float64)


def _shares(part: Floats, whole: Floats) -> Floats:
    quotient: Floats = np.divide(part, whole, out=np.full(whole.size, np.nan), where=whole > 0)
    return quotient


def _by_decile(gain: Floats, cost: Floats) -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = []
    for tenth in range(10):
        gained, paid = interval(gain[:, tenth]), interval(cost[:, tenth], within=FRACTION)
        rows.append(
            {
                "decile": tenth + 1,
                "gain_pc_idr": gained.value,
                "gain_low": gained.low,
                "gain_high": gained.high,
                "share_of_cost": paid.value,
                "share_low": paid.low,
                "share_high": paid.high,
            }
        )
    return tuple(rows)


def _by_village(
    people: Population, annual_idr: NDArray[np.int64], added: Floats, persons: Floats, p0: Floats
) -> tuple[dict[str, Any], ...]:
    count = people.villages.num_rows
    cost = np.zeros(count, dtype=np.int64)
    np.add.at(cost, people.village, annual_idr)
    paid = np.bincount(people.village, annual_idr > 0, count)
    gain = _shares(_sums(people.village, added * people.size, count), persons)
    rows: list[dict[str, Any]] = []
    columns = people.villages.select(["village_code", "name", "kecamatan_code"]).to_pylist()
    for at in np.flatnonzero(persons):
        row = {
            **columns[at],
            "households": int(paid[at]),
            "cost_idr": int(cost[at]),
            "gain_pc_idr": float(gain[at]),
        }
        for which, when in enumerate(("before", "after")):
            known = None if np.isnan(p0[which, :, at]).any() else interval(p0[which, :, at], within=FRACTION)
            row[f"p0_{when}"] = known.value if known else None
            row[f"p0_{when}_low"] = known.low if known else None
            row[f"p0_{when}_high"] = known.high if known else None
        rows.append(row)
    return tuple(rows)
