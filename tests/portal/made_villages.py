"""Roads and services of three villages, what was measured in them, and an edition that tells both.

The first village has a market; 15 km of gravel lead from it to the second, which has a health centre; no road goes to
the third. `settings.DATA_ROOT` must be a folder of the test's own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
from django.conf import settings

from merata.tables.catalogue import TABLES
from merata_portal.accounts.models import Area
from merata_portal.actor import SYSTEM
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.actions.materials import bring_folder
from merata_portal.analysis.models import Inputs

sys.path.append(str(Path(__file__).parent / "analysis"))
AREA, KECAMATAN = "35.05", "35.05.01"
ONE, TWO, THREE, KELURAHAN = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.05.10.1004"
NAMES = {
    AREA: "Kabupaten Blitar", KECAMATAN: "Wonodadi", "35.05.10": "Wlingi", ONE: "Jaten", TWO: "Sumber Agung",
    THREE: "Tegalasri", KELURAHAN: "Wlingi", "35.72": "Kota Blitar", "35.72.01": "Sananwetan",
    "35.72.01.1001": "Sumberagung", "35.72.01.1002": "Rembang",
}  # fmt: skip
LATITUDE = -8.05
EAST = {ONE: 112.05, TWO: 112.15, THREE: 112.25}


def named() -> None:
    """The areas of the tests with names that people know."""
    for code, name in NAMES.items():
        Area.objects.filter(code=code).update(name=name)


def road(number: int, start: str, end: str, **changed: Any) -> dict[str, Any]:
    return {
        "road_id": f"R-{number}", "from_node": start, "to_node": end, "from_latitude": LATITUDE,
        "to_latitude": LATITUDE, "from_longitude": EAST[start], "to_longitude": EAST[end], "road_class": "kabupaten",
        "surface": "gravel", "condition": "good", "length_km": 15.0, "bridge": False, **changed,
    }  # fmt: skip


def facility(kind: str, village: str) -> dict[str, Any]:
    return {"facility_id": f"{kind}-{village}", "kind": kind, "name": kind, "village_code": village,
            "latitude": LATITUDE, "longitude": EAST[village]}  # fmt: skip


def inputs(**tables: list[dict[str, Any]]) -> Inputs:
    """The three villages frozen with their roads and facilities; others where given, none where empty."""
    from made_analysis import YEAR, dataset, snapshot  # noqa: PLC0415 - its folder was put on the path here

    given = {
        "roads": [road(1, ONE, TWO)], "facilities": [facility("puskesmas", TWO), facility("market", ONE)],
    } | tables  # fmt: skip
    root = Path(settings.DATA_ROOT) / f"villages-{uuid4().hex[:8]}"
    made = dataset(root)
    for name, rows in given.items():
        if rows:
            made.write(name, pa.Table.from_pylist(rows, schema=TABLES[name].arrow))
    bring_folder(by=SYSTEM("uji"), area=AREA, folder=root, origin="tiga desa")
    return freeze(by=SYSTEM("uji"), area=AREA, snapshot=snapshot(AREA).uuid, year=YEAR)


def estimate(area: str, measure: str, value: float, **changed: Any) -> dict[str, Any]:
    return {
        "area": area, "measure": measure, "value": value, "se": value / 10, "low": 0.8 * value, "high": 1.2 * value,
        "n": 40, "flag": None, "method": "direct" if area == AREA else "predicted", **changed,
    }  # fmt: skip


def measured(frozen: Inputs, by: str, *estimates: dict[str, Any]) -> None:
    """A finished result that holds these estimates."""
    from made_analysis import done  # noqa: PLC0415

    value = {"by": by, "year": 2025, "estimates": list(estimates)}
    done(frozen, kind="measure", value=value, parameters={"by": by})


def all_measured(frozen: Inputs) -> None:
    """The first village is poor beyond doubt, the second's poverty is withheld; the regency was surveyed."""
    measured(
        frozen, "village",
        estimate(ONE, "p0", 0.25), estimate(ONE, "mean", 900_000.0), estimate(ONE, "gini", 0.31, flag="caution"),
        estimate(TWO, "p0", 0.2, flag="withheld"), estimate(TWO, "mean", 1_200_000.0),
    )  # fmt: skip
    measured(frozen, "kecamatan", estimate(KECAMATAN, "p0", 0.0, low=None, high=None, flag="caution", method="direct"))
    measured(frozen, "regency", estimate(AREA, "p0", 0.1), estimate(AREA, "mean", 1_250_000.0, n=1000))
