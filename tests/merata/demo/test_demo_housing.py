from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HOUSES = ("rtlh_kabupaten", "bsps", "rtlh_kota")


def test_damage_goes_with_the_floor_and_some_houses_were_never_seen(small_demo) -> None:
    households = small_demo.table("households")
    damage = np.array(households["house_damage"].to_pylist(), object)
    floor = np.array(households["floor"].to_pylist())
    share = [
        np.isin(damage[floor == kind], ("medium", "heavy", "total")).mean() for kind in ("earth", "cement", "tile")
    ]
    assert share[0] > 0.3
    assert 0.1 > share[1] > share[2]
    assert 0.01 < (damage == None).mean() < 0.03  # noqa: E711 - an array of objects is compared element by element
    assert set(damage) == {None, "none", "light", "medium", "heavy", "total"}


def test_so_many_houses_a_year_are_mended_each_once_by_its_own_government(small_demo) -> None:
    benefits, households = small_demo.table("benefits"), small_demo.table("households")
    damage = dict(zip(households["household_id"].to_pylist(), households["house_damage"].to_pylist(), strict=True))
    place = dict(zip(households["household_id"].to_pylist(), households["village_code"].to_pylist(), strict=True))
    rows = benefits.filter(pc.is_in(benefits["programme_id"], value_set=pa.array(HOUSES))).to_pylist()
    mended = [row["household_id"] for row in rows]
    assert len(mended) == len(set(mended))
    assert {damage[household] for household in mended} == {"none"}
    for programme, full_scale in zip(HOUSES, (59, 252, 80), strict=True):
        for year in (2024, 2025):
            found = [row for row in rows if (row["programme_id"], row["year"]) == (programme, year)]
            assert len(found) == max(1, round(full_scale * 0.02))
            code = "35.72" if programme == "rtlh_kota" else "35.05"
            assert {place[row["household_id"]][:5] for row in found} == {code}
            amounts = {4_000_000, 6_000_000, 11_000_000, 35_000_000} if programme == "rtlh_kota" else {20_000_000}
            assert {row["annual_idr"] for row in found} <= amounts
