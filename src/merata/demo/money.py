"""The demo's budgets of 2025 and 2026: both regencies, and every desa's Dana Desa."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import facts
from merata.demo.geography import Geography
from merata.stats.rounding import apportion
from merata.tables.catalogue import TABLES

PART = 14
"""This module's part of the seed."""

YEARS = (2025, 2026)

KOTA_TOTAL_BILLION = {2025: 1_020.0, 2026: 930.0}
"""Kota Blitar's spending, billion rupiah: assumption (811 in 2018, grown; cut in 2026 like the kabupaten's)."""

BLT_SHARE = (0.12, 0.15)
"""Least and highest share of a desa's Dana Desa that goes to BLT: 15% is the most allowed (PMK 108/2024), the least an
assumption. Each desa has its own, or one line of its published budget would give away what it may spend on aid."""

OPERATIONS_SHARE = (0.02, 0.03)
"""The same of the village government's operations: 3% is the most allowed (Permendesa 2/2024)."""

VILLAGE_LINES = (
    ("2.3", "infrastructure", 0.38),
    ("4.3", "training", 0.07),
    ("4.7", None, 0.20),
    ("2.2", None, 0.15),
    ("1.4", "participation", 0.02),
)
"""Village accounts after BLT and operations, with pillar and weight in what these leave (assumption): public works,
capacity of villagers, food security, health, deliberation."""

LINES_SCATTER = 0.2
"""How far each weight strays from these in a desa, as a part of itself (assumption): plans of villages differ."""

OPERATIONS_ACCOUNT = "1.1"

BLT_ACCOUNT = "5.3"
"""Village account of urgent need, from which BLT Dana Desa is paid (Permendagri 20/2018, from memory)."""

_KABUPATEN_TOTALS = {2025: "APBD_spending_revised", 2026: "RAPBD_spending"}
_DANA_DESA_SOURCE = {
    2025: (
        "regency total: umkmjatim 22 Apr 2025 (DPMD); shares of villages and accounts: assumption",
        "medium",
    ),
    2026: ("assumption: as in 2025", "assumption"),
}


def build(geography: Geography, seed: int, scale: float = 1.0) -> pa.Table:
    """The `budget` table: every ceiling of both regencies and of all desa, times `scale`, in whole rupiah.

    The lines of an owner sum exactly to its scaled total, and the desa to the scaled Dana Desa of the regency.
    """
    rows = [row for year in YEARS for row in _regencies(year, scale)]
    for year in YEARS:
        rows.extend(_desa(geography.villages, year, seed, scale))
    return pa.Table.from_pylist(rows, schema=TABLES["budget"].arrow)


def dana_desa_shares(villages: pa.Table, seed: int) -> NDArray[np.float64]:
    """Each village's share of the regency's Dana Desa, 0 for kelurahan; sums to 1.

    60% equally, 20% by population, 10% by area, 10% by minutes to the market: a simple form of the ministry's
    formula (assumption), times ±3% from the seed for what the formula knows and we do not.
    """
    desa = np.array(villages["type"].to_pylist()) == "desa"
    share = np.where(desa, 0.6 / desa.sum(), 0.0)
    for weight, column in ((0.2, "population"), (0.1, "area_km2"), (0.1, "minutes_to_market")):
        amount = villages[column].to_numpy()
        share += weight * np.where(desa, amount, 0.0) / amount[desa].sum()
    share *= np.random.default_rng([seed, PART]).uniform(0.97, 1.03, len(villages))
    return np.asarray(share / share.sum(), dtype=np.float64)


def _regencies(year: int, scale: float) -> list[dict[str, object]]:
    """The lines of both regencies in one year."""
    rows: list[dict[str, object]] = []
    for owner in facts.REGIONS:
        lines = facts.budget_lines().filter(pc.equal(facts.budget_lines()["owner"], owner)).to_pylist()
        total = _total_idr(owner, year)
        fixed = [(line[f"million_{year}"] or 0) * 1_000_000 for line in lines]
        rest = apportion(total - sum(fixed), np.array([line["rest_share"] or 0.0 for line in lines]))
        whole = np.array(fixed, dtype=np.float64) + rest
        ceilings = apportion(round(total * scale), whole)
        rows.extend(
            {
                "owner": owner,
                "year": year,
                "account_code": line["account_code"],
                "fund_source": line["fund_source"],
                "pillar": line["pillar"] or None,
                "ceiling_idr": ceiling,
                "source": line["source"],
                "certainty": line["certainty"],
            }
            for line, ceiling in zip(lines, ceilings.tolist(), strict=True)
        )
    return rows


def _total_idr(owner: str, year: int) -> int:
    """A regency's spending in the year, rupiah: published for the kabupaten, assumed for Kota."""
    if owner == "35.05":
        billion = facts.statistic(facts.REGIONS[owner], _KABUPATEN_TOTALS[year], str(year)).value
    else:
        billion = KOTA_TOTAL_BILLION[year]
    return round(billion * 1_000) * 1_000_000


def _desa(villages: pa.Table, year: int, seed: int, scale: float) -> list[dict[str, object]]:
    """Every desa's Dana Desa in one year by account, as that desa divides it."""
    billion = facts.statistic(facts.REGIONS["35.05"], "dana_desa_total", "2025").value
    totals = apportion(round(billion * 1e9 * scale), dana_desa_shares(villages, seed))
    # A part of the seed of its own: what each receives stays what it was.
    rng = np.random.default_rng([seed, PART, year])
    blt, operations = (rng.uniform(*between, len(villages)) for between in (BLT_SHARE, OPERATIONS_SHARE))
    weights = np.array([weight for _, _, weight in VILLAGE_LINES])
    weights = weights * rng.uniform(1 - LINES_SCATTER, 1 + LINES_SCATTER, (len(villages), weights.size))
    source, certainty = _DANA_DESA_SOURCE[year]
    rows: list[dict[str, object]] = []
    for at, (code, total) in enumerate(zip(villages["village_code"].to_pylist(), totals.tolist(), strict=True)):
        if total == 0:
            continue
        first = [
            (BLT_ACCOUNT, "assistance", int(total * blt[at])),
            (OPERATIONS_ACCOUNT, None, int(total * operations[at])),
        ]
        rest = apportion(total - sum(idr for _, _, idr in first), weights[at]).tolist()
        lines = [
            *first,
            *((account, pillar, idr) for (account, pillar, _), idr in zip(VILLAGE_LINES, rest, strict=True)),
        ]
        rows.extend(
            {
                "owner": code,
                "year": year,
                "account_code": account,
                "fund_source": "Dana Desa",
                "pillar": pillar,
                "ceiling_idr": ceiling,
                "source": source,
                "certainty": certainty,
            }
            for account, pillar, ceiling in lines
        )
    return rows
