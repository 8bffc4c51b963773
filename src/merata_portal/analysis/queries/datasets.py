"""The dataset folder of frozen inputs, for whoever computes or draws from it."""

from __future__ import annotations

from pathlib import Path

from merata_portal.analysis import input_folders
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.refusals import BrokenStore


def folder(inputs: Inputs) -> Path:
    """The folder that `merata` reads; it is made again from the store where it is gone.

    Raises `BrokenStore` where a file of the store is gone too. Does not look into the files: `sound_folder` does.
    """
    place = input_folders.path_of(inputs.content_hash)
    if not place.is_dir():
        input_folders.build(inputs.tables)
    return place


def sound_folder(inputs: Inputs) -> Path:
    """As `folder`, every file held against its hash; raises `BrokenStore` that names those which are not as frozen."""
    place = folder(inputs)
    found = input_folders.faults(place, inputs.tables)
    if found:
        named = ", ".join(f"{name} ({fault})" for name, fault in sorted(found.items()))
        raise BrokenStore(
            f"Masukan {inputs.uuid} tidak lagi seperti saat dibekukan: {named}; pulihkan dari cadangan.",
            f"The inputs {inputs.uuid} are no longer what was frozen: {named}; restore them from a backup.",
        )
    return place
