import re
from itertools import pairwise

import numpy as np
import pytest

from merata.report import charts, style
from merata.report.render import to_png, to_svg

HALF = np.linspace(0, 1, 201)


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def lorenz():
    return charts.lorenz_chart(
        [charts.Curve("Kabupaten (Gini 0,333)", HALF, HALF**2)],
        people_title="bagian penduduk",
        consumption_title="bagian pengeluaran",
        equality="sama rata",
    )


def test_the_held_share_is_read_off_the_curve():
    assert charts.held_by(charts.Curve("x", HALF, HALF**2), 0.5) == pytest.approx(0.25)


def test_a_lorenz_chart_names_its_axes_curve_and_equality():
    svg = to_svg(lorenz(), lang="id", name="lorenz", description="Kurva <Lorenz> & Gini")
    shown = texts(svg)
    assert {"bagian penduduk", "bagian pengeluaran", "sama rata", "Kabupaten (Gini 0,333)", "100%"} <= set(shown)
    assert 'role="img" aria-label="Kurva &lt;Lorenz&gt; &amp; Gini"' in svg
    assert len(svg) < 10_000


def test_ids_carry_the_name_and_are_used_as_they_are_defined():
    bars = [charts.Bar("1", 12_000, "12.000")]
    chart = charts.column_chart(bars, x_title="desil", y_title="rupiah")
    svgs = [to_svg(chart, lang="id", name="one", description="x") for _ in range(2)]
    assert svgs[0] == svgs[1]
    defined = set(re.findall(r' id="([^"]*)"', svgs[0]))
    assert all(name.startswith("one-") for name in defined)
    assert set(re.findall(r"url\(#([^)]*)\)", svgs[0])) <= defined


def test_numbers_on_axes_follow_the_language():
    bars = [charts.Bar("1", 12_000, "12.000"), charts.Bar("2", 3_000, "3.000")]
    chart = charts.column_chart(bars, x_title="desil", y_title="rupiah")
    assert "10.000" in texts(to_svg(chart, lang="id", name="c", description="x"))
    assert "10,000" in texts(to_svg(chart, lang="en", name="c", description="x"))


def test_doubtful_intervals_are_hollow_and_the_average_is_drawn():
    rows = [
        charts.Interval("Wates", 0.12, 0.08, 0.17),
        charts.Interval("Doko", 0.06, 0.02, 0.15, doubtful=True),
    ]
    chart = charts.interval_chart(
        rows, title="penduduk miskin", axis_format=".0%", average=0.09, average_label="Kabupaten 9,0%"
    )
    svg = to_svg(chart, lang="id", name="k", description="x")
    assert "Kabupaten 9,0%" in texts(svg)
    assert svg.count(f'fill="white" stroke="{style.ACCENT}"') == 1
    assert svg.count(f'fill="{style.ACCENT}" stroke="{style.ACCENT}"') == 1


def test_the_limit_follows_the_bars_and_ours_is_in_the_accent():
    bars = [charts.Bar("Paket ini", 2900, "Rp 2.900", ours=True), charts.Bar("Bagi rata", 1500, "Rp 1.500")]
    limit = charts.Bar("Batas atas", 3100, "Rp 3.100")
    svg = to_svg(charts.comparison_chart(bars, title="rupiah", limit=limit), lang="id", name="c", description="x")
    assert {"Paket ini", "Bagi rata", "Batas atas", "Rp 3.100"} <= set(texts(svg))
    assert svg.count(f'fill="{style.ACCENT}"') == 1
    assert svg.count(f'fill="{style.ACCENT_PALE}"') == 1


def test_a_plan_without_gain_can_still_be_drawn():
    chart = charts.comparison_chart([charts.Bar("Paket ini", 0, "Rp 0", ours=True)], title="rupiah", limit=None)
    assert "Rp 0" in texts(to_svg(chart, lang="id", name="c", description="x"))


def test_a_picture_in_pixels_is_a_png():
    svg = to_svg(lorenz(), lang="id", name="lorenz", description="x")
    assert to_png(svg).startswith(b"\x89PNG")


@pytest.mark.parametrize("colour", [style.INK, style.QUIET_INK, style.ACCENT, style.WARM])
def test_words_stand_out_from_white_by_at_least_four_and_a_half(colour):
    assert contrast_with_white(colour) >= 4.5


@pytest.mark.parametrize("palette", [style.POVERTY_COLOURS, style.SPENDING_COLOURS])
def test_map_shades_darken_step_by_step_so_that_they_hold_without_hue(palette):
    luminances = [luminance(colour) for colour in palette]
    assert all(dark < 0.8 * pale for pale, dark in pairwise(luminances))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour):
    return 1.05 / (luminance(colour) + 0.05)
