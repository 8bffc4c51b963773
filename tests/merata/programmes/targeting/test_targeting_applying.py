"""Who is on a list, in which order, and where the money ends."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from rules_at_random import BOOKS, drawn
from rules_by_hand import DAY, book
from targeting_folders import VILLAGES, by_id, folder, placed

from merata.errors import InputError, UsageError
from merata.programmes.assessment.assessment import assess
from merata.programmes.need import score_order
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.targeting import LIST, Targeted, targeted, whole_list
from merata.programmes.targeting.registry_folder import registry_files

POOR = book("desil", {"desil": "household.desil <= parameter.desil_max"}, parameters={"desil_max": 4})
HOMES = [
    {"household_id": "a", "village_code": VILLAGES[0], "desil": 2},
    {"household_id": "b", "village_code": VILLAGES[0], "desil": 1},
    {"household_id": "c", "village_code": VILLAGES[1], "desil": 4},
    {"household_id": "d", "village_code": VILLAGES[1], "desil": 7},
    {"household_id": "e", "village_code": VILLAGES[2], "desil": None},
    {"household_id": "f", "village_code": VILLAGES[2], "desil": 1},
]


def lot(name: str) -> str:
    return sha256(f"contoh:2025:{name}".encode()).hexdigest()


def test_a_list_by_hand(tmp_path: Path) -> None:
    found = targeted(folder(tmp_path, households=HOMES), POOR, DAY, ceiling_idr=3_599_999)
    rows = by_id(whole_list(found))

    # b and f are of decile 1 and told apart by lot, then a, then c; two whole benefits fit, a third lacks one rupiah.
    first, second = sorted("bf", key=lot)
    assert [rows[name]["rank"] for name in (first, second, "a", "c", "d", "e")] == [1, 2, 3, 4, None, None]
    assert [name for name in "abcdef" if rows[name]["chosen"]] == ["b", "f"]
    assert [rows[name]["outcome"] for name in "abcdef"] == [
        "eligible", "eligible", "eligible", "refused", "undecided", "eligible"
    ]  # fmt: skip
    assert [rows[name]["states"] for name in "ade"] == ["1", "0", "2"]
    assert [rows[name]["reason"] for name in "ade"] == ["desil", "desil", "desil_missing"]
    assert [rows[name]["annual_idr"] for name in "ad"] == [1_200_000, 0]
    assert rows["b"]["lot"] == lot("b")[:16]
    assert (rows["d"]["lot"], rows["e"]["score"], rows["a"]["score"]) == (None, None, 2)
    assert rows["d"]["sentence_id"].startswith("Tidak memenuhi: tidak desil.")
    assert (len(found), found.eligible_idr, found.chosen_idr) == (6, 4_800_000, 2_400_000)
    assert found.by_village.to_pylist() == [
        {"village_code": VILLAGES[0], "households": 2, "eligible": 2, "undecided": 0, "eligible_idr": 2_400_000,
         "chosen": 1, "chosen_idr": 1_200_000},
        {"village_code": VILLAGES[1], "households": 2, "eligible": 1, "undecided": 0, "eligible_idr": 1_200_000,
         "chosen": 0, "chosen_idr": 0},
        {"village_code": VILLAGES[2], "households": 2, "eligible": 1, "undecided": 1, "eligible_idr": 1_200_000,
         "chosen": 1, "chosen_idr": 1_200_000},
    ]  # fmt: skip


def test_without_a_ceiling_everyone_eligible_is_chosen_and_with_none_of_it_nobody(tmp_path: Path) -> None:
    place = folder(tmp_path, households=HOMES)
    assert targeted(place, POOR, DAY).chosen.tolist() == [True, True, True, False, False, True]
    assert targeted(place, POOR, DAY, ceiling_idr=0).chosen_idr == 0
    with pytest.raises(UsageError, match="a ceiling of -1 rupiah"):
        targeted(place, POOR, DAY, ceiling_idr=-1)


def test_each_village_serves_its_own_up_to_its_ceiling_and_the_whole_ceiling_cuts_the_least_needy(
    tmp_path: Path,
) -> None:
    place = folder(tmp_path, households=HOMES)
    by_village = {VILLAGES[0]: 1_200_000, VILLAGES[1]: 9_999_999}
    assert targeted(place, POOR, DAY, village_ceilings=by_village).chosen.tolist() == [
        False, True, True, False, False, False
    ]  # fmt: skip
    cut = targeted(place, POOR, DAY, village_ceilings=by_village, ceiling_idr=1_300_000)
    assert cut.chosen.tolist() == [False, True, False, False, False, False]
    assert targeted(place, POOR, DAY, village_ceilings={}).chosen_idr == 0
    with pytest.raises(UsageError, match="a ceiling of -5 rupiah"):
        targeted(place, POOR, DAY, village_ceilings={VILLAGES[0]: -5})


def test_of_one_decile_the_lower_expected_consumption_comes_first_the_unknown_last(tmp_path: Path) -> None:
    homes = [{"household_id": name, "village_code": VILLAGES[0], "desil": 1} for name in "abcd"]
    expected = pa.table({"household_id": ["d", "c", "a", "x"], "expected_idr": [500_000, 500_000, 900_000, 1]})
    place = folder(tmp_path, households=homes)
    rows = by_id(whole_list(targeted(place, POOR, DAY, expected=expected)))
    first, second = sorted("cd", key=lot)
    assert [rows[name]["rank"] for name in (first, second, "a", "b")] == [1, 2, 3, 4]
    assert (rows["a"]["expected_idr"], rows["b"]["expected_idr"]) == (900_000, None)
    with pytest.raises(InputError, match="the expected consumption does not name each row once"):
        targeted(place, POOR, DAY, expected=pa.concat_tables([expected, expected]))


def test_nobody_is_passed_over_for_someone_less_needy_with_a_smaller_benefit(tmp_path: Path) -> None:
    sized = [one | {"size": size} for one, size in zip(HOMES, (3, 1, 1, 1, 1, 1), strict=True)]
    name = {"id": "-", "en": "-"}
    levels = [
        {"component": "besar", "name": name, "when": "household.size > 2", "amount": "large_idr"},
        {"component": "kecil", "name": name, "when": "household.size <= 2", "amount": "small_idr"},
    ]
    rule = book(
        "desil", {"desil": "household.desil <= 4"}, benefit={"levels": levels},
        parameters={"large_idr": 500, "small_idr": 100},
    )  # fmt: skip
    found = targeted(folder(tmp_path, households=sized), rule, DAY, ceiling_idr=699)
    # b and f cost 100 each; a, who is next, 500: one rupiah too much. c would fit, and is less needy.
    assert found.chosen.tolist() == [False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("area", "households"), [("", "abcdef"), ("35.05", "abcd"), ("35.05.01", "abcd"), (VILLAGES[1], "cd"), ("35.0", "")]
)
def test_only_the_households_of_the_area(tmp_path: Path, area: str, households: str) -> None:
    found = targeted(folder(tmp_path, households=HOMES), POOR, DAY, area=area)
    assert found.household_id.to_pylist() == list(households)


def test_what_is_tried_does_not_draw_another_lot(tmp_path: Path) -> None:
    place = folder(tmp_path, households=HOMES)
    wider = targeted(place, POOR.with_parameters({"desil_max": 9}), DAY)
    rows, others = by_id(whole_list(wider)), by_id(whole_list(targeted(place, POOR, DAY)))
    assert [rows[name]["lot"] for name in "abc"] == [others[name]["lot"] for name in "abc"]
    assert rows["d"]["outcome"] == "eligible"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rule", BOOKS, ids=lambda rule: rule.programme_id)
def test_the_same_as_the_assessment_and_the_order_and_service_in_a_loop(
    tmp_path: Path, rule: Rulebook, seed: int
) -> None:
    place = folder(tmp_path, **placed(drawn(seed)))
    everyone = targeted(place, rule, DAY)
    ceiling_idr = everyone.eligible_idr // 2
    found = targeted(place, rule, DAY, ceiling_idr=ceiling_idr)
    assessed = assess([rule], registry_files(place), DAY)
    of = dict(zip(assessed.household_id.to_pylist(), range(len(found)), strict=True))
    at = np.array([of[name] for name in found.household_id.to_pylist()])
    assert found.annual_idr.tolist() == assessed.programmes[0].entitled_idr[at].tolist()
    assert found.assessment.outcome.tolist() == assessed.programmes[0].outcome[at].tolist()

    rows = np.flatnonzero(found.eligible)
    by_lot = score_order(
        pa.chunked_array([found.household_id.take(pa.array(rows))]), found.score[rows],
        lot=f"{rule.programme_id}:{DAY.year}",
    )  # fmt: skip
    assert found.order.tolist() == rows[by_lot].tolist()
    left, reached = ceiling_idr, []
    for row in found.order.tolist():
        if found.annual_idr[row] > left:
            break
        left -= int(found.annual_idr[row])
        reached.append(row)
    assert np.flatnonzero(found.chosen).tolist() == sorted(reached)
    assert found.chosen_idr <= ceiling_idr
    assert sum(found.by_village["chosen_idr"].to_pylist()) == found.chosen_idr


def test_what_a_list_cannot_be_made_of_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        targeted(tmp_path, POOR, DAY)
    place = folder(tmp_path / "one", households=[{"household_id": "a", "desil": 1}])
    with pytest.raises(InputError, match="the table households lacks village_code"):
        targeted(place, POOR, DAY)
    place = folder(tmp_path / "two", households=[*HOMES, HOMES[0]])
    with pytest.raises(InputError, match="1 times a household_id stands in more than one row"):
        targeted(place, POOR, DAY)
    with pytest.raises(UsageError, match="has no value of annual_idr, desil_max on 2023-12-31"):
        targeted(folder(tmp_path / "three", households=HOMES), POOR, DAY.replace(year=2023, month=12, day=31))


def test_a_programme_that_nobody_receives_yet_must_be_known_to_be_so(tmp_path: Path) -> None:
    rule = book("true", programme="baru", payer="regency", benefit=None, not_with=["lama"])
    place = folder(
        tmp_path, households=HOMES, villages=[{"village_code": code, "regency_code": code[:5]} for code in VILLAGES],
        benefits=[{"household_id": "a", "programme_id": "lama", "year": 2024}],
    )  # fmt: skip
    found = targeted(place, rule, DAY, known=["baru"])
    assert [name for name, one in zip("abcdef", found.eligible, strict=True) if one] == list("bcdef")
    other = book("true", programme="baru", not_with=["lain"])
    with pytest.raises(InputError, match="programmes: lain"):
        targeted(place, other, DAY, known=["baru"])


def test_a_new_round_takes_the_place_of_the_last_list(tmp_path: Path) -> None:
    rule = book("!('lama' in household.programmes)", programme="lama", not_with=["lain"])
    received = [("a", "lama"), ("b", "lain")]
    place = folder(
        tmp_path, households=HOMES,
        benefits=[{"household_id": name, "programme_id": programme, "year": 2024} for name, programme in received],
    )  # fmt: skip
    for renews, households in ((False, "cdef"), (True, "acdef")):
        found = targeted(place, rule, DAY, renews=renews)
        assert found.household_id.filter(pa.array(found.eligible)).to_pylist() == list(households)


def test_the_list_has_its_columns_even_where_nobody_lives(tmp_path: Path) -> None:
    found: Targeted = targeted(folder(tmp_path, households=HOMES), POOR, DAY, area="11")
    assert whole_list(found).schema == LIST
    assert (len(found), found.chosen_idr, found.by_village.num_rows) == (0, 0, 0)
