"""Coding covariates alike on both sides."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.measurement.covariates import Category, Numeric, encode, refuse_unseen, shared_terms


def table(rows: int, **columns: object) -> pa.Table:
    return pa.table({"size": [3] * rows, "regency_code": ["35.05"] * rows, **columns})


SURVEY = table(
    40,
    floor=["tile"] * 20 + ["cement"] * 15 + ["earth"] * 5,
    head_age=[20.0, 60.0] * 20,
    owns_car=[True, False, False, False] * 10,
    water=[None] * 40,
)


def terms_by_name(registry: pa.Table) -> dict[str, Numeric | Category]:
    return {term.name: term for term in shared_terms(SURVEY, registry)}


def test_what_is_empty_on_one_side_is_left_out() -> None:
    registry = table(1, floor=["tile"], head_age=[30], owns_car=[None], water=["well"])
    assert list(terms_by_name(registry)) == ["head_age", "floor", "size", "regency_code"]


def test_rare_and_commonest_levels_are_the_reference() -> None:
    registry = table(4, floor=["tile", "cement", "earth", None])
    term = terms_by_name(registry)["floor"]
    assert isinstance(term, Category)
    assert term.levels == ("cement",)
    (column,) = term.columns(registry)
    # An empty value is what the average sampled household is: 15 of 40 have cement.
    np.testing.assert_allclose(column, [0, 1, 0, 15 / 40])


def test_amounts_stay_within_what_was_sampled_and_empty_ones_are_the_mean() -> None:
    registry = table(4, head_age=[10, 40, 99, None])
    (column,) = terms_by_name(registry)["head_age"].columns(registry)
    np.testing.assert_allclose(column, [20, 40, 60, 40])


def test_empty_values_that_the_sample_knows_have_a_column_of_their_own() -> None:
    survey = table(40, head_age=[None] * 10 + [30] * 30, floor=[None] * 10 + ["tile"] * 30)
    terms = {term.name: term for term in shared_terms(survey, survey)}
    filled, empty = terms["head_age"].columns(survey)
    assert filled.tolist() == [30.0] * 40
    assert empty.sum() == 10
    (empty_floor,) = terms["floor"].columns(survey)
    assert empty_floor.sum() == 10


def test_a_category_never_sampled_is_named() -> None:
    registry = table(2, floor=["tile", "wood"])
    with pytest.raises(InputError, match="never saw") as caught:
        refuse_unseen(shared_terms(SURVEY, registry), registry)
    (fault,) = caught.value.faults
    assert (fault.column, fault.value) == ("floor", "wood")


def test_encoding_starts_with_ones() -> None:
    registry = table(3, floor=["tile", "cement", "tile"], owns_car=[True, False, True])
    columns = encode(shared_terms(SURVEY, registry), registry)
    np.testing.assert_allclose(columns[:, 0], 1)
    # floor: cement, owns_car, ln(size); one regency needs no column.
    assert columns.shape == (3, 4)
    np.testing.assert_allclose(columns[1], [1, 1, 0, np.log(3)])
