"""What the actions of the exchange are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "exchange.answer": _("Pertanyaan sistem lain dijawab"),
    "exchange.change": _("Perjanjian sistem lain diubah"),
    "exchange.close": _("Sistem lain ditutup"),
    "exchange.issue_key": _("Kunci sistem lain diterbitkan"),
    "exchange.purge": _("Hasil pencarian sistem lain dihapus"),
    "exchange.refuse": _("Pertanyaan sistem lain ditolak"),
    "exchange.register": _("Sistem kantor lain didaftarkan"),
    "exchange.revoke_key": _("Kunci sistem lain dicabut"),
    "exchange.search": _("Pencarian sistem lain selesai"),
}
