"""How often 95% intervals of direct estimates hold the truth, over many samples from the demo's known population.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/interval_coverage.py demo [--samples 3000] [--blocks 0,0r,40,20] [--processes 2]

Each sample is drawn as the demo's own survey is (regency × urban strata, census blocks by size, ten households in each)
from the same hidden consumption, which is never changed to suit, and goes through `merata.measurement.estimate` as an
analyst's would. Prints Markdown tables, by regency and measure and number of census blocks: the bias; the mean standard
error over the true standard deviation; the share of samples whose interval holds the truth, with the 95% interval that
the number of samples leaves of that share (Wilson); on which side of the interval the truth lies when it is missed;
how many samples gave no interval. Then the same shares on every scale (in brackets: how often the truth lies above),
to show why each measure's was chosen, with the slope of ln(SE) on ln(value) over the samples: the scale on which the
error does not depend on the value is the value itself where that is 0, its logarithm at 1, its inverse at 2.

0 blocks stands for the demo's own number. The demo draws blocks systematically along the list of villages, so that
neighbours seldom come together, and estimates vary less than the standard errors, which take blocks as drawn
independently, can know; an r behind the number shuffles the list before each draw, which takes that advantage away.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import get_args
from unittest import mock

import known_population
import numpy as np
import pyarrow as pa
from known_population import Floats, Population
from numpy.typing import NDArray
from scipy.special import ndtri

from merata import measurement
from merata.demo import inclusion, sample
from merata.demo.inclusion import systematic
from merata.measurement.measures import named
from merata.stats.intervals import Scale, interval

MEASURES = ("mean", "p0", "gini", "theil_t", "theil_l")
COLUMNS = ("value", "se", "df", "low", "high")
CHUNK = 50
"""Samples that a process takes at a time."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many census blocks are drawn in each regency, and whether from a list in random order."""

    blocks: dict[str, int]
    random_order: bool

    @classmethod
    def named(cls, text: str) -> Drawing:
        """From a text as "0", "0r" or "40"."""
        number = int(text.removesuffix("r"))
        return cls(dict.fromkeys(sample.BLOCKS, number) if number else dict(sample.BLOCKS), text.endswith("r"))

    def told(self, of: Population) -> str:
        numbers = ", ".join(f"{of.regencies[code]} {number}" for code, number in self.blocks.items())
        return f"Census blocks: {numbers}{', list in random order' if self.random_order else ''}"


@cache
def population(folder: str) -> Population:
    return known_population.read(folder)


def estimates(survey: pa.Table) -> Floats:
    """Regencies × measures × `COLUMNS`, NaN where unknown."""
    found = measurement.estimate(
        survey,
        MEASURES,
        welfare="consumption_pc_idr",
        weight="persons",
        stratum="stratum",
        psu="psu",
        by="regency_code",
        line="line_idr",
    )
    columns = [found[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in COLUMNS]
    return np.column_stack(columns).reshape(-1, len(MEASURES), len(COLUMNS))


def shuffled(probability: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Systematic drawing from the list in random order."""
    order = rng.permutation(probability.size)
    return np.sort(order[systematic(probability[order], rng)])


def samples(folder: str, drawing: Drawing, numbers: range) -> Floats:
    """Samples × regencies × measures × `COLUMNS`."""
    of = population(folder)
    with (
        mock.patch.object(sample, "BLOCKS", drawing.blocks),
        mock.patch.object(inclusion, "systematic", shuffled if drawing.random_order else systematic),
    ):
        return np.stack([estimates(of.draw(number)) for number in numbers])


def wilson(held: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share that was `held` times in `of`."""
    z2 = float(ndtri(0.975)) ** 2
    middle = (held + z2 / 2) / (of + z2)
    reach = np.sqrt(z2 * (held * (of - held) / of + z2 / 4)) / (of + z2)
    return middle - reach, middle + reach


def share(held: NDArray[np.bool_]) -> str:
    low, high = wilson(int(held.sum()), held.size)
    return f"{held.mean():.1%} ({low:.1%}–{high:.1%})"


def print_coverage(found: Floats, truth: Floats, of: Population) -> None:
    columns = ("truth", "bias, %", "SE ÷ SD", "95% intervals that hold the truth", "truth below", "above", "none")
    print(f"\n| regency | measure | {' | '.join(columns)} |\n|---|---|{'---:|' * len(columns)}")
    for r, regency in enumerate(of.regencies.values()):
        for k, name in enumerate(MEASURES):
            value, se, _, low, high = found[:, r, k].T
            real, known = truth[r, k], ~np.isnan(low)
            below, above = real < low[known], real > high[known]
            bias, ratio = value.mean() / real - 1, np.nanmean(se) / value.std(ddof=1)
            digits = 0 if name == "mean" else 4
            print(
                f"| {regency} | {name} | {real:,.{digits}f} | {bias:+.2%} | {ratio:.3f} | {share(~below & ~above)} | "
                f"{below.mean():.1%} | {above.mean():.1%} | {np.mean(~known):.1%} |"
            )


def print_scales(found: Floats, truth: Floats, of: Population) -> None:
    scales: tuple[Scale, ...] = get_args(Scale)
    print(f"\n| regency | measure | {' | '.join(scales)} | slope |\n|---|---|{'---:|' * (len(scales) + 1)}")
    for r, regency in enumerate(of.regencies.values()):
        for k, name in enumerate(MEASURES):
            value, se, df, *_ = found[~np.isnan(found[:, r, k, 1]), r, k].T
            cells = []
            for scale in scales:
                low, high = interval(value, se, df, scale=scale)
                held = (low <= truth[r, k]) & (truth[r, k] <= high)
                mark = "**" if scale == named(name).scale else ""
                told = f"{mark}{held.mean():.1%}{mark} ({np.mean(truth[r, k] > high):.1%})"
                cells.append("" if scale == "logit" and name == "mean" else told)
            slope = np.polyfit(np.log(value), np.log(se), 1)[0]
            print(f"| {regency} | {name} | {' | '.join(cells)} | {slope:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of the intervals of direct estimates.")
    parser.add_argument("folder")
    parser.add_argument("--samples", type=int, default=3000)
    parser.add_argument("--blocks", default="0,0r,40,20", help="census blocks a regency, see above")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    of = population(options.folder)
    truth = of.truth(MEASURES, "regency_code")["value"].to_numpy().reshape(-1, len(MEASURES))
    starts = range(0, options.samples, CHUNK)
    numbers = [range(start, min(start + CHUNK, options.samples)) for start in starts]
    with ProcessPoolExecutor(options.processes) as pool:
        for drawing in map(Drawing.named, options.blocks.split(",")):
            found = np.concatenate(list(pool.map(partial(samples, options.folder, drawing), numbers)))
            print(f"\n**{drawing.told(of)}** ({options.samples:,} samples)")
            print_coverage(found, truth, of)
            print_scales(found, truth, of)


if __name__ == "__main__":
    main()
