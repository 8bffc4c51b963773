"""What the registry's columns, their values and its changes are called on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from merata.programmes.facts import FACTS, HOUSEHOLD, PERSON
from merata.registry.evidence import AGREEMENT, FIELD_NAMES, weight_words

Text = str | Promise

VALUES: Mapping[str, Text] = {
    "male": _("laki-laki"),
    "female": _("perempuan"),
    "farming": _("pertanian"),
    "industry": _("industri"),
    "construction": _("konstruksi"),
    "trade": _("perdagangan"),
    "services": _("jasa"),
    "public": _("pemerintahan"),
    "none": _("tidak ada"),
    "earth": _("tanah"),
    "wood": _("kayu"),
    "cement": _("semen"),
    "tile": _("keramik"),
    "shared": _("bersama"),
    "private": _("sendiri"),
    "spring": _("mata air"),
    "well": _("sumur"),
    "piped": _("ledeng"),
    "bottled": _("air kemasan"),
    "firewood": _("kayu bakar"),
    "gas": _("gas"),
    "electricity": _("listrik"),
    "light": pgettext_lazy("kerusakan rumah", "ringan"),
    "medium": pgettext_lazy("kerusakan rumah", "sedang"),
    "heavy": pgettext_lazy("kerusakan rumah", "berat"),
    "total": pgettext_lazy("kerusakan rumah", "hancur"),
    "head": _("kepala keluarga"),
    "spouse": _("pasangan"),
    "child": _("anak"),
    "parent": _("orang tua"),
    "other": _("lainnya"),
    "tertiary": _("perguruan tinggi"),
    "pbi": _("PBI"),
    "local": _("PBPU Pemda"),
    "work": _("pekerja"),
    "self": _("mandiri"),
}
OTHER_FIELDS: Mapping[str, Text] = {
    "row": _("baris"),
    "sheet": _("lembar"),
    "name": _("nama"),
    "address": _("alamat"),
    "nik": _("NIK"),
    "kk": _("nomor KK"),
    "account": _("nomor rekening"),
    "household": _("rumah tangga tempat tinggal"),
    "village_code": _("desa/kelurahan"),
    "birth_date": _("tanggal lahir"),
    "sex": _("jenis kelamin"),
    "relation": _("hubungan dengan kepala keluarga"),
    "disability": _("penyandang disabilitas"),
    "died_on": _("meninggal pada"),
    "programme": _("program"),
    "year": _("tahun"),
    "annual_idr": _("rupiah setahun"),
    "moved_out_on": _("pindah keluar pada"),
}
KINDS: Mapping[str, Text] = {
    "import": pgettext_lazy("satu perubahan", "Impor"),
    "merge": _("Penggabungan data kembar"),
    "death": _("Kematian"),
    "move": _("Kepindahan"),
}
IMPORT_STATES: Mapping[str, Text] = {
    "checking": _("sedang diperiksa"),
    "checked": _("menunggu keputusan"),
    "applying": _("sedang dimasukkan"),
    "applied": _("sudah masuk"),
    "undoing": _("sedang dibatalkan"),
    "undone": _("dibatalkan"),
    "refused": _("ditolak"),
}
JOB_NAMES: Mapping[str, Text] = {
    "registry.check": _("Pemeriksaan berkas impor"),
    "registry.apply": _("Pemasukan data impor"),
    "registry.undo": _("Pembatalan impor"),
    "registry.link": _("Pencarian data kembar"),
    "registry.snapshot": _("Potret data untuk analisis"),
    "registry.rotate": _("Penyegelan ulang dengan kunci baru"),
    "programmes.list": _("Penyusunan daftar sasaran"),
    "programmes.propose": _("Pengajuan calon penerima ke desa"),
    "programmes.enrol": _("Pendaftaran penerima"),
    "programmes.graduate": _("Peninjauan kelayakan penerima"),
    "programmes.watch": _("Pencocokan penerima dengan registri"),
    "programmes.entitle": _("Penetapan hak tahap"),
    "programmes.batch": _("Penyusunan batch pembayaran"),
    "programmes.reconcile": _("Pencocokan berkas balasan"),
    "training.draw": _("Undian kursi pelatihan"),
    "planning.approve": _("Pelaksanaan keputusan DPRD atas rencana"),
    "participation.count": _("Penghitungan suara warga"),
    "exchange.purge": _("Penghapusan hasil pencarian sistem lain"),
    "exchange.search": _("Pencarian untuk sistem lain"),
    "complaints.escalate": _("Pengaduan lewat tenggat dinaikkan"),
    "analysis.calculate": _("Perhitungan analisis"),
    "analysis.prepare_publication": _("Penyiapan edisi data terbuka"),
}


PILLARS: Mapping[str, Text] = {
    "assistance": _("bantuan"),
    "training": _("pelatihan"),
    "infrastructure": _("prasarana"),
    "participation": _("musyawarah"),
}


def field_name(name: str) -> Text:
    """A column by what it holds, in the page's language; its own name where it has none."""
    fact = FACTS.get((HOUSEHOLD, name)) or FACTS.get((PERSON, name))
    if name in OTHER_FIELDS:
        return OTHER_FIELDS[name]
    if fact is None:
        return name
    return fact.id if get_language() == "id" else fact.en


def written(value: Any) -> Text:
    """A value as a reader expects it; a dash where nothing is known."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, (int, float)):
        whole = int(value) if value == int(value) else value
        return number_format(whole, use_l10n=True, force_grouping=True)
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    return VALUES.get(str(value), str(value))


def attributes(known: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """What is known of a household, each with its name; what is not known is left out."""
    return [(field_name(name), written(value)) for name, value in known.items() if value not in {None, ""}]


def pillar(value: str) -> Text:
    """What a budget line is for; a dash where it is for none of the four."""
    return PILLARS.get(value, value or "–")


def kind_name(kind: str) -> Text:
    """What kind of change it was."""
    return KINDS.get(kind, kind)


def job_name(kind: str) -> Text:
    """What a background job does."""
    return JOB_NAMES.get(kind, kind)


def differences(found: Iterable[Any]) -> list[tuple[Text, Text, Text]]:
    """What changed: the field, what it was, what it is."""
    return [(field_name(one.field), written(one.before), written(one.after)) for one in found]


def import_state(state: str) -> Text:
    """Where an import stands."""
    return IMPORT_STATES.get(state, state)


def first_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Text], list[list[Text]]]:
    """Rows of a file as a table: what the columns are called, and their cells; columns without a value are left out."""
    known = [name for name in (rows[0] if rows else ()) if any(row[name] not in {None, ""} for row in rows)]
    return [field_name(name) for name in known], [[written(row[name]) for name in known] for row in rows]


def agreements(evidence: Mapping[str, str | None]) -> list[tuple[str, str, bool]]:
    """How far two records agree: the field, in which way, and whether they differ; what one lacks is left out."""
    at = 0 if get_language() == "id" else 1
    told = ((name, str(evidence.get(name) or evidence.get(f"agree_{name}") or "missing")) for name in FIELD_NAMES)
    return [(FIELD_NAMES[name][at], AGREEMENT[how][at], how == "different") for name, how in told if how != "missing"]


def odds(score: float) -> str:
    """What a match weight says in plain words."""
    return weight_words(score)[0 if get_language() == "id" else 1]
