"""The outlines of an area's villages for maps that everybody sees: boundaries are public, whoever brought them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from merata.errors import InputError
from merata.report.shapes import Shapes, read_shapes
from merata_portal.analysis import store
from merata_portal.analysis.queries.materials import newest
from merata_portal.analysis.refusals import BrokenStore
from merata_portal.analysis.tables_of_catalogue import POLYGONS

_KEPT = 8


def outlines(area: str) -> Shapes | None:
    """The villages of an area as they were last brought; None where there are none or where they cannot be drawn.

    A page without its map still has every number in its table. The same object for the same content, so that its
    drawing is kept (`merata.report.map_pictures.ground_of`). One query.
    """
    found = _found(area)
    return None if found is None else found.shapes


def drawn(area: str) -> Drawn | None:
    """The same with how degrees lie on its plane, for what is drawn upon it; one query."""
    return _found(area)


@dataclass(frozen=True)
class Drawn:
    """Outlines, and by how much a degree of longitude is shorter there than one of latitude."""

    shapes: Shapes
    shrink: float


def _found(area: str) -> Drawn | None:
    brought = newest(area).get(POLYGONS)
    if brought is None:
        return None
    try:
        found = _of(brought.content_hash, area)
    except (BrokenStore, InputError):
        return None
    return found if found.shapes.polygons else None


@lru_cache(maxsize=_KEPT)
def _of(content_hash: str, area: str) -> Drawn:
    every = read_shapes(store.sound(content_hash))
    # As `report.shapes` has projected all that was read, of which the area is a part.
    bounds = shapely.total_bounds(np.array(list(every.polygons.values()), dtype=object))
    shrink = math.cos(math.radians(float(bounds[1] + bounds[3]) / 2))
    return Drawn(every.only({code for code in every.polygons if code.startswith(f"{area}.")}), shrink)
