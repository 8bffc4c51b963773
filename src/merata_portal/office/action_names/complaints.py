"""What the actions of complaints are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "complaints.add": _("Keterangan pengaduan ditambahkan"),
    "complaints.answer": _("Pengaduan dijawab"),
    "complaints.ask": _("Pelapor ditanya"),
    "complaints.assign": _("Pengaduan dialihkan"),
    "complaints.escalate": _("Pengaduan dinaikkan"),
    "complaints.file": _("Pengaduan masuk"),
    "complaints.hide": _("Teks pengaduan disembunyikan"),
    "complaints.open_identity": _("Identitas pelapor dibuka"),
    "complaints.release": _("Pengaduan ditampilkan"),
    "complaints.renew_pin": _("PIN pengaduan diganti"),
    "complaints.reopen": _("Pengaduan dibuka kembali"),
    "complaints.review": _("Pengaduan dilihat"),
    "complaints.show": _("Teks pengaduan ditampilkan lagi"),
    "complaints.still_so": _("Tetangga menyatakan masih begitu"),
    "complaints.take_up": _("Pengaduan mulai ditangani"),
}
