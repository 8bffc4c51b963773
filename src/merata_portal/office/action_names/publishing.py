"""What the audit's actions of open data are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "analysis.prepare": _("Edisi data terbuka diminta"),
    "analysis.prepared": _("Edisi data terbuka disiapkan"),
    "analysis.publish": _("Edisi data terbuka diterbitkan"),
    "analysis.drop": _("Edisi data terbuka batal terbit"),
    "analysis.withdraw": _("Edisi data terbuka ditarik"),
}
