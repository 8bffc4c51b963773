"""Welfare of an area beside the areas around it, as the standing edition tells it: every estimate with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata.report.bar_pictures import Bar, lying_bars
from merata.report.numbers import NO_BREAK, Numbers
from merata_portal.analysis.queries.publications import Edition
from merata_portal.analysis.queries.published import table

MEASURES = ("p0", "mean", "gini")
MILLION = 1_000_000
WITHHELD, CAUTION = "withheld", "caution"


@dataclass(frozen=True, slots=True)
class Told:
    """One measure of one area in words. `value` None: withheld, or not measured; `interval` "": not known."""

    place: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    interval: str
    basis: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of an area and of those around it, itself first; `sentence` says it plainly, `beside` how it differs
    from the last of them. `picture` is SVG, empty where there is nothing to draw."""

    measure: str
    title: str
    unit: str
    sentence: str
    beside: str
    rows: Sequence[Told]
    picture: str


def numbers() -> Numbers:
    """Numbers as readers of the page's language write them."""
    return Numbers("id" if get_language() == "id" else "en")


def compared(edition: Edition | None, places: Mapping[str, str]) -> list[Compared]:
    """The measures of the first of `places` (code: what it is called) beside the others; none before any edition."""
    found = {} if edition is None else _rows(edition, list(places))
    return [
        _compared(measure, places, found) for measure in MEASURES if any((code, measure) in found for code in places)
    ]


def headcounts(edition: Edition | None, codes: Sequence[str]) -> dict[str, Told]:
    """The share below the poverty line of each area that the edition knows."""
    found = {} if edition is None else _rows(edition, codes)
    return {code: _told("p0", "", row) for (code, measure), row in found.items() if measure == "p0"}


def year_of(edition: Edition | None, code: str) -> int | None:
    """The year of the survey behind the figures of an area."""
    found = {} if edition is None else _rows(edition, [code])
    return next((int(row["year"]) for row in found.values()), None)


def _rows(edition: Edition, codes: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    whole = table(edition, "kesejahteraan", "ukuran")
    if whole is None:
        return {}
    wanted = pc.and_(
        pc.is_in(whole["area_code"], value_set=pa.array(list(codes), pa.string())),
        pc.is_in(whole["measure"], value_set=pa.array(MEASURES)),
    )
    return {(row["area_code"], row["measure"]): row for row in whole.filter(wanted).to_pylist()}


def _compared(measure: str, places: Mapping[str, str], found: Mapping[tuple[str, str], dict[str, Any]]) -> Compared:
    rows = [_told(measure, called, found.get((code, measure))) for code, called in places.items()]
    title, unit = _titles()[measure]
    bars = [
        Bar(one.place, one.value, one.text, one.low, one.high, quiet=at > 0)
        for at, one in enumerate(rows)
        if one.value is not None and one.interval
    ]
    said = "; ".join(f"{one.place}: {one.text}{f' ({one.interval})' if one.interval else ''}" for one in rows)
    picture = lying_bars(bars, alt=f"{title}. {said}") if rows[0].interval else ""
    return Compared(measure, title, unit, _sentence(measure, rows[0]), _beside(rows), rows, picture)


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "p0": (_("Kemiskinan"), _("bagian penduduk yang belanjanya di bawah garis kemiskinan")),
        "mean": (_("Belanja"), _("rata-rata belanja seorang dalam sebulan, makanan dan lainnya")),
        "gini": (
            _("Ketimpangan"),
            _("rasio Gini: 0 bila semua orang belanja sama banyak, 1 bila satu orang memegang semuanya"),
        ),
    }


def _told(measure: str, called: str, row: Mapping[str, Any] | None) -> Told:
    if row is None:
        return Told(called, None, None, None, _("belum diukur"), "", "", doubtful=False)
    if row["reliability"] == WITHHELD or row["value"] is None:
        why = _("ditahan: terlalu tidak pasti, atau dari terlalu sedikit rumah tangga")
        return Told(called, None, None, None, why, "", _basis(row), doubtful=False)
    write = _writer(measure)
    low, high = row["low"], row["high"]
    interval = "" if low is None or high is None else _("antara %(low)s dan %(high)s") % {
        "low": write(low), "high": write(high)
    }  # fmt: skip
    return Told(
        called, row["value"], low, high, write(row["value"]), interval, _basis(row),
        doubtful=row["reliability"] == CAUTION,
    )  # fmt: skip


def _writer(measure: str) -> Callable[[float], str]:
    write = numbers()
    if measure == "p0":
        return write.percent
    if measure == "mean":
        # Both ends and the value in one unit, so that they are compared at a glance.
        return lambda value: (_("Rp %(millions)s juta") % {"millions": write.decimal(value / MILLION, 2)}).replace(
            " ", NO_BREAK
        )
    return lambda value: write.decimal(value, 2)


def _basis(row: Mapping[str, Any]) -> str:
    """Where it comes from, with its n; how many were asked is withheld with what they said."""
    if row["method"] != "direct":
        return _("perkiraan model: survei dan registri dipadukan")
    if row["sampled_households"] is None:
        return _("survei")
    return _("survei, %(n)s rumah tangga") % {"n": numbers().integer(row["sampled_households"])}


def _sentence(measure: str, own: Told) -> str:
    """What the figure says, plainly; what is not told says why."""
    if own.value is None:
        return _("Untuk %(place)s %(why)s.") % {"place": own.place, "why": own.text}
    if own.low is None or own.high is None:
        return _("Survei memberi %(value)s untuk %(place)s, tetapi seberapa pasti angka itu tidak diketahui.") % {
            "value": own.text, "place": own.place
        }  # fmt: skip
    if measure == "p0":
        return _(
            "%(count)s dari 100 orang di %(place)s hidup di bawah garis kemiskinan (antara %(low)s dan %(high)s)."
        ) % {
            "count": per_hundred(own.value), "place": own.place, "low": per_hundred(own.low),
            "high": per_hundred(own.high),
        }  # fmt: skip
    said = (
        _("Seorang di %(place)s rata-rata membelanjakan %(value)s sebulan")
        if measure == "mean"
        else _("Rasio Gini %(place)s %(value)s")
    ) % {"place": own.place, "value": own.text}
    return f"{said} ({own.interval})."


def per_hundred(share: float) -> str:
    """How many of a hundred people, in whole people."""
    count = round(100 * share)
    return _("kurang dari 1") if count == 0 and share > 0 else str(count)


def _beside(rows: Sequence[Told]) -> str:
    """Whether the first differs from the last by more than both are uncertain: their intervals do not meet."""
    own, around = rows[0], rows[-1]
    if own.low is None or own.high is None or around.low is None or around.high is None:
        return ""
    if own.low > around.high:
        return _("Lebih tinggi daripada %(around)s.") % {"around": around.place}
    if own.high < around.low:
        return _("Lebih rendah daripada %(around)s.") % {"around": around.place}
    return _("Tidak jelas berbeda dari %(around)s: kedua selangnya bertemu.") % {"around": around.place}
