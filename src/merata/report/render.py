"""From a chart's specification to SVG or PNG, without a browser and without the network."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import vl_convert

from merata.report.style import WITHHELD, theme

VEGALITE_VERSION = "6.4"
PNG_SCALE = 2.0

_NUMBER = re.compile(r"-?\d*\.\d{2,}(?:e-?\d+)?")
_SHAPE_ATTRIBUTE = re.compile(r'( (?:d|transform)=")([^"]*)"')
_NOISE = re.compile(r' (?:opacity="1"|(?:aria-hidden|aria-roledescription|role|pointer-events|class)="[^"]*")')
_ID = re.compile(r"""( id="|url\(#)([^")]+)([")])""")
_HATCH = (
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)">'
    f'<rect width="4" height="4" fill="#eef0f1"/><rect width="1.2" height="4" fill="{WITHHELD}"/>'
    "</pattern></defs>"
)
_NUMBER_LOCALES = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp ", ""]},
}


def to_svg(chart: Any, *, lang: str, name: str, description: str) -> str:
    """The chart as one SVG element with the text alternative `description`.

    `name` prefixes every id, so that several charts can live in one page. Coordinates are rounded to a tenth
    of a pixel, which halves the size of a map. Areas filled with `style.WITHHELD` are hatched.
    """
    styled = chart.configure(**theme())
    svg = vl_convert.vegalite_to_svg(
        styled.to_dict(validate=False), vl_version=VEGALITE_VERSION, format_locale=_NUMBER_LOCALES[lang]
    )
    return _labelled(_unique_ids(_hatched(_lighter(svg)), name), description)


def to_png(svg: str) -> bytes:
    """The same picture in pixels, twice the size, for documents that take no SVG."""
    picture: bytes = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
    return picture


def _lighter(svg: str) -> str:
    """Without the attributes that a still picture does not need, and with short numbers."""

    def shorten(match: re.Match[str]) -> str:
        return match.group(1) + _NUMBER.sub(_one_decimal, match.group(2)) + '"'

    head, _, body = svg.partition(">")
    return f"{head}>" + _SHAPE_ATTRIBUTE.sub(shorten, _NOISE.sub("", body))


def _one_decimal(match: re.Match[str]) -> str:
    return f"{round(float(match.group(0)), 1):g}"


def _hatched(svg: str) -> str:
    if f'fill="{WITHHELD}"' not in svg:
        return svg
    head, _, body = svg.partition(">")
    return f"{head}>{_HATCH}" + body.replace(f'fill="{WITHHELD}"', 'fill="url(#hatch)"')


def _unique_ids(svg: str, name: str) -> str:
    """Ids numbered anew under the chart's name: the renderer counts its clips on from one chart to the next."""
    renamed: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        before, old, after = match.groups()
        new = renamed.setdefault(old, f"{name}-{old.rstrip('0123456789')}{len(renamed)}")
        return f"{before}{new}{after}"

    return _ID.sub(rename, svg)


def _labelled(svg: str, description: str) -> str:
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1)
