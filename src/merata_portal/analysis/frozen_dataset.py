"""A dataset put together for freezing: every table in the store, with where its rows come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml
from django.conf import settings

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset
from merata_portal.analysis import store
from merata_portal.analysis.frozen_tables import Layer, of_people, overlaid
from merata_portal.analysis.models import Material
from merata_portal.analysis.refusals import MissingMaterial, SnapshotGone
from merata_portal.analysis.sources import sources_of
from merata_portal.analysis.tables_of_catalogue import DESCRIPTION, NEVER_BROUGHT, OF_REGISTRY, POLYGONS
from merata_portal.registry.models import Snapshot

SURVEY = "survey_households"
_OF_HOUSEHOLD = ("benefits", "applications")
"""Tables whose rows are about one household: those of households that the snapshot does not hold are left out."""
_ONLY_REGISTRY = ("households", "persons")
_NOT_FROZEN = frozenset({"truth", "truth_effects"})


@dataclass(slots=True)
class Frozen:
    """What was put together: `tables` as `Inputs.tables` holds them, `versions` as `Inputs.versions`."""

    area: str
    year: int
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Parts:
    """The layers of one table, later ones to be laid over earlier ones."""

    layers: list[Layer] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)

    def add(self, layer: Layer, origin: str) -> None:
        self.layers.append(layer)
        self.origins.append(origin)


def folder_of(snapshot: Snapshot) -> Path:
    """Where a snapshot's files lie."""
    return Path(settings.DATA_ROOT) / snapshot.folder


def survey_year(materials: Mapping[str, Material]) -> int:
    """The latest year of the survey that was brought; raises `MissingMaterial` where none was."""
    if SURVEY not in materials:
        raise MissingMaterial(
            "Belum ada survei konsumsi (survey_households) di antara bahan; bawa masuk lebih dulu: tanpanya tidak ada "
            "yang dapat diukur.",
            "There is no consumption survey (survey_households) among the materials; bring one first: without it "
            "nothing can be measured.",
            (SURVEY,),
        )
    years = pq.read_table(store.sound(materials[SURVEY].content_hash), columns=["year"])["year"]
    return int(pc.max(years).as_py())


def assembled(area: str, year: int, snapshot: Snapshot, materials: Mapping[str, Material]) -> Frozen:
    """Every table of the dataset, kept in the store.

    Villages and benefits of the snapshot, and what apps keep, are laid over materials; households and persons are the
    snapshot's alone. Raises `SnapshotGone`, `BrokenStore`.
    """
    made = Frozen(area, year)
    households = pq.read_table(folder_of(snapshot) / "households.parquet", columns=["household_id"])
    known = households["household_id"].combine_chunks()
    for name in TABLES:
        if name not in _NOT_FROZEN:
            _freeze(made, name, snapshot, materials.get(name), known)
    if POLYGONS in materials:
        material = materials[POLYGONS]
        store.sound(material.content_hash)
        made.tables[POLYGONS] = _entry(material.content_hash, material.rows, [_origin(material)])
    _describe(made, Dataset(folder_of(snapshot)).description.synthetic)
    return made


def _freeze(made: Frozen, name: str, snapshot: Snapshot, material: Material | None, known: pa.Array) -> None:
    """One table; the snapshot's own file where nothing lies below it or over it, else all of it joined."""
    below, above = _Parts(), _of_apps(made, name)
    if material is not None and name not in NEVER_BROUGHT:
        below.add(Layer(pq.read_table(store.sound(material.content_hash))), _origin(material))
    if name in OF_REGISTRY and f"{name}.parquet" in snapshot.files:
        if not below.layers and not above.layers:
            _keep_snapshot_file(made, name, snapshot)
            return
        below.add(Layer(Dataset(folder_of(snapshot)).read(name)), f"snapshot:{snapshot.uuid}")
    parts = _Parts([*below.layers, *above.layers], [*below.origins, *above.origins])
    if parts.layers:
        _keep_joined(made, name, parts, known)


def _of_apps(made: Frozen, name: str) -> _Parts:
    """What the portal's apps keep of a table, and by which word it will be seen that they keep something else."""
    parts = _Parts()
    for source in () if name in _ONLY_REGISTRY else sources_of(name):
        # Asked before the table is made: what changes in between is then seen as newer, not lost.
        made.versions[f"{name} {source.origin}"] = source.fingerprint(made.area, made.year)
        found = source.make(made.area, made.year)
        gone = frozenset(source.withdrawn(made.area, made.year)) if source.withdrawn else frozenset()
        if (found is not None and found.num_rows) or gone:
            rows = TABLES[name].arrow.empty_table() if found is None else found
            parts.add(Layer(rows, source.adds, gone), source.origin)
    return parts


def _keep_snapshot_file(made: Frozen, name: str, snapshot: Snapshot) -> None:
    """The snapshot's own file, byte for byte: its hash is the one that the registry recorded."""
    path = folder_of(snapshot) / f"{name}.parquet"
    with path.open("rb") as content:
        kept = store.keep(content)
    if kept != snapshot.files[path.name]:
        raise SnapshotGone(
            f"Snapshot {snapshot.uuid}: {name}.parquet berubah saat dibekukan; bekukan registri lagi.",
            f"The snapshot {snapshot.uuid}: {name}.parquet changed while being frozen; freeze the registry again.",
        )
    made.tables[name] = _entry(kept, pq.read_metadata(path).num_rows, [f"snapshot:{snapshot.uuid}"])


def _keep_joined(made: Frozen, name: str, parts: _Parts, known: pa.Array) -> None:
    whole, left_out = overlaid(name, parts.layers), 0
    if name in _OF_HOUSEHOLD:
        joined = of_people(whole, "household_id", known)
        whole, left_out = joined.table, joined.left_out
    with store.writing() as partial:
        pq.write_table(whole, partial, compression="zstd")
        kept = store.keep_file(partial)
    made.tables[name] = _entry(kept, whole.num_rows, parts.origins, left_out)


def _describe(made: Frozen, synthetic: bool) -> None:  # noqa: FBT001 - the registry's own word on its people
    content = {"name": f"Merata {made.area}", "year": made.year, "synthetic": synthetic}
    kept = store.keep_bytes(yaml.safe_dump(content, sort_keys=False).encode())
    made.tables[DESCRIPTION] = _entry(kept, 1, [])


def _entry(content_hash: str, rows: int, origins: list[str], left_out: int = 0) -> dict[str, Any]:
    return {"hash": content_hash, "rows": rows, "origins": origins, "left_out": left_out}


def _origin(material: Material) -> str:
    return f"material:{material.uuid}"
