"""Curves as SVG: through their points, in steps where a value holds, and labelled."""

# ruff: noqa: S314 - what is read here was written by the function under test

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.report.curve_pictures import Axis, Curve, Mark, curves

NS = "{http://www.w3.org/2000/svg}"
X, Y = Axis("anggaran", lambda value: f"{value:g}"), Axis("kenaikan", lambda value: f"{value:g}")


def lines(svg):
    """The points of every curve, in pixels."""
    root = ElementTree.fromstring(svg)
    ways = [one.get("d") for one in root.iter(f"{NS}path") if one.get("stroke-linejoin") == "round"]
    return [[tuple(map(float, pair.split())) for pair in way[1:].split("L")] for way in ways]


def test_points_lie_in_proportion_to_both_axes():
    (way,) = lines(curves([Curve("a", [(0, 0), (5, 50), (10, 100)])], alt="", x=X, y=Y))
    (x0, y0), (x1, y1), (x2, y2) = way
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert y2 < y0


def test_a_value_that_holds_until_the_next_is_drawn_in_steps():
    (way,) = lines(curves([Curve("a", [(0, 10), (5, 8), (10, 8)], step=True)], alt="", x=X, y=Y))
    assert len(way) == 5
    assert way[1] == (way[2][0], way[0][1])  # along first, then down


def test_lines_differ_by_dash_and_are_named():
    svg = curves([Curve("batas", [(0, 2), (1, 2)]), Curve("paket", [(0, 1), (1, 1)])], alt="dua", x=X, y=Y, shade=True)
    root = ElementTree.fromstring(svg)
    texts = ["".join(one.itertext()) for one in root.iter(f"{NS}text")]
    assert {"batas", "paket", "anggaran", "kenaikan"} <= set(texts)
    dashes = {one.get("stroke-dasharray") for one in root.iter(f"{NS}path") if one.get("stroke-linejoin") == "round"}
    assert len(dashes) == 2
    assert 'fill-opacity="0.45"' in svg
    assert root.get("aria-label") == "dua"


def test_a_mark_stands_at_its_value_and_dots_tell_theirs():
    line = Curve("a", [(0, 0), (4, 1)], dots=True, tells=["nol", "satu & <dua>"])
    svg = curves([line], alt="", x=X, y=Y, mark=Mark(4, "di sini"))
    ((_, _), (x, _)) = lines(svg)[0]
    mark = re.search(r'<path d="M([\d.]+) [^"]*" [^>]*class="mark"', svg)
    assert float(mark.group(1)) == pytest.approx(x, abs=0.1)
    titles = [one.text for one in ElementTree.fromstring(svg).iter(f"{NS}title")]
    assert titles == ["nol", "satu & <dua>"]


@given(st.lists(st.tuples(st.floats(0, 1e12), st.floats(-1e6, 1e6)), min_size=1, max_size=30))
def test_whatever_is_drawn_stays_in_the_picture(points):
    (way,) = lines(curves([Curve("a", sorted(points))], alt="", x=X, y=Y))
    assert all(0 <= x <= 360 and 0 <= y <= 300 for x, y in way)


def test_one_point_is_drawn():
    assert lines(curves([Curve("a", [(3, 3)])], alt="", x=X, y=Y))
