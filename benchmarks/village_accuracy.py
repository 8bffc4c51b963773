"""How near predicted villages come to the demo's hidden truth, over many surveys of the same population.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/village_accuracy.py demo [--samples 30] [--bootstrap 100] [--gini | --log-normal]

Each survey is drawn as the demo's own is, and villages are predicted from it as `merata measure --by village` does, by
`merata.measurement.small_area.ebp` with the same covariates, and directly where they were sampled. Prints three
Markdown tables: bias, error and coverage of the predicted villages by regency; the error of the three ways in the
sampled villages; and the mean squared error that `ebp` estimates, with normal and with empirical errors of its
bootstrap, beside its true one (`--gini`: that of the Gini too, simulated from a fifth of the worlds, which is slow).
Every figure over samples has its 95% Monte-Carlo interval, by Student's t over the samples: villages of one sample are
not independent.

`--log-normal` asks instead what `ebp` estimates where its model holds: consumption is drawn anew for each sample from
the regression of its logarithm on the covariates over the whole population, with normal effects of villages and normal
own parts of the variances found there. Only the third table is printed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import known_population
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from known_population import Floats, Population
from numpy.typing import NDArray
from scipy.special import stdtrit

from merata.errors import InputError
from merata.measurement import small_area
from merata.measurement.areas import Wanted, measure_areas
from merata.measurement.covariates import LOGGED, VILLAGE_COVARIATES
from merata.measurement.estimates import Estimate
from merata.measurement.small_area.unit_input import Roles, read_unit_data
from merata.measurement.survey import direct
from merata.tables.catalogue import COVARIATES
from merata.tables.folder import Dataset

MEASURES = ("mean", "p0", "p1", "gini")
CLOSED = ("mean", "p0", "p1", "p2")
ERRORS = ("normal", "empirical")
SIMULATIONS, FEWER = 10, 5
"""Censuses from which a Gini is predicted, and what worlds are divided by for its bootstrap."""
_PART = 990
"""This program's part of a seed."""
ENDS = ("value", "low", "high")


@dataclass(frozen=True, slots=True)
class Sampled:
    """One sample's results by village, NaN where there is none: `predicted` and `direct` (villages × `MEASURES` ×
    `ENDS`), `ebp` (villages × `CLOSED`, and the Gini where it was asked for), its `error` and its estimated `mse` by
    `ERRORS`, and the sampled households `n` (villages). Where the population is log-normal, there is `ebp` alone.
    """

    predicted: Floats
    direct: Floats
    ebp: Floats
    error: Floats
    mse: dict[str, Floats]
    n: Floats


@cache
def population(folder: str) -> Population:
    return known_population.read(folder)


@cache
def places(folder: str) -> dict[str, int]:
    """The place of each village with a household, in the order of codes."""
    found = pc.unique(population(folder).frame["village_code"]).to_pylist()
    return {code: place for place, code in enumerate(sorted(found))}


def truth(of: Population, measures: Sequence[str]) -> Floats:
    """Villages × measures."""
    return of.truth(measures, "village_code")["value"].to_numpy().reshape(-1, len(measures))


@dataclass(frozen=True, slots=True)
class Study:
    """What is asked of every sample, by the program's arguments."""

    folder: str
    bootstrap: int
    gini: bool
    log_normal: bool

    @property
    def measures(self) -> tuple[str, ...]:
        """What `ebp` predicts."""
        return (*CLOSED, "gini") if self.gini else CLOSED


def one_sample(study: Study, number: int) -> Sampled | str:
    """What is estimated from the sample of that number, or why it was refused."""
    of, place = population(study.folder), places(study.folder)
    try:
        if study.log_normal:
            of = log_normal(of, number)
        survey = of.draw(number)
        best = {errors: best_predicted(study, of, survey, errors, number) for errors in ERRORS}
        tables = [] if study.log_normal else two_other_ways(of, survey, number)
    except InputError as error:
        return str(error)
    value, _, n = best[ERRORS[0]]
    predicted, directly = (tabled(table, place) for table in tables or ([], []))
    mse = {errors: found[1] for errors, found in best.items()}
    return Sampled(predicted, directly, value, value - truth(of, study.measures), mse, n)


def two_other_ways(of: Population, survey: pa.Table, number: int) -> tuple[Sequence[Estimate], Sequence[Estimate]]:
    """Villages as the dataset predicts them, and directly."""
    with tempfile.TemporaryDirectory() as scratch:
        twin = with_survey(of.dataset, survey, Path(scratch))
        predicted = measure_areas(twin, by="village", wanted=Wanted(measures=MEASURES, seed=number)).estimates
    return predicted, direct(survey, by="village_code", lines=of.lines, measures=MEASURES)


