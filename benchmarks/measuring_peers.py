"""What others do of the measuring kernel's work; imports nothing of Merata, so that it runs where the peers are.

Every function reads the Parquet file anew and gives values of everyone first, then of each village in order.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

LINE = 420_000.0
Found = Mapping[str, Any]


def numpy_gini(path: str) -> Found:
    """Gini and its linearised standard error, as vectorised as NumPy is: two sorts serve all groups."""
    return _numpy(path, {"gini": _numpy_gini_and_influence})


def numpy_all(path: str) -> Found:
    """All ten measures with linearised standard errors, written likewise."""
    return _numpy(path, {"gini": _numpy_gini_and_influence, **_NUMPY_OTHERS})


def _numpy(path: str, measures: Mapping[str, Any]) -> Found:
    import pyarrow.parquet as pq

    table = pq.read_table(path, pre_buffer=False)
    y, w, stratum, psu, village = (table[name].to_numpy() for name in table.column_names)
    psus, strata, villages = psu.max() + 1, stratum.max() + 1, village.max() + 1
    of_psu = np.zeros(psus, np.int64)
    of_psu[psu] = stratum
    number = np.bincount(of_psu, minlength=strata)
    order = np.argsort(y)
    parts = [_numpy_groups(measures, y[order], w[order], np.zeros(len(y), np.int64), psu[order], of_psu, number)]
    order = order[np.argsort(village[order].astype(np.int16), kind="stable")]
    group = village[order].astype(np.int64)
    parts.append(_numpy_groups(measures, y[order], w[order], group, psu[order], of_psu, number))
    assert len(parts[1]["gini"]) == villages
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


class _Groups:
    """Rows sorted by group, then welfare, with what several measures need of them."""

    def __init__(self, y: Any, w: Any, group: Any) -> None:
        self.y, self.w = y, w
        self.count = np.bincount(group)
        self.start = np.cumsum(self.count) - self.count
        self.mass = w * y
        self.people, self.total = self.sum(w), self.sum(self.mass)
        self.below = np.cumsum(w)
        self.below -= self.rows(self.below[self.start] - w[self.start])
        self.n, self.t = self.rows(self.people), self.rows(self.total)

    def sum(self, values: Any) -> Any:
        return np.add.reduceat(values, self.start)

    def rows(self, values: Any) -> Any:
        return np.repeat(values, self.count)


def _numpy_groups(
    measures: Mapping[str, Any], y: Any, w: Any, group: Any, psu: Any, of_psu: Any, number: Any
) -> dict[str, Any]:
    """Values and errors of every group."""
    groups = _Groups(y, w, group)
    psus = len(of_psu)
    by_stratum = np.argsort(of_psu, kind="stable")
    first = np.cumsum(number) - number
    found: dict[str, Any] = {}
    for name, measure in measures.items():
        value, influence = measure(groups)
        sums = np.bincount(group * psus + psu, weights=w * influence, minlength=len(groups.count) * psus)
        sums = sums.reshape(-1, psus)[:, by_stratum]
        squares = np.add.reduceat(sums**2, first, axis=1)
        of_stratum = np.add.reduceat(sums, first, axis=1)
        found[name] = value
        found[f"{name}_se"] = np.sqrt(np.sum(number / (number - 1) * (squares - of_stratum**2 / number), axis=1))
    return found


def _numpy_gini_and_influence(g: _Groups) -> tuple[Any, Any]:
    held = np.cumsum(g.mass)
    held -= g.rows(held[g.start] - g.mass[g.start])
    area = 2 * g.sum(g.mass * g.below) / (g.people * g.total)
    value = area - g.sum(g.mass * g.w) / (g.people * g.total) - 1
    a = g.rows(area)
    return value, 2 * (g.y * g.below + g.t - held + g.mass) / (g.n * g.t) - a * (g.y / g.t + 1 / g.n)


def _theil_t(g: _Groups) -> tuple[Any, Any]:
    weighed = g.y * np.log(g.y)
    held = g.sum(g.w * weighed)
    value = held / g.total - np.log(g.total / g.people)
    return value, weighed / g.t - g.rows(held / g.total) * g.y / g.t - g.y / g.t + 1 / g.n


def _theil_l(g: _Groups) -> tuple[Any, Any]:
    logs = np.log(g.y)
    mean = g.sum(g.w * logs) / g.people
    return np.log(g.total / g.people) - mean, g.y / g.t - 1 / g.n - (logs - g.rows(mean)) / g.n


def _atkinson_1(g: _Groups) -> tuple[Any, Any]:
    value, influence = _theil_l(g)
    return 1 - np.exp(-value), g.rows(np.exp(-value)) * influence


def _atkinson_half(g: _Groups) -> tuple[Any, Any]:
    roots = np.sqrt(g.y)
    held = g.sum(g.w * roots)
    c, kept = g.rows(held), g.rows(held**2 / (g.people * g.total))
    return 1 - held**2 / (g.people * g.total), -(2 * c * roots / (g.n * g.t) - kept / g.n - kept * g.y / g.t)


def _fgt(power: int) -> Any:
    def measure(g: _Groups) -> tuple[Any, Any]:
        gap = np.where(g.y < LINE, (1 - g.y / LINE) ** power, 0.0)
        value = g.sum(g.w * gap) / g.people
        return value, (gap - g.rows(value)) / g.n

    return measure


def _lorenz(g: _Groups, share: float) -> tuple[Any, Any]:
    """What the poorest `share` hold of the whole."""
    reached = g.below >= g.rows(share * g.people)
    # Rows are in order, so the first that is reached holds the quantile.
    quantile = g.y[g.start + g.count - g.sum(reached.astype(np.int64))]
    q = g.rows(quantile)
    gap = np.minimum(g.y - q, 0.0)
    held = g.sum(g.w * gap) + share * g.people * quantile
    return held / g.total, (gap + share * q) / g.t - g.rows(held / g.total) * g.y / g.t


def _bottom40(g: _Groups) -> tuple[Any, Any]:
    return _lorenz(g, 0.4)


def _palma(g: _Groups) -> tuple[Any, Any]:
    (bottom, of_bottom), (rest, of_rest) = _lorenz(g, 0.4), _lorenz(g, 0.9)
    return (1 - rest) / bottom, -of_rest / g.rows(bottom) - g.rows((1 - rest) / bottom**2) * of_bottom


_NUMPY_OTHERS = {
    "theil_t": _theil_t,
    "theil_l": _theil_l,
    "atkinson(0.5)": _atkinson_half,
    "atkinson(1)": _atkinson_1,
    "p0": _fgt(0),
    "p1": _fgt(1),
    "p2": _fgt(2),
    "bottom40_share": _bottom40,
    "palma": _palma,
}


def polars_gini(path: str) -> Found:
    """The same by Polars' expressions, lazily, with one sort."""
    import polars as pl

    def gini(frame: Any, over: list[str]) -> Any:
        def whole(column: Any) -> Any:
            return column.over(over) if over else column

        w, y = pl.col("weight"), pl.col("welfare")
        frame = frame.with_columns(
            people=whole(w.sum()),
            total=whole((w * y).sum()),
            below=whole(w.cum_sum()),
            held=whole((w * y).cum_sum()),
        ).with_columns(both=pl.col("people") * pl.col("total"))
        frame = frame.with_columns(area=whole((2 * w * y * pl.col("below")).sum()) / pl.col("both"))
        influence = 2 * (y * pl.col("below") + pl.col("total") - pl.col("held") + w * y) / pl.col("both") - pl.col(
            "area"
        ) * (y / pl.col("total") + 1 / pl.col("people"))
        value = (pl.col("area") - whole((w * w * y).sum()) / pl.col("both") - 1).alias("gini")
        frame = frame.with_columns(value, z=w * influence)
        sums = frame.group_by([*over, "stratum", "psu"]).agg(pl.col("z").sum(), pl.col("gini").first())
        terms = (
            sums.join(number, on="stratum")
            .group_by([*over, "stratum"])
            .agg(
                pl.col("gini").first(),
                (
                    pl.col("n").first()
                    / (pl.col("n").first() - 1)
                    * ((pl.col("z") ** 2).sum() - pl.col("z").sum() ** 2 / pl.col("n").first())
                ).alias("term"),
            )
        )
        figures = [pl.col("gini").first(), pl.col("term").sum().sqrt().alias("se")]
        return terms.group_by(over).agg(figures).sort(over) if over else terms.select(figures)

    frame = pl.scan_parquet(path)
    number = frame.group_by("stratum").agg(pl.col("psu").n_unique().alias("n"))
    frame = frame.sort("welfare").cache()
    everyone, villages = pl.collect_all([gini(frame, []), gini(frame, ["village"])])
    return {
        "gini": np.concatenate([everyone["gini"].to_numpy(), villages["gini"].to_numpy()]),
        "gini_se": np.concatenate([everyone["se"].to_numpy(), villages["se"].to_numpy()]),
    }


