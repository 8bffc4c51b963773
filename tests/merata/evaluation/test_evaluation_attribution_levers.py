"""Who had what by a year, and what is left out and why."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory
from two_snapshots import PAID_IDR, YEARS, evidence, two_snapshots

from merata.errors import InputError, UsageError
from merata.evaluation.attribution_levers import LeftOut, Programme, programmes
from merata.planning.effects import effects_of
from merata.registry.frame import household_frame


@pytest.fixture(scope="module")
def data() -> DatasetInMemory:
    return two_snapshots()


def found(
    data: DatasetInMemory, records: pa.Table | None = None, years: tuple[int, int] = (2023, 2025), **more: list[str]
) -> tuple[dict[str, Programme], dict[str, LeftOut]]:
    players, out = programmes(
        data,
        household_frame(data),
        years=years,
        effects=effects_of(evidence() if records is None else records),
        **more,
    )
    return {one.name: one for one in players}, {one.name: one for one in out}


def test_aid_is_a_month_of_the_year_by_person(data: DatasetInMemory) -> None:
    players, _ = found(data)
    frame = household_frame(data)
    paid = np.flatnonzero(players["pkh"].first)
    size = frame["size"].to_numpy()[paid]
    for date, year in enumerate(YEARS):
        assert players["pkh"][date][paid] == pytest.approx(PAID_IDR[year] / 12 / size)
    rows = data.read("benefits").to_pylist()
    assert len(paid) == sum(row["programme_id"] == "pkh" and row["year"] == 2023 for row in rows)


def test_what_is_recorded_once_or_no_consumption_is_left_out(data: DatasetInMemory) -> None:
    players, out = found(data)
    assert set(players) == {"pkh", "vocational", "desa_wisata", "road_access"}
    assert {name: one.reason for name, one in out.items()} == {"zakat": "recorded_once", "pbi_jkn": "not_consumption"}
    for started in (["zakat"], ["all"]):
        players, out = found(data, started=started)
        assert not players["zakat"].first.any()
        assert players["zakat"].second.any()
        assert set(out) == {"pbi_jkn"}


def test_what_began_must_be_on_record(data: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match=r"of plh in 2023 or 2025; there is of pbi_jkn, pkh, zakat"):
        found(data, started=["plh"])


def test_courses_villages_and_works_by_the_year(data: DatasetInMemory) -> None:
    players, _ = found(data)
    done = [row["completed"] for row in data.read("applications").to_pylist()]
    assert players["vocational"].second.tolist() == [float(one) for one in done]
    village = household_frame(data)["village_code"].to_numpy(zero_copy_only=False).astype(str)
    codes = np.unique(village)
    assert (players["desa_wisata"].second == np.isin(village, codes[::4])).all()
    assert players["road_access"].second == pytest.approx(0.5 * np.isin(village, codes[1::5]))
    assert not any(players[name].first.any() for name in ("vocational", "desa_wisata", "road_access"))
    # A course counts from the year after it, a village from its entry on, a road from its hand-over on.
    same_year, _ = found(data, years=(2023, 2024))
    assert same_year["desa_wisata"].second.any()
    assert same_year["road_access"].second.any()
    assert "vocational" not in same_year


def test_an_effect_per_offer_reaches_everyone_who_won(data: DatasetInMemory) -> None:
    rows = data.read("applications").to_pylist()
    rows[0]["selected"] = False
    fewer = data.with_tables(applications=pa.Table.from_pylist(rows))
    players, _ = found(fewer, evidence(per="offer"))
    assert players["vocational"].second.tolist() == [float(row["selected"]) for row in rows]
    assert sum(row["completed"] for row in rows) < len(rows) - 1


def test_without_evidence_nothing_is_said(data: DatasetInMemory) -> None:
    players, out = found(data, evidence().slice(0, 1))
    assert set(players) == {"pkh"}
    assert {name for name, one in out.items() if one.reason == "no_evidence"} == {
        "vocational",
        "desa_wisata",
        "road_access",
    }


def test_evidence_in_another_unit_is_refused(data: DatasetInMemory) -> None:
    with pytest.raises(InputError, match="desa_wisata is in pass_through"):
        found(data, evidence(unit="pass_through"))
