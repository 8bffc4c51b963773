"""How often the evaluation's 95% intervals hold the effect that was planted, and how often whole worlds show it again.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/evaluation_coverage.py demo [--runs 2000] [--worlds 40] [--seed 1]

Lotteries: the classes, applicants and chances of the demo in DIR are kept; each run draws the seats again as the demo
does (systematically, in random order), lets 90% of the winners complete and gain 15%, loses 7% of all, and goes through
`lottery_frame.applicants` and the estimators as `merata evaluate` does. Once more with 10% completing, where an
interval from the standard error alone is compared with the one that is used. Randomisation tests take a tenth of the
runs. Villages: those of the demo, as many entering in each year, drawn anew in each run; consumption varies between
years as the demo's does; again with five villages a cohort, where normal quantiles and the plug-in error of
Callaway and Sant'Anna are compared with what is used. Worlds: whole synthetic Blitars of 1/20 of the size, each from a
seed of its own, built and evaluated from their tables. Planted effects multiply what households consume beside their
aid; outcomes are of all they consume, on which the effect is about 6% of itself smaller. Intervals are compared with
that effect, computed from the hidden truth, and (second table) with the planted numbers themselves.

Prints Markdown. Shares have the 95% interval that the number of runs leaves (Wilson).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo.build import build
from merata.demo.inclusion import systematic
from merata.demo.planted import COURSE_EFFECT, EMPOWERMENT_EFFECT, NEVER, PROJECT_EFFECT
from merata.errors import InputError
from merata.evaluation.complier import ComplierEffect, complier_effect
from merata.evaluation.evaluation import evaluate
from merata.evaluation.findings import Finding
from merata.evaluation.lottery import offer_effect
from merata.evaluation.lottery_frame import Applicants, applicants
from merata.evaluation.randomisation import randomisation_test
from merata.evaluation.staggered import staggered_effect
from merata.evaluation.village_panel import Panel, entered, served, village_panel
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]

COURSE, VILLAGE, PROJECT = COURSE_EFFECT, EMPOWERMENT_EFFECT, PROJECT_EFFECT
ON_TOP = ("pkh", "sembako", "rastrada", "blt_dana_desa", "blt_dbhcht")
"""Aid that the demo adds to consumption; its other programmes are part of it (`merata.demo.further_aid`)."""
COMPLETING, SELDOM = 0.9, 0.1
LOST = 0.07
INCOME_SD, YEARLY_SD, REPORTING_SD = 0.45, 0.30, 0.12
WORLD_SCALE = 0.05
_PART = 621


class Tally:
    """Counts of intervals that hold the truth, that miss it on either side, and the sizes of errors."""

    def __init__(self) -> None:
        self.held = self.below = self.above = 0
        self.errors: list[float] = []
        self.stated: list[float] = []

    def add(self, truth: float, low: float, high: float, estimate: float, error: float) -> None:
        self.below += truth < low
        self.above += truth > high
        self.held += low <= truth <= high
        self.errors.append(estimate - truth)
        self.stated.append(error)

    def row(self, name: str) -> str:
        runs = len(self.errors)
        low, high = wilson(self.held, runs)
        errors, stated = np.array(self.errors), np.array(self.stated)
        ratio = stated.mean() / errors.std()
        return (
            f"| {name} | {runs:,} | {self.held / runs:.1%} | {low:.1%}–{high:.1%} | {self.below / runs:.1%} / "
            f"{self.above / runs:.1%} | {errors.mean():+.4f} | {ratio:.2f} |"
        )


def wilson(held: int, runs: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927)."""
    z, share = 1.959964, held / runs
    middle = (share + z**2 / (2 * runs)) / (1 + z**2 / runs)
    reach = z / (1 + z**2 / runs) * np.sqrt(share * (1 - share) / runs + z**2 / (4 * runs**2))
    return middle - reach, middle + reach


