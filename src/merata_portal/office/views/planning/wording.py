"""How the room writes amounts, gains and pairs of texts, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata.planning.wording.said import parted
from merata.report.numbers import Numbers
from merata_portal.office.labels import pillar

USUAL = {"sgini": "3", "atkinson": "1"}
"""The parameters of objectives that have one, where none is given."""


def language() -> str:
    """The page's language, Indonesian or English."""
    return "id" if get_language() == "id" else "en"


def numbers() -> Numbers:
    """Numbers in the page's language."""
    return Numbers(language())


def said(row: Mapping[str, Any] | None, field: str = "text") -> str:
    """The text `field` of a row in the page's language: its `<field>_id` or `<field>_en`; empty where it has none."""
    text = str((row or {}).get(f"{field}_{language()}") or "")
    return text.replace("Rp ", "Rp\u00a0")  # an amount is not broken over two lines


def halves(text: str) -> str:
    """The page's half of a text that says it in Indonesian and English, "… / …"; the whole where it has no halves."""
    found = parted(text)
    return found.text_id if language() == "id" else found.text_en


def pillar_name(name: str) -> str:
    """A pillar with a capital letter."""
    told = str(pillar(name))
    return told[:1].upper() + told[1:]


@dataclass(frozen=True, slots=True)
class Gain:
    """Writes gains of one objective: rupiah per person a month, or points of a poverty index."""

    factor: float
    decimals: int
    name: str

    @property
    def is_rupiah(self) -> bool:
        """Whether a gain is an amount of money per person and month."""
        return self.factor == 1.0

    def short(self, gain: float) -> str:
        """The gain without its unit's name."""
        money = numbers()
        return money.money(gain) if self.is_rupiah else money.decimal(self.factor * gain, self.decimals)

    def __call__(self, gain: float) -> str:
        """The gain with what it is of."""
        if self.is_rupiah:
            return _("%(money)s per orang per bulan") % {"money": self.short(gain)}
        return f"{self.short(gain)} {self.name}"


def gain_of(answer: Mapping[str, Any]) -> Gain:
    """How an answer's gains are written."""
    unit = answer.get("unit") or {}
    return Gain(float(unit.get("factor", 1.0)), int(unit.get("decimals", 0)), said(unit, "name"))


def objective_name(objective: str) -> str:
    """The measure that is raised, in words."""
    name, _colon, parameter = objective.partition(":")
    words = {
        "sen": _("kesejahteraan merata (Sen: rata-rata × (1 − Gini))"),
        "sgini": _("rata-rata × (1 − Gini yang diperluas), bobot orang termiskin ν = %(parameter)s"),
        "atkinson": _("kesejahteraan merata (Atkinson, ε = %(parameter)s)"),
        "poverty_gap": _("kedalaman kemiskinan (P1)"),
        "squared_poverty_gap": _("keparahan kemiskinan (P2)"),
    }
    told = words.get(name, objective)
    return told % {"parameter": parameter or USUAL[name]} if name in USUAL else told


def aim(objective: str) -> tuple[str, str]:
    """What a package does to the measure, as a verb and its object in plain words, and what the measure means."""
    name, _colon, parameter = objective.partition(":")
    raised = _("menaikkan kesejahteraan merata")
    words = {
        "sen": (raised, _("Kesejahteraan merata: konsumsi rata-rata dikurangi ketimpangannya (Sen: rata-rata × "
                          "(1 − Gini)).")),
        "sgini": (raised, _("Kesejahteraan merata: konsumsi rata-rata dikurangi ketimpangannya, orang termiskin "
                            "dihitung lebih berat (Gini diperluas, ν = %(parameter)s).")),
        "atkinson": (raised, _("Kesejahteraan merata: konsumsi yang sama baiknya bila dibagi rata sempurna "
                               "(Atkinson, ε = %(parameter)s).")),
        "poverty_gap": (_("menurunkan kedalaman kemiskinan (P1)"),
                        _("P1: seberapa jauh rata-rata penduduk di bawah garis kemiskinan, dalam persen garis itu.")),
        "squared_poverty_gap": (_("menurunkan keparahan kemiskinan (P2)"),
                                _("P2: seperti P1, tetapi yang paling jauh di bawah garis dihitung lebih berat.")),
    }  # fmt: skip
    does, meaning = words.get(name, (objective, ""))
    return does, meaning % {"parameter": parameter or USUAL[name]} if name in USUAL else meaning


def short_objective(objective: str) -> str:
    """The measure that is raised, in a word or two."""
    name, _colon, parameter = objective.partition(":")
    words = {
        "sen": _("pemerataan (Sen)"),
        "sgini": _("pemerataan keras (ν = %(parameter)s)"),
        "atkinson": _("termiskin dahulu (ε = %(parameter)s)"),
        "poverty_gap": _("kedalaman kemiskinan"),
        "squared_poverty_gap": _("keparahan kemiskinan"),
    }
    told = words.get(name, objective)
    return told % {"parameter": parameter or USUAL[name]} if name in USUAL else told


def habit_name(name: str) -> str:
    """What the plan is compared with, in words."""
    words = {
        "plan": _("Paket ini"),
        "equal_split": _("Bagi rata antardesa"),
        "decile_order": _("Urut desil"),
        "last_year": _("Pola tahun lalu"),
        "greedy": _("Serakah: satu per satu"),
    }
    return words.get(name, name)
