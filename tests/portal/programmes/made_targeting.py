"""A small frozen registry, a rule over it, and launches made of both by the real actions, list and all.

Twelve households in two desa and one kelurahan of 35.05; the registry's own rows stand beside the snapshot, under the
same identifiers. With a ceiling of Rp3,600,000 three of the eight that are eligible are chosen: those of decile 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import made_programmes
import made_registry
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from merata.tables.catalogue import TABLES
from merata_portal.actor import Actor
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.jobs.worker import Worker
from merata_portal.programmes.actions.launching import launch
from merata_portal.programmes.actions.listing import list_targets
from merata_portal.programmes.actions.rules import register_rulebook
from merata_portal.programmes.actions.simulating import simulate
from merata_portal.programmes.models import Launch, Simulation
from merata_portal.registry.actions.snapshots import content_hash
from merata_portal.registry.models import Household, Snapshot

DAY = date(2026, 3, 1)
EACH_IDR = 1_200_000
CHOSEN_IDR = 3 * EACH_IDR
VILLAGES = ("35.05.01.2001", "35.05.01.2002", "35.05.10.1004")
HOUSEHOLDS: tuple[tuple[str, str, int | None], ...] = (
    ("r01", VILLAGES[0], 1), ("r02", VILLAGES[0], 2), ("r03", VILLAGES[0], 5), ("r04", VILLAGES[0], None),
    ("r05", VILLAGES[1], 1), ("r06", VILLAGES[1], 2), ("r07", VILLAGES[1], 2), ("r08", VILLAGES[1], 7),
    ("r09", VILLAGES[2], 1), ("r10", VILLAGES[2], 3), ("r11", VILLAGES[2], 3), ("r12", VILLAGES[2], 1),
)  # fmt: skip
"""Identifier, village, decile; r12 receives it already."""

_PARAMETER = """
    - from: 2025-01-01
      value: {value}
      legal_base: {{id: Peraturan Bupati 1/2025, en: Regulation of the Regent 1/2025}}
      source: {{id: contoh, en: an example}}
      certainty: high
"""
_HEAD = """
programme: {programme}
name: {{id: Bantuan Uji, en: Test assistance}}
kind: {kind}
payer: {payer}
decider: {{id: bupati, en: the regent}}
eligible: desil
conditions:
  desil:
    when: household.desil <= parameter.desil_max
    otherwise:
      id: desil {{household.desil}}, batasnya {{parameter.desil_max}}
      en: decile {{household.desil}}, the limit is {{parameter.desil_max}}
