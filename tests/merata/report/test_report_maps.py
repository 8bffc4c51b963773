import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import InputError
from merata.report import maps, style
from merata.report.figures import spending_figure
from merata.report.numbers import Numbers
from merata.report.render import to_svg
from merata.report.texts import Words

LEGEND = maps.Legend("penduduk miskin", "terlalu tidak pasti", "tanpa angka")


def square(code, x, kecamatan="35.05.01"):
    ring = [[x, 0.0], [x + 1, 0.0], [x + 1, 1.0], [x, 1.0], [x, 0.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "kecamatan_code": kecamatan}, "geometry": geometry}


def shapes(tmp_path, features):
    path = tmp_path / "villages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return maps.read_shapes(path)


def drawn(tmp_path, values, withheld=frozenset()):
    features = [square(f"35.05.01.200{i}", i) for i in range(1, 5)]
    chart = maps.village_map(
        shapes(tmp_path, features),
        values,
        withheld=set(withheld),
        colours=style.POVERTY_COLOURS,
        write=lambda value: f"{100 * value:.0f}%",
        legend=LEGEND,
    )
    return to_svg(chart, lang="id", name="map", description="peta")


def test_withheld_villages_are_hatched_and_explained(tmp_path):
    svg = drawn(tmp_path, {"35.05.01.2001": 0.05, "35.05.01.2002": 0.20, "35.05.01.2003": 0.9}, {"35.05.01.2003"})
    assert "terlalu tidak pasti" in svg
    assert "tanpa angka" in svg
    assert svg.count('fill="url(#map-hatch') == 2  # the village and its key in the legend
    assert '<pattern id="map-hatch' in svg
    assert "90%" not in svg


def test_a_map_without_withheld_villages_has_no_hatching(tmp_path):
    svg = drawn(tmp_path, {f"35.05.01.200{i}": 0.1 * i for i in range(1, 5)})
    assert "hatch" not in svg
    assert "terlalu tidak pasti" not in svg


def test_a_long_title_of_a_legend_goes_on_a_second_line(tmp_path):
    chart = maps.village_map(
        shapes(tmp_path, [square("35.05.01.2001", 0)]),
        {"35.05.01.2001": 1.0},
        withheld=set(),
        colours=style.POVERTY_COLOURS,
        write=str,
        legend=maps.Legend("spending of the package, thousand rupiah per resident and year", "w", "n"),
    )
    svg = to_svg(chart, lang="en", name="map", description="map")
    lines = re.findall(r">([^<>]+)</(?:tspan|text)>", svg)
    assert {"spending of the package, thousand rupiah per", "resident and year"} <= set(lines)


def test_small_spending_keeps_its_decimals_in_the_legend(tmp_path):
    villages = shapes(tmp_path, [square(f"35.05.01.200{i}", i) for i in range(1, 5)])
    spent = {f"35.05.01.200{i}": 100.0 * i for i in range(1, 5)}
    svg = spending_figure(spent, villages, 4, Numbers("id"), Words("id")).svg
    assert ">0,1 – " in svg
    assert ">0 – 0<" not in svg


def test_the_palest_and_the_darkest_shade_mark_the_ends(tmp_path):
    svg = drawn(tmp_path, {"35.05.01.2001": 0.05, "35.05.01.2004": 0.20})
    assert style.POVERTY_COLOURS[0] in svg
    assert style.POVERTY_COLOURS[-1] in svg


def test_every_feature_that_cannot_be_drawn_is_named(tmp_path):
    broken = [
        square("35.05.01.2001", 0),
        square(None, 1),
        {"type": "Feature", "properties": {}, "geometry": None},
    ]
    with pytest.raises(InputError) as caught:
        shapes(tmp_path, broken)
    assert [fault.row for fault in caught.value.faults] == [2, 3]


def test_only_keeps_the_villages_asked_for(tmp_path):
    both = shapes(tmp_path, [square("35.05.01.2001", 0), square("35.72.01.1001", 1, "35.72.01")])
    assert set(both.only({"35.72.01.1001"}).polygons) == {"35.72.01.1001"}


def test_shapes_lose_detail_that_nobody_sees(tmp_path):
    edge = [[x / 2000, 0.00001 * (x % 2)] for x in range(2001)]
    wobbly = square("35.05.01.2001", 0)
    wobbly["geometry"]["coordinates"] = [[*edge, [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    simple = shapes(tmp_path, [wobbly, square("35.05.01.2002", 1)])
    assert len(simple.polygons["35.05.01.2001"].exterior.coords) < 10


def test_class_limits_hold_equally_many_values_and_are_round():
    assert maps.class_limits([i / 100 for i in range(1, 101)]) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert maps.class_limits([]) == []


def test_a_few_large_values_leave_the_classes_of_the_many_apart():
    many = [1000 * i for i in range(10, 100)]
    assert maps.class_limits([*many, 1_500_000, 1_400_000]) == [10_000, 30_000, 50_000, 60_000, 80_000, 2_000_000]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_class_limits_rise_and_enclose_the_values(values):
    limits = maps.class_limits(values)
    assert 2 <= len(limits) <= maps.CLASSES + 1
    assert all(a < b for a, b in pairwise(limits))
    reach = 1e-6 * max(abs(v) for v in values) + 1e-9
    assert limits[0] <= min(values) + reach
    assert limits[-1] >= max(values) - reach


def test_a_coordinate_is_written_to_a_tenth_of_a_pixel(tmp_path):
    svg = drawn(tmp_path, {"35.05.01.2001": 0.05})
    paths = re.findall(r' d="([^"]*)"', svg)
    assert not [number for path in paths for number in re.findall(r"\.\d{2,}", path)]
