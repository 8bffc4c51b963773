"""Eligibility fails closed and says why; entitlements, need and ceilings by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.ceilings import village_ceilings
from merata.programmes.eligibility import eligibility
from merata.programmes.entitlement import annual_entitlement
from merata.programmes.facts import household_facts
from merata.programmes.loading import rulebook
from merata.programmes.need import need_order, served

DAY = date(2025, 7, 1)
FRAME = pa.table(
    {
        "household_id": ["a", "b", "c", "d", "e", "f"],
        "size": [3, 4, 2, 1, 5, 2],
        "desil": pa.array([1, 1, 4, 5, None, 2]),
        "type": ["desa", "desa", "desa", "desa", "desa", "kelurahan"],
        "regency_code": ["35.05"] * 6,
    }
)
BENEFITS = pa.table(
    {
        "household_id": ["b", "a", "c", "x"],
        "programme_id": ["pkh", "pkh", "sembako", "blt_dana_desa"],
        "year": [2025, 2023, 2026, 2025],
        "annual_idr": [1, 1, 1, 1],
    }
)
PROGRAMMES = pa.table({"programme_id": ["pkh", "sembako", "blt_dana_desa"]})


def facts(benefits: pa.Table | None = BENEFITS, programmes: pa.Table | None = PROGRAMMES, frame: pa.Table = FRAME):  # type: ignore[no-untyped-def]
    return household_facts(frame, persons=None, benefits=benefits, programmes=programmes, year=2025)


def test_reasons_by_household() -> None:
    found = eligibility(rulebook("blt_dana_desa"), facts(), DAY)
    reasons = [found.reason(i) for i in range(6)]
    assert [r.code if r else None for r in reasons] == [None, "other_aid", None, "desil", "desil_unknown", "desa_only"]
    assert found.eligible.tolist() == [True, False, True, False, False, False]
    assert found.refused() == {"desa_only": 1, "desil": 1, "desil_unknown": 1, "other_aid": 1}
    assert reasons[3] is not None
    assert reasons[3].sentence.id == "Desil rumah tangga di atas batas 4."
    assert reasons[3].sentence.en == "The household's decile is above the limit of 4."


def test_benefits_are_of_the_latest_year_not_after_the_day() -> None:
    received = facts().received
    assert received["pkh"].tolist() == [False, True, False, False, False, False]
    assert not received["sembako"].any()


@pytest.mark.parametrize(
    "known",
    [
        facts(benefits=None),
        facts(benefits=BENEFITS.slice(0, 0)),
        facts(programmes=None, benefits=BENEFITS.slice(0, 2)),
        facts(frame=FRAME.drop_columns(["desil"])),
        facts(frame=FRAME.drop_columns(["type"])),
    ],
    ids=["no benefits", "empty benefits", "unlisted programme", "no desil", "no village type"],
)
def test_what_the_data_lack_makes_nobody_eligible(known) -> None:  # type: ignore[no-untyped-def]
    assert not eligibility(rulebook("blt_dana_desa"), known, DAY).eligible.any()


def test_workers_are_counted_and_an_unknown_member_closes_the_household() -> None:
    persons = pa.table(
        {
            "household_id": ["a", "a", "b", "b", "c", "zz"],
            "tobacco_worker": pa.array([True, True, True, None, False, True]),
        }
    )
    known = household_facts(FRAME, persons=persons, benefits=BENEFITS, programmes=PROGRAMMES, year=2025)
    assert known.columns["tobacco_workers"].to_pylist() == [2, None, 0, None, None, None]
    known = known.with_received("blt_dbhcht", np.zeros(6, dtype=np.bool_))
    book = rulebook("blt_dbhcht")
    found = eligibility(book, known, DAY)
    assert annual_entitlement(book, known, found, DAY).tolist() == [3_600_000, 0, 0, 0, 0, 0]
    reason = found.reason(1)
    assert reason is not None
    assert reason.code == "tobacco_worker_unknown"


def test_order_of_need_is_desil_then_expected_then_id() -> None:
    order = need_order(
        pa.array(["e", "d", "c", "b", "a"]), pa.array([2, 1, 1, 1, None]), np.array([1.0, 3.0, 2.0, 2.0, 0.0])
    )
    assert order.tolist() == [3, 2, 1, 0, 4]


def test_served_in_order_and_nobody_overtakes() -> None:
    cost = np.array([3, 5, 2, 4, 1])
    group = np.array([0, 1, 0, 0, 1])
    assert served(cost, group, np.array([6, 4])).tolist() == [True, False, True, False, False]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=30),
    st.lists(st.integers(0, 25), min_size=4, max_size=4),
)
def test_served_equals_the_slow_reference(claims: list[tuple[int, int]], ceilings: list[int]) -> None:
    left, closed, expected = list(ceilings), set(), []
    for cost, group in claims:
        fits = group not in closed and cost <= left[group]
        left[group] -= cost if fits else 0
        expected.append(fits)
        if not fits:
            closed.add(group)
    cost, group = (np.array([claim[i] for claim in claims], dtype=np.int64) for i in (0, 1))
    assert served(cost, group, np.array(ceilings)).tolist() == expected


def test_a_village_may_spend_its_share_less_what_it_pays_already() -> None:
    budget = pa.table(
        {
            "owner": ["v1", "v1", "v1", "v2", "35.05"],
            "year": [2025, 2025, 2024, 2025, 2025],
            "fund_source": ["Dana Desa", "dana desa ", "Dana Desa", "Dana Desa", "DAU"],
            "ceiling_idr": [800_000_003, 200_000_000, 5, 10_000_000, 9],
        }
    )
    found = village_ceilings(
        rulebook("blt_dana_desa"), budget, ["v1", "v2", "v3"], np.array([7_200_000, 3_600_000, 0]), DAY
    )
    assert found.tolist() == [150_000_000 - 7_200_000, 0, 0]


def test_a_programme_without_ceiling_has_no_village_ceilings() -> None:
    with pytest.raises(ValueError, match="no ceiling"):
        village_ceilings(rulebook("bantuan_pangan"), pa.table({}), [], np.zeros(0, dtype=np.int64), DAY)
