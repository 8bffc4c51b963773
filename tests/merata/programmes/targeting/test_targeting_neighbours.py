"""Why my neighbour and not me."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from rules_by_hand import DAY, book
from targeting_folders import VILLAGES, by_id, folder

from merata.programmes.targeting import targeted, whole_list
from merata.programmes.targeting.neighbours import By, Difference, difference

RULE = book(
    "urban && desil",
    {"urban": "village.urban", "desil": "household.desil <= parameter.desil_max"},
    parameters={"desil_max": 4},
)
HOMES = [
    {"household_id": name, "village_code": VILLAGES[0], "desil": desil, "urban": urban}
    for name, desil, urban in (
        ("a", 1, True), ("b", 3, True), ("c", 3, True), ("d", 7, True), ("e", None, True), ("f", 7, False),
        ("g", 1, True), ("h", 7, True),
    )
]  # fmt: skip


def test_of_one_decile_the_expected_consumption_decides_and_a_village_may_have_spent_its_own(tmp_path: Path) -> None:
    homes = [
        {"household_id": name, "village_code": village, "desil": 2, "urban": True}
        for name, village in zip("ab", VILLAGES, strict=False)
    ]
    expected = pa.table({"household_id": ["a", "b"], "expected_idr": [400_000, 1_250_000]})
    found = targeted(
        folder(tmp_path, households=homes), RULE, DAY, village_ceilings={VILLAGES[1]: 1_200_000}, expected=expected
    )
    rows = by_id(whole_list(found))
    apart = difference(RULE, DAY, rows["b"], rows["a"])
    assert apart.by is By.EXPECTED
    assert "keluarga pertama perkiraan pengeluaran Rp1.250.000 per orang per bulan" in apart.said.id
    assert apart.said.en.endswith(
        "so the second comes first. The ceiling is parted by village, and that of 35.05.01.2001 is spent sooner."
    )


@pytest.fixture
def told(tmp_path: Path) -> object:
    rows = by_id(whole_list(targeted(folder(tmp_path, households=HOMES), RULE, DAY, ceiling_idr=3_600_000)))
    return lambda first, second: difference(RULE, DAY, rows[first], rows[second])


def test_a_condition_with_its_limit_tells_them_apart(told: object) -> None:
    found: Difference = told("a", "d")  # type: ignore[operator]
    assert (found.by, found.code) == (By.CONDITION, "desil")
    assert found.said.id == (
        "Syarat yang membedakan: desil paling banyak 4. Keluarga pertama memenuhinya; keluarga kedua tidak memenuhinya."
    )
    assert told("e", "a").said.en == (  # type: ignore[operator]
        "The condition that tells them apart: decile at most 4. "
        "The first household lacks the data; the second meets it."
    )


def test_both_refused_but_for_different_things(told: object) -> None:
    assert told("d", "f").code == "urban"  # type: ignore[operator]
    assert told("d", "h").by is By.NOTHING  # type: ignore[operator]


def test_of_two_who_are_eligible_the_needier_comes_first(told: object) -> None:
    found: Difference = told("b", "a")  # type: ignore[operator]
    assert found.by is By.SCORE
    assert "keluarga pertama desil 3, keluarga kedua desil 1, maka keluarga kedua didahulukan." in found.said.id
    assert found.said.en.endswith("so the second comes first. The ceiling reaches both.") or "spent" in found.said.en


def test_of_two_in_the_same_need_the_lot_decides_and_it_is_said_whom_the_money_reaches(told: object) -> None:
    found: Difference = told("b", "c")  # type: ignore[operator]
    # Three benefits fit: a and g of decile 1, and one of b and c.
    assert found.by is By.LOT
    assert found.said.id.endswith("Pagu habis di antara keduanya.")
    assert "desil 3" in found.said.id
    assert told("a", "g").said.en.endswith("The ceiling reaches both.")  # type: ignore[operator]
