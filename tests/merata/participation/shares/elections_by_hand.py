"""Small elections, elections at random, and the method of equal shares in its slowest and most obvious form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from merata.participation.shares.election import Election, Project, tie_order


def election(
    budget: int, costs: Mapping[str, int], ballots: Sequence[str] | Sequence[Mapping[str, int]], title: str = "small"
) -> Election:
    """Projects of one letter; a ballot is the letters approved ("ac"), or points by letter."""
    given = [dict.fromkeys(one, 1) if isinstance(one, str) else one for one in ballots]
    return Election(
        title,
        Fraction(budget),
        tuple(Project(name, f"project {name}", Fraction(cost)) for name, cost in costs.items()),
        tuple({name: Fraction(points) for name, points in one.items()} for one in given),
        "approval" if all(isinstance(one, str) for one in ballots) else "points",
    )


@st.composite
def elections(draw: st.DrawFn, *, most_points: int = 1, most_voters: int = 6) -> Election:
    """Up to six projects and a few voters; costs from few values, so that ties are common."""
    names = "abcdef"[: draw(st.integers(1, 6))]
    costs = {name: draw(st.sampled_from([1, 2, 3, 4, 6, 10, 12])) for name in names}
    ballots = draw(
        st.lists(st.dictionaries(st.sampled_from(names), st.integers(1, most_points)), min_size=1, max_size=most_voters)
    )
    return election(draw(st.integers(1, 24)), costs, ballots)


def slow_shares(
    given: Election, share: Fraction, *, utility: str = "cost", lot: str | None = None
) -> list[tuple[str, Fraction]]:
    """Purchases with their price per unit of utility, voter by voter as the definition says."""
    left = [share] * len(given.ballots)
    costs = given.costs
    order = [name for name in tie_order(given, lot) if costs[name] <= given.budget]
    bought: list[tuple[str, Fraction]] = []
    while True:
        offers = []
        for place, name in enumerate(order):
            worth = {v: ballot[name] * (costs[name] if utility == "cost" else 1)
                     for v, ballot in enumerate(given.ballots) if name in ballot}  # fmt: skip
            if name in [one for one, _ in bought] or sum(left[v] for v in worth) < costs[name] or not worth:
                continue
            # The price is where the payments, rising with it, meet the cost: between the two prices at which some
            # voter pays all she has, it is linear.
            for stop in sorted({left[v] / u for v, u in worth.items()}):
                poor = {v for v, u in worth.items() if left[v] / u < stop}
                rest = costs[name] - sum((left[v] for v in poor), Fraction(0))
                price = rest / sum(u for v, u in worth.items() if v not in poor)
                if price <= stop:
                    offers.append((price, place, name, worth))
                    break
        if not offers:
            return bought
        price, _, name, worth = min(offers, key=lambda one: one[:2])
        for v, u in worth.items():
            left[v] -= min(left[v], price * u)
        bought.append((name, price))
