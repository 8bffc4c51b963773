"""Bars as SVG: well formed, safe, and as long as their values."""

# ruff: noqa: S314 - what is read here was written by the function under test

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.report.bar_pictures import Bar, Part, Series, grouped_bars, lying_bars, parts_of_whole, standing_bars

NS = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("1")</script> & "x"'


def read(svg):
    """The picture as a tree; nothing in it may style or run."""
    for forbidden in ("style=", "<script", "<style", "onload", "href"):
        assert forbidden not in svg
    return ElementTree.fromstring(svg)


def rects(root, css="value"):
    return [
        {key: float(one.get(key)) for key in ("x", "y", "width", "height")}
        for one in root.iter(f"{NS}rect")
        if one.get("class") == css
    ]


def texts(root):
    return ["".join(one.itertext()) for one in root.iter(f"{NS}text")]


def test_lying_bars_are_as_long_as_their_values_and_say_them():
    bars = [Bar("Paket ini", 100.0, "Rp 100"), Bar("Bagi rata", 50.0, "Rp 50", quiet=True), Bar("Nihil", 0.0, "Rp 0")]
    root = read(lying_bars(bars, alt="tiga cara", limit=Bar("Batas atas", 100.0, "Rp 100")))
    first, second, third = (one["width"] for one in rects(root))
    assert first == pytest.approx(2 * second, abs=0.2)
    assert third < 1
    assert {"Paket ini", "Bagi rata", "Rp 50", "Batas atas Rp 100"} <= set(texts(root))
    assert root.get("aria-label") == "tiga cara"
    limit = next(one for one in root.iter(f"{NS}path") if one.get("class") == "limit")
    x = float(re.match(r"M([\d.]+)", limit.get("d")).group(1))
    assert x == pytest.approx(rects(root)[0]["x"] + first, abs=0.2)


def test_an_interval_lies_where_its_ends_are_and_below_zero_lies_left():
    root = read(lying_bars([Bar("a", 10.0, "10", -10.0, 30.0), Bar("b", -5.0, "−5")], alt=""))
    way = next(one.get("d") for one in root.iter(f"{NS}path") if one.get("class") == "interval")
    low, high = float(re.match(r"M([\d.]+)", way).group(1)), float(re.search(r"H([\d.]+)", way).group(1))
    bar, negative = rects(root)
    unit = bar["width"] / 10
    assert low == pytest.approx(bar["x"] - 10 * unit, abs=0.3)
    assert high == pytest.approx(bar["x"] + 30 * unit, abs=0.3)
    assert negative["x"] + negative["width"] == pytest.approx(bar["x"], abs=0.2)


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=10))
def test_standing_bars_can_be_read_back(values):
    bars = [Bar(str(at), value, f"{value:.0f}") for at, value in enumerate(values, 1)]
    root = read(standing_bars(bars, alt="", x_title="x", y_title="y", write=lambda tick: f"{tick:g}"))
    found = rects(root)
    assert len(found) == len(values)
    largest = max(range(len(values)), key=lambda at: abs(values[at]))
    if abs(values[largest]) > 1:
        scale = found[largest]["height"] / abs(values[largest])
        for value, one in zip(values, found, strict=True):
            assert one["height"] == pytest.approx(max(abs(value) * scale, 0.8), abs=0.5)


def test_groups_have_a_legend_and_stand_side_by_side():
    series = [Series(name, [Bar("1", 1.0, "1"), Bar("2", 2.0, "2")]) for name in ("Dulu", "Kini", "Nanti")]
    root = read(grouped_bars(series, alt="", x_title="", y_title="", write=str))
    xs = [one["x"] for one in rects(root)]
    assert xs[0] < xs[2] < xs[4] < xs[1] < xs[3] < xs[5]  # by thing, then by label
    assert {"Dulu", "Kini", "Nanti"} <= set(texts(root))


def test_parts_fill_the_whole_in_proportion():
    root = read(parts_of_whole([Part("A", 75.0, "Rp 75"), Part("B", 25.0, "Rp 25")], alt="uang"))
    first, second = rects(root)
    assert first["width"] == pytest.approx(0.75 * 360 - 1, abs=0.2)
    assert second["x"] == pytest.approx(270, abs=0.2)
    assert "Rp 75" in texts(root)


def test_what_people_write_cannot_become_markup():
    for svg in (
        lying_bars([Bar(NASTY, 1.0, NASTY)], alt=NASTY),
        standing_bars([Bar(NASTY, 1.0, NASTY)], alt=NASTY, x_title=NASTY, y_title=NASTY, write=lambda _: NASTY),
        parts_of_whole([Part(NASTY, 1.0, NASTY)], alt=NASTY),
    ):
        root = read(svg)
        assert root.get("aria-label") == NASTY
        assert any(NASTY in one for one in texts(root))


def test_nothing_at_all_is_still_a_picture():
    read(lying_bars([], alt="kosong"))
    read(parts_of_whole([], alt="kosong"))
    read(grouped_bars([], alt="kosong", x_title="", y_title="", write=str))


def test_a_chart_is_small_enough_for_a_poor_line():
    bars = [Bar(str(at), 1000.0 * at, "Rp 1.000", 900.0, 1100.0) for at in range(1, 11)]
    series = [Series(name, bars) for name in ("a", "b", "c")]
    assert len(grouped_bars(series, alt="", x_title="", y_title="", write=str).encode()) < 15_000
