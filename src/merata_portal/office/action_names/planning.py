"""What the audit's actions of the planning room: scenarios, plans, how far they have come are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "planning.add_item": _("Pilihan ditambahkan ke rencana"),
    "planning.approve": _("Rencana disetujui DPRD"),
    "planning.ask_changed": _("Akibat perubahan tangan ditanyakan"),
    "planning.ask_frontier": _("Batas anggaran lain ditanyakan"),
    "planning.ask_why": _("Alasan tidak terpilih ditanyakan"),
    "planning.assign": _("Pos anggaran pilihan ditentukan"),
    "planning.carried_out": _("Rencana ditetapkan dan dibuat"),
    "planning.change_item": _("Pilihan rencana diubah"),
    "planning.draft_plan": _("Rencana disusun"),
    "planning.make_scenario": _("Skenario dibuat"),
    "planning.not_carried_out": _("Penetapan rencana gagal, tidak ada yang dibuat"),
    "planning.put_away": _("Skenario disimpan dari daftar"),
    "planning.refuse": _("Rencana ditolak DPRD"),
    "planning.revoke": _("Penetapan rencana dicabut"),
    "planning.submit": _("Rencana diajukan ke DPRD"),
    "planning.take_back": _("Rencana ditarik kembali untuk diubah"),
    "planning.take_out_again": _("Skenario ditampilkan lagi"),
    "planning.take_over": _("Rencana diambil alih perencana lain"),
    "planning.withdraw": _("Rencana ditarik"),
    "training.earmark": _("Pelatihan dibuat dari rencana, dananya dicadangkan"),
    "training.give_back": _("Pelatihan dilepas dari rencana"),
    "works.earmark": _("Pekerjaan dibuat dari rencana, dananya dicadangkan"),
    "works.give_back": _("Pekerjaan dilepas dari rencana"),
}