"""


def rule_text(
    *, programme: str = "bantuan_uji", payer: str = "regency", kind: str = "cash", benefit: str = "",
    desil_max: int = 3, **parameters: Any,
) -> str:  # fmt: skip
    """A rulebook: by default cash of Rp300,000 four times a year, up to decile 3."""
    given = {"desil_max": desil_max} | (parameters or {"payment_idr": 300_000, "payments": 4})
    written = "".join(f"  {name}:{_PARAMETER.format(value=value)}" for name, value in given.items())
    paid = benefit or "  household: {amount: payment_idr, times: payments}\n"
    return f"{_HEAD.format(programme=programme, payer=payer, kind=kind)}benefit:\n{paid}parameters:\n{written}"


RULE = rule_text()
RICE = rule_text(
    programme="beras_uji", kind="food", kg=10, kg_idr=12_000, payments=3,
    benefit="  household: {quantity: kg, unit: kg, price: kg_idr, times: payments}\n",
)  # fmt: skip
PREMIUM = rule_text(
    programme="premi_uji", kind="premium", premium_idr=42_000, months=12,
    benefit=(
        "  members:\n    - component: peserta\n      name: {id: anggota, en: member}\n"
        "      when: p.age < 100\n      amount: premium_idr\n      times: months\n"
    ),
)  # fmt: skip


def frozen_registry(
    households: Sequence[tuple[str, str, int | None]] = HOUSEHOLDS, *, area: str = "35.05", in_registry: bool = True
) -> Snapshot:
    """A taken snapshot of these households, two members each, on the disk; the registry holds them too."""
    uuid = uuid4()
    folder = Path(settings.DATA_ROOT) / "portal-snapshots" / uuid.hex
    folder.mkdir(parents=True)
    for name, rows in _rows(households).items():
        pq.write_table(_table(name, rows), folder / f"{name}.parquet")
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    if in_registry:
        for dataset_id, village, desil in households:
            made = made_registry.household(village, "Kepala Keluarga", "Anggota Keluarga", desil=desil)
            Household.objects.filter(pk=made.pk).update(dataset_id=dataset_id)
            for number, one in enumerate(made.memberships.order_by("id")):
                type(one.person).objects.filter(pk=one.person_id).update(dataset_id=f"{dataset_id}-{number}")
    return Snapshot.objects.create(
        uuid=uuid, state="taken", area=area, as_of=DAY, folder=f"portal-snapshots/{uuid.hex}", files=files,
        content_hash=content_hash(files), rows={"households": len(households)}, at=made_registry.NOON, by_user_id=0,
    )  # fmt: skip


def snapshot_folder(snapshot: Snapshot) -> Path:
    return Path(settings.DATA_ROOT) / snapshot.folder


def simulated(by: Actor, text: str = RULE, *, snapshot: Snapshot | None = None, **asked: Any) -> Simulation:
    """The rule on the frozen registry, with a ceiling that reaches three."""
    given: dict[str, Any] = {"on_day": DAY, "ceiling_idr": CHOSEN_IDR}
    rule = register_rulebook(by=by, text=text)
    frozen = snapshot or frozen_registry()
    return simulate(by=by, rule=rule.uuid, snapshot=frozen.uuid, **{**given, **asked})


def launched(by: Actor, found: Simulation | None = None, **asked: Any) -> Launch:
    """Launched from the simulation on a line with a billion, its ceiling Rp400,000 above what was chosen."""
    found = found or simulated(by)
    given: dict[str, Any] = {
        "simulation": found.uuid, "ceiling_idr": found.chosen_idr + 400_000, "delivery": "bank", "unit": "household",
        "reason": "uji",
    }  # fmt: skip
    if "line" not in asked:
        given["line"] = made_programmes.ledger_line().pk
    return launch(by=by, **{**given, **asked})


def work_off() -> Job:
    """Let a worker do all that waits; the job that was asked for last."""
    worker = Worker(name="tests", idle_seconds=0.01)
    for _ in range(20):  # a worker ends where the database is busy just then
        worker.run(until_empty=True)
        if not Job.objects.filter(status__in=UNFINISHED).exists():
            break
    return Job.objects.latest("queued_at")


def listed_launch(by: Actor, found: Simulation | None = None, **asked: Any) -> Launch:
    """The same with its list frozen by the real job."""
    made = launched(by, found, **asked)
    list_targets(by=by, launch=made.uuid)
    work_off()
    made.refresh_from_db()
    return made


def _rows(households: Sequence[tuple[str, str, int | None]]) -> dict[str, list[Mapping[str, Any]]]:
    codes = sorted({village for _, village, _ in households} | {*VILLAGES})
    villages = [
        {"village_code": code, "name": f"Desa {code}", "type": "kelurahan" if code.split(".")[-1][0] == "1" else "desa",
         "kecamatan_code": code[:8], "kecamatan": code[:8], "regency_code": code[:5], "regency": code[:5],
         "latitude": -8.0, "longitude": 112.0, "population": 1000}
        for code in codes
    ]  # fmt: skip
    homes = [
        {"household_id": name, "village_code": village, "desil": desil, "size": 2}
        for name, village, desil in households
    ]
    persons = [
        {"person_id": f"{name}-{number}", "household_id": name, "sex": "female" if number else "male",
         "birth_date": date(1980 + 20 * number, 1, 1), "relation": "child" if number else "head"}
        for name, _, _ in households
        for number in range(2)
    ]  # fmt: skip
    received = [
        {"household_id": "r12", "programme_id": programme, "year": 2025, "annual_idr": 1_200_000}
        for programme in ("bantuan_uji", "beras_uji", "premi_uji", "desa_uji")
    ]
    return {"villages": villages, "households": homes, "persons": persons, "benefits": received}


def _table(name: str, rows: list[Mapping[str, Any]]) -> pa.Table:
    schema = pa.schema([field.with_nullable(True) for field in TABLES[name].arrow])
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)
