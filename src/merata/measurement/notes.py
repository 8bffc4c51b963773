"""What a reader must be told of a measurement, in both languages: what was left out, and what errors leave out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa


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


def _named(regencies: Collection[str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[code]} ({code})" if names.get(code, code) != code else code for code in sorted(regencies))
