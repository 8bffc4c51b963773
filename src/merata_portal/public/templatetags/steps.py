"""The steps of a proposal or a complaint in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

NAMES: Mapping[str, str | Promise] = {
    "raised": _("Diusulkan"),
    "completed": _("Dilengkapi"),
    "photo": _("Foto ditambahkan"),
    "result": _("Foto hasil ditambahkan"),
    "costed": _("Biaya dihitung"),
    "accepted": _("Diterima untuk direncanakan"),
    "not_this_year": _("Dijawab: tidak tahun ini"),
    "other_authority": _("Dijawab: kewenangan pihak lain"),
    "refused": _("Ditolak"),
    "linked": _("Masuk rencana"),
    "merged": _("Digabung ke usulan lain"),
    "photo_removed": _("Foto dihapus"),
    "absorbed": _("Menerima usulan yang digabung"),
    "split": _("Dipecah"),
    "part": _("Dipecah dari usulan lain"),
    "withdrawn": _("Ditarik pengusul"),
    "filed": _("Pengaduan masuk"),
    "taken": _("Mulai ditangani"),
    "asked": _("Petugas bertanya"),
    "added": _("Keterangan ditambahkan"),
    "answered": _("Dijawab"),
    "escalated": _("Dinaikkan ke tingkat berikutnya"),
    "overdue": _("Lewat tenggat di tingkat tertinggi"),
    "reopened": _("Dibuka kembali oleh pelapor"),
    "neighbours": _("Dibuka kembali oleh tetangga"),
    "hidden": _("Teks disembunyikan"),
    "shown": _("Teks ditampilkan lagi"),
    "released": _("Ditampilkan setelah dilihat"),
    "spam": _("Bukan pengaduan"),
    "no_proposal": _("Bukan usulan"),
    "assigned": _("Dialihkan"),
}


@register.filter
def step_name(step: str) -> str:
    """What happened, in words; its code where it has none."""
    return str(NAMES.get(step, step))
