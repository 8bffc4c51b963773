"""Where a result comes from: its inputs table by table, the code, the parameters; and how to compute it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from merata_portal.actor import Actor
from merata_portal.analysis.code import LIBRARIES
from merata_portal.analysis.models import Inputs, Material, Result
from merata_portal.analysis.queries.results import result
from merata_portal.registry.models import Snapshot


@dataclass(frozen=True, slots=True)
class Part:
    """Where rows of a table come from. `what`: snapshot, material or portal; `name`: the app, or the origin's words."""

    what: str
    name: str
    uuid: str = ""
    at: Any = None


@dataclass(frozen=True, slots=True)
class TableOrigin:
    """One frozen table: rows, hash, the parts that it was put together of (later over earlier), rows left out."""

    table: str
    rows: int
    content_hash: str
    parts: tuple[Part, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that a result's digits follow from. `command` computes it again and compares every digit."""

    result: Result
    tables: tuple[TableOrigin, ...]
    code: dict[str, str]
    libraries: tuple[tuple[str, str], ...]
    seed: int | None
    command: str
    answer_hash: str
    files: dict[str, str]


def provenance(actor: Actor, uuid: UUID) -> Provenance:
    """Where a result of the actor's areas comes from; raises `Result.DoesNotExist`."""
    found = result(actor, uuid)
    seed = found.parameters.get("seed")
    return Provenance(
        result=found,
        tables=origins(found.inputs),
        code=dict(found.code),
        libraries=tuple((name, found.code[name]) for name in LIBRARIES if name in found.code),
        seed=seed if isinstance(seed, int) else None,
        command=f"merata portal analysis recompute DATA {found.uuid}",
        answer_hash=found.answer_hash,
        files=dict(found.files),
    )


def origins(inputs: Inputs) -> tuple[TableOrigin, ...]:
    """Where each frozen table comes from, in the catalogue's order as they were frozen."""
    named = [origin for one in inputs.tables.values() for origin in one["origins"]]
    uuids = {origin.partition(":")[2] for origin in named if origin.startswith("material:")}
    materials = {str(one.uuid): one for one in Material.objects.filter(uuid__in=sorted(uuids))}
    snapshot = Snapshot.objects.filter(uuid=inputs.snapshot).first()
    return tuple(
        TableOrigin(
            table,
            one["rows"],
            one["hash"],
            tuple(_part(origin, materials, snapshot) for origin in one["origins"]),
            one.get("left_out", 0),
        )
        for table, one in sorted(inputs.tables.items())
    )


def _part(origin: str, materials: dict[str, Material], snapshot: Snapshot | None) -> Part:
    what, _, name = origin.partition(":")
    if what == "material":
        found = materials.get(name)
        return Part(what, found.origin if found else name, name, found.at if found else None)
    if what == "snapshot":
        return Part(what, name, name, snapshot.at if snapshot else None)
    return Part(what, name)
