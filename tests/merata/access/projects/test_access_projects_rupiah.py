"""Minutes turned into rupiah: by hand, with what is assumed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from appraisal_cases import BRIDGE, PEOPLE, PUSKESMAS, SQUARE, at, plan_from, square

from merata.access.projects.appraisal import Appraisal, appraise
from merata.access.projects.consumption_columns import read_consumption
from merata.access.projects.rupiah import Consumption, rupiah_gains, rupiah_table
from merata.access.projects.rupiah_records import RECORDS_FILE, read_records
from merata.access.projects.terms import Terms
from merata.errors import InputError, UsageError

MARKET = {"facility_id": "M", "kind": "pasar", **at(SQUARE[0])}


def appraised(folder: Path) -> Appraisal:
    close = {"project_id": "T", "kind": "closed_facility", "facility_id": "M2", "cost_idr": 0}
    second = {**MARKET, "facility_id": "M2", **at(SQUARE[1])}
    plan = plan_from(folder, square(), PEOPLE, [*PUSKESMAS, MARKET, second], [BRIDGE, close])
    return appraise(plan, Terms(wet_share=0.25))


def test_rupiah_by_hand(tmp_path: Path) -> None:
    found = appraised(tmp_path)
    consumption = Consumption(np.array([1_000_000.0, 800_000]), np.array([0.25, 1.0]), "pasar")
    gains = rupiah_gains(found, consumption, read_records())
    minutes = found.seasons[0].persons * 0.75 + found.seasons[1].persons * 0.25
    by_village = {
        season.season: {
            (int(project), int(kind), int(village)): saved
            for project, kind, village, saved in zip(
                season.effects.project, season.effects.kind, season.effects.village, season.effects.persons[:, 0],
                strict=True,
            )
        }
        for season in found.seasons
    }  # fmt: skip

    def saved(project: int, kind: int, village: int) -> float:
        shares = {"dry": 0.75, "wet": 0.25}
        return sum(share * by_village[season].get((project, kind, village), 0.0) for season, share in shares.items())

    # Village 0 is Selatan (cluster b), 1 Utara (cluster a); kind 0 is pasar, 1 puskesmas.
    for project in (0, 1):
        utara, selatan = saved(project, 0, 1), saved(project, 0, 0)
        farm = 12 * (utara * 1_000_000 * 0.25 + selatan * 800_000)
        other = 12 * utara * 1_000_000 * 0.75
        time = 12 * (saved(project, 1, 1) * 1_000_000 + saved(project, 1, 0) * 800_000)
        parts = np.array([0.001 * farm, 0.0005 * other, 0.00014 * time])
        assert gains.gain_idr[project] == pytest.approx(parts.sum(), rel=1e-9)
        # Each standard error is as wide as its mean.
        assert gains.standard_error_idr[project] == pytest.approx(np.sqrt((parts**2).sum()), rel=1e-9)
    assert minutes[1, 0, 0] < 0
    assert gains.gain_idr[1] < 0
    row = rupiah_table(found, gains).to_pylist()[0]
    assert row["project_id"] == "J1"
    assert row["gain_idr_a_year"] == round(gains.gain_idr[0])
    assert row["low_idr"] == round(gains.gain_idr[0] - 1.959964 * gains.standard_error_idr[0])
    assert row["certainty"] == "asumsi"


def test_all_that_is_shipped_is_an_assumption_with_a_wide_error() -> None:
    for record in read_records():
        assert record.assumed
        assert record.standard_error >= record.mean > 0
        assert record.note


def test_an_effect_without_an_error_or_counted_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "effects.csv"
    path.write_text(RECORDS_FILE.read_text("utf-8").replace("0.0005,0.0005", "0.0005,"), "utf-8")
    with pytest.raises(InputError, match="standard_error"):
        read_records(path)
    path.write_text(RECORDS_FILE.read_text("utf-8").replace("market-other,market,other", "x,market,all"), "utf-8")
    with pytest.raises(InputError, match="market-farm counts the same minutes"):
        read_records(path)


def test_consumption_that_cannot_be(tmp_path: Path) -> None:
    found = appraised(tmp_path)
    with pytest.raises(UsageError, match="no facility is a toko"):
        rupiah_gains(found, Consumption(np.ones(2), np.ones(2), "toko"), read_records())
    with pytest.raises(InputError, match="0 rupiah or more"):
        rupiah_gains(found, Consumption(np.array([1.0, -1]), np.ones(2), "pasar"), read_records())
    with pytest.raises(UsageError, match="one for each of 2"):
        rupiah_gains(found, Consumption(np.ones(3), np.ones(3), "pasar"), read_records())
    with pytest.raises(UsageError, match="no column spent"):
        read_consumption(tmp_path / "people.csv", "spent", None, "pasar")
    assert read_consumption(tmp_path / "people.csv", "weight", None, "pasar").pc_idr.tolist() == [2, 1]
