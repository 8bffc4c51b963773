"""An attribution's answer as rows that a page and a report show alike: words, numbers, and where they may be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from merata_portal.evaluation.writing import between, decimal, rupiah

MEASURES: Mapping[str, str | Promise] = {
    "gini": gettext_lazy("Ketimpangan (Gini × 100)"),
    "p0": gettext_lazy("Penduduk miskin (P0, persen)"),
    "p1": gettext_lazy("Kedalaman kemiskinan (P1, × 100)"),
    "p2": gettext_lazy("Keparahan kemiskinan (P2, × 100)"),
    "social_welfare": gettext_lazy("Kesejahteraan merata (rata-rata × (1 − Gini), rupiah per orang per bulan)"),
    "mean": gettext_lazy("Rata-rata (rupiah per orang per bulan)"),
}
_TOO_SMALL = 4
_ROOM = 1.2
_NO_RUPIAH, _NO_POINTS = 1e-3, 1e-10
_BETTER_BELOW = ("gini", "p0", "p1", "p2")
LEVERS: Mapping[str, str | Promise] = {
    "growth": gettext_lazy("pertumbuhan"),
    "assistance": gettext_lazy("bantuan"),
    "training": gettext_lazy("pelatihan"),
    "empowerment": gettext_lazy("program desa"),
    "infrastructure": gettext_lazy("infrastruktur"),
    "rest": gettext_lazy("sisa"),
}
NAMES: Mapping[str, str | Promise] = {
    "growth": gettext_lazy("Pertumbuhan merata"),
    "rest": gettext_lazy("Sisa yang tidak terjelaskan"),
    "training_vocational": gettext_lazy("Pelatihan kejuruan"),
    "training_farming": gettext_lazy("Pelatihan tani"),
    "road_access": gettext_lazy("Jalan"),
    "bridge_access": gettext_lazy("Jembatan"),
    "facility_access": gettext_lazy("Fasilitas"),
}
REASONS: Mapping[str, str | Promise] = {
    "recorded_once": gettext_lazy(
        "hanya tercatat di satu tahun, sehingga mulai atau berakhir tidak dapat dibedakan dari baru dicatat"
    ),
    "not_consumption": gettext_lazy("bukan konsumsi tahun itu (iuran, rumah)"),
    "no_evidence": gettext_lazy("belum ada bukti berapa dampaknya"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a change: its texts, and `value`, `low`, `high` as drawn (in the measure's unit).

    `levels`: what it does to the measure in each of the two years; `households`: reached in each. `certain`: whether
    its interval lies on one side of zero. `assumption`: its evidence is assumed.
    """

    name: str
    lever: str
    change: str
    interval: str
    levels: tuple[str, str]
    households: tuple[int, int] | None
    value: float
    low: float
    high: float
    certain: bool
    assumption: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One measure: at both dates with intervals, its change in a sentence, and the parts.

    `least` and `most` are the ends of a picture of the parts, in their unit.
    """

    measure: str
    label: str
    first: str
    first_interval: str
    second: str
    second_interval: str
    change: str
    interval: str
    sentence: str
    rows: tuple[Row, ...]
    least: float
    most: float


def told(answer: Mapping[str, Any]) -> list[Told]:
    """Every measure of an attribution's answer, in its order."""
    return [_measure(answer, at, name) for at, name in enumerate(answer["measures"])]


