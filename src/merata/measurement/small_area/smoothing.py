"""Sampling variances of small areas made steady: a generalised variance function fitted over all areas.

A variance estimated from a handful of households is itself mostly chance, and is 0 where the sample holds no poor
household at all. An area-level model would take it for known. So ln(variance) is regressed on ln(n) and on what else
is known (Wolter 2007, chapter 7; Rivest & Belmonte 2000; Hawala & Lahiri 2018), and the fitted value takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import Fault, InputError, UsageError
from merata.measurement.small_area.area_covariates import AreaColumns, Mask, area_columns, area_list, listed
from merata.measurement.welfare import Floats
from merata.tables.frames import arrow, numbers, require

Correction = Literal["sum", "smearing", "lognormal"]
"""How the bias of taking a mean logarithm back is undone."""

FEWEST_SPARE_AREAS = 5
"""Areas with a variance above 0 that must be left over the number of coefficients."""


@dataclass(frozen=True, slots=True)
class VarianceFunction:
    """A fitted generalised variance function.

    `table`: the input with the column of smoothed variances; `column`: its name; `coefficients` of ln(variance) by
    name; `r2` on that scale; `spread`: the residual standard deviation there; `factor`: what exp(fitted) was
    multiplied by; `fitted_on`: number of areas; `replaced`: areas whose own variance was 0 or unknown; `warnings`:
    sentences in Indonesian and English.
    """

    table: pa.Table
    column: str
    coefficients: dict[str, float]
    r2: float
    spread: float
    factor: float
    fitted_on: int
    replaced: tuple[str, ...]
    warnings: tuple[str, ...]


def smooth_variances(
    direct: Any,
    *,
    estimate: str,
    variance: str,
    n: str,
    covariates: Sequence[str] = (),
    expected: str | None = None,
    correction: Correction = "sum",
    area: str = "area",
) -> pa.Table:
    """`direct` with one more column, `<variance>_smoothed`: see `variance_function`, which tells more of the fit."""
    return variance_function(
        direct,
        estimate=estimate,
        variance=variance,
        n=n,
        covariates=covariates,
        expected=expected,
        correction=correction,
        area=area,
    ).table


def variance_function(
    direct: Any,
    *,
    estimate: str,
    variance: str,
    n: str,
    covariates: Sequence[str] = (),
    expected: str | None = None,
    correction: Correction = "sum",
    area: str = "area",
) -> VarianceFunction:
    """Fit ln(variance) = b₀ + b₁ ln(n) + … by least squares over the areas whose variance is above 0.

    `n`: the sampled households (or the effective sample size) of each area; `covariates`: further columns, numbers
    as they are, yes/no, or text. `expected`: a column with a value of the estimate that does not come from the
    area's own sample (a regression's, or the regency's). It enters as ln(p(1 − p)) where the column lies between
    0 and 1, else as its logarithm; the direct estimate itself would not do, because its chance error is tied to
    that of its variance.

    The smoothed variance is exp(fitted) × a factor against the bias of the logarithm: "sum" makes the smoothed
    variances of the fitted areas add up to their own (Hawala & Lahiri 2018), "smearing" is the mean of exp(residual)
    (Duan 1983), "lognormal" exp(s²/2) (Rivest & Belmonte 2000). Every area with an estimate and an n gets one, those
    with a variance of 0 or none at all too; an area without an estimate stays null. Areas with a variance of 0 cannot
    enter the fit, so that a table with many of them has smoothed variances somewhat too large: a warning says so.

    Raises `UsageError` for columns that are not there, `InputError`, all faults at once, for variances below 0, areas
    with a variance and no n above 0, covariates that are missing or collinear, and too few areas to fit on.
    """
    if correction not in ("sum", "smearing", "lognormal"):
        raise UsageError(f"correction is {correction!r}; expected 'sum', 'smearing' or 'lognormal'")
    table = arrow(direct, "direct")
    chosen = listed(covariates)
    require(table, [estimate, variance, n, *chosen, *([expected] if expected else [])], "direct")
    wanted = ~np.isnan(numbers(table, estimate, "direct"))
    names = np.array(_names(table, area), dtype=object)
    part = table.filter(pa.array(wanted))
    own, size = numbers(part, variance, "direct"), numbers(part, n, "direct")
    faults = _faults(own, size, names[wanted], variance=variance, n=n)
    if faults:
        raise InputError("the variances cannot be smoothed", faults)
    used = own > 0
    if np.ptp(size) > 0:  # the same n everywhere says nothing
        part, chosen = _with_column(part, f"ln {n}", np.log(size)), (f"ln {n}", *chosen)
    if expected is not None:
        part = _with_column(part, f"ln {expected}", _logged(part, expected, names[wanted]))
        chosen = (*chosen, f"ln {expected}")
    columns = area_columns(part, chosen, names[wanted].tolist(), used)
    faults = [*columns.faults, *_too_few(int(used.sum()), columns.x.shape[1], variance)]
    if faults:
        raise InputError("the variances cannot be smoothed", faults)
    fit = _fit(columns.x, own, used, correction)
    smoothed = np.full(table.num_rows, np.nan)
    smoothed[wanted] = fit.smoothed
    name = f"{variance}_smoothed"
    return VarianceFunction(
        table=_with_column(table, name, smoothed),
        column=name,
        coefficients=dict(zip(columns.names, map(float, fit.coefficients), strict=True)),
        r2=fit.r2,
        spread=fit.spread,
        factor=fit.factor,
        fitted_on=int(used.sum()),
        replaced=tuple(map(str, names[wanted][~used])),
        warnings=_warnings(own, columns, fit, n=n),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    smoothed: Floats
    coefficients: Floats
    r2: float
    spread: float
    factor: float


def _fit(x: Floats, own: Floats, used: Mask, correction: Correction) -> _Fit:
    logs = np.log(own[used])
    coefficients = np.asarray(np.linalg.lstsq(x[used], logs, rcond=None)[0], dtype=np.float64)
    fitted = x @ coefficients
    residual = logs - fitted[used]
    spread = float(np.sqrt(np.sum(residual**2) / (len(logs) - x.shape[1])))
    factor = {
        "sum": float(own[used].sum() / np.exp(fitted[used]).sum()),
        "smearing": float(np.exp(residual).mean()),
        "lognormal": float(np.exp(spread**2 / 2.0)),
    }[correction]
    total = float(np.sum((logs - logs.mean()) ** 2))
    r2 = 1.0 - float(np.sum(residual**2)) / total if total > 0 else 1.0
    return _Fit(factor * np.exp(fitted), coefficients, r2, spread, factor)


def _with_column(table: pa.Table, name: str, values: Floats) -> pa.Table:
    column = pa.array(values, from_pandas=True)
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _logged(table: pa.Table, column: str, names: NDArray[np.object_]) -> Floats:
    values = numbers(table, column, "direct")
    wrong = ~(values > 0)
    if wrong.any():
        raise InputError(
            "the variances cannot be smoothed",
            [
                _fault(
                    column, "an expected value above 0 for every area", f"not so in {area_list(names.tolist(), wrong)}"
                )
            ],
        )
    logged: Floats = np.log(values * (1.0 - values)) if values.max() < 1 else np.log(values)
    return logged


def _names(table: pa.Table, area: str) -> list[str]:
    """What messages call the areas: their names where the table has such a column, else their row."""
    if area in table.column_names:
        return [str(name) for name in table[area].to_pylist()]
    return [f"row {row}" for row in range(1, table.num_rows + 1)]


def _faults(own: Floats, size: Floats, names: NDArray[np.object_], *, variance: str, n: str) -> list[Fault]:
    wrong, without = (own < 0) | np.isinf(own), ~(size > 0) | np.isinf(size)
    faults = []
    if wrong.any():
        problem = f"negative or infinite in {area_list(names.tolist(), wrong)}"
        faults.append(_fault(variance, "variances of 0 or more", problem))
    if without.any():
        problem = f"not so in {area_list(names.tolist(), without)}"
        faults.append(_fault(n, "a sample size above 0 for every area with an estimate", problem))
    return faults


def _too_few(areas: int, coefficients: int, variance: str) -> list[Fault]:
    if areas >= coefficients + FEWEST_SPARE_AREAS:
        return []
    expected = f"at least {FEWEST_SPARE_AREAS} areas with a variance above 0 more than coefficients"
    return [_fault(variance, expected, f"{areas} areas for {coefficients} coefficients")]


def _warnings(own: Floats, columns: AreaColumns, fit: _Fit, *, n: str) -> tuple[str, ...]:
    zero = int(np.count_nonzero(own == 0))
    slope = dict(zip(columns.names, fit.coefficients, strict=True)).get(f"ln {n}", -1.0)
    checks = (
        (
            zero > 0.1 * len(own),
            f"{zero} dari {len(own)} wilayah beragam nol dan tidak ikut pencocokan: ragam halus agak terlalu besar / "
            f"{zero} of {len(own)} areas have a variance of 0 and could not enter the fit: the smoothed variances are "
            "somewhat too large",
        ),
        (
            slope >= 0,
            f"ragam tidak mengecil bila {n} membesar (lereng {slope:.2f}): periksa ragam langsungnya / variances do "
            f"not fall as {n} grows (slope {slope:.2f}): check the direct variances",
        ),
    )
    return tuple(sentence for applies, sentence in checks if applies)


def _fault(column: str, expected: str, problem: str) -> Fault:
    return Fault(file="direct", row=None, column=column, value=None, expected=expected, problem=problem)