class Lotteries:
    """The demo's classes with a follow-up, drawn again and again."""

    def __init__(self, dataset: Dataset, record: str) -> None:
        courses = [row for row in dataset.read("courses").to_pylist() if row["evidence_id"] == record]
        follow_up = [row for row in courses if row["status"] == "held" and row["year"] < dataset.description.year]
        self.courses = pa.table(
            {"course_id": [row["course_id"] for row in follow_up], "year": [row["year"] for row in follow_up]}
        )
        year = {row["course_id"]: row["year"] for row in follow_up}
        rows = [row for row in dataset.read("applications").to_pylist() if row["course_id"] in year]
        self.ids = [row["application_id"] for row in rows]
        self.course = np.array([row["course_id"] for row in rows])
        self.year = np.array([year[row["course_id"]] for row in rows])
        self.chance = np.array([row["chance"] for row in rows])

    def drawn(self, rng: np.random.Generator, completing: float) -> Applicants:
        """One lottery of all classes, what winners made of it, and incomes before and after."""
        size = self.chance.size
        won = np.zeros(size, np.bool_)
        for name in np.unique(self.course):
            order = rng.permutation(np.flatnonzero(self.course == name))
            won[order[systematic(self.chance[order], rng)]] = True
        completed = won & (rng.random(size) < completing)
        lasting = 14.5 + INCOME_SD * rng.standard_normal(size) - 0.8 * self.chance
        before, after = (
            lasting + YEARLY_SD * rng.standard_normal(size) + REPORTING_SD * rng.standard_normal(size) for _ in range(2)
        )
        income = np.exp(after + np.log1p(COURSE) * completed)
        lost = rng.random(size) < LOST
        names = ("application_id", "course_id", "chance", "selected", "completed")
        applications = dict(zip(names, (self.ids, self.course, self.chance, won, completed), strict=True))
        outcomes = {
            "unit": ["application"] * (2 * size),
            "unit_id": self.ids * 2,
            "year": np.concatenate([self.year, self.year + 1]),
            "measure": ["income_at_application_idr"] * size + ["income_idr"] * size,
            "value": pa.array(
                np.concatenate([np.exp(before), income]), mask=np.concatenate([np.zeros(size, np.bool_), lost])
            ),
        }
        return applicants(pa.table(applications), self.courses, pa.table(outcomes))


def lottery_rows(dataset: Dataset, runs: int, seed: int) -> Iterator[str]:
    for record in ("training_vocational", "training_farming"):
        lots = Lotteries(dataset, record)
        name = f"{record}, {len(lots.ids):,} in {lots.courses.num_rows} classes"
        offer, completion, exact = Tally(), Tally(), Tally()
        truth = np.expm1(np.log1p(COURSE) * COMPLETING)
        for run in range(runs):
            frame = lots.drawn(np.random.default_rng([seed, _PART, run]), COMPLETING)
            found, complier = offer_effect(frame), complier_effect(frame)
            offer.add(truth, found.low, found.high, found.effect, found.standard_error)
            completion.add(COURSE, complier.low, complier.high, complier.effect, complier.standard_error)
            if run % 10 == 0:
                test = randomisation_test(frame, seed=run, draws=999)
                exact.add(truth, test.low, test.high, found.effect, found.standard_error)
        yield offer.row(f"offer (ITT): {name}")
        yield completion.row(f"completion (CACE): {name}")
        yield exact.row(f"offer by randomisation, 999 draws: {name}")
        seldom, delta, unbounded, refused = Tally(), Tally(), 0, 0
        for run in range(runs):
            try:
                found = complier_effect(lots.drawn(np.random.default_rng([seed, _PART, 1, run]), SELDOM))
            except InputError:
                refused += 1  # Nobody completed.
                continue
            unbounded += found.kind != "bounded"
            low, high = as_interval(found)
            seldom.add(COURSE, low, high, found.effect, found.standard_error)
            reach = 1.96 * found.standard_error
            delta.add(COURSE, found.effect - reach, found.effect + reach, found.effect, found.standard_error)
        yield seldom.row(f"completion, 10% complete, Anderson–Rubin ({unbounded} unbounded, {refused} refused): {name}")
        yield delta.row(f"the same, estimate ± 1.96 SE: {name}")


def as_interval(found: ComplierEffect) -> tuple[float, float]:
    """Ends that hold the planted effect exactly where the region does."""
    if found.kind != "outside":
        return found.low, found.high
    return (-1.0, found.low) if found.low >= COURSE else (found.high, np.inf)


