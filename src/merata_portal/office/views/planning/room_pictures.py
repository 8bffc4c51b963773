"""The pictures of a scenario's result, each with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from merata.report import bar_pictures, curve_pictures, map_pictures, style
from merata.report.bar_pictures import Bar, Part, Series
from merata.report.curve_pictures import Axis, Curve
from merata.report.shapes import Shapes
from merata_portal.office.views.planning.figures import Shown, Table
from merata_portal.office.views.planning.wording import Gain, gain_of, habit_name, numbers, pillar_name, said

BILLION = 1e9
PILLARS = ("assistance", "training", "infrastructure", "participation")
Answer = Mapping[str, Any]


def spending(title: str, sums: Mapping[str, int], key: str) -> Shown:
    """Money by pillar or by fund: one bar in parts."""
    money = numbers()
    total = sum(sums.values()) or 1
    ordered = [(name, amount) for name, amount in sums.items() if amount]
    parts = [Part(name, amount, money.money_short(amount)) for name, amount in sums.items()]
    alt = f"{title}: " + "; ".join(f"{part.label} {part.text}" for part in parts)
    rows = [(name, money.money(amount), money.percent(amount / total)) for name, amount in ordered]
    return Shown(
        bar_pictures.parts_of_whole(parts, alt=alt), title, Table((title, _("Rupiah"), _("Bagian")), rows), key=key
    )


def proof(answer: Answer) -> Shown:
    """What was found and what can at most be found, as the search went on."""
    gain, money = gain_of(answer), numbers()
    steps = answer["progress"]
    shown = [one for one in steps if one[1] > 0] or steps
    lines = [
        Curve(_("Batas atas: tidak ada paket yang lebih baik"), [(at, gain.factor * top) for at, _low, top in shown],
              step=True),
        Curve(_("Paket terbaik yang ditemukan"), [(at, gain.factor * low) for at, low, _top in shown], step=True),
    ]  # fmt: skip
    alt = _(
        "Pada akhir pencarian paket terbaik menaikkan %(gain)s dan batas atasnya %(bound)s; "
        "jarak keduanya adalah celah."
    ) % {"gain": gain(answer["gain"]), "bound": gain(answer["bound"])}
    svg = curve_pictures.curves(
        lines, alt=alt, shade=True,
        x=Axis(_("Penilaian atas seluruh penduduk"), money.integer),
        y=Axis(_unit(gain), _scale(gain), zero=False),
    )  # fmt: skip
    rows = [(money.integer(at), gain.short(low), gain.short(top)) for at, low, top in steps]
    head = (_("Penilaian"), _("Paket terbaik"), _("Batas atas"))
    return Shown(svg, _("Celah menutup selama pencarian"), Table(head, rows), key="proof")


def regret(answer: Answer) -> Shown:
    """The package beside what is usually done."""
    gain, money = gain_of(answer), numbers()
    rows = answer["regret"]
    bars = [
        Bar(habit_name(row["name"]), gain.factor * row["gain"], gain.short(row["gain"]), quiet=row["name"] != "plan")
        for row in rows
    ]
    limit = Bar(_("Batas atas"), gain.factor * answer["bound"], gain.short(answer["bound"]))
    alt = _unit(gain) + ": " + "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    table = [
        (
            habit_name(row["name"]),
            gain.short(row["gain"]),
            "–" if row["regret_share"] is None else money.percent(row["regret_share"]),
            money.money_short(row["spent_idr"]),
            _("ya") if row["keeps_limits"] else _("tidak"),
        )
        for row in rows
    ]
    head = (_("Cara"), _("Kenaikan"), _("Hilang dibanding paket ini"), _("Belanja"), _("Memenuhi semua batas"))
    return Shown(
        bar_pictures.lying_bars(bars, alt=alt, limit=limit),
        _("Dibandingkan dengan kebiasaan: %(unit)s") % {"unit": _unit(gain).lower()},
        Table(head, table),
        key="regret",
    )


def deciles(answer: Answer) -> Shown:
    """Who gains by tenth of the population, with intervals."""
    money = numbers()
    rows = answer["by_decile"]
    title = _("Siapa yang terangkat, per sepersepuluh penduduk")
    bars = [_bar(str(row["decile"]), row) for row in rows]
    alt = f"{title}: " + "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    svg = bar_pictures.standing_bars(
        bars, alt=alt, x_title=_("Sepersepuluh penduduk, 1 = termiskin"), y_title=_("Rupiah per orang per bulan"),
        write=money.integer,
    )  # fmt: skip
    table = Table(
        (_("Sepersepuluh"), _("Kenaikan"), _("Selang 95%")), [_gain_row(str(row["decile"]), row) for row in rows]
    )
    return Shown(svg, title, table, _("Garis tipis: selang 95%, termasuk ketidakpastian bukti."), key="deciles")


def groups(title: str, rows: Sequence[Mapping[str, Any]], key: str) -> Shown | None:
    """Who gains by group of people, such as the sex of the head; None where the data cannot tell."""
    money = numbers()
    known = [row for row in rows if row["persons"]]
    if not known:
        return None
    bars = [
        Bar(said(row, "name"), row["gain_pc_idr"], money.money(row["gain_pc_idr"]), row["low"], row["high"])
        for row in known
    ]
    alt = f"{title}: " + "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    head = (_("Kelompok"), _("Kenaikan"), _("Selang 95%"), _("Orang"), _("Rumah tangga dibantu"), _("Bantuan"))
    table = [
        (
            *_gain_row(said(row, "name"), row),
            money.integer(row["persons"]),
            money.integer(row["households"]),
            money.money_short(row["spending_idr"]),
        )
        for row in known
    ]
    note = _("Rupiah per orang per bulan; garis tipis: selang 95%.")
    return Shown(bar_pictures.lying_bars(bars, alt=alt), title, Table(head, table), note, key=key)


def gain_map(answer: Answer, shapes: Shapes, limits: Sequence[float] = (), key: str = "gain-map") -> Shown:
    """What each village gains per person."""
    money = numbers()
    rows = answer["by_village"]
    values = {row["village_code"]: float(row["gain_pc_idr"]) for row in rows}
    table = [
        (row["name"], money.money(row["gain_pc_idr"]), _interval(row), money.integer(row["persons"])) for row in rows
    ]
    head = (_("Desa/kelurahan"), _("Per orang per bulan"), _("Selang 95%"), _("Orang"))
    title = _("Kenaikan per orang per bulan")
    return Shown(_map(answer, shapes, values, title, money.money, limits, key), title, Table(head, table), key=key)


def money_map(answer: Answer, shapes: Shapes, limits: Sequence[float] = (), key: str = "money-map") -> Shown:
    """What is spent in each village, per inhabitant and year."""
    money = numbers()
    rows = answer["by_village"]
    values = {row["village_code"]: row["spending_idr"] / max(row["persons"], 1) for row in rows}
    table = [
        (row["name"], money.money(values[row["village_code"]]), money.money(row["spending_idr"]),
         money.integer(row["households"]))
        for row in rows
    ]  # fmt: skip
    head = (_("Desa/kelurahan"), _("Belanja per penduduk setahun"), _("Belanja setahun"), _("Rumah tangga dibantu"))
    title = _("Belanja per penduduk setahun")
    svg = _map(answer, shapes, values, title, money.money_short, limits, key, style.POVERTY_COLOURS)
    return Shown(svg, title, Table(head, table), _("Kelas pelatihan tidak terletak di satu desa."), key=key)


def frontier(found: Answer, budget_idr: int) -> Shown:
    """What more money would do: the best gain of each budget."""
    unit = Gain(1.0, 0, "")
    if found.get("is_poverty"):
        unit = Gain(100.0, 4, _("poin"))
    money = numbers()
    points = found["points"]
    title = _("Kenaikan terbaik menurut anggaran")
    line = Curve(
        _("Paket terbaik setiap anggaran"),
        [(one["budget_idr"] / BILLION, unit.factor * one["gain"]) for one in points],
        dots=True,
        tells=[f"{money.money_short(one['budget_idr'])}: {unit.short(one['gain'])}" for one in points],
    )
    alt = f"{title}: " + "; ".join(line.tells)
    svg = curve_pictures.curves(
        [line], alt=alt, mark=curve_pictures.Mark(budget_idr / BILLION, _("anggaran skenario ini")),
        x=Axis(_("Anggaran, miliar rupiah"), money.plain), y=Axis(_unit(unit), _scale(unit)),
    )  # fmt: skip
    head = (_("Anggaran"), _("Kenaikan"), _("Tiap miliar tambahan"), _("Miliar berikutnya"), "Gini", _("Celah"))
    table = [
        (
            money.money_short(one["budget_idr"]),
            unit.short(one["gain"]),
            "–" if one["marginal_gain"] is None else unit.short(one["marginal_gain"]),
            unit.short(one["price"]),
            money.decimal(one["gini"], 4),
            "–" if one["gap"] is None else money.percent(one["gap"], 2),
        )
        for one in points
    ]
    return Shown(svg, title, Table(head, table), key="frontier")


def by_decile_beside(named: Sequence[tuple[str, Answer]]) -> Shown:
    """Two or three scenarios side by side, by tenth of the population."""
    money = numbers()
    series = [Series(name, [_bar(str(row["decile"]), row) for row in answer["by_decile"]]) for name, answer in named]
    title = _("Siapa yang terangkat, per sepersepuluh penduduk")
    alt = f"{title}: " + "; ".join(
        f"{one.label} {one.bars[0].text} – {one.bars[-1].text}" for one in series if one.bars
    )
    svg = bar_pictures.grouped_bars(
        series, alt=alt, x_title=_("Sepersepuluh penduduk, 1 = termiskin"), y_title=_("Rupiah per orang per bulan"),
        write=money.integer,
    )  # fmt: skip
    rows = [
        (str(at + 1), *(f"{one.bars[at].text} ({_ends(one.bars[at])})" for one in series))
        for at in range(len(series[0].bars))
    ]
    return Shown(svg, title, Table((_("Sepersepuluh"), *(name for name, _a in named)), rows), key="deciles")


def by_pillar(answer: Answer) -> dict[str, int]:
    """Rupiah by pillar, named, always in the same order, so that a colour means the same on every picture."""
    sums = {pillar_name(name): 0 for name in PILLARS}
    for row in answer["items"]:
        sums[pillar_name(row["pillar"])] += row["cost_idr"]
    return sums


def by_fund(answer: Answer) -> dict[str, int]:
    """Rupiah by fund, what desa pay of their own apart."""
    sums: dict[str, int] = {}
    for row in answer["charges"]:
        name = row["fund_source"] if row["owner"] == answer["regency"] else f"{row['fund_source']} ({_('desa')})"
        sums[name] = sums.get(name, 0) + row["amount_idr"]
    return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def _map(
    answer: Answer, shapes: Shapes, values: Mapping[str, float], title: str, write: Any, limits: Sequence[float],
    key: str, colours: Sequence[str] = style.SPENDING_COLOURS,
) -> str:  # fmt: skip
    names = {row["village_code"]: row["name"] for row in answer["by_village"]}
    kecamatan = {row["kecamatan_code"]: row["name"] for row in answer["by_kecamatan"]}
    best = sorted(values, key=lambda code: -values[code])[:3]
    alt = _("Peta %(title)s. Tertinggi: %(best)s. Seluruh desa ada di tabel di bawahnya.") % {
        "title": title.lower(),
        "best": "; ".join(f"{names[code]} {write(values[code])}" for code in best),
    }
    words = map_pictures.Words(title, write, no_data=_("tanpa data"), nothing=_("tidak ada"))
    return map_pictures.village_picture(
        shapes, values, words, alt=alt, names=names, kecamatan=kecamatan, colours=colours, limits=limits, id_prefix=key
    )


def _bar(label: str, row: Mapping[str, Any]) -> Bar:
    return Bar(label, row["gain_pc_idr"], numbers().money(row["gain_pc_idr"]), row["low"], row["high"])


def _gain_row(label: str, row: Mapping[str, Any]) -> tuple[str, str, str]:
    return label, numbers().money(row["gain_pc_idr"]), _interval(row)


def _interval(row: Mapping[str, Any]) -> str:
    if row.get("low") is None:
        return "–"
    return f"{numbers().integer(row['low'])} – {numbers().integer(row['high'])}"


def _ends(bar: Bar) -> str:
    return f"{numbers().integer(bar.low or 0)} – {numbers().integer(bar.high or 0)}"


def _unit(gain: Gain) -> str:
    return _("Rupiah per orang per bulan") if gain.is_rupiah else gain.name


def _scale(gain: Gain) -> Any:
    return numbers().integer if gain.is_rupiah else numbers().plain
