"""Pairs of programmes in one household, and those that a rulebook forbids."""

from __future__ import annotations

from small_aid import BOOKS, HOUSEHOLDS, PROGRAMMES, benefits

from merata.programmes.aid import combinations, forbidden_pairs, receipts


def test_a_pair_is_forbidden_by_either_rulebook() -> None:
    assert forbidden_pairs(BOOKS) == {
        ("beras", "rastrada"): ("rastrada",),
        ("blt_dana_desa", "pkh"): ("blt_dana_desa",),
        ("blt_dana_desa", "sembako"): ("blt_dana_desa",),
        ("rastrada", "sembako"): ("rastrada", "sembako"),
    }


def test_forbidden_combinations_by_hand() -> None:
    found = combinations(receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2025), forbidden_pairs(BOOKS))
    assert found.matrix.tolist() == [
        [2, 1, 1, 1, 0],
        [1, 2, 0, 1, 0],
        [1, 0, 2, 0, 1],
        [1, 1, 0, 1, 0],
        [0, 0, 1, 0, 1],
    ]
    assert found.households == 2
    assert found.forbidden.to_pylist() == [
        {
            "household_id": "H1",
            "village_code": "35.05.01.2001",
            "first_programme": "sembako",
            "second_programme": "blt_dana_desa",
            "first_source": "centre",
            "second_source": "desa",
            "first_idr": 2_400_000,
            "second_idr": 3_600_000,
            "annual_idr": 6_000_000,
            "forbidden_by": ["blt_dana_desa"],
        },
        {
            "household_id": "H1",
            "village_code": "35.05.01.2001",
            "first_programme": "pkh",
            "second_programme": "blt_dana_desa",
            "first_source": "centre",
            "second_source": "desa",
            "first_idr": 3_000_000,
            "second_idr": 3_600_000,
            "annual_idr": 6_600_000,
            "forbidden_by": ["blt_dana_desa"],
        },
        {
            "household_id": "H5",
            "village_code": "35.72.01.1001",
            "first_programme": "sembako",
            "second_programme": "rastrada",
            "first_source": "centre",
            "second_source": "regency",
            "first_idr": 2_400_000,
            "second_idr": 1_560_000,
            "annual_idr": 3_960_000,
            "forbidden_by": ["rastrada", "sembako"],
        },
    ]
    allowed = [row for row in found.pairs.to_pylist() if not row["forbidden_by"]]
    assert [(row["first_programme"], row["second_programme"], row["households"]) for row in allowed] == [
        ("sembako", "pkh", 1),
        ("rastrada", "zakat", 1),
    ]
    places = [
        (row["village_code"][:5], row["first_programme"], row["households"]) for row in found.by_village.to_pylist()
    ]
    assert places == [
        ("35.05", "sembako", 1),
        ("35.05", "sembako", 1),
        ("35.05", "pkh", 1),
        ("35.72", "sembako", 1),
        ("35.72", "rastrada", 1),
    ]


def test_where_nobody_has_two_there_is_no_pair() -> None:
    for rows in ([], [("H1", "pkh", 2025, 1), ("H2", "zakat", 2025, 1)]):
        found = combinations(receipts(benefits(rows), PROGRAMMES, HOUSEHOLDS, year=2025), forbidden_pairs(BOOKS))
        assert (found.households, found.pairs.num_rows, found.by_village.num_rows, found.forbidden.num_rows) == (0,) * 4
        assert found.matrix.sum() == len(rows)
