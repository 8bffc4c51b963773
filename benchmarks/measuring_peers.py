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
    import pyarrow.parquet as pq

    table = pq.read_table(path, pre_buffer=False)
    y, w, stratum, psu, village = (table[name].to_numpy() for name in table.column_names)
    psus, strata, villages = psu.max() + 1, stratum.max() + 1, village.max() + 1
    of_psu = np.zeros(psus, np.int64)
    of_psu[psu] = stratum
    number = np.bincount(of_psu, minlength=strata)
    order = np.argsort(y)
    parts = [_numpy_group(y[order], w[order], np.zeros(len(y), np.int64), psu[order], psus, of_psu, number)]
    order = order[np.argsort(village[order].astype(np.int16), kind="stable")]
    parts.append(_numpy_group(y[order], w[order], village[order].astype(np.int64), psu[order], psus, of_psu, number))
    assert len(parts[1][0]) == villages
    return {"gini": np.concatenate([p[0] for p in parts]), "gini_se": np.concatenate([p[1] for p in parts])}


def _numpy_group(y: Any, w: Any, group: Any, psu: Any, psus: int, of_psu: Any, number: Any) -> tuple[Any, Any]:
    """Values and errors of rows sorted by group, then welfare."""
    count = np.bincount(group)
    start = np.cumsum(count) - count
    mass = w * y
    people, total = np.add.reduceat(w, start), np.add.reduceat(mass, start)
    below, held = np.cumsum(w), np.cumsum(mass)
    below -= np.repeat(below[start] - w[start], count)
    held -= np.repeat(held[start] - mass[start], count)
    area = 2 * np.add.reduceat(mass * below, start) / (people * total)
    value = area - np.add.reduceat(mass * w, start) / (people * total) - 1
    n, t, a = np.repeat(people, count), np.repeat(total, count), np.repeat(area, count)
    z = w * (2 * (y * below + t - held + mass) / (n * t) - a * (y / t + 1 / n))
    sums = np.bincount(group * psus + psu, weights=z, minlength=len(count) * psus).reshape(len(count), psus)
    by_stratum = np.argsort(of_psu, kind="stable")
    first = np.cumsum(number) - number
    squares = np.add.reduceat(sums[:, by_stratum] ** 2, first, axis=1)
    of_stratum = np.add.reduceat(sums[:, by_stratum], first, axis=1)
    return value, np.sqrt(np.sum(number / (number - 1) * (squares - of_stratum**2 / number), axis=1))


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
    "numpy": (numpy_gini, "Gini with SE"),
    "polars": (polars_gini, "Gini with SE"),
    "duckdb": (duckdb_gini, "Gini with SE"),
    "microdf": (microdf_gini, "Gini, no SE"),
    "svy": (svy_p0, "P0 with SE"),
}
