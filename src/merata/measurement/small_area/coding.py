"""Whether a number means the same in a survey and in a census: the same codes, the same unit."""

from __future__ import annotations

import numpy as np

from merata.measurement.welfare import Floats

FEW_CODES = 12
"""Whole numbers of at most so many distinct values may be codes, and are compared value by value."""

UNKNOWN_CODES = 0.1
"""The share of rows that may hold a value that the other table never has: the thin tail of a count beyond a sample."""

OUTSIDE_RANGE = 0.5
"""The share of rows that may lie outside the range of the other table."""

_YES_NO = frozenset({0.0, 1.0})


def coding_difference(survey_values: Floats, census_values: Floats) -> str | None:
    """How a covariate of numbers differs in what it means in the two tables, and what to do; None where it does not.

    Values that are missing or infinite are ignored, and so are tables without any. Different are:

    - few whole numbers (at most `FEW_CODES` distinct in each), or yes/no (0 and 1) in one table and anything in the
      other, of which more than `UNKNOWN_CODES` of the rows of either table hold a value that the other never has;
    - two small whole numbers in each table, but not the same two; 0 or 1 in one table, and other values without it in
      the other;
    - other numbers, of which more than `OUTSIDE_RANGE` of the rows of either table lie outside the range of the other,
      as happens with another unit.

    Yes/no in both tables is the same, even where one of them has no yes.
    """
    survey, census = (values[np.isfinite(values)] for values in (survey_values, census_values))
    if not len(survey) or not len(census):
        return None
    sampled, registered = _codes(survey), _codes(census)
    either_yes_no = any(codes is not None and codes <= _YES_NO for codes in (sampled, registered))
    if (sampled is not None and registered is not None) or either_yes_no:
        return _different_codes(survey, census, sampled, registered)
    return _different_range(survey, census)


def _different_codes(
    survey: Floats, census: Floats, sampled: frozenset[float] | None, registered: frozenset[float] | None
) -> str | None:
    if sampled is not None and registered is not None and (sampled | registered) <= _YES_NO:
        return None
    shown = f"it is coded {_shown(sampled)} in the survey and {_shown(registered)} in the census"
    if _are_other_codes(sampled, registered) or _are_other_codes(registered, sampled):
        return f"{shown}; recode one of them"
    for mine, theirs, where, other in ((survey, registered, "survey", "census"), (census, sampled, "census", "survey")):
        unknown = 0.0 if theirs is None else float(np.mean(~np.isin(mine, list(theirs))))
        if unknown > UNKNOWN_CODES:
            return (
                f"{shown}, and {unknown:.0%} of the {where}'s rows hold a value that the {other} never has; recode one "
                "of them"
            )
    return None


def _are_other_codes(mine: frozenset[float] | None, theirs: frozenset[float] | None) -> bool:
    """Whether the sets of values tell it, however rare they are: pairs of codes, or yes/no of which a code is lacking
    among other values.
    """
    if mine is None or theirs is None or mine == theirs:
        return False
    pairs = all(len(codes) == 2 and codes <= set(range(10)) for codes in (mine, theirs))
    return pairs or (mine <= _YES_NO and not mine <= theirs and not theirs <= _YES_NO)


def _different_range(survey: Floats, census: Floats) -> str | None:
    ranges = [(float(values.min()), float(values.max())) for values in (survey, census)]
    for mine, (low, high), where, other in (
        (survey, ranges[1], "survey", "census"),
        (census, ranges[0], "census", "survey"),
    ):
        outside = float(np.mean((mine < low) | (mine > high)))
        if outside > OUTSIDE_RANGE:
            told = " and ".join(
                f"from {values[0]:g} to {values[1]:g} in the {table}"
                for values, table in zip(ranges, ("survey", "census"), strict=True)
            )
            return (
                f"it runs {told}, and {outside:.0%} of the {where}'s rows lie outside the range of the {other}; give "
                "both the same unit, or leave it out"
            )
    return None


def _codes(values: Floats) -> frozenset[float] | None:
    """The values of a column of few whole numbers, None of any other."""
    # A look at the first rows spares sorting the long columns of a census.
    for part in (values[:1000], values):
        distinct = np.unique(part)
        if len(distinct) > FEW_CODES or np.any(distinct != np.floor(distinct)):
            return None
    return frozenset(distinct.tolist())


def _shown(values: frozenset[float] | None) -> str:
    return "with many values" if values is None else ", ".join(f"{value:g}" for value in sorted(values))
