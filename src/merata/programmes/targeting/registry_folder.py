"""The registry of a dataset folder as one rulebook asks for it, in memory, of one area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError
from merata.programmes.assessment.ages import with_ages
from merata.programmes.assessment.arrow_facts import arrow_of, lazy
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.assessment.gathering import RegistryFiles, gather
from merata.programmes.assessment.registry_tables import KEY, VILLAGE_KEY, Registry, refuse_repeated
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.parquet_columns import ParquetColumns

DESIL = "desil"
PERSON = "person_id"
KEPT = (VILLAGE_KEY, DESIL)
"""What a list says of every household, whether or not the rules ask for it."""


def registry_files(folder: Path) -> RegistryFiles:
    """The Parquet tables of `folder`; raises `UsageError` without `households`, `InputError` for a damaged one."""
    others = {
        name: ParquetColumns(path)
        for name in ("villages", "persons", "benefits", "programmes")
        if (path := folder / f"{name}.parquet").is_file()
    }
    return RegistryFiles(ParquetColumns(folder / "households.parquet"), **others)


def facts_in(files: RegistryFiles, book: Rulebook, on: date, *, area: str = "", known: Iterable[str] = ()) -> FactTable:
    """The facts that `book` asks for of the households in `area` (a village, kecamatan or regency; empty: all).

    `known` are programmes of which the folder's lists name everyone who receives them, even where that is nobody.
    Raises `InputError` naming what is asked for and not there, the households that stand twice, and villages or deciles
    that are not there at all.
    """
    lacking = [name for name in KEPT if name not in files.households.names]
    if lacking:
        raise InputError(f"the table households lacks {', '.join(lacking)}; a list needs both: add the columns")
    registry = _with_known(files.read(asked_by([book]), KEPT), known)
    frames = gather(registry, [book], on, kept=KEPT, dates_of_birth=True)
    households = _inside(arrow_of(frames.households), area)
    refuse_repeated(households[KEY], "households")
    persons = None if frames.persons is None else with_ages(arrow_of(frames.persons), on)
    return FactTable(households, persons)


def person_ids(files: RegistryFiles) -> pa.ChunkedArray:
    """The identifiers of all persons, in the order in which `facts_in` has them; `InputError` where there are none."""
    if files.persons is None or PERSON not in files.persons.names:
        raise InputError(f"the table persons lacks {PERSON}; a list names the members it pays: add the column")
    return files.persons.read([PERSON])[PERSON]


def _with_known(registry: Registry, known: Iterable[str]) -> Registry:
    listed = set(known)
    if not listed:
        return registry
    if registry.programmes is not None:
        listed |= set(arrow_of(registry.programmes)["programme_id"].to_pylist())
    return replace(registry, programmes=lazy(pa.table({"programme_id": pa.array(sorted(listed), pa.string())})))


def _inside(households: pa.Table, area: str) -> pa.Table:
    if not area:
        return households
    village = pc.dictionary_encode(households[VILLAGE_KEY]).combine_chunks()
    codes = village.dictionary.to_pylist()
    inside = np.array([code == area or str(code).startswith(f"{area}.") for code in codes], dtype=np.bool_)
    return households.filter(pa.array(inside).take(village.indices).fill_null(False))  # noqa: FBT003 - Arrow has no name for it