DUCKDB = """
with ranked as (
    select stratum, psu, {group} as place, weight as w, welfare as y,
        sum(weight) over g as people, sum(weight * welfare) over g as total,
        sum(weight) over r as below, sum(weight * welfare) over r as held
    from read_parquet('{path}')
    window g as (partition by {group}),
        r as (partition by {group} order by welfare rows between unbounded preceding and current row)
), areas as (
    select place, 2 * sum(w * y * below) / any_value(people * total) as area,
        sum(w * w * y) / any_value(people * total) as own
    from ranked group by place
), sums as (
    select place, stratum, psu, any_value(area - own - 1) as gini,
        sum(w * (2 * (y * below + total - held + w * y) / (people * total) - area * (y / total + 1 / people))) as z
    from ranked join areas using (place) group by place, stratum, psu
), numbers as (
    select stratum, count(distinct psu) as n from read_parquet('{path}') group by stratum
), terms as (
    select place, stratum, any_value(gini) as gini,
        any_value(n) / (any_value(n) - 1) * (sum(z * z) - sum(z) ** 2 / any_value(n)) as term
    from sums join numbers using (stratum) group by place, stratum
)
select any_value(gini) as gini, sqrt(sum(term)) as gini_se from terms group by place order by place
"""


def duckdb_gini(path: str) -> Found:
    """The same by DuckDB's SQL."""
    import duckdb

    parts = [duckdb.sql(DUCKDB.format(group=group, path=path)).fetchnumpy() for group in ("0", "village")]
    return {name: np.concatenate([part[name] for part in parts]) for name in ("gini", "gini_se")}


