"""What each measure means to whoever has never heard of it, how it is written, and how it is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from merata.report.numbers import Numbers

Write = Callable[[Numbers, float], str]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in words. `sentence` takes %(value)s; `plain` writes the value as the sentence needs it."""

    code: str
    title: Text
    meaning: Text
    write: Write
    sentence: Text = ""
    plain: Write | None = None

    def said(self, numbers: Numbers, value: float, low: float | None, high: float | None) -> str:
        """The value in one plain sentence with its interval; "" for a measure that has no plain sentence."""
        if not self.sentence:
            return ""
        plain = self.plain or self.write
        whole = str(self.sentence) % {"value": plain(numbers, value)}
        if low is None or high is None:
            return _("%(sentence)s; seberapa pasti tidak diketahui.") % {"sentence": whole}
        ends = {"low": plain(numbers, low), "high": plain(numbers, high), "sentence": whole}
        return _("%(sentence)s (antara %(low)s dan %(high)s).") % ends


def per_hundred(numbers: Numbers, share: float) -> str:
    """How many of a hundred: whole people, and under one as it is."""
    return numbers.integer(100 * share) if share == 0 or 100 * share >= 0.5 else numbers.decimal(100 * share, 1)


def _percent(numbers: Numbers, share: float) -> str:
    return numbers.percent(share)


def _hundredths(numbers: Numbers, share: float) -> str:
    return numbers.decimal(100 * share, 1)


def _ratio(numbers: Numbers, value: float) -> str:
    return numbers.decimal(value, 3)


def _times(numbers: Numbers, value: float) -> str:
    return numbers.decimal(value, 2)


def _difference(numbers: Numbers, gini: float) -> str:
    # Gini is half the mean absolute difference of two people over the mean (Kendall and Stuart), so twice it is that.
    return numbers.percent(2 * gini, 0)


def _money(numbers: Numbers, value: float) -> str:
    return numbers.money_short(value, 2)


MEASURES = {
    one.code: one
    for one in (
        Measure(
            "p0", gettext_lazy("Di bawah garis kemiskinan (P0)"),
            gettext_lazy("Garis kemiskinan: belanja sebulan yang cukup untuk makan 2.100 kilokalori sehari dan "
                         "kebutuhan dasar lain."),
            _percent, gettext_lazy("%(value)s dari 100 orang hidup di bawah garis kemiskinan"), per_hundred,
        ),
        Measure(
            "p1", gettext_lazy("Kedalaman kemiskinan (P1)"),
            gettext_lazy("Seberapa jauh orang berada di bawah garis kemiskinan, dirata-ratakan atas semua penduduk."),
            _percent,
            gettext_lazy("Yang kurang bagi semua orang di bawah garis, dibagi seluruh penduduk, sebesar %(value)s dari "
                         "garis kemiskinan"),
        ),
        Measure(
            "gini", gettext_lazy("Rasio Gini"),
            gettext_lazy("0 bila semua orang berbelanja sama banyak; 1 bila satu orang membelanjakan semuanya."),
            _ratio,
            gettext_lazy("Belanja dua orang yang diambil acak rata-rata berbeda %(value)s dari belanja rata-rata"),
            _difference,
        ),
        Measure(
            "bottom40_share", gettext_lazy("Bagian 40% terbawah"),
            gettext_lazy("40 dari 100 orang yang belanjanya paling sedikit; bila semua sama, bagiannya 40%."),
            _percent,
            gettext_lazy("Dari setiap 100 rupiah yang dibelanjakan, 40%% penduduk terbawah membelanjakan %(value)s "
                         "rupiah"),
            _hundredths,
        ),
        Measure(
            "palma", gettext_lazy("Rasio Palma"),
            gettext_lazy("Belanja 10% penduduk teratas dibanding belanja 40% terbawah."),
            _times,
            gettext_lazy("10%% penduduk teratas membelanjakan %(value)s kali yang dibelanjakan 40%% terbawah bersama"),
        ),
        Measure(
            "mean", gettext_lazy("Belanja rata-rata"),
            gettext_lazy("Belanja seorang dalam sebulan, makanan dan lainnya."),
            _money, gettext_lazy("Seorang rata-rata membelanjakan %(value)s sebulan"),
        ),
        Measure(
            "p2", gettext_lazy("Keparahan kemiskinan (P2)"),
            gettext_lazy("Seperti P1, tetapi yang paling jauh di bawah garis dihitung lebih berat."), _percent,
        ),
        Measure(
            "theil_t", gettext_lazy("Indeks Theil T"),
            gettext_lazy("0 bila semua sama; terutama peka terhadap beda di antara yang berbelanja banyak."), _ratio,
        ),
        Measure(
            "theil_l", gettext_lazy("Indeks Theil L"),
            gettext_lazy("0 bila semua sama; terutama peka terhadap beda di antara yang berbelanja sedikit."), _ratio,
        ),
    )
}  # fmt: skip
"""In the order of the page."""
MAIN = ("p0", "gini", "bottom40_share", "palma", "p1", "mean")
FURTHER = ("p2", "theil_t", "theil_l")


def named(code: str) -> Measure:
    """A measure; one that has no words yet under its own name, written plainly."""
    return MEASURES.get(code) or Measure(code, code, "", lambda numbers, value: numbers.decimal(value, 3))
