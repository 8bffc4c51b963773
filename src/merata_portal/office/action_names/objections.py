"""What the actions of objections and appeals are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "objection.answer": _("Keberatan dijawab"),
    "objection.appeal": _("Banding diajukan"),
    "objection.ask": _("Pemohon ditanya"),
    "objection.discard": _("Keberatan mesin tidak diproses"),
    "objection.file": _("Keberatan diajukan"),
    "objection.find": _("Keluarga pada keberatan ditemukan"),
    "objection.new_pin": _("PIN tiket diganti"),
    "objection.release": _("Keberatan diteruskan"),
    "objection.reply": _("Pemohon menjawab"),
    "objection.resume": _("Waktu keberatan berjalan lagi"),
    "objection.take_up": _("Keberatan mulai diperiksa"),
    "objection.withdraw": _("Keberatan dicabut"),
}
