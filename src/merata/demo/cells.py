"""Village polygons: the demo's own cells around the villages' points, or the ones in a user's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from scipy.optimize import brentq
from shapely.geometry import mapping

from merata.demo.plane import to_degrees, to_km
from merata.errors import Fault, InputError

_SMOOTHING_KM = 2.5
_NEAR_KM = 0.9
_SIMPLIFICATION_KM = 0.12
_DECIMALS = 5


def cells(villages: pa.Table) -> dict[str, Any]:
    """Synthetic polygons as a GeoJSON FeatureCollection: Voronoi cells clipped to the regencies' outline.

    `villages` has the catalogue's columns. The outline is the villages' surroundings, sized by each village's
    area so that the whole has the published area. Properties: code, name, kecamatan_code, regency_code.
    """
    points = to_km(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
    outline = _outline(points, villages["area_km2"].to_numpy())
    whole = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline, ordered=True)
    shapes = [shapely.intersection(cell, outline) for cell in shapely.get_parts(whole)]
    degrees = shapely.set_precision(shapely.transform(shapes, to_degrees), 10.0**-_DECIMALS)
    return _collection(villages, dict(zip(villages["village_code"].to_pylist(), degrees, strict=True)))


def read_polygons(path: Path, villages: pa.Table) -> dict[str, Any]:
    """The user's polygons of all `villages`, as a FeatureCollection with the properties that `cells` gives.

    A feature names its village in the property `code` or `village_code`. Features of other regencies are left
    out. Raises `InputError` with all faults: a file that is no FeatureCollection, features without a code or
    with an unknown or repeated one, geometries that are no polygons, villages without a feature. Rings that cross
    themselves are mended.
    """
    known = set(villages["village_code"].to_pylist())
    regencies = set(villages["regency_code"].to_pylist())
    faults: list[Fault] = []
    shapes: dict[str, Any] = {}
    for number, feature in enumerate(_features(path), start=1):
        properties = feature.get("properties") or {}
        code = str(properties.get("code") or properties.get("village_code") or "")
        if code and code[:5] not in regencies:
            continue
        shape, problem = _shape(code, feature.get("geometry"), known - shapes.keys(), known)
        if problem:
            expected = "one valid polygon for each village, named in the property code or village_code"
            faults.append(Fault(path.name, number, "code", code or None, expected, problem))
        if code in known:
            shapes.setdefault(code, shape)
    faults.extend(
        Fault(path.name, None, "code", code, "a feature for every village", "no polygon for the village")
        for code in sorted(known - shapes.keys())
    )
    if faults:
        message = f"{path}: {len(faults)} faults in the village polygons; mend the file (in QGIS: Fix geometries)"
        raise InputError(message, faults)
    return _collection(villages, shapes)


def _outline(points_km: NDArray[np.float64], area_km2: NDArray[np.float64]) -> Any:
    """A smooth outline around the points, as large as the villages' areas together."""
    radius = np.sqrt(area_km2 / np.pi)
    dots = shapely.points(points_km)
    near = shapely.union_all(shapely.buffer(dots, _NEAR_KM))

    def surroundings(factor: float) -> Any:
        union = shapely.union_all(shapely.buffer(dots, factor * radius))
        closed = union.buffer(2 * _SMOOTHING_KM).buffer(-3 * _SMOOTHING_KM).buffer(_SMOOTHING_KM)
        # Smoothing may cut off a village's point at a sharp corner.
        kept = closed.union(near).buffer(_NEAR_KM).buffer(-_NEAR_KM)
        return shapely.Polygon(max(shapely.get_parts(kept), key=shapely.area).exterior)

    factor = brentq(lambda trial: surroundings(trial).area - area_km2.sum(), 0.6, 3.0, xtol=1e-3)
    return shapely.simplify(surroundings(factor), _SIMPLIFICATION_KM)


def _features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file; `InputError` where it is not a FeatureCollection."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = Fault(path.name, None, None, None, "a readable GeoJSON FeatureCollection", f"cannot be read: {error}")
        raise InputError(f"{path} is no GeoJSON file; give one with a feature for every village", [fault]) from error
    return [feature for feature in features if isinstance(feature, dict)]


def _shape(code: str, geometry: Any, wanted: set[str], known: set[str]) -> tuple[Any, str]:
    """The feature's shape, and what is wrong with it in words ("" where nothing is)."""
    if code not in wanted:
        if not code:
            return None, "the feature names no village"
        return None, "the village has a second feature" if code in known else "no village has this code"
    try:
        shape = shapely.geometry.shape(geometry)
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None, "the geometry cannot be read"
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        return None, f"the geometry is {shape.geom_type}, or empty"
    return _mended(shape), ""


def _mended(shape: Any) -> Any:
    """The shape on the grid of the coordinates that are written; where a ring crosses itself, what it encloses.

    Public boundary files have rings that cross or touch themselves; for a map the enclosed area is what is meant.
    """
    written = shapely.set_precision(shape, 10.0**-_DECIMALS, mode="pointwise")
    if written.is_valid:
        return written
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.set_precision(shapely.union_all([part for part in parts if part.area > 0]), 10.0**-_DECIMALS)


def _collection(villages: pa.Table, shapes: dict[str, Any]) -> dict[str, Any]:
    """A FeatureCollection in the villages' order."""
    features = [
        {
            "type": "Feature",
            "id": village["village_code"],
            "properties": {
                "code": village["village_code"],
                "name": village["name"],
                "kecamatan_code": village["kecamatan_code"],
                "regency_code": village["regency_code"],
            },
            "geometry": _rounded(mapping(shapes[village["village_code"]])),
        }
        for village in villages.to_pylist()
    ]
    return {"type": "FeatureCollection", "features": features}


def _rounded(geometry: Any) -> Any:
    """A geometry mapping with its coordinates as lists of rounded numbers, as JSON writes them."""
    if isinstance(geometry, dict):
        return {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    if isinstance(geometry, float | int):
        return round(float(geometry), _DECIMALS)
    return [_rounded(part) for part in geometry]
