"""Linkage: rules that decide, groups that hold, weights that are learnt, and what it finds of planted duplicates."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splink.internals.exceptions import SplinkException

from merata.errors import UsageError
from merata.registry.certain_pairs import certain_pairs
from merata.registry.evidence import AGREEMENT, FIELD_NAMES, STATUS_NAMES, agreement_words, weight_words
from merata.registry.link_chance import chance_agreement
from merata.registry.link_features import features
from merata.registry.link_groups import representatives, settled
from merata.registry.link_model import COMPARISONS, expected, levels_of
from merata.registry.link_training import same_person_agreement
from merata.registry.linkage import PAIRS, STATUSES, Links, LinkSettings, link
from synthetic_people import people, true_pairs, with_duplicates

FEW = LinkSettings(chance_pairs=2e5)
NIK, OTHER_NIK, KK = "3505990101800001", "3505990101800002", "3505990101100001"


def record(**changed: Any) -> dict[str, Any]:
    """A person, with some columns changed."""
    usual = {"name": "BUDI SANTOSO", "birth_date": date(1980, 1, 2), "nik": NIK, "kk": KK, "sex": "male",
             "village_code": "35.05.01.2001"}  # fmt: skip
    return usual | changed


def table(*records: dict[str, Any]) -> pa.Table:
    schema = pa.schema([(name, pa.date32() if name == "birth_date" else pa.string()) for name in record()])
    return pa.Table.from_pylist(list(records), schema=schema)


def ruled(*records: dict[str, Any], across: bool = False) -> list[tuple[int, int, str, str]]:
    """What the rules say of the records, before groups are looked at."""
    with duckdb.connect() as engine:
        engine.register("arrow", features([table(*records)]))
        engine.execute("CREATE TABLE records AS FROM arrow")
        found = certain_pairs(engine, across=across)
    return list(zip(*(found[name].to_pylist() for name in ("left", "right", "rule", "status")), strict=True))


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, "certain"),
        ({"name": "H. Boedi Santoso"}, "certain"),
        ({"name": "SANTOSO BUDI"}, "certain"),
        ({"name": "BUDI"}, "certain"),
        ({"birth_date": date(1980, 2, 1)}, "certain"),
        ({"birth_date": date(1980, 1, 3)}, "certain"),
        ({"birth_date": None}, "certain"),
        ({"name": "BUDI", "birth_date": date(1980, 1, 3)}, "unclear"),
        ({"name": "BUDI", "birth_date": None}, "unclear"),
        ({"village_code": "35.05.02.2001", "kk": "3505990101100009"}, "certain"),
        ({"name": "BUDI", "village_code": "35.05.02.2001"}, "certain"),
        ({"name": "BUDI", "village_code": "35.05.02.2001", "kk": "3505990203120345"}, "unclear"),
        ({"name": "SLAMET"}, "unclear"),
        ({"birth_date": date(1961, 7, 30)}, "unclear"),
        ({"name": "SLAMET", "birth_date": date(1961, 7, 30)}, "contradiction"),
    ],
)
def test_the_same_nik_is_certain_only_with_a_compatible_name_and_date(changed: dict[str, Any], status: str) -> None:
    assert ruled(record(), record(**changed)) == [(0, 1, "same_nik", status)]


def test_the_same_family_name_and_date_is_certain_where_one_has_no_nik() -> None:
    assert ruled(record(), record(nik=None)) == [(0, 1, "same_family", "certain")]
    assert ruled(record(), record(nik=None, sex="female")) == []
    assert ruled(record(), record(nik=OTHER_NIK)) == []
    assert ruled(record(), record(nik=None, kk=None)) == []


def test_a_nik_that_fills_a_form_is_not_compared_all_with_all() -> None:
    found = ruled(*(record(name=f"ORANG {chr(65 + n)}{chr(70 + n)}") for n in range(21)))
    assert [(left, right) for left, right, *_ in found] == [(0, right) for right in range(1, 21)]


def grouped(*records: dict[str, Any]) -> list[list[int]]:
    """The groups of records that the rules make."""
    found = link([table(*records)], FEW)
    groups: dict[int, list[int]] = {}
    for group, place in zip(found.groups["group"].to_pylist(), found.groups["record"].to_pylist(), strict=True):
        groups.setdefault(group, []).append(place)
    return list(groups.values())


def test_certain_pairs_chain_into_a_group() -> None:
    assert grouped(record(), record(name="BOEDI SANTOSO"), record(nik=None), record(nik=OTHER_NIK, name="ANI")) == [
        [0, 1, 2]
    ]


def test_two_niks_are_never_joined_through_a_record_without_one() -> None:
    two = (record(), record(nik=OTHER_NIK), record(nik=None))
    assert grouped(*two) == []
    pairs = link([table(*two)], FEW).pairs
    assert set(pairs["status"].to_pylist()) <= {"unclear", "probable"}
    assert {(0, 2), (1, 2)} <= set(
        zip(pairs["left_record"].to_pylist(), pairs["right_record"].to_pylist(), strict=True)
    )


def test_a_record_without_a_date_does_not_join_two_dates() -> None:
    assert grouped(record(birth_date=date(1961, 7, 30)), record(birth_date=None), record()) == []
    assert grouped(record(birth_date=None), record()) == [[0, 1]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), max_size=15),
       st.lists(st.sampled_from([None, "a", "b"]), min_size=10, max_size=10))  # fmt: skip
def test_no_group_holds_two_niks_or_a_doubtful_pair(raw: list[tuple[int, int, bool]], niks: list[str | None]) -> None:
    rows = []
    for left, right, sure in raw:
        if left >= right or (niks[left] and niks[right] and niks[left] != niks[right]):
            continue
        same = niks[left] is not None and niks[left] == niks[right]
        rows.append(
            (left, right, "same_nik" if same else "same_family", "certain" if sure or not same else "contradiction")
        )
    kinds = [pa.int64(), pa.int64(), pa.string(), pa.string()]
    names = ("left", "right", "rule", "status")
    pairs = pa.table(
        {
            name: pa.array([row[at] for row in rows], kind)
            for at, (name, kind) in enumerate(zip(names, kinds, strict=True))
        }
    )
    column = pa.chunked_array([pa.array(niks, pa.string())])
    decided, labels = settled(column, pairs)
    for label in set(labels.tolist()):
        members = [at for at in range(10) if labels[at] == label]
        assert len({niks[at] for at in members} - {None}) <= 1
    for row in decided.to_pylist():
        assert (row["status"] == "certain") == (labels[row["left"]] == labels[row["right"]])
    stands = representatives(column, labels)
    assert all(labels[stands[at]] == labels[at] for at in range(10))
    assert all(niks[stands[at]] is not None or niks[at] is None for at in range(10))


def test_chance_and_training_give_shares_of_one_for_every_field() -> None:
    with duckdb.connect() as engine:
        engine.register("arrow", features([with_duplicates(people(3000, 1), 0.1, 2, same_nik=0.0)]))
        engine.execute("CREATE TABLE to_score AS FROM arrow")
        chance = chance_agreement(engine, pairs=1e5, seed=1)
        again = chance_agreement(engine, pairs=1e5, seed=1)
        same, learnt = same_person_agreement(engine, chance)
    assert chance == again
    for shares in (chance.anyone, chance.nearby, chance.scored, same):
        for field in COMPARISONS:
            assert tuple(shares[field]) == levels_of(field)
            assert sum(shares[field].values()) == pytest.approx(1)
            assert min(shares[field].values()) > 0
    assert learnt > 100
    # 300 second records: half have no NIK, of the others one digit is wrong or two are exchanged.
    assert (
        same["nik"]["few_digits"] + same["nik"]["serial"]
        > 0.82
        > sum(expected("nik")[level] for level in ("few_digits", "serial"))
    )
    assert chance.anyone["sex"]["equal"] == pytest.approx(0.5, abs=0.02)
    assert chance.anyone["birth_date"]["equal"] < 0.001


def test_few_records_leave_the_model_as_expected() -> None:
    with duckdb.connect() as engine:
        engine.register("arrow", features([table(record(), record(name="ANI", nik=OTHER_NIK))]))
        engine.execute("CREATE TABLE to_score AS FROM arrow")
        same, learnt = same_person_agreement(engine, chance_agreement(engine, pairs=1e4, seed=1))
    assert learnt < 1
    for field in COMPARISONS:
        assert same[field] == pytest.approx(expected(field), abs=0.02)


@pytest.fixture(scope="module")
def planted() -> tuple[pa.Table, Links]:
    """5,000 synthetic people of whom a tenth stand twice, and what was linked."""
    records = with_duplicates(people(5000, 1), 0.1, 2)
    return records, link([records], FEW)


def status_of(found: Links) -> dict[tuple[int, int], str]:
    left, right = found.pairs["left_record"].to_pylist(), found.pairs["right_record"].to_pylist()
    return dict(zip(zip(left, right, strict=True), found.pairs["status"].to_pylist(), strict=True))


def test_planted_duplicates_are_found(planted: tuple[pa.Table, Links]) -> None:
    records, found = planted
    truth, status = true_pairs(records), status_of(found)
    assert found.pairs.schema == PAIRS
    certain = {pair for pair, what in status.items() if what == "certain"}
    probable = {pair for pair, what in status.items() if what == "probable"}
    assert certain <= truth
    assert len(probable & truth) >= 0.99 * len(probable)
    assert len(certain) >= 0.4 * len(truth)
    assert len((certain | probable) & truth) >= 0.65 * len(truth)
    assert len(status.keys() & truth) >= 0.8 * len(truth)


def test_weights_order_the_pairs_and_say_the_probability(planted: tuple[pa.Table, Links]) -> None:
    _, found = planted
    same_nik = np.array([how == "equal" for how in found.pairs["agree_nik"].to_pylist()])
    status = np.array(found.pairs["status"].to_pylist())
    every = found.pairs["match_weight"].to_numpy(zero_copy_only=False)
    # The rules decide without a weight; what they leave open is weighed where the model lists it.
    assert np.isnan(every[status == "certain"]).all()
    assert np.isfinite(every[(status == "unclear") & same_nik]).mean() > 0.5
    assert (np.diff(every[~same_nik & (status != "certain")]) <= 0).all()
    given = np.isfinite(every)
    weights, chances = every[given], found.pairs["match_probability"].to_numpy(zero_copy_only=False)[given]
    assert weights.min() >= LinkSettings().review_weight
    assert chances == pytest.approx(1 / (1 + 2.0**-weights))
    assert found.learnt_from > 100


def test_the_same_records_give_the_same_links(planted: tuple[pa.Table, Links]) -> None:
    records, found = planted
    again = link([records], FEW)
    assert again.pairs.equals(found.pairs)
    assert again.groups.equals(found.groups)


def test_across_two_tables_only_pairs_of_both(planted: tuple[pa.Table, Links]) -> None:
    records, _ = planted
    halves = [records.slice(0, 2700), records.slice(2700)]
    found = link(halves, LinkSettings(across=True, chance_pairs=FEW.chance_pairs))
    assert found.pairs.num_rows > 60
    assert set(found.pairs["left_table"].to_pylist()) == {0}
    assert set(found.pairs["right_table"].to_pylist()) == {1}
    person = [half["person"].to_pylist() for half in halves]
    for row in found.pairs.to_pylist():
        if row["status"] == "certain":
            assert person[0][row["left_record"]] == person[1][row["right_record"]]


def test_numbers_that_fill_a_form_bring_nobody_together() -> None:
    """100 people share a NIK and a KK number; all pairs of them would be 4,950."""
    crowd = people(100, 7).to_pylist()
    records = [
        record(name=row["name"], birth_date=row["birth_date"], sex=row["sex"], village_code=None) for row in crowd
    ]
    found = link([table(*records)], FEW)
    assert set(found.pairs["left_record"].to_pylist()) == {0}
    assert found.pairs.num_rows == 99
    assert found.groups.num_rows == 0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_records(count: int) -> None:
    found = link([table(*(record(nik=None, name=f"{'ABC'[n]}NI") for n in range(count)))])
    assert found.groups.num_rows == 0
    assert set(found.pairs["status"].to_pylist()) <= set(STATUSES)


def test_what_is_needed_is_named() -> None:
    with pytest.raises(UsageError, match="table 2 lacks birth_date"):
        link([table(record()), table(record()).drop_columns(["birth_date"])])


def test_every_level_and_status_has_words() -> None:
    assert set(FIELD_NAMES) == set(COMPARISONS)
    assert set(AGREEMENT) == {level for field in COMPARISONS for level in levels_of(field)} | {"missing"}
    assert tuple(STATUS_NAMES) == STATUSES


def test_the_evidence_is_told_in_words() -> None:
    agreed = {f"agree_{field}": "missing" for field in COMPARISONS} | {
        "agree_name": "part",
        "agree_birth_date": "swapped",
    }
    assert agreement_words(agreed) == (
        "nama: satu termuat dalam yang lain; tanggal lahir: tanggal dan bulan tertukar",
        "name: one within the other; date of birth: day and month exchanged",
    )
    assert weight_words(3.0) == ("8 banding 1 orang yang sama", "8 to 1 the same person")
    assert weight_words(-2.0) == ("1 banding 4 orang yang sama", "1 to 4 the same person")
    assert weight_words(10.0) == ("1.024 banding 1 orang yang sama", "1,024 to 1 the same person")
    assert weight_words(None) == ("menurut aturan, tanpa bobot", "by rule, without a weight")


@settings(max_examples=10)
@given(st.integers(1, 1000))
def test_numbers_that_are_no_niks_are_compared_with_nothing(number: int) -> None:
    made = features([table(record(nik=str(number), kk="x" * 16))])
    assert made["nik"].to_pylist() == made["kk"].to_pylist() == made["nik_tail"].to_pylist() == [None]


def test_memory_that_ran_out_while_weighing_is_said_as_the_engine_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: Any, **__: Any) -> Any:
        raise SplinkException("a statement failed") from duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr("splink.internals.linker_components.inference.LinkerInference.predict", no_room)
    with pytest.raises(duckdb.OutOfMemoryException, match="no room"):
        link([with_duplicates(people(200, 1), 0.1, 2)])


def test_weighing_in_parts_finds_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    records = with_duplicates(people(2000, 1), 0.1, 2)
    whole = link([records]).pairs
    monkeypatch.setattr("merata.registry.link_scores.PART_RECORDS", 300)
    assert link([records]).pairs.equals(whole)