def log_normal(of: Population, number: int) -> Population:
    """The population with a consumption for which the model of `ebp` holds, another for every number."""
    tables = modelled(of.draw(number), of.villages), modelled(of.frame, of.villages)
    roles = Roles("consumption_pc_idr", tuple(covariates()), "village_code", None, "size", "line_idr")
    census = read_unit_data(*tables, roles, "log").census
    logs = np.log(of.consumption)[census.order]
    index = census.columns @ np.linalg.lstsq(census.columns, logs)[0]
    households = np.array([census.rows(area).stop - census.rows(area).start for area in range(len(census.areas))])
    village = np.repeat(np.arange(len(households)), households)
    effect = np.bincount(village, logs - index) / households
    own = logs - index - effect[village]
    rng = np.random.default_rng([_PART, number])
    drawn = effect.std() * rng.standard_normal(len(effect))[village] + own.std() * rng.standard_normal(len(own))
    consumption = np.empty(len(logs))
    consumption[census.order] = np.exp(index + drawn)
    return replace(of, consumption=consumption)


def best_predicted(
    study: Study, of: Population, survey: pa.Table, errors: str, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Values and their estimated MSE (villages × measures), and sampled households (villages), by `ebp`."""
    tables = modelled(survey, of.villages), modelled(of.frame, of.villages)
    parts = []
    asked = [(CLOSED, study.bootstrap), (("gini",), max(study.bootstrap // FEWER, 2))]
    for measures, worlds in asked if study.gini else asked[:1]:
        found = small_area.ebp(
            *tables,
            outcome="consumption_pc_idr",
            covariates=covariates(),
            area="village_code",
            size="size",
            line="line_idr",
            measures=measures,
            bootstrap=worlds,
            bootstrap_errors=errors,
            simulations=SIMULATIONS,
            seed=seed,
        ).estimates
        columns = [found[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in ("value", "mse", "n")]
        parts.append([column.reshape(-1, len(measures)) for column in columns])
    value, mse, n = (np.hstack(columns) for columns in zip(*parts, strict=True))
    return value, mse, n[:, 0]


def with_survey(dataset: Dataset, survey: pa.Table, folder: Path) -> Dataset:
    """A dataset like `dataset`, with another survey."""
    for file in dataset.root.iterdir():
        if file.stem != "survey_households":
            (folder / file.name).symlink_to(file.resolve())
    twin = Dataset(folder)
    twin.write("survey_households", survey.drop_columns(["line_idr", "persons"]))
    return twin


def covariates() -> list[str]:
    """What the registry and the survey both know, as the dataset's own prediction uses it."""
    return [*(column.name for column in COVARIATES), *VILLAGE_COVARIATES, "log_size", "regency_code"]


def modelled(table: pa.Table, villages: pa.Table) -> pa.Table:
    """The table with its covariates as the model takes them: logarithms of skewed amounts and of size."""
    at_home = pc.index_in(table["village_code"].cast(pa.string()), value_set=villages["village_code"].combine_chunks())
    for name in VILLAGE_COVARIATES:
        if name not in table.column_names:
            table = table.append_column(name, villages[name].take(at_home))
    for name in sorted(LOGGED):
        amount = pc.log1p(table[name].cast(pa.float64()))
        table = table.set_column(table.column_names.index(name), name, amount)
    return table.append_column("log_size", pc.ln(table["size"].cast(pa.float64())))


def tabled(estimates: Sequence[Estimate], place: dict[str, int]) -> Floats:
    """Villages × `MEASURES` × `ENDS`, NaN where there is no estimate or no end."""
    table = np.full((len(place), len(MEASURES), len(ENDS)), np.nan)
    for one in estimates:
        ends = (one.value, one.low, one.high)
        table[place[one.area], MEASURES.index(one.measure)] = [np.nan if end is None else end for end in ends]
    return table


def over_samples(values: Floats) -> tuple[float, float]:
    """The mean of one figure a sample, and how far its 95% Monte-Carlo interval reaches."""
    known = values[~np.isnan(values)]
    return float(known.mean()), float(stdtrit(len(known) - 1, 0.975) * known.std(ddof=1) / np.sqrt(len(known)))


def ratio(above: Floats, below: Floats) -> tuple[float, float]:
    """The ratio of two means over samples, and the reach of its interval, by linearisation."""
    whole = above.mean() / below.mean()
    return float(whole), over_samples((above - whole * below) / below.mean())[1]


def print_predicted(found: list[Sampled], real: Floats, regency: NDArray[np.str_], names: dict[str, str]) -> None:
    columns = ("villages", "mean truth", "mean error", "root mean squared error", "95% intervals that hold the truth")
    print(f"\n| regency | measure | {' | '.join(columns)} |\n|---|---|{'---:|' * len(columns)}")
    predicted = np.stack([sample.predicted for sample in found])
    for code, name in names.items():
        here = regency == code
        for k, measure in enumerate(MEASURES):
            value, low, high = np.moveaxis(predicted[:, here, k], -1, 0)
            known = ~np.isnan(low)
            bias, reach = over_samples((value - real[here, k]).mean(axis=1))
            error = np.sqrt(np.mean((value - real[here, k]) ** 2))
            held = ((low <= real[here, k]) & (real[here, k] <= high)).sum(axis=1) / known.sum(axis=1)
            digits = 0 if measure == "mean" else 4
            covered, spread = over_samples(held)
            print(
                f"| {name} | {measure} | {here.sum()} | {real[here, k].mean():,.{digits}f} | "
                f"{bias:,.{digits}f} ± {reach:,.{digits}f} | {error:,.{digits}f} | {covered:.1%} ± {spread:.1%} |"
            )


def print_three_ways(found: list[Sampled], real: Floats) -> None:
    columns = ("villages a sample", "direct", "predicted", "ebp", "MSE direct ÷ predicted", "direct ÷ ebp")
    print(f"\n| measure | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    for k, measure in enumerate(MEASURES):
        known = [~np.isnan(sample.direct[:, k, 0]) for sample in found]
        ways = {"direct": [s.direct[:, k, 0] for s in found], "predicted": [s.predicted[:, k, 0] for s in found]}
        if measure in CLOSED:
            ways["ebp"] = [s.ebp[:, CLOSED.index(measure)] for s in found]
        errors = {
            name: np.array([np.mean((v - real[:, k])[here] ** 2) for v, here in zip(values, known, strict=True)])
            for name, values in ways.items()
        }
        digits = 0 if measure == "mean" else 4
        roots = [f"{np.sqrt(errors[name].mean()):,.{digits}f}" if name in errors else "" for name in columns[1:4]]
        gains = [
            "{:.1f} ± {:.1f}".format(*ratio(errors["direct"], errors[name])) if name in errors else ""
            for name in ("predicted", "ebp")
        ]
        villages = np.mean([here.sum() for here in known])
        print(f"| {measure} | {villages:.0f} | {' | '.join(roots)} | {' | '.join(gains)} |")


def print_mse(found: list[Sampled], measures: Sequence[str]) -> None:
    told_by = [f"{errors} errors: {figure}" for errors in ERRORS for figure in ("estimated", "MSE estimated ÷ true")]
    columns = ("true root MSE", *told_by)
    print(f"\n| measure | villages | {' | '.join(columns)} |\n|---|---|{'---:|' * len(columns)}")
    kinds: dict[str, Callable[[Floats], NDArray[np.bool_]]] = {
        "sampled": lambda n: n > 0,
        "not sampled": lambda n: n == 0,
    }
    for k, measure in enumerate(measures):
        digits = 0 if measure == "mean" else 4
        for kind, chosen in kinds.items():
            true = np.array([np.mean(s.error[chosen(s.n), k] ** 2) for s in found])
            cells = [f"{np.sqrt(true.mean()):,.{digits}f}"]
            for errors in ERRORS:
                told = np.array([np.mean(s.mse[errors][chosen(s.n), k]) for s in found])
                whole, reach = ratio(told, true)
                cells += [f"{np.sqrt(told.mean()):,.{digits}f}", f"{whole:.2f} ± {reach:.2f}"]
            print(f"| {measure} | {kind} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Predicted villages against the truth, over many samples.")
    parser.add_argument("folder")
    parser.add_argument("--samples", type=int, default=30)
    parser.add_argument("--bootstrap", type=int, default=100, help="bootstrap worlds of ebp in each sample")
    parser.add_argument("--gini", action="store_true", help="the Gini's mean squared error too (slow)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--log-normal", action="store_true", help="a population for which ebp's model holds")
    options = parser.parse_args()
    study = Study(options.folder, options.bootstrap, options.gini, options.log_normal)
    of, place = population(options.folder), places(options.folder)
    with ProcessPoolExecutor(options.processes) as pool:
        results = list(pool.map(partial(one_sample, study), range(options.samples)))
    refused = [result for result in results if isinstance(result, str)]
    found = [result for result in results if not isinstance(result, str)]
    regency = np.array([code[:5] for code in place])
    print(f"{len(found)} samples of {options.samples}, {len(place)} villages, {options.bootstrap} bootstrap worlds")
    for reason in dict.fromkeys(refused):
        print(f"refused {refused.count(reason)}: {reason}")
    if not study.log_normal:
        real = truth(of, MEASURES)
        print_predicted(found, real, regency, of.regencies)
        print_three_ways(found, real)
    print_mse(found, study.measures)


if __name__ == "__main__":
    main()
