"""The columns of an area-level model: numbers as they are, yes/no as 0 and 1, text as one column a category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.linalg import qr

from merata.errors import Fault, UsageError
from merata.measurement.welfare import Floats
from merata.tables.frames import numbers

Mask = NDArray[np.bool_]

_DEPENDENT = 1e-8
"""A column of which less than this share of its length is its own follows from the others."""


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """`x` (areas × columns, the first of ones) and the columns' `names`; the `faults` found while reading them.

    `of`: the covariate from which each column comes, "" for the intercept.
    """

    x: Floats
    names: tuple[str, ...]
    of: tuple[str, ...]
    faults: tuple[Fault, ...]


def listed(covariates: Sequence[str]) -> tuple[str, ...]:
    """The names of covariates: one given as plain text stands for itself. `UsageError` where one comes twice."""
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"covariates name {', '.join(twice)} more than once; name each once")
    return names


def area_columns(table: pa.Table, covariates: Sequence[str], areas: Sequence[str], used: Mask) -> AreaColumns:
    """The columns of `covariates` for every area of `table`; `areas` are their names in messages.

    `used`: the areas that the model is fitted on. A text's first category (in alphabetical order) among them is the
    reference. Faults, in the result: values that are missing or infinite, a category that no fitted area has, a
    covariate that is the same in all fitted areas or that follows from the others there.
    """
    x, names, of = [np.ones(table.num_rows)], ["intercept"], [""]
    faults: list[Fault] = []
    for name in covariates:
        columns, levels, found = _read(table, name, areas, used)
        faults += found
        x += columns
        names += levels
        of += [name] * len(columns)
    matrix = np.column_stack(x)
    if not faults:
        faults = _dependent(matrix[used], names, of)
    return AreaColumns(matrix, tuple(names), tuple(of), tuple(faults))


def area_list(areas: Sequence[str], which: Mask | NDArray[np.intp]) -> str:
    """The names of areas in a message."""
    return ", ".join(str(name) for name in np.asarray(areas, dtype=object)[which])


def _read(table: pa.Table, name: str, areas: Sequence[str], used: Mask) -> tuple[list[Floats], list[str], list[Fault]]:
    kind = table[name].type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        values = numbers(table, name, "direct")
        lacking = ~np.isfinite(values)
        return [values], [name], _lacking(name, areas, lacking)
    texts = np.array(table[name].cast(pa.string()).to_pylist(), dtype=object)
    lacking = pc.is_null(table[name]).to_numpy().astype(bool)
    if lacking.any():
        return [], [], _lacking(name, areas, lacking)
    levels = sorted(set(texts[used]))
    unseen = ~np.isin(texts, levels)
    faults = [
        _fault(
            name,
            value=level,
            expected="one of " + ", ".join(levels),
            problem=f"no area with a direct estimate is like {area_list(areas, texts == level)}; recode it",
        )
        for level in sorted(set(texts[unseen]))
    ]
    return [(texts == level).astype(np.float64) for level in levels[1:]], [f"{name}={v}" for v in levels[1:]], faults


def _lacking(name: str, areas: Sequence[str], lacking: Mask) -> list[Fault]:
    if not lacking.any():
        return []
    return [
        _fault(name, expected="a value for every area", problem=f"missing or infinite in {area_list(areas, lacking)}")
    ]


def _dependent(x: Floats, names: Sequence[str], of: Sequence[str]) -> list[Fault]:
    """Faults for columns that are constant, or that follow from others, in the fitted areas."""
    centred = x - x.mean(axis=0)
    length = np.sqrt(np.sum(centred**2, axis=0))
    constant = length <= _DEPENDENT * np.sqrt(len(x)) * np.maximum(np.abs(x).max(axis=0, initial=0.0), 1e-300)
    constant[0] = False
    faults = [
        _fault(
            of[k], expected="values that differ between areas", problem=f"{names[k]} is the same in all fitted areas"
        )
        for k in map(int, np.flatnonzero(constant))
    ]
    kept = np.array([k for k in range(1, x.shape[1]) if not constant[k]], dtype=np.intp)
    if not len(kept):
        return faults
    scaled = centred[:, kept] / length[kept]
    _, triangle, order = qr(scaled, mode="economic", pivoting=True)
    own = np.zeros(len(kept))
    own[: len(triangle)] = np.abs(np.diag(triangle))
    independent, following = order[own > _DEPENDENT], order[own <= _DEPENDENT]
    for k in map(int, np.sort(following)):
        weights = np.linalg.lstsq(scaled[:, independent], scaled[:, k], rcond=None)[0]
        others = [names[kept[j]] for j, weight in zip(independent, weights, strict=True) if abs(weight) > 1e-6]
        faults.append(
            _fault(
                of[kept[k]],
                expected="covariates none of which follows from the others",
                problem=f"{names[kept[k]]} follows from {', '.join(sorted(others))}; leave one of them out",
            )
        )
    return faults


def _fault(column: str, *, expected: str, problem: str, value: str | None = None) -> Fault:
    return Fault(file="direct", row=None, column=column, value=value, expected=expected, problem=problem)