def village_rows(dataset: Dataset, runs: int, seed: int) -> Iterator[str]:
    panel = village_panel(dataset.read("outcomes"))
    delivered = dataset.read("delivered").to_pylist()
    item = next(row["item_id"] for row in delivered if row["lever"] == "empowerment")
    entry = entered(dataset.read("delivered"), item)
    moved = panel.values - panel.values.mean(axis=1, keepdims=True)
    moved -= moved.mean(axis=0)
    yearly = float(np.sqrt((moved**2).sum() / ((len(panel) - 1) * (len(panel.years) - 1))))
    sizes = {year: list(entry.values()).count(year) for year in sorted(set(entry.values()))}
    cases = (
        (f"{len(panel)} villages, {'+'.join(map(str, sizes.values()))} enter", sizes, len(panel)),
        ("30 villages, 5+5+5 enter", dict.fromkeys(sizes, 5), 30),
    )
    for name, counts, villages in cases:
        ours, plain = Tally(), Tally()
        for run in range(runs):
            rng = np.random.default_rng([seed, _PART, 2, villages, run])
            found, values, year = one_panel(panel.years, counts, villages, yearly, rng)
            ours.add(VILLAGE, found.low, found.high, found.effect, found.standard_error)
            error = plug_in_error(values, year, panel.years, found.effect)
            reach = 1.96 * error
            plain.add(VILLAGE, found.effect - reach, found.effect + reach, found.effect, error)
        yield ours.row(f"village programme, staggered DiD: {name}")
        yield plain.row(f"the same, plug-in error and normal quantile: {name}")


def one_panel(years, counts, villages, yearly, rng):  # type: ignore[no-untyped-def]
    """A panel with random entry and the planted effect, and what is found in it."""
    year = np.full(villages, 9999)
    order = rng.permutation(villages)
    start = 0
    for when, count in counts.items():
        year[order[start : start + count]] = when
        start += count
    values = 13 + 0.25 * rng.standard_normal((villages, 1)) + yearly * rng.standard_normal((villages, len(years)))
    values += 0.05 * np.arange(len(years)) + np.log1p(VILLAGE) * (np.array(years) >= year[:, None])
    names = tuple(f"V{at}" for at in range(villages))
    entry = {name: int(when) for name, when in zip(names, year, strict=True) if when != 9999}
    panel = Panel(names, years, values, 0, 30.0)
    return staggered_effect(panel, entry, seed=1), values, year


def plug_in_error(values: Floats, year: NDArray[np.int64], years: tuple[int, ...], effect: float) -> float:
    """The influence-function error of the same average without a small-sample correction, on the scale of shares."""
    from merata.evaluation.contrasts import estimates  # noqa: PLC0415
    from merata.evaluation.staggered import Design  # noqa: PLC0415

    entry, group, sizes = np.unique(year, return_inverse=True, return_counts=True)
    design = Design(tuple(entry.tolist()), tuple(sizes.tolist()), years)
    found = estimates(values, group, design.average(design.after())[None])
    scores = found.scores[:, 0] * np.sqrt((sizes[group] - 1) / sizes[group])
    return float(np.sqrt(scores @ scores) * (1 + effect))


