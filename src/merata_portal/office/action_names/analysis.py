"""What the audit's actions of what is computed: materials, frozen inputs, results are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "analysis.bring": _("Bahan analisis dibawa masuk"),
    "analysis.calculate": _("Perhitungan diminta"),
    "analysis.cancel": _("Perhitungan dihentikan"),
    "analysis.freeze": _("Masukan analisis dibekukan"),
    "analysis.settle": _("Perhitungan berakhir"),
}