def microdf_gini(path: str) -> Found:
    """Gini by microdf, which has no linearised standard error."""
    import microdf
    import pandas as pd

    frame = microdf.MicroDataFrame(pd.read_parquet(path), weights="weight")
    villages = frame.groupby("village").welfare.gini().sort_index()
    return {"gini": np.concatenate([[frame.welfare.gini()], villages.to_numpy(float)])}


def svy_p0(path: str) -> Found:
    """The headcount and its standard error by svy, which has no inequality."""
    import polars as pl
    import svy

    poor = (pl.col("welfare") < LINE).cast(pl.Float64).alias("poor")
    frame = pl.read_parquet(path).with_columns(poor)
    sample = svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt="weight"))
    everyone = sample.estimation.mean("poor").to_polars()
    villages = sample.estimation.mean("poor", by="village").to_polars()
    villages = villages.with_columns(pl.col("village").cast(pl.Int64)).sort("village")
    return {
        name: np.concatenate([everyone[column].to_numpy(), villages[column].to_numpy()])
        for name, column in (("p0", "est"), ("p0_se", "se"))
    }


PEERS = {
    "numpy, all": (numpy_all, "all 10 measures with SE"),
    "numpy": (numpy_gini, "Gini with SE"),
    "polars": (polars_gini, "Gini with SE"),
    "duckdb": (duckdb_gini, "Gini with SE"),
    "microdf": (microdf_gini, "Gini, no SE"),
    "svy": (svy_p0, "P0 with SE"),
}