class Realised:
    """What the planted effects made of all that households consume: in logarithms, from the hidden truth."""

    def __init__(self, dataset: Dataset) -> None:
        households = dataset.read("households", ["household_id", "village_code", "size"])
        ids = households["household_id"].combine_chunks()
        self.at = {name: at for at, name in enumerate(ids.to_pylist())}
        self.village = households["village_code"].to_numpy(zero_copy_only=False)
        truth, benefits = dataset.read("truth"), dataset.read("benefits")
        benefits = benefits.filter(pc.is_in(benefits["programme_id"], value_set=pa.array(ON_TOP)))
        self.consumed, self.aid = {}, {}
        for year in (2023, 2024, 2025):
            here = truth.filter(pc.equal(truth["year"], year))
            row = pc.index_in(ids, value_set=here["household_id"].combine_chunks())
            self.consumed[year] = here["consumption_pc_idr"].take(row).to_numpy()
            got = benefits.filter(pc.equal(benefits["year"], year))
            owner = pc.index_in(got["household_id"], value_set=ids).to_numpy()
            annual = np.bincount(owner, weights=got["annual_idr"].to_numpy().astype(float), minlength=len(ids))
            self.aid[year] = annual / 12 / households["size"].to_numpy()
        self.delivered = dataset.read("delivered")
        projects, reached = dataset.read("projects"), dataset.read("project_villages")
        self.served = served(projects, reached)
        self.courses = {row["course_id"]: row["year"] for row in dataset.read("courses").to_pylist()}
        self.completed = dataset.read("applications").filter(pc.field("completed")).to_pylist()

    def gain(self, households: NDArray[np.bool_] | NDArray[np.int64], year: int, effect: float) -> Floats:
        consumed, aid = self.consumed[year][households], self.aid[year][households]
        return np.log(consumed) - np.log(np.maximum(consumed - aid, 1.0) / (1 + effect) + aid)

    def of(self, one: Finding, effect: float, take_up: float) -> float:
        """The effect that an unbiased estimate of `one` would have, where `effect` was planted."""
        if one.lever == "empowerment":
            entry = entered(self.delivered, one.subject)
            year = np.array([entry.get(name, NEVER) for name in self.village])
            return float(np.expm1(np.mean([self.gain(year <= y, y, effect).mean() for y in self.consumed])))
        if one.lever == "infrastructure":
            served_here = [(v.village, v.share, v.year) for v in one.details["villages"]]
            gaps = [
                np.mean([self.gain(self.village == name, y, effect * share).mean() for y in range(since, 2026)])
                for name, share, since in served_here
            ]
            share = np.array([share for _, share, _ in served_here])
            return float(np.expm1(share @ gaps / (share @ share)))
        mine = [
            row for row in self.completed if row["course_id"] in one.items and self.courses[row["course_id"]] < 2025
        ]
        gains = [
            self.gain(np.array([self.at[row["household_id"]]]), self.courses[row["course_id"]] + 1, effect)[0]
            for row in mine
        ]
        return float(np.expm1(np.mean(gains) * (take_up if one.estimand == "offer" else 1.0)))


def world_rows(worlds: int, seed: int, *, as_planted: dict[str, Tally]) -> Iterator[str]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for world in range(worlds):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "demo"
            root.mkdir()
            build(root, scale=WORLD_SCALE, seed=seed + 1000 + world)
            dataset = Dataset(root)
            found = evaluate(dataset, draws=200, seed=world)
            realised = Realised(dataset)
        take_up = {one.subject: one.details["take_up"] for one in found.findings if one.estimand == "completion"}
        truth = {"training": COURSE, "empowerment": VILLAGE, "infrastructure": PROJECT}
        for one in found.findings:
            if one.kind != "bounded":
                continue
            share = take_up.get(one.subject, 1.0)
            effect = truth[one.lever]
            planted = np.expm1(np.log1p(effect) * share) if one.estimand == "offer" else effect
            for name in (f"{one.subject}, {one.estimand}", "all findings (not independent within a world)"):
                target = realised.of(one, effect, share)
                tallies[name].add(target, one.low, one.high, one.effect, one.standard_error)
                as_planted[name].add(float(planted), one.low, one.high, one.effect, one.standard_error)
    for name in sorted(tallies):
        yield tallies[name].row(name)


def table(title: str, rows: Iterator[str]) -> None:
    started = time.process_time()
    print(f"\n{title}\n")
    print("| | runs | held | 95% of that share | truth below / above | bias | SE ÷ SD |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(row, flush=True)
    print(f"\n{time.process_time() - started:.0f} s of processor time.", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demo", type=Path)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    dataset = Dataset(chosen.demo)
    if chosen.runs:
        table("Villages", village_rows(dataset, chosen.runs, chosen.seed))
        table("Lotteries", lottery_rows(dataset, chosen.runs, chosen.seed))
    as_planted: dict[str, Tally] = defaultdict(Tally)
    worlds = world_rows(chosen.worlds, chosen.seed, as_planted=as_planted)
    table(f"Worlds of {WORLD_SCALE:g} of the size, against what the planted effects did to all consumption", worlds)
    table("The same against the planted numbers", (as_planted[name].row(name) for name in sorted(as_planted)))


if __name__ == "__main__":
    main()
