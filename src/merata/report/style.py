"""The house style of every chart and map: one accent, colour-blind-safe sequences, text readable on a phone."""

from __future__ import annotations

from typing import Any

CHART_WIDTH_PX = 360
"""Charts are drawn at the width of a small phone, so that their text needs no zoom there."""

FONT_SIZE_PX = 12
FONT = "sans-serif"

INK = "#1f2a2e"
QUIET_INK = "#55636a"
GRID = "#e3e8ea"
ACCENT = "#0b6157"
ACCENT_PALE = "#9cc7c0"
WARM = "#b3541e"

POVERTY_COLOURS = ("#fdf0cc", "#f9cf8b", "#ee9b4a", "#c9621f", "#7f2f0c")
"""Pale to dark, one hue direction: ordered by lightness alone, so that it holds in print and for every eye."""

SPENDING_COLOURS = ("#e2f1ee", "#a8d6cd", "#62b1a5", "#24847a", "#0a4a43")
NO_DATA = "#eceff0"
WITHHELD = "#b7bfc3"
"""A colour used for withheld areas alone: `merata.report.render` turns it into a hatching."""

LINES = (ACCENT, WARM, "#3b4f9a", "#7a6a00")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))
"""Lines differ by dash as well as by colour."""


def theme() -> dict[str, Any]:
    """The Vega-Lite configuration shared by every chart."""
    text = {"font": FONT, "fontSize": FONT_SIZE_PX, "color": INK}
    return {
        "aria": False,
        "background": "white",
        "font": FONT,
        "padding": 4,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "view": {"stroke": None},
        "axis": {
            "labelFont": FONT,
            "labelFontSize": FONT_SIZE_PX,
            "labelColor": INK,
            "labelLimit": 190,
            "titleFont": FONT,
            "titleFontSize": FONT_SIZE_PX,
            "titleFontWeight": "normal",
            "titleColor": QUIET_INK,
            "titlePadding": 8,
            "gridColor": GRID,
            "domainColor": QUIET_INK,
            "tickColor": QUIET_INK,
        },
        "legend": {
            "labelFont": FONT,
            "labelFontSize": FONT_SIZE_PX,
            "labelColor": INK,
            "labelLimit": 320,
            "titleFont": FONT,
            "titleFontSize": FONT_SIZE_PX,
            "titleFontWeight": "normal",
            "titleColor": QUIET_INK,
            "titleLimit": 340,
            "titlePadding": 6,
            "orient": "bottom",
            "direction": "vertical",
        },
        "text": text,
    }
