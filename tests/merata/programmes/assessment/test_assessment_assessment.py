"""Many households at once: outcomes, reasons, rupiah, and whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from rules_by_hand import DAY, ENGINE, Rows, assessed, book, facts, registry, table

from merata.errors import InputError, UsageError
from merata.programmes.assessment.assessment import Assessed, assess
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.sentence import Sentence

LIST = [{"household_id": "x", "programme_id": "blt_dana_desa", "year": 2025}]
HOMES = [
    {"household_id": "a", "desil": 1, "type": "desa"},
    {"household_id": "b", "desil": 1, "type": "desa"},
    {"household_id": "c", "desil": 4, "type": "desa"},
    {"household_id": "d", "desil": 5, "type": "desa"},
    {"household_id": "e", "desil": None, "type": "desa"},
    {"household_id": "f", "desil": 2, "type": "kelurahan"},
]
BENEFITS = [
    {"household_id": "b", "programme_id": "pkh", "year": 2025},
    {"household_id": "a", "programme_id": "pkh", "year": 2023},
    {"household_id": "c", "programme_id": "sembako", "year": 2026},
]
LISTED = [{"programme_id": name} for name in ("pkh", "sembako", "blt_dana_desa")]
BLT = book(
    "desil && desa",
    {
        "desil": {
            "when": "household.desil <= parameter.desil_max",
            "otherwise": {
                "id": "desil {household.desil}, batasnya {parameter.desil_max}",
                "en": "decile {household.desil}, the limit is {parameter.desil_max}",
            },
        },
        "desa": "village.type == 'desa'",
    },
    programme="blt_dana_desa",
    not_with=["pkh", "sembako"],
    payer="desa",
    benefit={"household": {"amount": "monthly_idr", "times": "months"}},
    parameters={"desil_max": 4, "monthly_idr": 300_000, "months": 12},
)


def blt(homes: Rows = HOMES) -> Assessed:
    return assessed(BLT, households=homes, benefits=BENEFITS, programmes=LISTED)


def test_outcomes_and_reasons_by_household() -> None:
    found = blt()["blt_dana_desa"]
    assert found.outcome.tolist() == [
        Outcome.ELIGIBLE,
        Outcome.REFUSED,
        Outcome.ELIGIBLE,
        Outcome.REFUSED,
        Outcome.UNDECIDED,
        Outcome.REFUSED,
    ]
    assert found.eligible.tolist() == [True, False, True, False, False, False]
    codes = [found.reasons[number].code for number in found.reason]
    assert codes[1:2] + codes[3:] == ["tidak_rangkap_pkh", "desil", "desil_missing", "desa"]
    assert found.refused() == {"desa": 1, "desil": 1, "desil_missing": 1, "tidak_rangkap_pkh": 1}
    assert found.entitled_idr.tolist() == [3_600_000, 0, 3_600_000, 0, 0, 0]
    assert found.entitled_idr.dtype == np.int64


def test_sentences_of_a_reason_in_general() -> None:
    found = blt()["blt_dana_desa"].sentences()
    assert found["desil"] == Sentence("Tidak memenuhi: desil …, batasnya 4.", "Not eligible: decile …, the limit is 4.")
    assert found["desil_missing"].id == "Belum dapat diputuskan: data belum lengkap: desil."
    assert set(found) == {"desa", "desil", "desil_missing", "tidak_rangkap_pkh"}


def test_the_commonest_reason_comes_first_and_equal_ones_by_code() -> None:
    homes = [
        {"household_id": f"h{i}", "desil": desil, "type": "desa"} for i, desil in enumerate([9, 9, None, 9, None, 1])
    ]
    homes.append({"household_id": "k", "desil": 1, "type": "kelurahan"})
    assert list(blt(homes)["blt_dana_desa"].refused().items()) == [("desil", 3), ("desil_missing", 2), ("desa", 1)]


def shuffled(rows: Rows, seed: int) -> list[Any]:
    return [rows[place] for place in np.random.default_rng(seed).permutation(len(rows))]


@pytest.mark.parametrize("seed", range(3))
def test_the_callers_order_of_households_is_kept_and_that_of_members_does_not_matter(seed: int) -> None:
    homes = [{"household_id": f"h{i:02d}", "desil": i % 10 + 1, "type": "desa"} for i in range(40)]
    people = [
        {
            "household_id": f"h{i % 50:02d}",
            "birth_date": date(2025 - i, 1, 1),
            "school_level": "SD" if i % 3 else None,
            "pregnant": i % 7 == 0,
            "severe_disability": False,
            "rights_violation_victim": False,
        }
        for i in range(90)
    ]
    expected = facts(rulebook("pkh"), households=homes, persons=people).assess([rulebook("pkh")], DAY)[0]
    by_home = dict(zip((home["household_id"] for home in homes), expected.entitled_idr.tolist(), strict=True))
    assert len(set(by_home.values())) > 4
    order = shuffled(homes, seed)
    found = facts(rulebook("pkh"), households=order, persons=shuffled(people, seed)).assess([rulebook("pkh")], DAY)[0]
    assert found.entitled_idr.tolist() == [by_home[home["household_id"]] for home in order]
    # Without a column that says the order it is that of the identifiers.
    plain = assessed(rulebook("pkh"), households=order, persons=people)
    assert plain.household_id.to_pylist() == sorted(by_home)
    assert plain["pkh"].entitled_idr.tolist() == [by_home[name] for name in sorted(by_home)]


def test_a_column_row_says_the_order() -> None:
    homes = [{"household_id": name, "desil": 1, "row": row} for name, row in (("a", 2), ("b", 0), ("c", 1))]
    rule = book("household.desil <= 4")
    assert assessed(rule, households=homes).household_id.to_pylist() == ["b", "c", "a"]
    for rows in ((1, 2, 3), (0, 0, 1)):
        wrong = [home | {"row": row} for home, row in zip(homes, rows, strict=True)]
        with pytest.raises(UsageError, match="the column row of households must hold the whole numbers from 0"):
            assessed(rule, households=wrong)


def test_nobody_is_computed_too() -> None:
    empty = table("households", [], "household_id", "desil")
    rule = book("household.desil <= 4 && persons.exists(p, p.pregnant)")
    nobody = table("persons", [], "household_id", "pregnant")
    for found in (
        assessed(rule, households=empty, persons=nobody)["contoh"],
        facts(rule, households=empty, persons=nobody).assess([rule], DAY)[0],
    ):
        assert found.outcome.shape == found.eligible.shape == found.entitled_idr.shape == (0,)
        assert found.reasons == ()
        assert found.refused() == {}
        assert found.sentences() == {}
    assert assessed(rule, households=empty, persons=nobody).household_id.to_pylist() == []
    assert assessed([], households=HOMES[:1]).programmes == ()


def test_members_of_other_households_are_not_counted() -> None:
    rule = book("size(persons) >= 2")
    people = [{"household_id": name} for name in ("a", "a", "z", "z", "b", None)]
    found = assessed(rule, households=HOMES[:3], persons=people)["contoh"]
    assert found.outcome.tolist() == [Outcome.ELIGIBLE, Outcome.REFUSED, Outcome.UNDECIDED]


def test_workers_are_counted_and_an_unknown_member_is_not_paid() -> None:
    dbhcht = rulebook("blt_dbhcht")
    people = [
        {"household_id": home, "tobacco_worker": works}
        for home, works in (("a", True), ("a", True), ("b", True), ("b", None), ("c", False), ("d", None), ("zz", True))
    ]
    homes = [{"household_id": name, "regency_code": "35.05"} for name in "abcde"]
    homes.append({"household_id": "f", "regency_code": "35.72"})
    listed = [{"programme_id": name} for name in ("blt_dbhcht", *dbhcht.not_with)]
    found = assessed(dbhcht, households=homes, persons=people, benefits=LIST, programmes=listed)["blt_dbhcht"]
    assert found.entitled_idr.tolist() == [3_600_000, 1_800_000, 0, 0, 0, 0]
    codes = [found.reasons[number].code for number in found.reason]
    assert codes[2:] == ["anggota", "anggota_missing", "anggota_missing", "wilayah"]


def test_nothing_unknown_makes_eligible() -> None:
    # Each condition alone would be true, were it known.
    rule = book("household.cattle > 0 || 10 / household.size > 1 || persons.exists(p, p.pregnant)")
    homes = [
        {"household_id": "a", "cattle": None, "size": 0},
        {"household_id": "b", "cattle": None, "size": 1},
        {"household_id": "c", "cattle": 0, "size": None},
    ]
    people = [{"household_id": "c", "pregnant": None}]
    found = assessed(rule, households=homes, persons=people)["contoh"]
    assert found.outcome.tolist() == [Outcome.UNDECIDED, Outcome.ELIGIBLE, Outcome.UNDECIDED]
    assert found.reasons[found.reason[0]].code == "household.cattle > 0_missing+10 / household.size > 1_arithmetic+" + (
        "persons.exists(p, p.pregnant)_missing"
    )


def test_a_fact_that_is_no_number_is_missing() -> None:
    homes = pa.table({"household_id": ["a", "b"], "land_ha": [float("nan"), 0.1]})
    found = assessed(book("household.land_ha < 0.5"), households=homes)["contoh"]
    assert found.outcome.tolist() == [Outcome.UNDECIDED, Outcome.ELIGIBLE]


def test_rules_are_those_of_the_day() -> None:
    rule = rulebook("blt_dana_desa")
    listed = [{"programme_id": name} for name in ("blt_dana_desa", *rule.not_with)]
    given_tables = registry(households=HOMES, benefits=LIST, programmes=listed)
    with pytest.raises(UsageError, match="has no value of"):
        assess([rule], given_tables, date(2019, 1, 1), engine=ENGINE)
    found = assess([rule], given_tables, DAY)["blt_dana_desa"]
    assert found.on == DAY
    assert found.benefit.household_idr == 3_600_000
    reform = assess([rule.with_parameters({"monthly_idr": 100_000})], given_tables, DAY)["blt_dana_desa"]
    assert reform.entitled_idr.tolist() == (found.entitled_idr // 3).tolist()


def test_members_without_a_cap_that_come_to_more_than_is_exact() -> None:
    one = {"component": "one", "name": {"id": "-", "en": "-"}, "when": "p.pregnant", "amount": "each_idr"}
    rule = book(None, benefit={"members": [one]}, parameters={"each_idr": 2**52})
    people = [{"household_id": "a", "pregnant": True}] * 2
    assert assessed(rule, households=HOMES[:1], persons=people[:1])["contoh"].entitled_idr.tolist() == [2**52]
    with pytest.raises(InputError, match="contoh comes to 9,007,199,254,740,992 rupiah a year for one household"):
        assessed(rule, households=HOMES[:1], persons=people)
