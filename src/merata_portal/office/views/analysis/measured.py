"""Measures of inequality and poverty as a page tells them: each with its interval, and nothing that is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from merata.measurement.estimates import BPS
from merata.report.numbers import Numbers
from merata_portal.office.forms import Asking

NAMES: Mapping[str, str | Promise] = {
    "mean": gettext_lazy("Rata-rata pengeluaran per orang sebulan"),
    "gini": gettext_lazy("Gini (0 merata, 1 timpang)"),
    "theil_t": gettext_lazy("Theil T"),
    "theil_l": gettext_lazy("Theil L"),
    "p0": gettext_lazy("P0: bagian penduduk miskin"),
    "p1": gettext_lazy("P1: kedalaman kemiskinan"),
    "p2": gettext_lazy("P2: keparahan kemiskinan"),
    "bottom40_share": gettext_lazy("Bagian pengeluaran 40% terbawah"),
    "palma": gettext_lazy("Rasio Palma"),
}
IN_AREAS = ("gini", "p0")
"""What is told of each of many areas."""
_PERCENT = frozenset({"p0", "p1", "p2", "bottom40_share"})
_LEVELS = {
    "regency": gettext_lazy("Kabupaten/kota seluruhnya"),
    "kecamatan": gettext_lazy("Setiap kecamatan"),
    "village": gettext_lazy("Setiap desa dan kelurahan"),
}


class Measuring(Asking):
    """By which areas inequality and poverty are measured."""

    by = forms.ChoiceField(label=gettext_lazy("Menurut"), choices=list(_LEVELS.items()))


@dataclass(frozen=True, slots=True)
class Measured:
    """One number: of which area, which measure, its value and 95% interval in words, and what to mind."""

    area: str
    measure: str
    value: str
    interval: str
    households: int
    note: str


def told(answer: Mapping[str, Any]) -> list[Measured]:
    """The rows of an answer: all measures of a regency, the main ones of smaller areas."""
    wanted = NAMES if answer["by"] == "regency" else IN_AREAS
    return [_row(one) for one in answer["estimates"] if one["measure"] in wanted]


def _row(one: Mapping[str, Any]) -> Measured:
    area, name = one["area_name"] or one["area"], str(NAMES[one["measure"]])
    if one["flag"] == "withheld" or one["value"] is None:
        return Measured(area, name, "–", "–", one["n"], _("terlalu sedikit data untuk disebut"))
    ends = (one["low"], one["high"])
    known = None not in ends
    interval = (
        _("%(low)s sampai %(high)s") % {"low": _written(one, ends[0]), "high": _written(one, ends[1])} if known else "–"
    )
    return Measured(area, name, _written(one, one["value"]), interval, one["n"], _note(one))


def _note(one: Mapping[str, Any]) -> str:
    notes = [_doubt(one)] if one["flag"] == "caution" else []
    if one["method"] != "direct":
        notes.append(_("diduga dari registri"))
    return "; ".join(notes)


def _doubt(one: Mapping[str, Any]) -> str:
    """Why an estimate is to be used with caution."""
    if one["se"] is None:
        return _("pakai dengan hati-hati: galatnya tidak diketahui")
    if BPS.flag(one["value"], one["se"]):
        return _("pakai dengan hati-hati: galatnya besar")
    return _("pakai dengan hati-hati: gugus atau rumah tangga sampelnya terlalu sedikit")


def _written(one: Mapping[str, Any], value: float) -> str:
    numbers = Numbers("id" if get_language() == "id" else "en")
    if one["measure"] == "mean":
        return numbers.money(value)
    if one["measure"] in _PERCENT:
        return numbers.percent(value, 2)
    return numbers.decimal(value, 4)
