from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo.aid import amounts


@pytest.fixture(scope="module")
def received(small_demo) -> dict[str, set[str]]:
    """Who receives what in 2025."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in small_demo.table("benefits").to_pylist():
        if row["year"] == 2025:
            found[row["programme_id"]].add(row["household_id"])
    return found


def test_every_programme_but_three_is_received_by_someone(small_demo, received) -> None:
    programmes = set(small_demo.table("programmes")["programme_id"].to_pylist())
    assert programmes - set(received) == {"bantuan_pangan", "desa_wisata", "pelatihan_vokasi"}
    assert {row["owner"] for row in small_demo.table("programmes").to_pylist()} >= {
        "centre",
        "province",
        "regency",
        "desa",
        "partner",
    }


def test_school_aid_is_the_sum_of_some_pupils_amounts(small_demo) -> None:
    persons, benefits = small_demo.table("persons"), small_demo.table("benefits")
    rupiah = amounts()
    pupils: dict[str, list[int]] = defaultdict(list)
    for row in persons.filter(persons["school_grade"].is_valid()).to_pylist():
        level, grade = row["school_level"], row["school_grade"]
        final = "_final" if grade in {6, 9, 12} else ""
        pupils[row["household_id"]].append(rupiah["pip", f"{level}{final}"])
    paid = benefits.filter(pc.equal(benefits["programme_id"], "pip")).to_pylist()
    assert len(paid) > 500
    for row in paid:
        sums = {0}
        for amount in pupils[row["household_id"]]:
            sums |= {total + amount for total in sums}
        assert row["annual_idr"] in sums - {0}


def test_lists_err_both_ways(small_demo, received) -> None:
    """Of the poorest tenth some have nothing of a list that is for them, and some beyond its limit are on it."""
    households = small_demo.table("households")
    households = households.filter(households["desil"].is_valid())
    desil = households["desil"].to_numpy()
    for programme, limit in (("pbi_jkn", 5), ("pip", 4), ("beras", 5), ("sembako", 5), ("pkh", 4)):
        on = pc.is_in(households["household_id"], value_set=pa.array(sorted(received[programme]))).to_numpy()
        assert on[desil <= 2].mean() > 3 * on[desil > limit].mean()
        assert on[desil > limit].sum() > 0
        assert on[desil == 1].mean() < 0.9


def test_some_poor_families_receive_nothing_at_all(small_demo, received) -> None:
    households = small_demo.table("households")
    poorest = households.filter(pc.less_equal(households["desil"], 3))["household_id"].to_pylist()
    without = set(poorest).difference(*received.values())
    assert 0.03 < len(without) / len(poorest) < 0.2


def test_the_forbidden_combinations_are_few_and_planted(received) -> None:
    assert len(received["rastrada"] & received["beras"]) == max(3, round(0.02 * len(received["rastrada"])))
    assert len(received["blt_dbhcht"] & received["blt_dbhcht_provinsi"]) == 3
    assert len(received["blt_dana_desa"] & (received["pkh"] | received["sembako"])) >= 3
    assert not received["rastrada"] & received["sembako"]


def test_the_province_adds_to_pkh_for_families_with_someone_of_seventy(small_demo, received) -> None:
    persons = small_demo.table("persons")
    old = persons.filter(pc.less_equal(pc.year(persons["birth_date"]), 2025 - 70))["household_id"].to_pylist()
    assert received["pkh_plus"] <= received["pkh"] & set(old)
    assert len(received["pkh_plus"]) == round(2_400 * 0.02)


def test_partners_aid_lies_where_they_work(small_demo, received) -> None:
    households, villages = small_demo.table("households"), small_demo.table("villages")
    place = dict(zip(households["household_id"].to_pylist(), households["village_code"].to_pylist(), strict=True))
    side = dict(zip(*(villages[name].to_pylist() for name in ("village_code", "side_of_brantas")), strict=True))
    assert 1 <= len({place[household] for household in received["tjsl_paket_sekolah"]}) <= 6
    assert {side[place[household]] for household in received["lsm_paket_gizi"]} == {"selatan"}
    assert len(received["zakat_baznas"]) == round(3_000 * 0.02)


def test_the_further_aid_is_part_of_consumption_and_mostly_far_less(small_demo) -> None:
    """True consumption less what the first aid added is above zero for all; the further aid lies within it."""
    households, benefits, truth = (small_demo.table(name) for name in ("households", "benefits", "truth"))
    welfare = truth.filter(pc.equal(truth["year"], 2025))["consumption_pc_idr"].to_numpy()
    months = 12 * households["size"].to_numpy()
    added = small_demo.aid_on_top_idr(2025)
    assert (welfare - added / months > 0).all()
    housing = pc.is_in(benefits["programme_id"], value_set=pa.array(["rtlh_kabupaten", "rtlh_kota", "bsps"]))
    paid = benefits.filter(pc.and_(pc.equal(benefits["year"], 2025), pc.invert(housing)))
    at = pc.index_in(paid["household_id"], value_set=households["household_id"].combine_chunks()).to_numpy()
    total = np.bincount(at, weights=paid["annual_idr"].to_numpy(), minlength=households.num_rows)
    assert (total >= added).all()
    assert (welfare <= total / months).mean() < 0.001
