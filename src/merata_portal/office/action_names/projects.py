"""What the actions of works are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "works.amend": _("Kontrak diadendum"),
    "works.ask_contractor": _("Pelaksana diminta memperbaiki"),
    "works.ask_payment": _("Pembayaran pekerjaan diajukan"),
    "works.cancel": _("Pekerjaan fisik dibatalkan"),
    "works.check_payment": _("Pembayaran pekerjaan diperiksa"),
    "works.claim_mended": _("Perbaikan dinyatakan selesai"),
    "works.confirm_mended": _("Perbaikan dinyatakan baik"),
    "works.contract": _("Kontrak dicatat"),
    "works.discard_payment": _("Pembayaran pekerjaan ditolak"),
    "works.end_warranty": _("Masa pemeliharaan diakhiri"),
    "works.fail_tender": _("Pengadaan gagal"),
    "works.finish": _("Pekerjaan selesai"),
    "works.hand_over": _("Serah terima diputuskan desa"),
    "works.hide_defect": _("Laporan kerusakan disembunyikan"),
    "works.milestone": _("Tahap pekerjaan selesai"),
    "works.party": _("Pihak pekerjaan dicatat"),
    "works.pay": _("Pekerjaan dibayar"),
    "works.plan": _("Pekerjaan direncanakan"),
    "works.progress": _("Kemajuan dilaporkan"),
    "works.register": _("Calon pekerjaan dicatat"),
    "works.reject_defect": _("Laporan kerusakan ditutup"),
    "works.release": _("Sisa cadangan pekerjaan dilepas"),
    "works.renew_pin": _("PIN pelapor kerusakan diganti"),
    "works.reopen_defect": _("Kerusakan dibuka kembali"),
    "works.report_defect": _("Kerusakan dilaporkan"),
    "works.show_defect": _("Laporan kerusakan ditampilkan"),
    "works.start": _("Pekerjaan dimulai"),
    "works.tender": _("Pengadaan dimulai"),
}
