"""What is newer than what a result was computed from: said, never acted on by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from merata_portal.analysis.code import code_version
from merata_portal.analysis.models import Inputs, Material, Result
from merata_portal.analysis.queries.materials import newest
from merata_portal.analysis.queries.newer import newest_snapshot
from merata_portal.analysis.sources import sources
from merata_portal.analysis.tables_of_catalogue import MEANINGS
from merata_portal.registry.models import Snapshot

APPS = {
    "accounts": ("akun", "accounts"),
    "ledger": ("buku anggaran", "the ledger"),
    "training": ("pelatihan", "training"),
    "infrastructure": ("proyek", "projects"),
    "works_built": ("karya yang selesai dibangun", "works that were built"),
    "participation": ("musyawarah dan usulan", "forums and proposals"),
    "programmes": ("bantuan", "assistance"),
    "registry": ("registri", "the registry"),
    "planning": ("rencana yang disetujui", "approved plans"),
    "evaluation": ("bukti yang diterima", "accepted evidence"),
}
"""The portal's apps as people call them."""


@dataclass(frozen=True, slots=True)
class Stale:
    """One thing that is newer. `code`: data, material, portal or code."""

    code: str
    text_id: str
    text_en: str


def staleness(result: Result) -> tuple[Stale, ...]:
    """What is newer than a result's inputs and code; empty where it is fresh."""
    return stale_of([result])[result.pk]


def stale_of(results: Iterable[Result]) -> dict[int, tuple[Stale, ...]]:
    """As `staleness` for many results, by primary key; what they share is asked once."""
    now = _Now()
    by_inputs: dict[int, tuple[Stale, ...]] = {}
    found = {}
    for one in results:
        if one.inputs_id not in by_inputs:
            by_inputs[one.inputs_id] = now.newer_than(one.inputs)
        found[one.pk] = (*by_inputs[one.inputs_id], *_code(one))
    return found


def newer_than(inputs: Inputs) -> tuple[Stale, ...]:
    """What is newer than frozen inputs: a snapshot, a material, rows of the portal's apps."""
    return _Now().newer_than(inputs)


class _Now:
    """What there is now, each thing asked once."""

    def __init__(self) -> None:
        self._materials: dict[str, Mapping[str, Material]] = {}
        self._versions: dict[tuple[str, int], dict[str, str]] = {}
        self._snapshots: dict[UUID, tuple[Stale, ...]] = {}

    def newer_than(self, inputs: Inputs) -> tuple[Stale, ...]:
        return (*self._snapshot(inputs), *self._material(inputs), *self._portal(inputs))

    def _snapshot(self, inputs: Inputs) -> tuple[Stale, ...]:
        if inputs.snapshot not in self._snapshots:
            self._snapshots[inputs.snapshot] = _snapshot(inputs)
        return self._snapshots[inputs.snapshot]

    def _material(self, inputs: Inputs) -> tuple[Stale, ...]:
        if inputs.area not in self._materials:
            self._materials[inputs.area] = newest(inputs.area)
        frozen = _materials_of(inputs)
        found = []
        for table, material in sorted(self._materials[inputs.area].items()):
            if frozen.get(table) == str(material.uuid):
                continue
            meaning = str(MEANINGS.get(table, table))
            found.append(
                Stale(
                    "material",
                    f"Bahan {table} lebih baru ({_at(material.at)}, {material.origin}): {meaning}.",
                    f"The material {table} is newer ({_at(material.at)}, {material.origin}).",
                )
            )
        return tuple(found)

    def _portal(self, inputs: Inputs) -> tuple[Stale, ...]:
        key = inputs.area, inputs.year
        if key not in self._versions:
            self._versions[key] = {f"{one.table} {one.origin}": one.fingerprint(*key) for one in sources()}
        changed: dict[str, list[str]] = {}
        for name, version in self._versions[key].items():
            if inputs.versions.get(name) != version:
                table, _, origin = name.partition(" ")
                changed.setdefault(origin.partition(":")[2], []).append(table)
        found = []
        for app, tables in sorted(changed.items()):
            here, there = APPS.get(app, (app, app))
            named = ", ".join(sorted(tables))
            found.append(
                Stale(
                    "portal",
                    f"Catatan {here} di portal berubah sejak dibekukan ({named}).",
                    f"What the portal keeps of {there} has changed since ({named}).",
                )
            )
        return tuple(found)


def _snapshot(inputs: Inputs) -> tuple[Stale, ...]:
    latest = newest_snapshot(inputs)
    if latest is None:
        return (
            Stale(
                "data",
                "Snapshot registri yang dipakai tidak ada lagi di portal.",
                "The registry's snapshot that was used is no longer in the portal.",
            ),
        )
    used = Snapshot.objects.filter(uuid=inputs.snapshot).values_list("content_hash", flat=True).first()
    if latest.uuid == inputs.snapshot or latest.content_hash == used:
        return ()
    rows = latest.rows.get("households", 0)
    return (
        Stale(
            "data",
            f"Ada snapshot registri yang lebih baru ({_at(latest.at)}, {rows} rumah tangga).",
            f"There is a newer snapshot of the registry ({_at(latest.at)}, {rows} households).",
        ),
    )


def _code(result: Result) -> tuple[Stale, ...]:
    if result.code_version == code_version():
        return ()
    return (
        Stale(
            "code",
            f"Dihitung dengan kode {result.code_version}; yang berlaku sekarang {code_version()}.",
            f"Computed by the code {result.code_version}; the code now is {code_version()}.",
        ),
    )


def _materials_of(inputs: Inputs) -> dict[str, str]:
    """By table, the material that was frozen."""
    return {
        table: origin.partition(":")[2]
        for table, one in inputs.tables.items()
        for origin in one["origins"]
        if origin.startswith("material:")
    }


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d-%m-%Y %H.%M}"
