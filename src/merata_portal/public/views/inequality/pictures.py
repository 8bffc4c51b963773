"""Pictures of an edition's figures as light SVG: people out of a hundred, the map of villages, and the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from merata.report import map_pictures, style, svg
from merata.report.curve_pictures import Axis, Curve, curves
from merata.report.shapes import Shapes
from merata.report.ticks import Scale
from merata_portal.public.views.inequality.estimates import Estimate, numbers
from merata_portal.public.views.inequality.measures import named

_ROWS, _EACH = 5, 20
_STEP_PX = 18.0
_PEOPLE = 100
_MAYBE = style.POVERTY_COLOURS[1]
_UNTOLD = "#dbe2e4"


def people(found: Estimate) -> str:
    """A hundred people as dots: as many as the interval says at least are below the line, and those who may be.

    "" where the share is withheld. Needs no legend beside the sentence, which says the same; the text alternative does.
    """
    if found.value is None:
        return ""
    low, high = (round(_PEOPLE * (found.value if end is None else end)) for end in (found.low, found.high))
    groups = ((0, low, style.WARM), (low, high, _MAYBE), (high, _PEOPLE, _UNTOLD))
    body = [f'<g fill="{fill}">{_dots(first, last)}</g>' for first, last, fill in groups if last > first]
    return svg.picture(_ROWS * _STEP_PX, found.sentence, body, css="people")


def _dots(first: int, last: int) -> str:
    return "".join(
        f'<circle cx="{svg.number((at % _EACH + 0.5) * _STEP_PX)}" cy="{svg.number((at // _EACH + 0.5) * _STEP_PX)}" '
        f'r="6.5"/>'
        for at in range(first, last)
    )


def from_nought_to_one(found: Estimate) -> str:
    """A ratio on the line from all alike (0) to one has all (1), with its interval; "" where it is withheld."""
    if found.value is None:
        return ""
    x = Scale(0, 1, 8, svg.WIDTH_PX - 8)
    body = [svg.rect(x(0), 8, x(1) - x(0), 6, _UNTOLD)]
    if found.low is not None and found.high is not None:
        body.append(svg.rect(x(found.low), 5, x(found.high) - x(found.low), 12, style.ACCENT_PALE))
    body += [
        svg.dot(x(found.value), 11, 6, style.ACCENT),
        svg.text(2, 38, _("0: semua sama"), size=13.5, fill=style.QUIET_INK),
        svg.text(svg.WIDTH_PX - 2, 38, _("1: satu orang punya semua"), anchor="end", size=13.5, fill=style.QUIET_INK),
    ]
    return svg.picture(46, f"{found.title}: {found.text}, {found.interval}", body, css="line")


def village_map(villages: Mapping[str, Estimate], shapes: Shapes, kecamatan: Mapping[str, str], key: str) -> str:
    """The share below the poverty line by village; withheld ones hatched."""
    values = {code: one.value for code, one in villages.items() if one.value is not None}
    names = {code: one.name for code, one in villages.items()}
    words = map_pictures.Words(
        _("Penduduk di bawah garis kemiskinan, perkiraan"),
        numbers().percent,
        withheld=_("ditahan, terlalu tidak pasti"),
        no_data=_("tidak ada angka"),
    )
    withheld = frozenset(code for code, one in villages.items() if one.withheld)
    alt = _(
        "Peta perkiraan kemiskinan menurut desa: %(told)s desa dengan angka, %(withheld)s ditahan. Semuanya ada di "
        "tabel."
    ) % {"told": numbers().integer(len(values)), "withheld": numbers().integer(len(withheld))}
    return map_pictures.village_picture(
        shapes, values, words, alt=alt, names=names, kecamatan=kecamatan, colours=style.POVERTY_COLOURS,
        withheld=withheld, id_prefix=key,
    )  # fmt: skip


def over_years(found: Sequence[Estimate]) -> str:
    """A measure over the years of several editions, with the room that its interval leaves; "" for less than two."""
    told = [(one.year, one.value, one.low, one.high) for one in found if one.value is not None]
    if len(told) < 2:
        return ""
    of = named(found[0].measure)
    lows, highs = (
        Curve(
            label, [(float(year), value if end is None else end) for year, value, *ends in told for end in [ends[at]]]
        )
        for at, label in enumerate((_("batas bawah"), _("batas atas")))
    )
    middle = Curve(
        _("perkiraan"), [(float(year), value) for year, value, _low, _high in told], dots=True,
        tells=[f"{one.year}: {one.text}, {one.interval}" for one in found if one.value is not None],
    )  # fmt: skip
    alt = f"{of.title}: " + "; ".join(middle.tells)
    write = numbers()
    return curves(
        [lows, highs, middle], alt=alt, shade=True,
        x=Axis(_("Tahun survei"), lambda year: str(int(year)) if year == int(year) else "", zero=False),
        y=Axis(str(of.title), lambda value: of.write(write, value)),
    )  # fmt: skip
