"""A plan's effects in plain words: from what to what, with intervals, and what each measure means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from merata.report.numbers import Numbers
from merata_portal.planning.queries.public_effects import Effect, Effects, Level
from merata_portal.public.views.money.writing import language


@dataclass(frozen=True, slots=True)
class Told:
    """One measure: its name, without and with the plan, each with its interval, what the change is, and its meaning."""

    name: str
    before: str
    before_interval: str
    after: str
    after_interval: str
    meaning: str


@dataclass(frozen=True, slots=True)
class EffectsTold:
    """The effects as a sentence and rows. `notes`: what limits them."""

    sentence: str
    rows: tuple[Told, ...]
    notes: tuple[str, ...]
    synthetic: bool


def effects_in_words(found: Effects) -> EffectsTold:
    """The effects of a plan in the page's language."""
    return EffectsTold(_sentence(found), tuple(_row(one) for one in found.effects), tuple(_notes(found)),
                       found.synthetic)  # fmt: skip


def _sentence(found: Effects) -> str:
    """What the plan was chosen for, and by how much that gets better, with its interval."""
    money = Numbers(language())
    if found.factor == 1.0:  # an amount of rupiah per person and month
        levels = [money.money(value) for value in (found.gain.value, found.gain.low, found.gain.high)]
        said = _("Rencana ini dipilih agar kesejahteraan yang merata (pengeluaran rata-rata dikurangi ketimpangannya) "
                 "naik sebesar-besarnya: %(gain)s per orang per bulan (%(interval)s).")  # fmt: skip
    else:
        unit = found.unit_id if language() == "id" else found.unit_en
        levels = [
            money.decimal(found.factor * value, found.decimals)
            for value in (found.gain.value, found.gain.low, found.gain.high)
        ]
        levels[0] = f"{levels[0]} {unit}"
        said = _("Rencana ini dipilih agar kemiskinan turun sebesar-besarnya: %(gain)s (%(interval)s).")
    return said % {"gain": levels[0], "interval": _between(levels[1], levels[2])}


def _between(low: str, high: str) -> str:
    return _("antara %(low)s dan %(high)s") % {"low": low, "high": high}


def _row(one: Effect) -> Told:
    names = {
        "gini": _("Ketimpangan (Gini)"),
        "p0": _("Orang di bawah garis kemiskinan"),
        "p1": _("Kedalaman kemiskinan"),
    }
    meanings = {
        "gini": _("0: semua sama; 1: satu orang punya segalanya."),
        "p0": _("Dari setiap 100 orang."),
        "p1": _("Seberapa jauh rata-rata penduduk di bawah garis, dalam persen garis itu."),
    }

    def write(value: float) -> str:
        money = Numbers(language())
        return money.decimal(value, 4) if one.measure == "gini" else money.percent(value, 2)

    def interval(level: Level) -> str:
        return _between(write(level.low), write(level.high))

    return Told(
        names[one.measure], write(one.before.value), interval(one.before), write(one.after.value), interval(one.after),
        meanings[one.measure],
    )  # fmt: skip


def _notes(found: Effects) -> list[str]:
    notes = [
        _("Perkiraan dari model dengan %(draws)s gambaran acak penduduk; selangnya 95%%.") % {"draws": found.draws}
        if found.draws
        else _("Perkiraan dari model; selangnya 95%."),
    ]
    if found.assumptions:
        notes.append(_("Sebagian buktinya masih asumsi dari penelitian di tempat lain, belum diukur di sini."))
    if found.by_hand:
        notes.append(_("Dihitung dengan perubahan tangan yang dibuat sebelum diajukan."))
    if found.left_out:
        notes.append(
            _("Dihitung sebelum DPRD mengeluarkan %(n)s butir; akibatnya sedikit lebih kecil dari ini.")
            % {"n": found.left_out}
        )
    return notes
