"""Heights from an ESRI ASCII grid (of a GeoTIFF, gdal_translate -of AAIGrid makes one), and the slope of roads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from merata.access.kernel.graph import Floats
from merata.errors import InputError

_REQUIRED = ("ncols", "nrows", "cellsize")


@dataclass(frozen=True, slots=True)
class ElevationRaster:
    """Heights in metres (rows from north to south, NaN where unknown); `west` and `south`: centre of the cell there."""

    height_m: Floats
    west: float
    south: float
    cell_degrees: float

    def at(self, longitude: Floats, latitude: Floats) -> Floats:
        """Height at each point, bilinear between the centres of cells; NaN outside and beside unknown cells."""
        rows, columns = self.height_m.shape
        across = (longitude - self.west) / self.cell_degrees
        up = (latitude - self.south) / self.cell_degrees
        # Within a billionth of a cell of the edge is on it: degrees are not exact in binary.
        near = 1e-9
        inside = (across >= -near) & (across <= columns - 1 + near) & (up >= -near) & (up <= rows - 1 + near)
        column = np.clip(np.floor(across).astype(np.int64), 0, max(columns - 2, 0))
        row = np.clip(np.floor(up).astype(np.int64), 0, max(rows - 2, 0))
        east, north = across - column, up - row
        flipped = self.height_m[::-1]
        right, above = np.minimum(column + 1, columns - 1), np.minimum(row + 1, rows - 1)
        height = (
            (1 - north) * ((1 - east) * flipped[row, column] + east * flipped[row, right])
            + north * ((1 - east) * flipped[above, column] + east * flipped[above, right])
        )  # fmt: skip
        return np.where(inside, height, np.nan)


def read_elevation(path: Path) -> ElevationRaster:
    """Read an ESRI ASCII grid (.asc) in degrees. Raises `InputError` where it is not one or cells are missing."""
    try:
        text = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the elevation raster {path} cannot be read as an ESRI ASCII grid; make one of a GeoTIFF with "
            "gdal_translate -of AAIGrid"
        ) from error
    header: dict[str, float] = {}
    start = 0
    try:
        while start + 1 < len(text) and text[start][0].isalpha() and text[start].lower() != "nan":
            header[text[start].lower()] = float(text[start + 1])
            start += 2
        values = np.array(text[start:], dtype=np.float64)
    except ValueError as error:
        raise InputError(f"the elevation raster {path} holds something that is no number: {error}") from error
    missing = [key for key in _REQUIRED if not header.get(key, 0) > 0]
    missing += [
        f"{axis}llcorner or {axis}llcenter" for axis in "xy" if not {f"{axis}llcorner", f"{axis}llcenter"} & set(header)
    ]
    if missing:
        raise InputError(f"the elevation raster {path} has no {', '.join(missing)} in its header")
    rows, columns, cell = int(header["nrows"]), int(header["ncols"]), header["cellsize"]
    if len(values) != rows * columns:
        raise InputError(f"the elevation raster {path} has {len(values)} cells; its header says {rows} × {columns}")
    values[values == header.get("nodata_value", -9999.0)] = np.nan
    west, south = (header.get(f"{axis}llcenter", header.get(f"{axis}llcorner", 0.0) + cell / 2) for axis in "xy")
    if not (-180 <= west <= 180 and -90 <= south <= 90):
        raise InputError(
            f"the elevation raster {path} begins at {west}, {south}; expected degrees of longitude, latitude"
        )
    return ElevationRaster(values.reshape(rows, columns), west, south, cell)


def slopes(start_m: Floats, end_m: Floats, length_m: Floats) -> Floats:
    """Rise over run from start to end, within ±1; 0 where a height is unknown or there is no length."""
    rise = np.nan_to_num(end_m - start_m)
    run = np.divide(rise, length_m, out=np.zeros_like(rise), where=length_m > 0)
    return np.clip(run, -1.0, 1.0)
