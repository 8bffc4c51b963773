"""What the audit's actions of evaluations are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "evaluation.accept": _("Hasil evaluasi diterima sebagai bukti"),
    "evaluation.attribute": _("Perubahan ketimpangan dibagi menurut sebabnya"),
    "evaluation.design": _("Evaluasi dirancang"),
    "evaluation.draw_waves": _("Gelombang mulai diundi"),
    "evaluation.drop": _("Evaluasi dihentikan"),
    "evaluation.estimate": _("Dampak dihitung"),
    "evaluation.power": _("Dampak terkecil yang dapat terlihat dihitung"),
    "evaluation.register": _("Rancangan evaluasi didaftarkan"),
    "evaluation.return": _("Hasil evaluasi dikembalikan"),
}
