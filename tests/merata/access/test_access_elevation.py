"""Heights from a grid, and what slopes do to minutes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_map import DEGREE_M, write_map

from merata.access.elevation import read_elevation, slopes
from merata.access.osm.importing import ImportChoices, import_osm
from merata.errors import InputError

HEADER = "ncols 3\nnrows 2\nxllcorner 112.0\nyllcorner -8.0\ncellsize 0.01\nNODATA_value -9999\n"


def raster(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "heights.asc"
    path.write_text(text, encoding="ascii")
    return path


def test_heights_are_interpolated_between_the_centres_of_cells(tmp_path: Path) -> None:
    grid = read_elevation(raster(tmp_path, HEADER + "10 20 30\n0 10 -9999\n"))
    assert (grid.west, grid.south) == pytest.approx((112.005, -7.995))
    # South-west centre, north-west centre, between the four, beside the unknown cell, outside.
    found = grid.at(
        np.array([112.005, 112.005, 112.010, 112.020, 112.5]), np.array([-7.995, -7.985, -7.990, -7.990, -7.99])
    )
    assert found == pytest.approx([0.0, 10.0, 10.0, np.nan, np.nan], nan_ok=True)


def test_slope_is_rise_over_run(tmp_path: Path) -> None:
    found = slopes(
        np.array([0.0, 10, 0, np.nan, 5]), np.array([10.0, 0, 900, 5, 9]), np.array([100.0, 100, 100, 100, 0])
    )
    assert found.tolist() == [0.1, -0.1, 1.0, 0.0, 0.0]


def test_uphill_is_slower_than_downhill(tmp_path: Path) -> None:
    run = 0.01 * DEGREE_M
    text = HEADER.replace("xllcorner", "xllcenter").replace("yllcorner", "yllcenter") + f"{run * 0.1} 0 0\n0 0 0\n"
    choices = ImportChoices(elevation=read_elevation(raster(tmp_path, text)))
    nodes = {1: (-8.0, 112.0), 2: (-7.99, 112.0), 3: (-7.9, 112.0)}
    path = write_map(tmp_path / "map.osm.pbf", nodes, [(1, [1, 2, 3], {"highway": "tertiary"})])
    network, report = import_osm(path, choices=choices)
    level = run * 0.012
    # Walking: 0.7 of the speed up a slope of a tenth, all of it down, level where the raster ends.
    assert network.slope.tolist() == pytest.approx([0.1, 0.0, -0.1, 0.0], abs=1e-6)
    assert network.minutes["walk"][[0, 2]] == pytest.approx([level / 0.7, level], rel=1e-5)
    assert report.items["elevation_outside"].count == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no ncols, nrows, cellsize, xllcorner or xllcenter, yllcorner or yllcenter"),
        (HEADER + "1 2 3 4\n", "has 4 cells; its header says 2 × 3"),
        (HEADER + "1 2 3 4 5 six\n", "something that is no number"),
        (HEADER.replace("112.0", "650000") + "1 2 3 4 5 6\n", "expected degrees"),
    ],
)
def test_a_grid_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_elevation(raster(tmp_path, text))


def test_a_geotiff_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "heights.tif"
    path.write_bytes(b"II*\x00\xff\xfe")
    with pytest.raises(InputError, match="gdal_translate -of AAIGrid"):
        read_elevation(path)
