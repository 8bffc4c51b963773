"""What the actions of the audit are called on a page; the code stands beside the name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Mapping[str, str | Promise] = {
    "account.create": _("Akun dibuat"),
    "account.deactivate": _("Akun ditutup"),
    "account.password_changed": _("Kata sandi diganti"),
    "account.preset_sign_in": _("Akun demo disiapkan"),
    "account.reactivate": _("Akun dibuka kembali"),
    "account.recovery_codes_added": _("Kode cadangan dibuat"),
    "account.recovery_codes_removed": _("Kode cadangan dihapus"),
    "account.reseal_second_factors": _("Rahasia langkah kedua disegel ulang"),
    "account.reset_sign_in": _("Kata sandi sementara diberikan"),
    "account.signed_in": _("Masuk"),
    "account.single_sign_on_linked": _("Layanan masuk daerah dihubungkan"),
    "account.totp_added": _("Aplikasi autentikator dipasang"),
    "account.totp_removed": _("Aplikasi autentikator dilepas"),
    "areas.load": _("Daftar wilayah dimuat"),
    "jobs.cancel": _("Pekerjaan dihentikan"),
    "jobs.enqueue": _("Pekerjaan diminta"),
    "ledger.amend": _("Anggaran diubah"),
    "ledger.appropriate": _("Anggaran ditetapkan"),
    "ledger.cancel": _("Ikatan dibatalkan"),
    "ledger.classify": _("Pilar anggaran ditetapkan"),
    "ledger.commit": _("Dana diikat"),
    "ledger.correct": _("Jurnal dikoreksi"),
    "ledger.pay": _("Dana dibayarkan"),
    "ledger.release": _("Cadangan dilepas"),
    "ledger.reserve": _("Dana dicadangkan"),
    "ledger.return": _("Dana kembali"),
    "personal.erase": _("Data pribadi dihapus"),
    "registry.death": _("Kematian dicatat"),
    "registry.discard": _("Impor dibuang"),
    "registry.distinct": _("Dinyatakan dua orang berbeda"),
    "registry.download_faults": _("Baris salah diunduh"),
    "registry.export_list": _("Daftar diunduh, nomor disamarkan"),
    "registry.export_numbers": _("Daftar diunduh dengan nomor utuh"),
    "registry.import": _("Impor diterima"),
    "registry.link": _("Data kembar dicari"),
    "registry.load_benefits": _("Bantuan dimuat"),
    "registry.load_demo": _("Orang sintetis dimuat"),
    "registry.load_surroundings": _("Desa dan program dimuat"),
    "registry.merge": _("Dua data digabungkan"),
    "registry.merge_certain": _("Data kembar yang pasti digabungkan"),
    "registry.move": _("Kepindahan keluarga dicatat"),
    "registry.move_person": _("Kepindahan orang dicatat"),
    "registry.reveal": _("Nomor utuh dibuka"),
    "registry.rotate": _("Data disegel ulang dengan kunci baru"),
    "registry.snapshot": _("Potret data dibekukan"),
    "registry.take_back": _("Catatan kematian atau kepindahan ditarik"),
    "registry.undo_import": _("Impor dibatalkan"),
    "registry.unmerge": _("Penggabungan dipisahkan"),
    "registry.upload": _("Berkas diunggah"),
    "role.grant": _("Peran diberikan"),
    "role.revoke": _("Peran diakhiri"),
}


def action_name(action: str) -> str | Promise:
    """What an action is called; its code where it has no name."""
    return ACTION_NAMES.get(action, action)
