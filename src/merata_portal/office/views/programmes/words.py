"""What the pages of programmes call things, and which step of a launch comes next, by whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata.programmes.rules.programme_names import programme_name

Text = str | Promise

DELIVERY: Mapping[str, Text] = {
    "bank": _("Transfer bank"),
    "post": _("Tunai lewat pos"),
    "in_kind": _("Barang"),
    "membership": _("Kepesertaan"),
}
UNIT: Mapping[str, Text] = {"household": _("Keluarga"), "person": _("Orang")}
PUBLICATION: Mapping[str, Text] = {
    "nothing": _("Tidak diumumkan"),
    "counts": _("Jumlah per desa"),
    "village_board": _("Papan pengumuman desa"),
    "stickers": _("Papan pengumuman dan stiker rumah"),
}
DECIDED_BY: Mapping[str, Text] = {
    "list": _("daftar sasaran"),
    "village": _("musyawarah desa"),
    "objection": _("keputusan atas keberatan"),
}
SAID: Mapping[str, Text] = {
    "confirm": _("disetujui"),
    "object": _("dikeberatkan"),
    "add": _("ditambahkan"),
    "remove": _("dikeluarkan"),
}
OUTCOMES: Mapping[str, Text] = {
    "eligible": _("memenuhi"),
    "refused": _("tidak memenuhi"),
    "undecided": _("belum dapat diputuskan"),
}
TAKEN_BY: Mapping[str, Text] = {
    "self": _("diambil sendiri"),
    "family": _("diambil keluarga"),
    "neighbour": _("diambil tetangga"),
}
FLAGS: Mapping[str, Text] = {
    "duplicate": _("Mungkin ganda"),
    "overlap": _("Tumpang tindih bantuan"),
    "death": _("Meninggal"),
    "move": _("Pindah"),
    "not_found": _("Ditolak lembaga penyalur"),
    "graduate": _("Graduasi"),
}
WHAT: Mapping[str, Text] = {
    "person_died": _("Penerima meninggal."),
    "recipient_died": _("Penerima meninggal."),
    "head_died": _("Kepala keluarga meninggal."),
    "last_member_died": _("Anggota terakhir keluarga meninggal."),
    "person_left": _("Penerima pindah."),
    "recipient_left": _("Penerima pindah."),
    "head_left": _("Kepala keluarga pindah."),
    "household_left": _("Seluruh keluarga pindah."),
    "last_member_left": _("Anggota terakhir keluarga pindah."),
    "other_village": _("Tercatat di desa lain."),
    "person_merged": _("Tercatat dua kali di registri."),
    "not_eligible": _("Menurut data terbaru tidak lagi memenuhi syarat."),
}
"""What raised a question."""
ENTITLED: Mapping[str, Text] = {
    "due": _("Siap dibayar"),
    "held": _("Ditahan"),
    "sent": _("Dikirim"),
    "received": _("Diterima"),
    "cancelled": _("Dibatalkan"),
}
GROUPS: Mapping[str, Text] = {
    "drafted": _("Disiapkan"),
    "paid": _("Diterima"),
    "failed": _("Gagal, uangnya kembali tersedia"),
    "returned": _("Dikembalikan, uangnya kembali tersedia"),
    "disputed": _("Perlu diperiksa"),
    "missing": _("Belum ada kabar"),
    "discarded": _("Dibatalkan"),
}
"""Where the money of a batch is."""
ROWS: Mapping[str, Text] = {
    "paid": _("diterima"),
    "failed": _("gagal"),
    "returned": _("dikembalikan"),
    "duplicate": _("sudah pernah dikabarkan"),
    "unknown": _("pembayaran tidak dikenal"),
    "amount_differs": _("jumlah berbeda"),
    "account_differs": _("rekening berbeda"),
    "unknown_code": _("kode tidak dikenal"),
    "future": _("tanggal belum tiba"),
    "contradicts": _("bertentangan dengan yang sudah diketahui"),
    "unreadable": _("tidak dapat dibaca"),
}
"""What a row of a return file came to."""
LEFT_OUT: Mapping[str, Text] = {
    "no_account": _("belum ada nomor rekening"),
    "no_recipient": _("tidak ada yang dapat menerima"),
}
LAYOUT_OF: Mapping[str, str] = {"bank": "bank_umum", "post": "pos_umum"}
NEXT: Mapping[str, tuple[Text, Text]] = {
    "launched": (_("Susun daftar sasaran"), _("perencana")),
    "listing": (_("Daftar sedang disusun; tunggu"), _("mesin")),
    "listed": (_("Periksa dan setujui daftar"), _("petugas sosial atau dinas, bukan yang meluncurkan")),
    "approved": (_("Verifikasi di desa, lalu SK"), _("operator desa, lalu petugas sosial atau dinas")),
    "enrolling": (_("Penetapan peserta berjalan; tunggu"), _("mesin")),
    "running": (_("Tetapkan jatah tiap siklus, lalu salurkan"), _("petugas sosial atau dinas")),
}
"""By a launch's state: what is to be done now, and who does it. Nothing follows an end."""


def choices(names: Mapping[str, Text]) -> list[tuple[str, Text]]:
    """The names as the choices of a form's field."""
    return list(names.items())


def programme_called(programme_id: str) -> str:
    """What a programme is called in the page's language."""
    name = programme_name(programme_id)
    return str(name.id if get_language() == "id" else name.en)
