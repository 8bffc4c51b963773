"""Whole rupiah: what a benefit comes to in a year, in instalments, in part of a year, and within a ceiling."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_by_hand import book

from merata.errors import InputError, UsageError
from merata.programmes.entitlement import AnnualBenefit, annual_benefit, instalments, payment_of, prorated, scaled_to
from merata.programmes.rules.loading import rulebook

LIMIT = 2**53 - 1
annual = st.lists(st.integers(0, LIMIT), min_size=1, max_size=12).map(lambda values: np.array(values, dtype=np.int64))


def benefit(written: dict[str, Any], **parameters: Any) -> AnnualBenefit:
    rule = book(
        None if {"members", "levels"} & written.keys() else "household.desil <= 4",
        benefit=written,
        parameters=parameters,
    )
    return annual_benefit(rule, {name: values[0].value for name, values in rule.parameters.items()})


def component(code: str, when: str, amount: str, **keys: str) -> dict[str, Any]:
    return {"component": code, "name": {"id": code, "en": code}, "when": when, "amount": amount, **keys}


def test_cash_is_an_amount_a_number_of_times() -> None:
    found = benefit({"household": {"amount": "monthly_idr", "times": "months"}}, monthly_idr=300_000, months=12)
    assert found == AnnualBenefit(3_600_000, None, None, (), None, 12)
    once = benefit({"household": {"amount": "given_idr"}}, given_idr=35_000_000)
    assert (once.household_idr, once.instalments) == (35_000_000, 1)
    assert benefit({"household": {"amount": "a", "times": "n"}, "instalments": 4}, a=10, n=12).instalments == 4
    assert benefit({"household": {"amount": "a", "times": "n"}}, a=10, n=0).instalments == 1


def test_rice_is_kilograms_and_what_they_are_worth() -> None:
    kind = {"household": {"quantity": "kg", "unit": "kg", "price": "idr_per_kg", "times": "months"}}
    found = benefit(kind, kg=10, idr_per_kg=13_000, months=12)
    assert (found.household_idr, found.quantity, found.unit, found.instalments) == (1_560_000, 120, "kg", 12)
    # 0.1 kg is a tenth, not the double nearest to it; what is below a rupiah is cut once, at the end.
    part = benefit(kind, kg=0.1, idr_per_kg=13_333, months=3)
    assert (part.household_idr, part.quantity) == (3_999, Fraction(3, 10))


def test_components_stand_from_the_highest_amount_down() -> None:
    members = [
        component("small", "p.age >= 60", "small_idr"),
        component("first", "p.pregnant", "high_idr", times="twice"),
        component("second", "p.age < 6", "other_idr"),
    ]
    found = benefit(
        {"members": members, "members_max": "most"}, small_idr=5, high_idr=10, twice=2, other_idr=20, most=4
    )
    assert [(one.code, amount) for one, amount in found.components] == [("first", 20), ("second", 20), ("small", 5)]
    # Components that are given a different number of times have no common number of payments.
    assert (found.members_max, found.household_idr, found.instalments) == (4, 0, 1)
    alike = [component("a", "p.age >= 60", "x", times="n"), component("b", "p.age < 6", "y", times="n")]
    assert benefit({"members": alike}, x=1, y=2, n=6).instalments == 6


def test_levels() -> None:
    levels = [
        component("light", 'household.house_damage == "light"', "light_idr"),
        component("heavy", 'household.house_damage == "heavy"', "heavy_idr"),
    ]
    found = benefit({"levels": levels}, light_idr=10, heavy_idr=20)
    assert [(one.code, amount) for one, amount in found.components] == [("heavy", 20), ("light", 10)]
    assert found.members_max is None


@pytest.mark.parametrize(
    ("written", "parameters"),
    [
        ({"household": {"amount": "a", "times": "n"}}, {"a": LIMIT // 2 + 1, "n": 2}),
        ({"household": {"quantity": "q", "unit": "kg", "price": "a"}}, {"q": 2.5, "a": LIMIT // 2}),
        ({"members": [component("x", "p.age > 5", "a", times="n")]}, {"a": LIMIT, "n": 2}),
        ({"members": [component("x", "p.age > 5", "a")], "members_max": "n"}, {"a": LIMIT // 3, "n": 4}),
        ({"levels": [component("x", "household.desil < 5", "a", times="n")]}, {"a": LIMIT, "n": 2}),
    ],
)
def test_what_is_not_exact_everywhere_is_refused(written: dict[str, Any], parameters: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"contoh.yaml: programme contoh gives a household up to [\d,]+ rupiah a year"):
        benefit(written, **parameters)


def test_the_largest_exact_amount() -> None:
    assert benefit({"household": {"amount": "a"}}, a=LIMIT).household_idr == LIMIT


def test_a_reform_beyond_what_is_exact_is_refused() -> None:
    reform = rulebook("pkh").with_parameters({"elderly_idr": 2**53})
    with pytest.raises(InputError, match="programme pkh gives a household up to 36,028,797,018,963,968 rupiah"):
        annual_benefit(reform, {name: values[-1].value for name, values in reform.parameters.items()})


def test_instalments_by_hand() -> None:
    assert instalments(np.array([900_000, 10, 0]), 4).tolist() == [[225_000] * 4, [3, 3, 2, 2], [0] * 4]
    assert prorated(np.array([900_000, 10, 0]), 4, 3).tolist() == [450_000, 4, 0]


@given(annual, st.integers(1, 24))
def test_instalments_add_up_and_differ_by_a_rupiah(amounts: np.ndarray, payments: int) -> None:
    parts = instalments(amounts, payments)
    assert parts.shape == (len(amounts), payments)
    assert parts.sum(axis=1).tolist() == amounts.tolist()
    assert (parts.max(axis=1) - parts.min(axis=1)).max() <= 1
    assert (np.diff(parts, axis=1) <= 0).all()


@given(annual, st.integers(1, 24), st.data())
def test_whoever_joins_late_gets_the_rest(amounts: np.ndarray, payments: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, payments))
    before = instalments(amounts, payments)[:, : first - 1].sum(axis=1)
    assert (before + prorated(amounts, payments, first)).tolist() == amounts.tolist()


@pytest.mark.parametrize(
    ("month", "payments", "first"),
    [
        (1, 12, 1), (7, 12, 7), (12, 12, 12),
        (3, 4, 1), (4, 4, 2), (8, 4, 3), (10, 4, 4),
        (4, 3, 1), (5, 3, 2), (12, 3, 3),
        (6, 2, 1), (7, 2, 2),
        (12, 1, 1),
        (7, 14, 8), (12, 14, 13),
    ],
)  # fmt: skip
def test_the_payment_of_the_month_in_which_somebody_joins(month: int, payments: int, first: int) -> None:
    assert payment_of(date(2025, month, 1), payments) == first
    assert payment_of(date(2025, month, 28), payments) == first


@given(st.integers(1, 366))
def test_who_joins_in_january_gets_the_year_and_nobody_gets_more_for_joining_later(payments: int) -> None:
    firsts = [payment_of(date(2025, month, 15), payments) for month in range(1, 13)]
    assert firsts[0] == 1
    assert firsts == sorted(firsts)
    assert firsts[-1] <= payments


def test_no_payment_to_join_at() -> None:
    with pytest.raises(UsageError, match="0 payments a year"):
        payment_of(date(2025, 7, 1), 0)


def test_payments_that_there_are_not() -> None:
    for payments in (0, -1):
        with pytest.raises(UsageError, match=f"{payments} payments a year"):
            instalments(np.array([1]), payments)
    for first in (0, 5):
        with pytest.raises(UsageError, match=f"payment {first} of 4"):
            prorated(np.array([1]), 4, first)


def test_scaling_by_hand() -> None:
    # Quotas 3.33 each: one rupiah is left, and goes to the first.
    assert scaled_to(10, np.array([5, 5, 5])).tolist() == [4, 3, 3]
    # Quotas 4.5, 0.9, 3.6: the largest remainders are those of the second and of the third.
    assert scaled_to(9, np.array([5, 1, 4])).tolist() == [4, 1, 4]
    assert scaled_to(0, np.array([5, 1])).tolist() == [0, 0]
    assert scaled_to(5, np.array([], dtype=np.int64)).tolist() == []


ceilings = st.one_of(st.integers(0, 30), st.integers(0, 2**66))
amounts = st.one_of(st.lists(st.integers(0, 9), max_size=12), st.lists(st.integers(0, 2**62), max_size=12))


@given(ceilings, amounts)
def test_scaled_amounts_sum_to_the_ceiling_and_nobody_gets_more(ceiling: int, entitled: list[int]) -> None:
    parts = scaled_to(ceiling, np.array(entitled, dtype=np.int64)).tolist()
    total = sum(entitled)
    assert sum(parts) == min(ceiling, total)
    assert all(0 <= part <= whole for part, whole in zip(parts, entitled, strict=True))
    if total > ceiling:
        quotas = [Fraction(whole * ceiling, total) for whole in entitled]
        assert all(abs(part - quota) < 1 for part, quota in zip(parts, quotas, strict=True))
        # The largest remainders are rounded up, of equal ones the first.
        remainders = [quota - int(quota) for quota in quotas]
        up = [part > quota for part, quota in zip(parts, quotas, strict=True)]
        order = sorted(range(len(parts)), key=lambda i: (-remainders[i], i))
        assert [up[i] for i in order] == sorted((up[i] for i in order), reverse=True)


def test_less_than_nothing_is_refused() -> None:
    for ceiling, entitled in ((-1, [1]), (1, [-1])):
        with pytest.raises(UsageError, match="0 rupiah or more"):
            scaled_to(ceiling, np.array(entitled))
