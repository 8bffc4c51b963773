from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.stats.disclosure.microdata import refuse_microdata


def refused(columns: dict[str, Any], **more: Any) -> list[tuple[str | None, int | None]]:
    with pytest.raises(InputError) as caught:
        refuse_microdata(pa.table(columns), **more)
    return [(fault.column, fault.row) for fault in caught.value.faults]


def test_a_table_of_counts_passes() -> None:
    refuse_microdata(
        pa.table(
            {
                "village_code": ["35.05.01.2001", "35.05.01.2002"], "village_name": ["A", "B"], "sex": ["f", "f"],
                "programme_id": ["pkh", "pkh"], "latitude": [-8.1, -8.12], "recipients": [25, None],
            }
        ),
        keys=("village_code", "sex"), counts="recipients",
    )  # fmt: skip


@pytest.mark.parametrize(
    "column",
    [
        "nik",
        "NIK",
        "nama",
        "person_id",
        "household_id",
        "nik_hash",
        "kk_hash",
        "no_kk",
        "phone",
        "uuid",
        "recipient_id",
    ],
)
def test_identifiers_are_refused_by_name(column: str) -> None:
    assert refused({column: ["x"], "recipients": [25]}) == [(column, None)]


def test_all_faults_are_told_at_once_and_no_value() -> None:
    table = pa.table(
        {"birth_date": [date(1990, 1, 2)], "latitude": [-8.10342], "note": ["3505990101900001"], "geometry": [b"x"]}
    )
    with pytest.raises(InputError) as caught:
        refuse_microdata(table, name="penerima")
    assert [fault.column for fault in caught.value.faults] == ["birth_date", "latitude", "note", "geometry"]
    assert "3505990101900001" not in str(caught.value)
    assert "1990" not in str(caught.value)


def test_few_in_a_combination_are_refused() -> None:
    columns = {"village": ["a", "b", "c", "d"], "n": [4, 5, 0, None]}
    assert refused(columns, keys=("village",), counts="n") == [("n", 1)]
    listed = {"sex": ["f"] * 5 + ["m"], "desil": [1] * 6}
    assert refused(listed, keys=("sex", "desil")) == [("sex, desil", 6)]
    assert refused({"sex": ["f"]}, keys=("sex", "age"), counts="n") == [("age", None), ("n", None)]
