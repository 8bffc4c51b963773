"""Which receipts count, and every fault named before anything is summed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from small_aid import HOUSEHOLDS, PROGRAMMES, ROWS, benefits

from merata.errors import InputError, UsageError
from merata.programmes.aid import receipts, source_of


def test_each_programme_counts_by_its_own_latest_list() -> None:
    found = receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2025)
    ids, names = found.household_id.to_pylist(), [programme.programme_id for programme in found.programmes]
    rows = [
        (ids[h], names[p], int(a)) for h, p, a in zip(found.household, found.programme, found.annual_idr, strict=True)
    ]
    assert rows == [
        ("H1", "sembako", 2_400_000),
        ("H1", "pkh", 3_000_000),
        ("H1", "blt_dana_desa", 3_600_000),
        ("H2", "pkh", 900_000),
        ("H5", "sembako", 2_400_000),
        ("H5", "rastrada", 1_560_000),
        ("H6", "rastrada", 1_560_000),
        ("H6", "zakat", 0),
    ]
    assert [programme.year for programme in found.programmes] == [2025, 2025, 2024, 2025, 2025]
    assert found.counts.tolist() == [3, 1, 0, 0, 2, 2, 0]
    assert len(receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2024)) == 3


def test_some_households_alone() -> None:
    found = receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2025)
    kota = found.of(np.array([False] * 4 + [True] * 3))
    assert kota.household_id.to_pylist() == ["H5", "H6", "H7"]
    assert kota.household.tolist() == [0, 0, 1, 1]
    assert kota.annual_idr.sum() == 5_520_000


def test_the_sources() -> None:
    owners = ("centre", "province", "35.05", "regency", "desa", "partner", "35.05.01", "kabupaten", "")
    expected = ["centre", "province", "regency", "regency", "desa", "partner", None, None, None]
    assert [source_of(owner) for owner in owners] == expected


def test_all_unknown_programmes_and_payers_are_named() -> None:
    owners = PROGRAMMES.set_column(3, "owner", pa.array(["centre", "pusat", "35.72", "desa", "partner"]))
    rows = [*ROWS, ("H1", "pip", 2025, 1), ("H2", "pip", 2020, 1)]
    with pytest.raises(InputError) as caught:
        receipts(benefits(rows), owners, HOUSEHOLDS, year=2025)
    assert [(fault.column, fault.value) for fault in caught.value.faults] == [
        ("owner", "pusat"),
        ("programme_id", "pip"),
    ]
    assert "2 rows" in caught.value.faults[1].problem


def test_all_faults_of_the_lists_are_named() -> None:
    rows = [*ROWS, ("H9", "pkh", 2025, 1), ("H2", "pkh", 2025, 5), ("H7", "zakat", 2025, -1)]
    with pytest.raises(InputError) as caught:
        receipts(benefits(rows), PROGRAMMES, HOUSEHOLDS, year=2025)
    faults = [(fault.column, fault.value, fault.problem) for fault in caught.value.faults]
    assert faults == [
        ("household_id", "H9", "not there, in 1 rows"),
        ("annual_idr", None, "below 0 in 1 rows"),
        ("household_id", "H2", "stands twice on the latest list of pkh"),
    ]


def test_rupiah_that_are_no_longer_exact_are_refused() -> None:
    rows = [("H1", "pkh", 2025, 2**53 - 1), ("H2", "pkh", 2025, 2)]
    with pytest.raises(InputError, match="no longer exact"):
        receipts(benefits(rows), PROGRAMMES, HOUSEHOLDS, year=2025)
    unknown = benefits().set_column(3, "annual_idr", pa.array([None] * len(ROWS), pa.int64()))
    with pytest.raises(InputError, match="8 of 8 rows have no whole number as annual_idr"):
        receipts(unknown, PROGRAMMES, HOUSEHOLDS, year=2025)


def test_tables_that_are_not_what_they_should_be() -> None:
    with pytest.raises(UsageError, match="benefits has no column annual_idr"):
        receipts(benefits().drop_columns(["annual_idr"]), PROGRAMMES, HOUSEHOLDS, year=2025)
    with pytest.raises(InputError, match=r"pkh.*stands 2 times|stands 2 times.*pkh"):
        receipts(benefits(), pa.concat_tables([PROGRAMMES, PROGRAMMES.slice(1, 1)]), HOUSEHOLDS, year=2025)
    with pytest.raises(InputError, match="some stand twice"):
        receipts(benefits(), PROGRAMMES, pa.concat_tables([HOUSEHOLDS, HOUSEHOLDS.slice(6)]), year=2025)


def test_no_aid_at_all() -> None:
    found = receipts(benefits([]), PROGRAMMES, HOUSEHOLDS, year=2025)
    assert (len(found), found.counts.sum(), {programme.year for programme in found.programmes}) == (0, 0, {None})