def left_out(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was done and is part of the rest, with the reason."""
    return [(one["title"], str(REASONS.get(one["reason"], one["reason"]))) for one in answer["left_out"]]


def part_name(name: str, title: str) -> str:
    """What a part is called."""
    return str(NAMES.get(name, title))


def _measure(answer: Mapping[str, Any], at: int, name: str) -> Told:
    in_rupiah = answer["in_rupiah"][at]
    whole = next(one for one in answer["changes"] if one["measure"] == name)
    assumed = {one["name"] for one in answer["evidence"] if one["assumption"]}
    reached = {one["name"]: tuple(one["households"]) for one in answer["reach"]}
    rows = [
        _row(one, in_rupiah=in_rupiah, assumed=one["name"] in assumed, reached=reached.get(one["name"]))
        for one in answer["parts"]
        if one["measure"] == name
    ]
    first, second, change = whole["first"], whole["second"], whole["change"]
    least, most = _scale(rows)
    return Told(
        measure=name,
        label=str(MEASURES.get(name, name)),
        first=_number(first["value"], in_rupiah, 2),
        first_interval=_interval(first, in_rupiah, 2, signed=False),
        second=_number(second["value"], in_rupiah, 2),
        second_interval=_interval(second, in_rupiah, 2, signed=False),
        change=_number(change["value"], in_rupiah, 2, signed=True),
        interval=_interval(change, in_rupiah, 2),
        sentence=_sentence(name, change, in_rupiah),
        rows=tuple(sorted(rows, key=_place)),
        least=least,
        most=most,
    )


def _scale(rows: Sequence[Row]) -> tuple[float, float]:
    """The ends of the picture: of the programmes where growth and the rest would make them too small to see."""
    every = _ends(rows)
    programmes = _ends([row for row in rows if row.lever not in (str(LEVERS["growth"]), str(LEVERS["rest"]))])
    if 0 < programmes[1] - programmes[0] < (every[1] - every[0]) / _TOO_SMALL:
        middle, half = sum(programmes) / 2, (programmes[1] - programmes[0]) * _ROOM / 2
        return middle - half, middle + half
    return every


def _ends(rows: Sequence[Row]) -> tuple[float, float]:
    values = [0.0, *(row.low for row in rows), *(row.high for row in rows)]
    return min(values), max(values)


def _place(row: Row) -> tuple[int, float]:
    order = {str(LEVERS["growth"]): 0, str(LEVERS["rest"]): 2}
    return (order.get(row.lever, 1), -abs(row.value))


def _row(one: Mapping[str, Any], *, in_rupiah: bool, assumed: bool, reached: tuple[int, int] | None) -> Row:
    change = one["change"]
    times = 1.0 if in_rupiah else 100.0
    # What is left of a sum that is exact by definition is the rounding of floats.
    exact = max(abs(change["low"]), abs(change["high"])) < (_NO_RUPIAH if in_rupiah else _NO_POINTS)
    return Row(
        name=part_name(one["name"], one["title"]),
        lever=str(LEVERS.get(one["kind"], one["kind"])),
        change=_number(change["value"], in_rupiah, 3, signed=True),
        interval=_("pasti") if exact else _interval(change, in_rupiah, 3),
        levels=(_level(one["first"], in_rupiah), _level(one["second"], in_rupiah)),
        households=reached,
        value=times * change["value"],
        low=times * change["low"],
        high=times * change["high"],
        certain=not exact and not change["low"] <= 0 <= change["high"],
        assumption=assumed,
    )


def _level(figure: Mapping[str, float] | None, in_rupiah: bool) -> str:  # noqa: FBT001 - what the number is
    return "–" if figure is None else _number(figure["value"], in_rupiah, 3, signed=True)


def _number(value: float, in_rupiah: bool, decimals: int, *, signed: bool = False) -> str:  # noqa: FBT001 - as above
    return rupiah(value, signed=signed) if in_rupiah else decimal(100 * value, decimals, signed=signed)


def _interval(figure: Mapping[str, float], in_rupiah: bool, decimals: int, *, signed: bool = True) -> str:  # noqa: FBT001 - as above
    low, high = (_number(figure[end], in_rupiah, decimals, signed=signed) for end in ("low", "high"))
    return between(low, high)


def _sentence(name: str, change: Mapping[str, float], in_rupiah: bool) -> str:  # noqa: FBT001 - as above
    words = {
        "by": _number(abs(change["value"]), in_rupiah, 2),
        "interval": _interval(change, in_rupiah, 2),
    }
    if change["low"] <= 0 <= change["high"]:
        return _("Perubahannya belum dapat dibedakan dari nol: selang 95%% dari %(interval)s memuat nol.") % words
    if (change["value"] < 0) == (name in _BETTER_BELOW):
        return _("Membaik %(by)s (selang 95%% %(interval)s).") % words
    return _("Memburuk %(by)s (selang 95%% %(interval)s).") % words
