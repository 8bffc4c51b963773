"""The invented region at two dates, with aid, courses, a village programme and a road between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from invented_region import DatasetInMemory, region

from merata.tables.catalogue import TABLES

YEARS = (2023, 2025)
PAID_IDR = {2023: 1_200_000, 2025: 2_400_000}
GROWTH = 1.1
ENTRY_EFFECT, ROAD_EFFECT, COURSE_EFFECT = 0.10, 0.08, 0.15


def two_snapshots(seed: int = 1, villages: int = 40, psus: int = 20) -> DatasetInMemory:
    """`region(seed)` with surveys of 2023 and 2025 and what was done; its truth says what both years were."""
    known = region(seed, villages=villages)
    households = known.tables["households"]
    rng = np.random.default_rng([seed, 2])
    m = known.tables["truth"]["consumption_pc_idr"].to_numpy()
    size = households["size"].to_numpy()
    village = households["village_code"].to_numpy(zero_copy_only=False).astype(str)
    identifiers = households["household_id"].to_numpy(zero_copy_only=False).astype(str)
    codes = np.unique(village)
    # Large families with little schooling are paid, as far as a list can know.
    schooling = households["head_schooling_years"].to_numpy()
    paid = (size >= 4) & (schooling < 8) & (rng.random(m.size) < 0.8)
    completed = rng.random(m.size) < 0.05
    entered = np.isin(village, codes[::4])
    served = 0.5 * np.isin(village, codes[1::5])
    surveys, truths = [], []
    for year in YEARS:
        later = year == YEARS[1]
        factor = 1 + later * (ENTRY_EFFECT * entered)
        factor *= 1 + later * (ROAD_EFFECT * served)
        factor *= 1 + later * (COURSE_EFFECT * completed)
        grown = m * np.exp(0.1 * rng.standard_normal(m.size)) * (GROWTH if later else 1.0)
        welfare = np.round(grown * factor + paid * PAID_IDR[year] / 12 / size)
        surveys.append(_sample(known, welfare, village, year, psus, rng))
        truths.append(
            pa.table({"household_id": identifiers, "year": np.full(m.size, year), "consumption_pc_idr": welfare})
        )
    lines = [
        {"regency_code": code, "year": year, "line_idr": line * (1 + 0.04 * (year - 2023))}
        for code, line in (("35.05", 450_000.0), ("35.72", 620_000.0))
        for year in YEARS
    ]
    return known.with_tables(
        survey_households=pa.concat_tables(surveys),
        truth=pa.concat_tables(truths),
        poverty_lines=pa.Table.from_pylist(lines),
        **_done(identifiers, village, paid, completed, codes),
        evidence=evidence(),
    )


def evidence(**changed: Any) -> pa.Table:
    """Evidence that is right, with standard errors; `changed` columns by name apply to every row."""
    rows = [
        _evidence("cash_pass_through", "assistance", 1.0, "pass_through", 0.10),
        _evidence("vocational", "training", COURSE_EFFECT, "share_of_income", 0.05),
        _evidence("road_access", "infrastructure", ROAD_EFFECT, "share_of_consumption", 0.02),
        _evidence("desa_wisata", "empowerment", ENTRY_EFFECT, "share_of_consumption", 0.03),
    ]
    return pa.Table.from_pylist([row | changed for row in rows], schema=TABLES["evidence"].arrow)


def _evidence(name: str, lever: str, effect: float, unit: str, error: float) -> dict[str, Any]:
    return {
        "evidence_id": name,
        "lever": lever,
        "intervention": name,
        "outcome": "consumption",
        "effect": effect,
        "unit": unit,
        "standard_error": error,
        "assumption": lever == "assistance",
        "source": "invented",
        "certainty": "high",
    }


def _sample(
    known: DatasetInMemory, welfare: np.ndarray, village: np.ndarray, year: int, psus: int, rng: np.random.Generator
) -> pa.Table:
    """Ten households of each of `psus` villages, from both regencies."""
    codes = np.unique(village)
    kota = np.char.startswith(codes, "35.72")
    some = [rng.choice(codes[kota], max(psus // 5, 2), replace=False), rng.choice(codes[~kota], psus, replace=False)]
    drawn = np.concatenate(
        [rng.choice(np.flatnonzero(village == code), 10, replace=False) for code in np.concatenate(some)]
    )
    households = known.tables["households"].take(pa.array(drawn))
    regency = np.char.ljust(village[drawn], 5).astype("U5")
    return pa.table(
        {
            "survey_id": [f"S{year}-{at:04d}" for at in range(len(drawn))],
            "year": np.full(len(drawn), year),
            "regency_code": regency,
            "village_code": village[drawn],
            "stratum": regency,
            "psu": village[drawn],
            "weight": np.where(regency == "35.72", 8 * 150 / (max(psus // 5, 2) * 10), 32 * 150 / (psus * 10)),
            "consumption_pc_idr": welfare[drawn],
            **{name: households[name] for name in ("size", "head_schooling_years", "owns_car", "floor")},
        }
    )


def _done(
    identifiers: np.ndarray, village: np.ndarray, paid: np.ndarray, completed: np.ndarray, codes: np.ndarray
) -> dict[str, pa.Table]:
    benefits = [
        {"household_id": name, "programme_id": programme, "year": year, "annual_idr": rupiah}
        for name in identifiers[paid]
        for programme, year, rupiah in (
            *(("pkh", year, PAID_IDR[year]) for year in YEARS),
            ("zakat", 2025, 500_000),
            *(("pbi_jkn", year, 500_000) for year in YEARS),
        )
    ]
    programmes = [
        {"programme_id": name, "name": title, "kind": kind, "owner": "centre", "fund_source": "APBN"}
        for name, title, kind in (
            ("pkh", "Program Keluarga Harapan", "cash"),
            ("zakat", "Zakat", "cash"),
            ("pbi_jkn", "PBI-JKN", "premium"),
            ("desa_wisata", "Desa wisata", "empowerment"),
        )
    ]
    applications = [
        {"application_id": f"A{name}", "course_id": "c2024", "person_id": f"P{name}", "household_id": name}
        | {"selected": True, "completed": bool(done)}
        for name, done in zip(identifiers, completed, strict=True)
    ]
    course = {"course_id": "c2024", "name": "Kelas", "sector": "crafts", "year": 2024, "owner": "35.05"}
    course |= {"seats": 300, "cost_idr": 1, "status": "held", "evidence_id": "vocational"}
    delivered = [
        {"delivery_id": f"D{at}", "year": 2024, "lever": "empowerment", "item_id": "desa_wisata"}
        | {"village_code": code, "households": 150, "amount_idr": 1}
        for at, code in enumerate(codes[::4])
    ]
    project = {"project_id": "PJ1", "name": "Jalan", "kind": "road", "owner": "35.05", "village_code": codes[1]}
    project |= {"year": 2024, "cost_idr": 1, "status": "built", "evidence_id": "road_access"}
    served = [
        {"project_id": "PJ1", "village_code": code, "share_of_households": 0.5, "minutes_saved": 1.0}
        for code in codes[1::5]
    ]
    rows = {
        "benefits": benefits,
        "programmes": programmes,
        "applications": applications,
        "courses": [course],
        "delivered": delivered,
        "projects": [project],
        "project_villages": served,
    }
    return {name: pa.Table.from_pylist(some, schema=TABLES[name].arrow) for name, some in rows.items()}
