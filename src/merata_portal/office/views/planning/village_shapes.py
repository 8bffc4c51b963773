"""The outlines of villages that came with frozen inputs, read once for each content."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from merata.errors import InputError
from merata.report.shapes import Shapes, read_shapes
from merata.tables.folder import POLYGONS_FILE
from merata_portal.analysis.queries import datasets


def shapes_of(inputs: Any) -> Shapes | None:
    """The outlines among frozen inputs; None where there are none, or where they cannot be drawn."""
    path = datasets.folder(inputs) / POLYGONS_FILE
    return _read(inputs.content_hash, path) if path.is_file() else None


@lru_cache(maxsize=8)
def _read(_content: str, path: Path) -> Shapes | None:
    """A map that cannot be read leaves the page without a map; its numbers stand in the table at any rate."""
    try:
        return read_shapes(path)
    except InputError:
        return None


@lru_cache(maxsize=16)
def _only(content: str, path: Path, codes: frozenset[str]) -> Shapes | None:
    shapes = _read(content, path)
    return None if shapes is None else shapes.only(set(codes))


def shapes_among(inputs: Any, codes: frozenset[str]) -> Shapes | None:
    """The outlines of those villages alone; the same object for the same villages, so that its drawing is kept."""
    path = datasets.folder(inputs) / POLYGONS_FILE
    found = _only(inputs.content_hash, path, codes) if path.is_file() else None
    return found if found is not None and found.polygons else None
