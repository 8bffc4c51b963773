"""The planner at full size: the proven gap over time, beside greedy, plain cutting planes and a convex solver.

    .venv/bin/python benchmarks/planner.py [--draws 1] [--seconds 60] [--gap 0.001] [--convex PYTHON]

The case is synthetic: 420,000 households in 248 villages, 3,652 candidates with some 574,000 effects on households:
bands of assistance in order of need (70%; two programmes, each household has a claim on one), and classes and works
(30%). Contenders: Merata's search; greedy with full recomputation (each choice by the exact gain per rupiah of the
likeliest items, the whole objective computed anew for each); greedy by stand-alone gains; plain cutting planes with
parts of items (Kelley); and, with --convex, a convex solver (CLARABEL
through cvxpy, in the Python where they are installed) on the same relaxation of a sample that it can
hold. Each prints its gain, its bound where it has one, and the seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy import sparse

from merata.planning.choices.candidates import Candidates, Effects, Item
from merata.planning.limits.rows import within
from merata.planning.optimiser.bound import upper_limit
from merata.planning.optimiser.evaluating import Draws, Evaluator, evaluator
from merata.planning.optimiser.filling import Filling, ordering
from merata.planning.optimiser.master import Master
from merata.planning.optimiser.objective import objective_of
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Progress

HOUSEHOLDS, VILLAGES = 420_000, 248
BANDS, WORKS, CLASSES = 2_556, 400, 696
BAND_HOUSEHOLDS, SEATS = 160, 20
MONTHS = 12.0


def case(draws: int, seed: int = 1) -> tuple[Candidates, Draws]:
    """The synthetic case: welfare, and items with their effects."""
    rng = np.random.default_rng(seed)
    size = rng.integers(1, 7, HOUSEHOLDS).astype(np.float64)
    village = np.sort(rng.integers(0, VILLAGES, HOUSEHOLDS))
    level = 14.0 + 0.25 * rng.standard_normal(VILLAGES)[village]
    expected = level + 0.45 * rng.standard_normal(HOUSEHOLDS)
    welfare = np.exp(expected + 0.35 * rng.standard_normal((draws, HOUSEHOLDS)))
    rows, households, rupiah, items, cost, chain = [], [], [], [], [], []
    for place in range(VILLAGES):
        here = np.flatnonzero(village == place)
        here = here[np.argsort(expected[here])]
        for programme, monthly in enumerate((200_000.0, 130_000.0)):
            for band in range(BANDS // VILLAGES // 2 + (1 if place < BANDS % VILLAGES // 2 else 0)):
                chosen = here[programme::2][band * BAND_HOUSEHOLDS :][:BAND_HOUSEHOLDS]
                if not chosen.size:
                    break
                rows.append(np.full(chosen.size, len(items)))
                households.append(chosen)
                rupiah.append(monthly / size[chosen])
                cost.append(int(monthly * MONTHS * chosen.size))
                chain.append(place * 2 + programme)
                items.append(_item(f"{programme}:{place}", "programme"))
    assisted = len(items)
    shares: list[tuple[int, np.ndarray, np.ndarray]] = []
    for number in range(CLASSES):
        seated = rng.choice(HOUSEHOLDS, SEATS, replace=False)
        shares.append((len(items), seated, np.full(SEATS, rng.uniform(0.02, 0.2))))
        cost.append(int(rng.uniform(80e6, 260e6)))
        chain.append(10_000 + number)
        items.append(_item(f"class-{number}", "course"))
    for number in range(WORKS):
        place = rng.integers(0, VILLAGES)
        here = np.flatnonzero(village == place)
        served = rng.choice(here, min(400, here.size), replace=False)
        shares.append((len(items), served, np.full(served.size, rng.uniform(0.002, 0.06))))
        cost.append(int(rng.uniform(0.4e9, 12e9)))
        chain.append(20_000 + number)
        items.append(_item(f"work-{number}", "project"))
    shape = (len(items), HOUSEHOLDS)
    added = sparse.csr_array((np.concatenate(rupiah), (np.concatenate(rows), np.concatenate(households))), shape=shape)
    owner = np.concatenate([np.full(who.size, at) for at, who, _ in shares])
    share = sparse.csr_array(
        (np.concatenate([part for *_, part in shares]), (owner, np.concatenate([who for _, who, _ in shares]))),
        shape=shape,
    )
    none = sparse.csr_array(shape)
    found = Candidates(
        tuple(items),
        np.array(cost, dtype=np.int64),
        np.array(chain, dtype=np.int64),
        HOUSEHOLDS,
        (Effects("cash", added, none), Effects("works", none, share)),
    )
    print(
        f"{HOUSEHOLDS:,} households, {len(items):,} candidates ({assisted:,} bands), {added.nnz + share.nnz:,} effects"
    )
    spread = np.sqrt(3) * np.linspace(-1, 1, draws) if draws > 1 else np.zeros(1)
    scale = {"cash": 1 + 0.1 * rng.permutation(spread), "works": 1 + 0.5 * rng.permutation(spread)}
    return found, Draws(welfare, size, np.full(HOUSEHOLDS, 600_000.0), scale)


def _item(name: str, kind: str) -> Item:
    return Item(name, name, kind, "assistance", name, None, None, 1, "works", assumption=True)


def greedy(by: Evaluator, budget: int) -> tuple[float, int]:
    """By stand-alone gain per rupiah, linearised at no plan; whole items while they fit."""
    filling = Filling(by.candidates, within(by.candidates, budget))
    filling.fill(ordering(by.candidates, by.at(np.zeros(len(by.candidates))).slopes))
    return float(by.gains(filling.chosen.astype(float)).mean()), filling.spent


def greedy_recomputed(by: Evaluator, budget: int, seconds: float) -> tuple[float, int, int]:
    """Greedy that computes the gain of the 5 likeliest items anew before each choice, for so many seconds."""
    limits = within(by.candidates, budget)
    chosen = np.zeros(len(by.candidates), dtype=np.bool_)
    stop, taken = time.perf_counter() + seconds, 0
    now = 0.0
    while time.perf_counter() < stop:
        found = by.at(chosen.astype(float))
        best, best_at = 0.0, -1
        order = ordering(by.candidates, found.slopes)
        tried = 0
        for at in order.items[~chosen[order.items]].tolist():
            filling = Filling(by.candidates, limits, chosen)
            if not filling._choose(at) or not filling.feasible:
                continue
            gain = (float(by.gains(filling.chosen.astype(float)).mean()) - now) / by.candidates.cost_idr[at]
            best, best_at = (gain, at) if gain > best else (best, best_at)
            tried += 1
            if tried == 5:
                break
        if best_at < 0:
            break
        chosen[best_at] = True
        now = float(by.gains(chosen.astype(float)).mean())
        taken += 1
    return now, int(by.candidates.cost_idr[chosen].sum()), taken


def kelley(by: Evaluator, budget: int, seconds: float) -> list[tuple[float, float, float]]:
    """Plain cutting planes with parts of items: seconds, value of the best parts, bound."""
    limits = within(by.candidates, budget)
    first = by.at(np.zeros(len(by.candidates)))
    master = Master(by.candidates, limits, float(np.abs(first.slopes).max()))
    master.add_cut(first.gain, first.slopes)
    start, best, bound, told = time.perf_counter(), 0.0, np.inf, []
    while time.perf_counter() - start < seconds:
        solved = master.parts()
        assert solved is not None
        plan, prices = solved
        bound = min(bound, upper_limit(by.candidates, limits, master.cuts, prices))
        found = by.at(plan)
        best = max(best, found.gain)
        master.add_cut(found.gain - float(found.slopes @ plan), found.slopes)
        told.append((time.perf_counter() - start, best, bound))
    return told


def main() -> None:
    """Run the contenders one after the other and print what each reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--budget", type=int, default=150_000_000_000)
    parser.add_argument("--objective", default="sen")
    parser.add_argument("--convex", help="A Python with cvxpy and clarabel.")
    parser.add_argument("--alone", action="store_true", help="Merata's search alone.")
    asked = parser.parse_args()
    choice, draws = case(asked.draws)
    by = evaluator(choice, draws, objective_of(asked.objective))
    begun = time.perf_counter()
    by.at(np.zeros(len(choice)))
    print(f"one evaluation with its supergradient: {time.perf_counter() - begun:.3f} s")
    reached = merata(by, asked)
    if asked.alone:
        return
    start = time.perf_counter()
    gain, spent = greedy(by, asked.budget)
    taken = time.perf_counter() - start
    print(f"greedy by stand-alone gain: {gain:,.6g} ({gain / reached:.2%}), Rp {spent:,}, {taken:.1f} s")
    gain, spent, number = greedy_recomputed(by, asked.budget, asked.seconds)
    print(f"greedy with recomputation, {asked.seconds:g} s: {number} choices, Rp {spent:,}, gain {gain:,.6g}")
    if asked.convex:
        for households in (200, 400):
            beside_convex(asked.convex, households)
    best, bound = kelley(by, asked.budget, asked.seconds)[-1][1:]
    open_part = (bound - best) / best
    print(f"plain cuts in parts, {asked.seconds:g} s: best {best:,.6g}, bound {bound:,.6g}, gap {open_part:.4%}")


