"""A flat map of Blitar in kilometres, on which distances and cells are not distorted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ORIGIN_LONGITUDE, ORIGIN_LATITUDE = 112.2, -8.1
"""The map's origin: the middle of the two regencies, degrees."""

_KM_PER_DEGREE_LATITUDE = 110.6
_KM_PER_DEGREE_LONGITUDE = 111.32 * float(np.cos(np.radians(ORIGIN_LATITUDE)))


def to_km(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres east and north of the origin, shape (n, 2), of points in degrees (equirectangular)."""
    east = (longitude - ORIGIN_LONGITUDE) * _KM_PER_DEGREE_LONGITUDE
    north = (latitude - ORIGIN_LATITUDE) * _KM_PER_DEGREE_LATITUDE
    return np.column_stack([east, north])


def to_degrees(points_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude and latitude in degrees, shape (n, 2), of points in kilometres; undoes `to_km`."""
    longitude = points_km[:, 0] / _KM_PER_DEGREE_LONGITUDE + ORIGIN_LONGITUDE
    latitude = points_km[:, 1] / _KM_PER_DEGREE_LATITUDE + ORIGIN_LATITUDE
    return np.column_stack([longitude, latitude])
