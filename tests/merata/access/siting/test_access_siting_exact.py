"""Sites chosen: by hand, and against trying every choice."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from merata.access.siting.assignment import to_the_best
from merata.access.siting.exact import best_assignment, best_sites
from merata.access.siting.heuristic import greedy_with_swaps
from merata.access.siting.problem import Limits, Sites, SitingProblem, coverage_gain, median_gain
from merata.errors import InputError, UsageError

INF = float("inf")


def sites(count: int, *, capacity: list[float] | None = None, cost: list[int] | None = None, built: int = 0) -> Sites:
    return Sites(
        tuple(f"S{number}" for number in range(count)),
        tuple(cost or [1] * count),
        np.array(capacity or [INF] * count),
        np.arange(count) < built,
    )


LINE = np.abs(np.subtract.outer([0.0, 10, 20, 30], [0.0, 10, 20, 30]))
"""Four hamlets ten minutes apart on one road, and a site in each."""


def test_the_median_of_a_line_by_hand() -> None:
    persons = np.array([10.0, 1, 1, 1])
    gain = median_gain(LINE, np.full(4, INF), persons, unserved_minutes=60)
    found = best_sites(SitingProblem(persons, gain, sites(4), Limits(count=1)))
    # 13 people at 60 minutes are 780; from the first hamlet 10 + 20 + 30 are left.
    assert (found.sites.tolist(), found.gain, found.gap) == ([0], 720.0, 0.0)
    equal = np.array([1.0, 2, 1, 3])
    gain = median_gain(LINE, np.full(4, INF), equal, unserved_minutes=60)
    two = best_sites(SitingProblem(equal, gain, sites(4), Limits(count=2)))
    # One where three live; of the rest the middle one, 10 away from both others.
    assert two.sites.tolist() == [1, 3]
    assert two.gain == 7 * 60 - 20
    assert two.assignment.site.tolist() == [1, 1, 1, 3]


def test_what_is_there_already_counts() -> None:
    persons = np.ones(4)
    now = LINE[:, 0]
    gain = median_gain(LINE, now, persons)
    assert gain[:, 0].tolist() == [0, 0, 0, 0]
    found = best_sites(SitingProblem(persons, gain, sites(4), Limits(count=1)))
    assert (found.sites.tolist(), found.gain) == ([2], 40.0)
    covered = coverage_gain(LINE, now, persons, 10.0)
    assert covered[:, 2].tolist() == [0, 0, 1, 1]
    best = best_sites(SitingProblem(persons, covered, sites(4), Limits(count=1)))
    assert best.gain == 2.0


def test_capacities_by_hand() -> None:
    """A clinic for six people in a hamlet of ten: who has farthest to go elsewhere does not matter, only who gains."""
    persons = np.array([10.0, 4.0])
    minutes = np.array([[0.0, 20], [20, 0]])
    gain = median_gain(minutes, np.full(2, INF), persons, unserved_minutes=30)
    problem = SitingProblem(persons, gain, sites(2, capacity=[6, 6]), Limits(count=2))
    found = best_sites(problem)
    # Six stay in the first, four in the second, two of the first go to the second's last places, 10 minutes better off.
    assert found.gain == pytest.approx(6 * 30 + 4 * 30 + 2 * 10)
    assert found.assignment.people(problem) == pytest.approx([6, 6])
    assert found.gap == pytest.approx(0, abs=1e-6)


def test_a_site_that_stands_is_used_and_costs_nothing() -> None:
    persons = np.ones(4)
    gain = median_gain(LINE, np.full(4, INF), persons, 60)
    problem = SitingProblem(persons, gain, sites(4, built=1, cost=[999, 5, 5, 5], capacity=[1, 9, 9, 9]),
                            Limits(budget_idr=5))  # fmt: skip
    found = best_sites(problem)
    assert found.sites.tolist() == [0, 2]
    assert found.gain == pytest.approx(60 + 50 + 60 + 50)


def test_a_rupiah_too_much_is_too_much() -> None:
    persons = np.ones(2)
    gain = np.array([[5.0, 0], [0, 4]])
    dear = sites(2, cost=[1_000_000_000_001, 999_999_999_999])
    assert best_sites(SitingProblem(persons, gain, dear, Limits(budget_idr=2_000_000_000_000))).sites.tolist() == [0, 1]
    assert best_sites(SitingProblem(persons, gain, dear, Limits(budget_idr=1_999_999_999_999))).sites.tolist() == [0]
    assert best_sites(SitingProblem(persons, gain, dear, Limits(budget_idr=1_000_000_000_000))).sites.tolist() == [1]


def test_the_solver_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    best_sites(SitingProblem(np.ones(4), 60 - LINE, sites(4, capacity=[1.5] * 4), Limits(count=2)))
    assert capfd.readouterr() == ("", "")


def test_nothing_to_gain() -> None:
    problem = SitingProblem(np.ones(2), np.zeros((2, 3)), sites(3), Limits(count=2))
    found = best_sites(problem)
    assert (found.sites.tolist(), found.gain, found.bound, found.gap) == ([], 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"limits": Limits()}, UsageError, "how many"),
        ({"limits": Limits(count=-1)}, UsageError, "0 or more"),
        ({"gain": np.ones((2, 2))}, UsageError, "shape"),
        ({"gain": np.full((2, 3), np.nan)}, InputError, "zero or more"),
        ({"sites": sites(3, cost=[-1, 0, 0])}, InputError, "costs"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], error: type[Exception], words: str) -> None:
    given = {"persons": np.ones(2), "gain": np.ones((2, 3)), "sites": sites(3), "limits": Limits(count=1), **change}
    with pytest.raises(error, match=words):
        best_sites(SitingProblem(**given))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="minutes"):
        coverage_gain(LINE, LINE[:, 0], np.ones(4), 0)
    with pytest.raises(UsageError, match="minutes"):
        median_gain(LINE, LINE[:, 0], np.ones(4), INF)


@st.composite
def problems(draw: st.DrawFn) -> SitingProblem:
    rng = np.random.default_rng([draw(st.integers(0, 10_000)), 512])
    clusters, count = int(rng.integers(1, 8)), int(rng.integers(1, 7))
    minutes = rng.integers(0, 60, (clusters, count)).astype(float)
    minutes[rng.uniform(size=minutes.shape) < 0.1] = INF
    now = np.where(rng.uniform(size=clusters) < 0.5, rng.integers(0, 60, clusters), INF)
    persons = rng.integers(1, 50, clusters).astype(float)
    weight = persons * rng.uniform(0.5, 2, clusters)
    gain = median_gain(minutes, now, weight, 90) if draw(st.booleans()) else coverage_gain(minutes, now, weight, 25)
    capacity = rng.integers(0, 80, count).astype(float) if draw(st.booleans()) else np.full(count, INF)
    capacity[rng.uniform(size=count) < 0.3] = INF
    cost = rng.integers(1, 9, count).tolist()
    limits = draw(st.sampled_from([Limits(2), Limits(None, 9), Limits(2, 9), Limits(0), Limits(3)]))
    return SitingProblem(persons, gain, Sites(tuple(map(str, range(count))), tuple(cost), capacity,
                                              rng.uniform(size=count) < 0.15), limits)  # fmt: skip


def worth(problem: SitingProblem, chosen: tuple[int, ...]) -> float:
    """The best that people get out of some sites: SciPy's linear programme with all that has to hold."""
    clusters, count = problem.gain.shape
    fills, uses = np.zeros((count, clusters * count)), np.zeros((clusters, clusters * count))
    for cluster in range(clusters):
        for site in range(count):
            uses[cluster, cluster * count + site] = 1
            fills[site, cluster * count + site] = problem.persons[cluster]
    room = np.where(np.isin(np.arange(count), chosen), np.minimum(problem.sites.capacity, 1e6), 0.0)
    found = linprog(-problem.gain.ravel(), np.vstack([fills, uses]), np.concatenate([room, np.ones(clusters)]))
    return float(-found.fun)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_best_of_all_choices(problem: SitingProblem) -> None:
    numbers = range(len(problem.sites))
    built = set(np.flatnonzero(problem.sites.built).tolist())
    choices = [
        choice
        for choice in chain.from_iterable(combinations(numbers, size) for size in range(len(problem.sites) + 1))
        if built <= set(choice) and problem.limits.allow(problem.sites, np.array(choice, dtype=np.int64))
    ]
    best = max(worth(problem, choice) for choice in choices)
    found = best_sites(problem)
    assert found.gain == pytest.approx(best, rel=1e-7, abs=1e-6)
    assert found.gain <= found.bound * (1 + 1e-9) + 1e-9
    assert found.gap <= 1e-6
    assert problem.limits.allow(problem.sites, found.sites)
    assert (found.assignment.people(problem) <= problem.sites.capacity + 1e-6).all()
    assert found.start_gain <= best * (1 + 1e-9) + 1e-9
    again = best_assignment(problem, found.sites)
    assert again.gain(problem) == pytest.approx(best, rel=1e-7, abs=1e-6)
    if not problem.capacitated:
        start = greedy_with_swaps(problem)
        assert problem.limits.allow(problem.sites, start)
        assert to_the_best(problem, start).gain(problem) == pytest.approx(found.start_gain)