def merata(by: Evaluator, asked: argparse.Namespace) -> float:
    """Merata's search, and when it had proved which gap."""
    start = time.perf_counter()
    milestones = [0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]

    def tell(now: Progress) -> None:
        gap = (now.bound - now.gain) / abs(now.gain)
        while milestones and gap <= milestones[0]:
            print(
                f"  gap {milestones.pop(0):.2%} proved after {time.perf_counter() - start:6.2f} s ({now.evaluations})"
            )

    limits = within(by.candidates, asked.budget)
    found = optimise(by, limits, gap=asked.gap, tell=tell, expired=lambda: time.perf_counter() - start > asked.seconds)
    taken = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    proof = f"bound {found.bound:,.6g}, gap {found.gap:.4%}"
    print(f"merata: gain {found.gain:,.6g}, {proof}, {taken:.1f} s, {memory:,.0f} MB")
    return found.gain


def beside_convex(python: str, households: int, items: int = 60) -> None:
    """The relaxation of a sample by the convex solver and by Merata's cuts in parts."""
    rng = np.random.default_rng(households)
    size, welfare = rng.integers(1, 7, households).astype(float), rng.lognormal(14, 0.6, households)
    added = sparse.random_array(
        (items, households), density=0.05, rng=rng, data_sampler=lambda size: np.full(size, 1e5)
    )
    cost = np.asarray(added @ size) * MONTHS + 1e6
    budget = 0.3 * cost.sum()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.npz"
        np.savez(file, welfare=welfare, share=size / size.sum(), added=added.toarray(), cost=cost, budget=budget)
        shown = subprocess.run([python, "benchmarks/planner_convex.py", str(file)], capture_output=True, check=True)
    peer = json.loads(shown.stdout)
    none = sparse.csr_array((items, households))
    choice = Candidates(
        tuple(_item(str(at), "project") for at in range(items)),
        np.rint(cost).astype(np.int64),
        np.arange(items),
        households,
        (Effects("cash", sparse.csr_array(added), none),),
    )
    draws = Draws(welfare[None], size, np.full(households, np.nan), {"cash": np.ones(1)})
    by = evaluator(choice, draws, objective_of("sen"))
    best, bound = kelley(by, int(budget), 3.0)[-1][1:]
    start, value = by.before[0], peer["value"]
    print(
        f"{households} households: CLARABEL {value - start:,.6g} in {peer['seconds']:.1f} s; "
        f"cuts in parts {best:,.6g} to {bound:,.6g} in 3 s"
    )


if __name__ == "__main__":
    main()
