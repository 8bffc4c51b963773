"""The eligible who receive nothing, in order of need."""

from __future__ import annotations

import numpy as np
import pytest
from small_aid import HOUSEHOLDS, PROGRAMMES, benefits

from merata.errors import UsageError
from merata.programmes.aid import eligible_without_aid, receipts, without_aid_by_village

SMALL = receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2025)
ORDER = np.array([6, 0, 3, 1, 2, 4, 5])
ELIGIBLE = {
    "pkh": np.array([True, True, False, True, False, False, True]),
    "zakat": np.array([True, False, False, True, True, False, False]),
}


def test_who_is_eligible_and_on_no_list_at_all() -> None:
    missed = eligible_without_aid(SMALL, ELIGIBLE, ORDER)
    assert missed.to_pylist() == [
        {"household_id": "H7", "village_code": "35.72.01.1001", "programmes": ["pkh"], "need_rank": 1},
        {"household_id": "H4", "village_code": "35.05.01.2001", "programmes": ["pkh", "zakat"], "need_rank": 3},
    ]
    assert without_aid_by_village(missed).to_pylist() == [
        {"village_code": "35.05.01.2001", "households": 1},
        {"village_code": "35.72.01.1001", "households": 1},
    ]


def test_a_gift_of_unknown_value_is_aid() -> None:
    everyone = {"pkh": np.ones(7, dtype=np.bool_)}
    assert eligible_without_aid(SMALL, everyone, ORDER)["household_id"].to_pylist() == ["H7", "H4", "H3"]


def test_nobody_is_eligible_for_anything() -> None:
    for eligible in ({}, {"pkh": np.zeros(7, dtype=np.bool_)}):
        missed = eligible_without_aid(SMALL, eligible, ORDER)
        assert missed.num_rows == without_aid_by_village(missed).num_rows == 0


def test_flags_and_order_must_fit() -> None:
    with pytest.raises(UsageError, match="not so: zakat"):
        eligible_without_aid(SMALL, ELIGIBLE | {"zakat": np.ones(3, dtype=np.bool_)}, ORDER)
    with pytest.raises(UsageError, match="each of the 7 rows once"):
        eligible_without_aid(SMALL, ELIGIBLE, np.zeros(7, dtype=np.int64))
