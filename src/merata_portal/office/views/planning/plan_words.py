"""What pillars, states, turns and things of a plan are called on its pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from merata_portal.actor import Role
from merata_portal.planning.states import ItemState, State

Text = str | Promise

PLAN_STATES: Mapping[str, Text] = {one.value: one.label for one in State}
ITEM_STATES: Mapping[str, Text] = {one.value: one.label for one in ItemState}
PILLARS: Mapping[str, Text] = {
    "assistance": _("Bantuan sosial"),
    "training": _("Pelatihan"),
    "infrastructure": _("Prasarana"),
    "participation": _("Musyawarah dan kegiatan warga"),
    "": _("Di luar keempat pilar"),
}
TURNS: Mapping[str, Text] = {
    **{one.value: one.label for one in Role},
    "": _("Bersama"),
}
GRAVITIES: Mapping[int, Text] = {
    1: pgettext_lazy("peringatan", "Gawat"),
    2: pgettext_lazy("peringatan", "Segera"),
    3: pgettext_lazy("peringatan", "Catatan"),
}
KINDS: Mapping[str, Text] = {
    "programme": _("Bantuan"),
    "course": _("Pelatihan"),
    "project": _("Pekerjaan fisik"),
}
WARNINGS: Mapping[str, Text] = {
    "not_begun": _("Langkah yang belum diambil"),
    "unverified": _("Desa yang belum memverifikasi"),
    "failed": _("Pembayaran gagal yang belum diulang"),
    "behind": _("Uang tertinggal dari jadwal"),
    "given_up": _("Yang dihentikan"),
    "seats": _("Kursi kosong"),
    "class_late": _("Kelas terlambat"),
    "money_ahead": _("Uang mendahului pekerjaan"),
    "late": _("Pekerjaan lewat batas kontrak"),
    "mending_late": _("Perbaikan lewat batas"),
    "milestones": _("Tahap pekerjaan lewat tenggat"),
    "silent": _("Pekerjaan tanpa laporan"),
    "defects": _("Kerusakan belum beres"),
    "hand_over": _("Pekerjaan selesai yang belum diterima desa"),
    "findings": _("Temuan lewat tenggat jawaban"),
    "lapse": _("Dana yang akan hangus"),
}
"""By the codes of `planning.early_warnings`."""
