"""The evidence that programmes are counted with, from the dataset or from a file that `merata evaluate` wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from merata.errors import InputError
from merata.planning.effects import Effect, effects, effects_of
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.folder import Dataset
from merata.tables.loading import read_raw


def known_effects(dataset: Dataset, file: Path | None = None) -> Mapping[str, Effect]:
    """The effects by evidence_id: those of `file` (Parquet or CSV, columns as `evidence`), or the dataset's own.

    Raises `InputError` with every fault of the table, and for a standard error that is below zero.
    """
    if file is None:
        return effects(dataset)
    table, faults = checked(read_raw(file), TABLES["evidence"])
    if faults:
        raise InputError(f"{file} has {len(faults)} faults", faults)
    return effects_of(table)
