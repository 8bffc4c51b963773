"""What the actions of proposals and ballots are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "ballots.announce": _("Aturan pemungutan suara diumumkan"),
    "ballots.bring_in": _("Suara dari berkas dimasukkan"),
    "ballots.close": _("Pemungutan suara ditutup"),
    "ballots.count": _("Suara dihitung"),
    "ballots.draft": _("Pemungutan suara disusun"),
    "ballots.issue_codes": _("Kode suara dibuat"),
    "ballots.kiosk": _("Kios dibuka untuk satu pemilih"),
    "ballots.read_paper": _("Surat suara kertas dibaca"),
    "ballots.settle_paper": _("Surat suara kertas diputuskan"),
    "proposals.answer": _("Usulan dijawab"),
    "proposals.complete": _("Usulan dilengkapi"),
    "proposals.cost": _("Biaya usulan dihitung"),
    "proposals.export": _("Usulan diunduh"),
    "proposals.link": _("Usulan ditautkan"),
    "proposals.merge": _("Usulan digabung"),
    "proposals.photo": _("Foto usulan ditambahkan"),
    "proposals.remove_photo": _("Foto usulan dihapus"),
    "proposals.renew_pin": _("PIN usulan diganti"),
    "proposals.review": _("Usulan dilihat"),
    "proposals.split": _("Usulan dipecah"),
    "proposals.submit": _("Usulan masuk"),
    "proposals.withdraw": _("Usulan ditarik"),
}
