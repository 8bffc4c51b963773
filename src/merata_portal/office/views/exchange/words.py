"""What the codes of the exchange are called on a page; each agreement and each question keeps the codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merata_portal.exchange.queries.clients import Openness
from merata_portal.exchange.queries.disclosures import Outcome
from merata_portal.exchange.refusals import Why
from merata_portal.exchange.scopes import Attribute, Basis, Purpose, Scope

Words = Mapping[str, str | Promise]

SCOPES: Words = {
    Scope.SEARCH: _("Mencari satu orang atau keluarga yang nomornya diketahui"),
    Scope.LIST: _("Meminta daftar rumah tangga menurut ciri"),
    Scope.DISBURSEMENTS: _("Mengambil perintah bayar"),
}
PURPOSES: Words = {
    Purpose.SOCIAL_ASSISTANCE: _("Bantuan sosial"),
    Purpose.HEALTH_INSURANCE: _("Jaminan kesehatan"),
    Purpose.EDUCATION: _("Pendidikan"),
    Purpose.DISASTER: _("Penanganan bencana"),
    Purpose.VERIFICATION: _("Pencocokan data sendiri"),
    Purpose.PAYMENT: _("Pembayaran"),
}
ATTRIBUTES: Words = {
    Attribute.PLACE: _("desa dan kecamatan"),
    Attribute.SIZE: _("banyaknya anggota"),
    Attribute.POVERTY: _("desil"),
    Attribute.HEAD: _("kepala keluarga"),
    Attribute.MEMBERS: _("semua anggota"),
    Attribute.NAMES: _("nama"),
    Attribute.BIRTH_DATE: _("tanggal lahir"),
    Attribute.SEX: _("jenis kelamin"),
    Attribute.DISABILITY: _("disabilitas"),
    Attribute.SCHOOLING: _("lama sekolah"),
    Attribute.WORK: _("lapangan kerja"),
    Attribute.RELATION: _("hubungan dengan kepala keluarga"),
}
BASES: Words = {Basis.CONSENT: _("persetujuan orangnya"), Basis.AUTHORITY: _("kewenangan menurut peraturan")}
OUTCOMES: Words = {
    Outcome.TOLD: _("Ada yang diberitahukan"),
    Outcome.NOBODY: _("Tidak ada yang cocok"),
    Outcome.REFUSED: _("Ditolak"),
}
OPENNESS: Words = {
    Openness.OPEN: _("dilayani"),
    Openness.NO_KEY: _("tanpa kunci"),
    Openness.ENDED: _("perjanjian berakhir"),
    Openness.CLOSED: _("ditutup"),
}
REFUSALS: Words = {
    Why.CLOSED: _("sistem ditutup, kunci dicabut, atau perjanjian berakhir"),
    Why.SCOPE: _("jenis pertanyaan tidak diperjanjikan"),
    Why.PURPOSE: _("tujuan tidak ada atau tidak diperjanjikan"),
    Why.BASIS: _("persetujuan atau kewenangan tidak disebut"),
    Why.BASIS_DAY: _("persetujuan atau kewenangan terlalu lama"),
    Why.REPLAYED: _("pesan yang sama sudah pernah dijawab"),
    Why.TOO_OFTEN: _("terlalu sering"),
    Why.TOO_MANY_RECORDS: _("terlalu banyak rekaman"),
    Why.MESSAGE: _("bentuk pesan salah"),
    Why.REFERENCE: _("rujukan salah"),
    Why.TIMESTAMP: _("waktu pesan salah"),
    Why.FILTER: _("saringan tidak dikenal"),
    Why.CRITERIA: _("syarat pencarian salah"),
    Why.SORT: _("urutan tidak dikenal"),
    Why.PAGINATION: _("nomor atau besar halaman salah"),
}


def named(codes: Collection[str], words: Words) -> list[str]:
    """The codes in words, in the order of the words; one that has none as it is."""
    known = [str(words[code]) for code in words if code in codes]
    return known + sorted(code for code in codes if code not in words)


def choices(words: Words) -> list[tuple[str, str | Promise]]:
    """The codes with their words, to choose from."""
    return [(str(code), word) for code, word in words.items()]
