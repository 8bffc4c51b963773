"""What the actions of courses are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "training.announce": _("Undian kursi diumumkan"),
    "training.apply": _("Pendaftaran pelatihan masuk"),
    "training.assign_trainer": _("Pelatih ditugaskan"),
    "training.attendance": _("Kehadiran dicatat"),
    "training.cancel_course": _("Kelas dibatalkan"),
    "training.change_course": _("Rancangan kelas diubah"),
    "training.commit": _("Dana kelas diikat"),
    "training.draw": _("Kursi diundi"),
    "training.end_trainer": _("Tugas pelatih diakhiri"),
    "training.export": _("Tabel pelatihan diunduh"),
    "training.finish": _("Kelas diselesaikan"),
    "training.freeze_list": _("Daftar undian dibekukan"),
    "training.give_up": _("Kursi dilepas"),
    "training.identify": _("Pendaftar dicocokkan dengan registri"),
    "training.make_course": _("Kelas dirancang"),
    "training.make_partner": _("Mitra pelatihan dicatat"),
    "training.not_found": _("Pendaftar tidak ditemukan dalam registri"),
    "training.pay": _("Angsuran kelas dibayar"),
    "training.plan_sessions": _("Jadwal kelas disusun"),
    "training.release": _("Cadangan kelas dilepas"),
    "training.renew_pin": _("PIN pendaftar diganti"),
    "training.reserve": _("Dana kelas dicadangkan"),
    "training.revoke_certificate": _("Sertifikat dicabut"),
    "training.survey": _("Survei susulan dicatat"),
    "training.take_number": _("Angka umum dicatat"),
    "training.tests": _("Hasil ujian dicatat"),
    "training.unbind": _("Ikatan dana kelas dilepas"),
    "training.void_draw": _("Undian dinyatakan batal"),
    "training.withdraw": _("Pendaftaran pelatihan ditarik"),
}
