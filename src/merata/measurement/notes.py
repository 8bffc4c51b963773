"""What a reader must be told of a measurement, in both languages: what was left out, and what errors leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pyarrow as pa

MANY_AREAS = 4
"""A note names as many areas as this; more are counted."""


def not_surveyed(regencies: Collection[str], names: Mapping[str, str], year: int) -> tuple[str, ...]:
    """The note that names the `regencies` which the survey of `year` does not cover; none where there are none."""
    if not regencies:
        return ()
    which = _named(regencies, names)
    return (f"tidak disurvei {year}, jadi tidak diukur: {which} / not surveyed in {year}, so not measured: {which}",)


def without_line(
    regencies: Collection[str], lines: Mapping[str, float], names: Mapping[str, str], year: int
) -> tuple[str, ...]:
    """The note on those of the measured `regencies` that have no poverty line of `year`; none where all have."""
    lacking = {code for code in regencies if code not in lines}
    if not lacking:
        return ()
    if not lines:
        return (
            f"tidak ada garis kemiskinan {year}: p0, p1, dan p2 dilewati / "
            f"no poverty line of {year}: p0, p1 and p2 are left out",
        )
    which = _named(lacking, names)
    return (
        f"tidak ada garis kemiskinan {year} untuk {which}: p0, p1, dan p2 di sana dilewati / "
        f"no poverty line of {year} for {which}: p0, p1 and p2 are left out there",
    )


def without_design(sample: pa.Table) -> tuple[str, ...]:
    """The note on a sample that does not say which households were drawn together; none where it does."""
    missing = [name for name in ("psu", "stratum") if sample[name].null_count == sample.num_rows]
    if "psu" not in missing:
        return ()
    kind_id, kind_en = ("acak sederhana", "simple") if "stratum" in missing else ("acak berstrata", "stratified")
    return (
        f"galat baku menganggap sampel rumah tangga {kind_id}, jadi mungkin terlalu kecil: "
        f"survei tidak memuat {' maupun '.join(missing)} / standard errors assume a {kind_en} random sample of "
        f"households and are probably too small: the survey carries no {' or '.join(missing)}",
    )


FEW_CLUSTERS = {"theil_t": 40, "theil_l": 30, "gini": 30}
"""Clusters below which the 95% intervals of a measure held the truth in fewer than 93 of 100 simulated samples
(`benchmarks/interval_coverage.py`)."""


def few_clusters(measures: Iterable[str], clusters: Mapping[str, int], names: Mapping[str, str]) -> tuple[str, ...]:
    """The note on areas whose sample has too few `clusters` for the intervals of these `measures`; none where none."""
    least = {name: FEW_CLUSTERS[name] for name in measures if name in FEW_CLUSTERS}
    areas = {area: count for area, count in clusters.items() if any(count < need for need in least.values())}
    if not areas:
        return ()
    which = ", ".join(dict.fromkeys(name for name, need in least.items() if min(areas.values()) < need))
    where = f"{len(areas)} wilayah / areas" if len(areas) > MANY_AREAS else _named(areas, names)
    return (
        f"selang {which} sedikit terlalu sempit di {where}: gugus sampelnya sedikit, dan selang 95% memuat kebenaran "
        f"90–93 dari 100 kali / intervals of {which} are a little too narrow in {where}: few clusters were sampled, "
        "and 95% intervals hold the truth 90 to 93 times in 100",
    )


def _named(regencies: Collection[str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[code]} ({code})" if names.get(code, code) != code else code for code in sorted(regencies))
