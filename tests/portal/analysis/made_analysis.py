"""A region of three villages to analyse: its tables, its registry frozen, inputs, and a result nobody computed.

`settings.DATA_ROOT` must be a folder of the test's own: `fixture data_root` of `conftest.py`, or set it yourself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pyarrow as pa
from django.conf import settings

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description
from merata_portal.actor import SYSTEM
from merata_portal.analysis import store
from merata_portal.analysis.actions.computing import write_table
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.actions.materials import bring_folder
from merata_portal.analysis.canonical import canonical, hash_of
from merata_portal.analysis.code import code, code_version
from merata_portal.analysis.models import Inputs, Result
from merata_portal.registry.actions.snapshots import content_hash
from merata_portal.registry.models import Snapshot

AREA, YEAR = "35.05", 2025
VILLAGES = ("35.05.01.2001", "35.05.01.2002", "35.05.10.2001")
NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)
DAY = date(2026, 1, 1)
HOUSEHOLDS_EACH = 40
ORIGIN = "Peragaan tiga desa"
PLAN_FILE = Path(__file__).with_name("made_plan.json")
PARAMETERS: dict[str, Any] = {
    "regency": AREA, "budget_idr": 60_000_000, "on": "2026-01-01", "objective": "sen", "tail": None,
    "use_ceilings": False, "constraints": "", "draws": 4, "seed": 1, "gap": 0.01, "robustness": True,
    "assumptions": True, "minutes_to_rupiah": False, "truth": False,
}  # fmt: skip
"""What a plan of the three villages is asked."""


def tables() -> dict[str, pa.Table]:
    """Every table of the dataset: registry, survey, programmes, courses, projects, proposals, budget, evidence."""
    rng = np.random.default_rng(7)
    rows = {
        "villages": [_village(at, code) for at, code in enumerate(VILLAGES)],
        "poverty_lines": [{"regency_code": AREA, "year": YEAR, "line_idr": 420_000.0}],
        "programmes": [
            {"programme_id": name, "name": told, "kind": "food", "owner": owner, "fund_source": fund}
            for name, told, owner, fund in (
                ("bantuan_pangan", "Bantuan pangan daerah", "regency", "PAD"),
                ("sembako", "Sembako", "centre", "APBN"),
                ("beras", "Bantuan beras", "centre", "APBN"),
                ("rastrada", "Rastrada", "35.72", "PAD"),
            )
        ],
        "courses": [
            {"course_id": "course_2026_las", "name": "Las", "sector": "services", "year": 2026, "owner": AREA,
             "seats": 10, "cost_idr": 10_000_000, "status": "candidate", "evidence_id": "training_vocational",
             "most_classes": 2},
        ],
        "projects": [
            {"project_id": "PJ-1", "name": "Jembatan Kali Putih", "kind": "bridge", "owner": AREA,
             "village_code": VILLAGES[0], "year": 2026, "cost_idr": 20_000_000, "status": "candidate",
             "evidence_id": "road_access"},
            {"project_id": "PJ-2", "name": "Jalan Dusun Kulon", "kind": "road", "owner": AREA,
             "village_code": VILLAGES[2], "year": 2026, "cost_idr": 30_000_000, "status": "candidate",
             "evidence_id": "road_access"},
        ],
        "project_villages": [
            {"project_id": "PJ-1", "village_code": VILLAGES[0], "share_of_households": 0.8, "minutes_saved": 12.0},
            {"project_id": "PJ-2", "village_code": VILLAGES[2], "share_of_households": 0.5, "minutes_saved": 6.0},
        ],
        "forums": [
            {"forum_id": f"FR-{code}", "village_code": code, "kind": "musyawarah_desa", "held_on": date(2025, 6, 1),
             "invited": 40, "attended": 30, "attended_women": 12}
            for code in VILLAGES
        ],
        "proposals": [
            {"proposal_id": "U-1", "forum_id": f"FR-{VILLAGES[0]}", "village_code": VILLAGES[0], "year": 2026,
             "title": "Jembatan Kali Putih", "pillar": "infrastructure", "cost_idr": 20_000_000, "supporters": 25,
             "item_id": "PJ-1", "status": "costed"},
        ],
        "budget": [
            {"owner": AREA, "year": 2026, "account_code": account, "fund_source": fund, "pillar": pillar,
             "ceiling_idr": 60_000_000}
            for account, fund, pillar in (("1.06.05", "PAD", "assistance"), ("2.07.03", "DBHCHT", "training"),
                                          ("1.03.10", "DAU", "infrastructure"))
        ],
        "evidence": [
            {"evidence_id": name, "lever": lever, "intervention": name, "outcome": "consumption", "effect": effect,
             "unit": unit, "standard_error": error, "assumption": assumed, "source": "contoh"}
            for name, lever, effect, unit, error, assumed in (
                ("training_vocational", "training", 0.1, "share_of_income", 0.05, True),
                ("road_access", "infrastructure", 0.04, "share_of_consumption", 0.02, False),
                ("cash_pass_through", "assistance", 1.0, "pass_through", 0.05, True),
            )
        ],
        "survey_households": [_surveyed(rng, at, year) for year in (2024, YEAR) for at in range(180)],
        **_people(rng),
    }  # fmt: skip
    return {name: pa.Table.from_pylist(list(given), schema=TABLES[name].arrow) for name, given in rows.items()}


def dataset(root: Path) -> Dataset:
    """The three villages as a dataset folder, with their map."""
    root.mkdir(parents=True, exist_ok=True)
    made = Dataset(root)
    for name, table in tables().items():
        made.write(name, table)
    made.describe(Description("Tiga desa (sintetis / synthetic)", YEAR, synthetic=True))
    (root / "villages.geojson").write_bytes(canonical(polygons()))
    return made


def polygons() -> dict[str, Any]:
    """Three squares side by side."""

    def square(at: int) -> dict[str, Any]:
        west, south = 112.0 + at / 10, -8.1
        ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
        return {
            "type": "Feature", "id": VILLAGES[at],
            "properties": {"code": VILLAGES[at], "name": f"Desa {at + 1}", "kecamatan_code": VILLAGES[at][:8]},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }  # fmt: skip

    return {"type": "FeatureCollection", "features": [square(at) for at in range(len(VILLAGES))]}


def snapshot(area: str = AREA, households: int | None = None) -> Snapshot:
    """The registry of the three villages frozen; of fewer `households` where asked, so that another is another."""
    uuid = uuid4()
    folder = Dataset(Path(settings.DATA_ROOT) / "portal-snapshots" / uuid.hex)
    folder.root.mkdir(parents=True)
    made = tables()
    homes = made["households"].slice(0, households)
    known = set(homes["household_id"].to_pylist())
    rows: dict[str, int] = {}
    for name in ("villages", "households", "persons", "benefits"):
        table = made[name]
        if "household_id" in table.column_names:
            table = table.filter(pa.array([one in known for one in table["household_id"].to_pylist()]))
        folder.write(name, table)
        rows[name] = table.num_rows
    folder.describe(Description(f"Registri {area}", YEAR, synthetic=True))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.root.iterdir())}
    return Snapshot.objects.create(
        uuid=uuid, state="taken", area=area, as_of=date(YEAR, 12, 1), folder=f"portal-snapshots/{uuid.hex}", at=NOON,
        by_user_id=0, files=files, rows=rows, content_hash=content_hash(files),
    )  # fmt: skip


def materials(area: str = AREA) -> None:
    """Everything that the registry and the portal do not keep, brought in."""
    root = Path(settings.DATA_ROOT) / f"three-villages-{uuid4().hex[:8]}"
    dataset(root)
    bring_folder(by=SYSTEM("uji"), area=area, folder=root, origin=ORIGIN)


def inputs(area: str = AREA) -> Inputs:
    """The three villages frozen; needs the fixture `areas`."""
    materials(area)
    return freeze(by=SYSTEM("uji"), area=area, snapshot=snapshot(area).uuid, year=YEAR)


def done(
    frozen: Inputs,
    kind: str = "plan",
    value: Mapping[str, Any] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    tables_of: Mapping[str, pa.Table] | None = None,
    **known: Any,
) -> Result:
    """A finished result of `kind`, put in without computing; of a plan `plan_answer()` and recipients if not given."""
    asked = dict(PARAMETERS if parameters is None else parameters)
    answer = plan_answer() if value is None and kind == "plan" else dict(value or {})
    if tables_of is None:
        tables_of = {"recipients": recipients()} if kind == "plan" else {}
    fields = {
        "uuid": uuid4(), "area": frozen.area, "kind": kind, "inputs": frozen, "parameters": asked,
        "parameters_hash": hash_of(asked), "code_version": code_version(), "code": code(), "state": "done",
        "answer_hash": store.keep_bytes(canonical(answer)),
        "files": {name: write_table(table) for name, table in tables_of.items()},
        "asked_at": NOON, "finished_at": NOON, "by_user_id": 0,
    }  # fmt: skip
    return Result.objects.create(**(fields | known))


def plan_answer() -> dict[str, Any]:
    """The answer of a plan of the three villages, as `merata` gave it once (`made_plan.json`)."""
    return dict(json.loads(PLAN_FILE.read_text(encoding="utf-8")))


def recipients(count: int = 5) -> pa.Table:
    """The households that the plan pays: the first of the first village."""
    ids = [f"rt-{number:03d}" for number in range(count)]
    return pa.table(
        {"household_id": ids, "programme_id": ["bantuan_pangan"] * count, "annual_idr": pa.array([1_200_000] * count)}
    )


def unknown() -> UUID:
    return UUID("00000000-0000-4000-8000-000000000000")


def _village(at: int, code: str) -> dict[str, Any]:
    return {
        "village_code": code, "name": f"Desa {at + 1}", "type": "desa", "kecamatan_code": code[:8],
        "kecamatan": f"Kecamatan {code[6:8]}", "regency_code": AREA, "regency": "Kabupaten Blitar",
        "latitude": -8.05, "longitude": 112.05 + at / 10, "population": 120, "urban": False,
        "minutes_to_market": 10.0 + 10 * at, "minutes_to_puskesmas": 8.0 + 5 * at, "minutes_to_senior_school": 20.0,
    }  # fmt: skip


def _traits(rng: np.random.Generator) -> dict[str, Any]:
    schooling = int(rng.integers(0, 13))
    return {
        "size": int(rng.integers(1, 6)), "head_sex": "female" if rng.random() < 0.25 else "male",
        "head_age": int(rng.integers(25, 80)), "head_schooling_years": schooling,
        "floor": "earth" if schooling < 4 else "cement", "owns_motorcycle": bool(rng.random() < 0.6),
    }  # fmt: skip


def _surveyed(rng: np.random.Generator, at: int, year: int) -> dict[str, Any]:
    traits, code = _traits(rng), VILLAGES[at % 3]
    level = 12.9 + 0.05 * traits["head_schooling_years"] - 0.08 * traits["size"] + 0.1 * traits["owns_motorcycle"]
    return {
        "survey_id": f"S{year}-{at:03d}", "year": year, "regency_code": AREA, "kecamatan_code": code[:8],
        "village_code": code, "stratum": f"{AREA}-rural", "psu": f"{code}-{at // 3 % 6}", "weight": 2.0,
        "consumption_pc_idr": float(np.round(np.exp(level + rng.normal(0, 0.35)))), **traits,
    }  # fmt: skip


def _people(rng: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    households, persons, benefits = [], [], []
    for number in range(HOUSEHOLDS_EACH * len(VILLAGES)):
        traits, name = _traits(rng), f"rt-{number:03d}"
        households.append(
            {"household_id": name, "village_code": VILLAGES[number // HOUSEHOLDS_EACH],
             "desil": 1 + number % 10, **traits}
        )  # fmt: skip
        persons += [
            {"person_id": f"o-{number:03d}-{member}", "household_id": name,
             "sex": traits["head_sex"] if member == 0 else "female",
             "birth_date": date(YEAR - (traits["head_age"] if member == 0 else 10 + member), 3, 1),
             "relation": "head" if member == 0 else "child", "schooling_years": 6,
             "disability": member == 0 and number % 15 == 0, "severe_disability": member == 0 and number % 30 == 0}
            for member in range(traits["size"])
        ]  # fmt: skip
        if number % 4 == 0:
            benefits.append({"household_id": name, "programme_id": "sembako", "year": YEAR, "annual_idr": 2_400_000})
    return {"households": households, "persons": persons, "benefits": benefits}
