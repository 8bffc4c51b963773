"""Maps as light SVG: each village in the shade of its class, hatched where withheld, small enough for a poor line."""

# ruff: noqa: S314 - what is read here was written by the function under test

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from merata.report import style
from merata.report.map_pictures import Words, village_picture
from merata.report.shapes import read_shapes

NS = "{http://www.w3.org/2000/svg}"
WORDS = Words("Kenaikan", lambda value: f"Rp {value:.0f}", withheld="dirahasiakan", no_data="tanpa data", nothing="nol")
CODES = [f"35.05.0{1 + at // 2}.200{1 + at % 2}" for at in range(4)]


@pytest.fixture
def shapes(tmp_path):
    """Four squares in a row, two to a kecamatan."""

    def square(at):
        ring = [[at, 0.0], [at + 1, 0.0], [at + 1, 1.0], [at, 1.0], [at, 0.0]]
        properties = {"code": CODES[at], "kecamatan_code": CODES[at][:8]}
        return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    path = tmp_path / "villages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [square(at) for at in range(4)]}))
    return read_shapes(path)


def fills(svg):
    """By village its fill, from what it tells a pointer."""
    root = ElementTree.fromstring(svg)
    return {
        way.find(f"{NS}title").text: group.get("fill")
        for group in root.iter(f"{NS}g")
        for way in group.findall(f"{NS}path")
    }


def test_each_village_has_the_shade_of_its_class_and_tells_its_value(shapes):
    values = dict(zip(CODES, [0.0, 10.0, 200.0], strict=False))
    names = {code: f"Desa {at}" for at, code in enumerate(CODES)}
    svg = village_picture(shapes, values, WORDS, alt="peta", names=names, limits=(0, 50, 100, 300))
    found = fills(svg)
    assert found["Desa 1: Rp 10"] == style.SPENDING_COLOURS[0]
    assert found["Desa 2: Rp 200"] == style.SPENDING_COLOURS[-1]
    assert found["Desa 3: tanpa data"] == style.NO_DATA
    assert found["Desa 0: Rp 0"] not in {*style.SPENDING_COLOURS, style.NO_DATA}
    assert "Rp 50 – Rp 100" in svg  # with fixed limits every class is in the legend
    assert svg.count("nol") == 1
    assert ElementTree.fromstring(svg).get("aria-label") == "peta"


def test_withheld_villages_are_hatched_and_keep_their_value(shapes):
    svg = village_picture(
        shapes, dict.fromkeys(CODES, 77.0), WORDS, alt="", withheld=frozenset({CODES[0]}), id_prefix="satu"
    )
    assert fills(svg)[f"{CODES[0]}: dirahasiakan"] == "url(#satu-h)"
    assert 'id="satu-h"' in svg
    assert svg.count("Rp 77</title>") == 3


def test_a_village_lies_where_it_is(shapes):
    svg = village_picture(shapes, {CODES[3]: 5.0}, WORDS, alt="")
    way = next(
        one.get("d") for one in ElementTree.fromstring(svg).iter(f"{NS}path")
        if one.find(f"{NS}title") is not None and CODES[3] in one.find(f"{NS}title").text
    )  # fmt: skip
    numbers = [float(one) for one in re.findall(r"-?\d*\.?\d+", way)]
    start, steps = np.array(numbers[:2]), np.array(numbers[2:]).reshape(-1, 2)
    corners = start + np.vstack([np.zeros(2), np.cumsum(steps, axis=0)])
    width = 358 / 4
    assert corners[:, 0].min() == pytest.approx(1 + 3 * width, abs=0.3)
    assert corners[:, 0].max() == pytest.approx(359, abs=0.3)
    assert corners[:, 1].max() - corners[:, 1].min() == pytest.approx(width, abs=0.3)


def test_names_that_would_meet_are_left_out_or_small(shapes):
    short = {"35.05.01": "Utara", "35.05.02": "Timur"}
    assert village_picture(shapes, {}, WORDS, alt="", kecamatan=short).count('class="place"') == 2
    long = dict.fromkeys(short, "Kecamatan dengan nama yang panjang sekali")
    assert village_picture(shapes, {}, WORDS, alt="", kecamatan=long).count('class="place"') == 1


def test_no_villages_no_failure(shapes):
    ElementTree.fromstring(village_picture(shapes.only(set()), {}, WORDS, alt=""))


def test_names_are_escaped(shapes):
    svg = village_picture(shapes, {CODES[0]: 1.0}, WORDS, alt='"<', names={CODES[0]: "<b>&"})
    assert "<b>" not in svg
    assert "<b>&: Rp 1" in fills(svg)


def test_two_hundred_and_sixty_nine_villages_are_a_light_map(tmp_path):
    rng = np.random.default_rng(1)

    def blob(at):
        angles = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        radius = 0.4 + 0.1 * rng.random(8)
        ring = [[at % 17 + r * np.cos(a), at // 17 + r * np.sin(a)] for a, r in zip(angles, radius, strict=True)]
        properties = {"code": f"35.05.{at // 12:02}.{2000 + at}", "kecamatan_code": f"35.05.{at // 12:02}"}
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    path = tmp_path / "v.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [blob(at) for at in range(269)]}))
    many = read_shapes(path)
    values = {code: float(at) for at, code in enumerate(many.polygons)}
    assert len(village_picture(many, values, WORDS, alt="").encode()) < 60_000
