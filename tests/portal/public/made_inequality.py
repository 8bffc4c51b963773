"""Editions of the regency of four villages whose figures of inequality a person can check by hand.

`settings.DATA_ROOT` must be a folder of the test's own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from made_publications import published

from merata_portal.actor import Actor

sys.path.append(str(Path(__file__).parents[1] / "analysis"))
AREA, KECAMATAN = "35.05", "35.05.01"
ONE, TWO, THREE, FOUR = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.05.10.1004"
GINI = {"measure": "gini", "value": 0.338, "low": 0.323, "high": 0.353, "se": 0.0077}
P0 = {"measure": "p0", "value": 0.12, "low": 0.10, "high": 0.14, "se": 0.01}
REGENCY = (
    GINI, P0,
    {"measure": "bottom40_share", "value": 0.195, "low": 0.187, "high": 0.202, "se": 0.004},
    {"measure": "palma", "value": 1.316, "low": 1.213, "high": 1.428, "se": 0.054},
    {"measure": "p1", "value": 0.0138, "low": 0.0090, "high": 0.0210, "se": 0.003, "flag": "caution"},
    {"measure": "mean", "value": 1_205_806.9, "low": 1_144_451.5, "high": 1_267_162.3, "se": 30_918.0},
    {"measure": "p2", "value": 0.0437, "low": 0.0429, "high": 0.0478, "se": 0.0012, "flag": "withheld"},
)  # fmt: skip


def row(area: str, of: dict[str, Any], *, method: str = "direct", n: int = 1000) -> dict[str, Any]:
    """An estimate as a calculation answers it."""
    return {"area": area, "area_name": "", "n": n, "flag": None, "method": method} | of


def measured(frozen: Any, year: int = 2025, **changed: Any) -> None:
    """Finished measures of the regency, its kecamatan and its villages: of four villages one is withheld, one doubtful.

    `changed`: of the regency's share below the line.
    """
    from made_analysis import done  # noqa: PLC0415 - its folder was put on the path here

    levels = {
        "regency": [row(AREA, one | (changed if one["measure"] == "p0" else {})) for one in REGENCY],
        "kecamatan": [
            row(KECAMATAN, GINI, n=60), row(KECAMATAN, P0 | {"value": 0.0, "low": None, "high": None, "se": None,
                                                             "flag": "caution"}, n=60),
            row("35.05.10", GINI | {"value": 0.291, "low": 0.25, "high": 0.34}, n=40),
            row("35.05.10", P0 | {"value": 0.777, "flag": "withheld"}, n=40),
        ],
        "village": [
            row(ONE, P0 | {"value": 0.082, "low": 0.041, "high": 0.153}, method="predicted"),
            row(TWO, P0 | {"value": 0.205, "low": 0.11, "high": 0.342, "flag": "caution"}, method="predicted"),
            row(THREE, P0 | {"value": 0.666, "flag": "withheld"}, method="predicted"),
        ],
    }  # fmt: skip
    for by, estimates in levels.items():
        done(
            frozen, "measure", {"by": by, "year": year, "synthetic": True, "estimates": estimates, "model": None,
                                "notes": []},
            parameters={"by": by},
        )  # fmt: skip


def edition(planner: Actor, social: Actor, year: int = 2026) -> Any:
    """The measures that are there, published."""
    return published(planner, social, year)
