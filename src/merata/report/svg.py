"""Pictures as SVG text: a few elements, every text escaped, no style sheet and no script, small enough for any page.

Lengths are in pixels of a picture 360 wide, which the page stretches; colours and sizes are attributes, so that a
picture is the same in a page, alone, and in print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from merata.report import style

WIDTH_PX = 360
LETTER_PX = 0.54
"""The mean width of a letter as a share of its size; for the room that a label takes."""


def number(value: float) -> str:
    """A length to a tenth of a pixel, without zeros that say nothing."""
    rounded = round(value, 1) + 0.0
    return f"{rounded:g}" if abs(rounded) < 1e6 else f"{rounded:.0f}"


def picture(height: float, alt: str, body: Iterable[str], *, css: str = "", width: float = WIDTH_PX) -> str:
    """The whole picture with its text alternative."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'class="{escape(" ".join(("picture", css)).strip())}" role="img" aria-label="{escape(alt)}" '
        f'font-family="{style.FONT}" font-size="12" fill="{style.INK}">{"".join(body)}</svg>'
    )


def text(  # noqa: PLR0913 - what a text on a picture has
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "start",
    size: float = 12,
    fill: str = "",
    bold: bool = False,
    halo: bool = False,
    css: str = "",
) -> str:
    """A text; `anchor` start, middle or end; `halo` sets it off from what lies behind."""
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += "" if size == 12 else f' font-size="{number(size)}"'
    more += f' fill="{fill}"' if fill else ""
    more += ' font-weight="600"' if bold else ""
    more += ' stroke="#fff" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    more += f' class="{css}"' if css else ""
    return f'<text x="{number(x)}" y="{number(y)}"{more}>{escape(said)}</text>'


def rect(x: float, y: float, width: float, height: float, fill: str, *, css: str = "", title: str = "") -> str:
    """A filled rectangle; `title` is told where a pointer rests on it."""
    named = f' class="{css}"' if css else ""
    inside = f"><title>{escape(title)}</title></rect>" if title else "/>"
    return (
        f'<rect{named} x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" '
        f'height="{number(max(height, 0))}" fill="{fill}"{inside}'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str, *, width: float = 1, dash: str = "", css: str = ""
) -> str:
    """A straight line."""
    more = f' stroke-dasharray="{dash}"' if dash else ""
    more += f' class="{css}"' if css else ""
    return (
        f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"{more}/>'
    )


def polyline(points: Sequence[tuple[float, float]], stroke: str, *, width: float = 2, dash: str = "") -> str:
    """A line through points."""
    way = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{way}" fill="none" stroke="{stroke}" stroke-width="{number(width)}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
    )


def area(points: Sequence[tuple[float, float]], fill: str, opacity: float = 1) -> str:
    """A filled area around points."""
    way = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    faint = "" if opacity == 1 else f' fill-opacity="{opacity:g}"'
    return f'<path d="M{way}Z" fill="{fill}"{faint}/>'


def dot(x: float, y: float, radius: float, fill: str, *, ring: str = "#fff", title: str = "") -> str:
    """A dot with a thin ring."""
    inside = f"><title>{escape(title)}</title></circle>" if title else "/>"
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" stroke="{ring}" '
        f'stroke-width="1.5"{inside}'
    )


def whisker(low_px: float, high_px: float, across_px: float, *, upright: bool) -> str:
    """The ends of an interval with caps, along the picture or upright."""
    cap = 3.5
    if upright:
        way = (
            f"M{number(across_px - cap)} {number(high_px)}h{number(2 * cap)}M{number(across_px)} {number(high_px)}"
            f"V{number(low_px)}M{number(across_px - cap)} {number(low_px)}h{number(2 * cap)}"
        )
    else:
        way = (
            f"M{number(low_px)} {number(across_px - cap)}v{number(2 * cap)}M{number(low_px)} {number(across_px)}"
            f"H{number(high_px)}M{number(high_px)} {number(across_px - cap)}v{number(2 * cap)}"
        )
    return f'<path class="interval" d="{way}" fill="none" stroke="{style.INK}" stroke-width="1.3"/>'


def width_of(said: str, size: float = 12) -> float:
    """About how wide a text is."""
    return len(said) * size * LETTER_PX


def wrapped(said: str, width_px: float, size: float = 12) -> list[str]:
    """A text in lines of about that width, words whole."""
    lines: list[str] = []
    for word in said.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width_px:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
