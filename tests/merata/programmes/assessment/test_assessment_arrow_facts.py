"""Facts of tables in memory and in files are those that an engine gathers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rules_by_hand import DAY, ENGINE, Rows, assessed, book, registry, tables

from merata.errors import InputError
from merata.programmes.assessment.arrow_facts import arrow_of, computed, lazy, with_received, with_village
from merata.programmes.assessment.assessment import assess
from merata.programmes.assessment.gathering import Registry, RegistryFiles, gather
from merata.tables.parquet_columns import ParquetColumns

RULE = book(
    "household.desil <= 4 && village.type == 'desa' && persons.exists(p, p.school_grade == 3 || p.age >= 60)",
    not_with=["pkh", "sembako"],
)
ALONE = book("household.desil <= 4 && village.type == 'desa'")
GIVEN: dict[str, Rows] = {
    "households": [
        {"household_id": name, "village_code": code, "desil": desil}
        for name, code, desil in (("c", "v", 1), ("a", "w", 2), ("d", "v", None), ("b", "v", 4))
    ],
    "villages": [{"village_code": "w", "type": "kelurahan"}, {"village_code": "v", "type": "desa"}],
    "persons": [
        {"household_id": name, "school_level": level, "school_grade": grade, "birth_date": DAY.replace(year=born)}
        for name, level, grade, born in (
            ("a", "SD", 3, 2016),
            ("c", "SD", 3, 2016),
            ("c", None, 2, 1990),
            ("z", "SD", 3, 2016),
            ("b", "tertiary", None, 1960),
            ("d", "SMP", None, 2012),
        )
    ],
    "benefits": [
        {"household_id": name, "programme_id": programme, "year": year}
        for name, programme, year in (
            ("c", "pkh", 2024),
            ("b", "pkh", 2025),
            ("z", "pkh", 2025),
            ("b", "pkh", 2025),
            ("d", "pkh", 2026),
            (None, "sembako", 2023),
            ("a", "sembako", 2023),
            ("c", "pip", 2025),
            ("c", None, 2025),
            ("c", "sembako", None),
        )
    ],
}


def files(folder: Path, **rows: Rows | pa.Table) -> RegistryFiles:
    found = {}
    for name, table in tables(**rows).items():
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=2)
        found[name] = ParquetColumns(folder / f"{name}.parquet")
    return RegistryFiles(**found)


def encoded(table: pa.Table) -> pa.Table:
    """Text as dictionaries that differ by chunk."""
    coded = {
        name: pa.chunked_array([part.dictionary_encode() for part in (column.slice(0, 1), column.slice(1))])
        if column.type == pa.string()
        else column
        for name, column in zip(table.column_names, (each.combine_chunks() for each in table.columns), strict=True)
    }
    return pa.table(coded)


def gathered(given: Registry | RegistryFiles) -> tuple[list[object], list[object]]:
    frames = gather(given, [RULE], DAY)
    assert frames.persons is not None
    households, persons = (frame.collect("pyarrow").to_arrow() for frame in (frames.households, frames.persons))
    return sorted(households.to_pylist(), key=lambda one: one["household_id"]), persons.to_pylist()


def test_the_same_facts_in_memory_as_by_an_engine(tmp_path: Path) -> None:
    expected = gathered(registry(**GIVEN))
    plain = tables(**GIVEN)
    in_memory = Registry(**{name: lazy(table) for name, table in plain.items()})
    assert gathered(in_memory) == expected
    assert gathered(files(tmp_path, **GIVEN)) == expected
    coded = {name: lazy(encoded(table).unify_dictionaries()) for name, table in plain.items()}
    assert gathered(Registry(**coded)) == expected
    assert [one["household/programmes:pkh"] for one in expected[0]] == [False, True, False, False]  # type: ignore[index]
    assert [one["household/programmes:sembako"] for one in expected[0]] == [True, False, False, False]  # type: ignore[index]


def test_the_same_decisions_from_files(tmp_path: Path) -> None:
    expected = assessed([RULE, ALONE], **GIVEN)
    found = assess([RULE, ALONE], files(tmp_path, **GIVEN), DAY)
    assert found.household_id.to_pylist() == ["a", "b", "c", "d"]
    for one, other in zip(found.programmes, expected.programmes, strict=True):
        assert [one.reasons[place] for place in one.reason] == [other.reasons[place] for place in other.reason]
        assert np.array_equal(one.entitled_idr, other.entitled_idr)
    coded = tables(**GIVEN) | {"households": encoded(tables(**GIVEN)["households"]).unify_dictionaries()}
    again = assess([RULE, ALONE], files(tmp_path, **coded), DAY)
    assert again.household_id.to_pylist() == ["a", "b", "c", "d"]
    assert np.array_equal(again["contoh"].entitled_idr, found["contoh"].entitled_idr)


def test_rows_of_files_in_an_order_of_their_own(tmp_path: Path) -> None:
    rows = [{**home, "row": 3 - place} for place, home in enumerate(GIVEN["households"])]
    found = assess([ALONE], files(tmp_path, households=rows, villages=GIVEN["villages"]), DAY)
    assert found.household_id.to_pylist() == ["b", "d", "a", "c"]


def test_what_files_lack_is_named(tmp_path: Path) -> None:
    households = [{"household_id": "a", "village_code": "v"}]
    with pytest.raises(InputError, match=r"households.desil; the table persons .*; the table benefits"):
        assess([RULE], files(tmp_path, households=households, villages=GIVEN["villages"]), DAY)
    lost = [{"household_id": "a", "village_code": code, "desil": 1} for code in ("v", None, "x")]
    with pytest.raises(InputError, match=r"households lie in 2 villages .* \(None, x\)"):
        assess([ALONE], files(tmp_path, households=lost, villages=GIVEN["villages"]), DAY)
    twice = [*GIVEN["households"], GIVEN["households"][0]]
    with pytest.raises(InputError, match="households: 1 times a household_id"):
        assess([ALONE], files(tmp_path, households=twice, villages=GIVEN["villages"]), DAY)


def test_a_list_whose_dictionary_holds_a_programme_twice() -> None:
    programme = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(["pkh", "pkh"]))
    benefits = pa.table({"household_id": ["a", "b"], "programme_id": programme, "year": [2025, 2025]})
    found = with_received(pa.table({"household_id": ["c", "b", "a"]}), benefits, ["pkh", "pip"], 2025)
    assert found["household/programmes:pkh"].to_pylist() == [False, True, True]
    assert found["household/programmes:pip"].to_pylist() == [False, False, False]


def test_no_rows() -> None:
    none = pa.table({"household_id": pa.array([], pa.string()), "village_code": pa.array([], pa.string())})
    villages = pa.table({"village_code": ["v"], "type": ["desa"], "urban": [True]})
    found = with_village(none, villages)
    assert found.column_names == ["household_id", "village_code", "type", "urban"]
    assert found.num_rows == 0
    benefits = pa.table({"household_id": pa.array([], pa.string()), "programme_id": pa.array([], pa.string())})
    nobody = with_received(none, benefits.append_column("year", pa.array([], pa.int64())), ["pkh"], 2025)
    assert nobody["household/programmes:pkh"].to_pylist() == []
    assert computed(none, ["village_code"], []).num_rows == 0
    assert arrow_of(lazy(none)).equals(none)
    assert ENGINE.collect(ENGINE.read(none)).num_rows == 0
