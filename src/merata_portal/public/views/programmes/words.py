"""What programmes' pages call things: kinds, payers, facts as questions, values of facts, parameters of rules.

What a rule asks is never written here: it follows from the rule (`merata.programmes.self_check`). Here is only how a
question or a value is worded; one that is not here is called what the catalogue of facts calls it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from merata.programmes.facts import FACTS
from merata.programmes.rules.sentence import Sentence

Text = str | Promise

KINDS: Mapping[str, tuple[Text, Text]] = {
    "cash": (_("Uang tunai"), _("uang untuk kebutuhan keluarga")),
    "food": (_("Pangan"), _("beras atau uang belanja bahan pangan")),
    "premium": (_("Jaminan kesehatan"), _("iuran jaminan kesehatan yang dibayarkan pemerintah")),
    "school": (_("Sekolah"), _("uang bagi anak yang bersekolah")),
    "housing": (_("Rumah"), _("perbaikan rumah tidak layak huni")),
    "training": (_("Pelatihan"), _("pelatihan kerja; kursinya dilamar, tidak dibagikan")),
}
"""By a rulebook's kind: the heading of its group, and what it is for."""
PAYERS: Mapping[str, Text] = {
    "centre": _("pemerintah pusat (APBN)"),
    "province": _("pemerintah provinsi"),
    "regency": _("pemerintah kabupaten atau kota (APBD)"),
    "desa": _("desa (APBDes)"),
    "partner": _("mitra: lembaga, perusahaan, atau yayasan"),
}
STATES: Mapping[str, Text] = {
    "approved": _("Daftar calon diperiksa di desa"),
    "enrolling": _("Penerima sedang ditetapkan"),
    "running": _("Berjalan"),
    "closed": _("Selesai"),
}
DELIVERY: Mapping[str, Text] = {
    "bank": _("lewat rekening bank"),
    "post": _("tunai lewat kantor pos"),
    "in_kind": _("barang yang dibagikan"),
    "membership": _("kepesertaan"),
}
PUBLICATION: Mapping[str, Text] = {
    "counts": _("hanya jumlah per desa"),
    "village_board": _("nama penerima di papan pengumuman desa"),
    "stickers": _("nama penerima di papan pengumuman desa, dan stiker di rumahnya"),
}
CERTAINTIES: Mapping[str, Text] = {
    "high": _("sumber kuat"),
    "medium": _("sumber cukup"),
    "low": _("sumber lemah"),
    "assumption": _("asumsi, belum ada sumbernya"),
}
QUESTIONS: Mapping[tuple[str, str], tuple[Text, Text]] = {
    ("household", "desil"): (
        _("Desil keluarga Anda"),
        _("Tingkat kesejahteraan menurut data pemerintah (DTSEN): 1 paling miskin, 10 paling mampu. Tanyakan di kantor "
          "desa atau kelurahan, atau lihat di aplikasi Cek Bansos. Pilih “tidak tahu” bila belum tahu."),
    ),
    ("household", "house_damage"): (
        _("Seberapa rusak rumah Anda?"),
        _("Ringan: cat, pintu, atau sebagian genteng. Sedang: sebagian atap, lantai, atau dinding. Berat: rangka atap "
          "atau dinding hampir roboh. Hancur: harus dibangun baru."),
    ),
    ("village", "type"): (
        _("Anda tinggal di desa atau kelurahan?"),
        _("Desa dipimpin kepala desa dan punya Dana Desa; kelurahan dipimpin lurah."),
    ),
    ("village", "regency_code"): (_("Kabupaten atau kota menurut kartu keluarga"), ""),
    ("village", "kecamatan_code"): (_("Kecamatan menurut kartu keluarga"), ""),
    ("person", "age"): (_("Umur"), _("dalam tahun; bayi yang belum setahun: 0")),
    ("person", "pregnant"): (_("Sedang hamil atau baru melahirkan?"), ""),
    ("person", "school_level"): (_("Sekolah sekarang"), ""),
    ("person", "school_grade"): (_("Kelas"), _("SD 1–6, SMP 7–9, SMA atau SMK 10–12")),
    ("person", "severe_disability"): (
        _("Penyandang disabilitas berat?"), _("tidak dapat merawat diri tanpa bantuan orang lain"),
    ),
    ("person", "rights_violation_victim"): (
        _("Korban pelanggaran HAM berat yang diakui negara, atau ahli warisnya?"), "",
    ),
    ("person", "tobacco_worker"): (_("Buruh pabrik rokok, buruh tani tembakau, atau buruh tani cengkeh?"), ""),
    ("person", "health_insurance"): (_("Siapa yang membayar iuran BPJS Kesehatannya?"), ""),
}  # fmt: skip
_SECTORS: Mapping[str, Text] = {
    "farming": _("pertanian"), "industry": _("industri"), "construction": _("konstruksi"),
    "trade": _("perdagangan"), "services": _("jasa"), "public": _("pemerintahan"), "none": _("tidak bekerja"),
}  # fmt: skip
VALUES: Mapping[str, Mapping[str, Text]] = {
    "type": {"desa": pgettext_lazy("jenis desa", "desa"), "kelurahan": pgettext_lazy("jenis desa", "kelurahan")},
    "house_damage": {
        "none": _("tidak rusak"),
        "light": pgettext_lazy("kerusakan rumah", "ringan"),
        "medium": pgettext_lazy("kerusakan rumah", "sedang"),
        "heavy": pgettext_lazy("kerusakan rumah", "berat"),
        "total": pgettext_lazy("kerusakan rumah", "hancur"),
    },
    "school_level": {
        "none": _("tidak bersekolah"), "SD": _("SD"), "SMP": _("SMP"), "SMA": _("SMA atau SMK"),
        "tertiary": _("perguruan tinggi"),
    },
    "health_insurance": {
        "none": _("belum punya jaminan kesehatan"), "pbi": _("pemerintah pusat (PBI)"),
        "local": _("pemerintah daerah (PBPU Pemda)"), "work": _("tempat kerja"), "self": _("keluarga sendiri"),
    },
    "sex": {"male": _("laki-laki"), "female": _("perempuan")},
    "head_sex": {"male": _("laki-laki"), "female": _("perempuan")},
    "floor": {"earth": _("tanah"), "wood": _("kayu"), "cement": _("semen"), "tile": _("keramik")},
    "toilet": {"none": _("tidak ada"), "shared": _("bersama"), "private": _("sendiri")},
    "water": {
        "spring": _("mata air"), "well": _("sumur"), "piped": _("ledeng"), "bottled": _("air kemasan"),
    },
    "cooking_fuel": {"firewood": _("kayu bakar"), "gas": _("gas"), "electricity": _("listrik")},
    "relation": {
        "head": _("kepala keluarga"), "spouse": _("pasangan"), "child": _("anak"), "parent": _("orang tua"),
        "other": _("lainnya"),
    },
    "head_sector": _SECTORS,
    "work_sector": _SECTORS,
}  # fmt: skip
PARAMETERS: Mapping[str, Text] = {
    "desil_max": _("desil paling tinggi"),
    "monthly_idr": _("besar bantuan sebulan"),
    "months_per_year": _("bulan yang dibayar dalam setahun"),
    "payments_per_year": _("jumlah pembayaran setahun"),
    "kg_per_month": _("beras sebulan (kg)"),
    "rice_idr_per_kg": _("harga beras per kg"),
    "village_fund_share_max": _("bagian Dana Desa, paling banyak"),
    "village_fund_share_min": _("bagian Dana Desa, paling sedikit"),
    "insured_as": _("jaminan kesehatan yang boleh dimiliki anggota"),
    "premium_idr": _("iuran sebulan untuk satu orang"),
    "age_min": _("umur paling muda"),
    "age_max": _("umur paling tua"),
    "members_max": _("anggota keluarga yang dihitung, paling banyak"),
    "seat_idr": _("nilai satu kursi pelatihan"),
    "participant_idr": _("nilai bagi satu peserta"),
    "sd_full_grade_min": _("kelas SD yang menerima penuh, mulai"),
    "sd_final_grade": _("kelas akhir SD"),
    "smp_final_grade": _("kelas akhir SMP"),
    "sma_final_grade": _("kelas akhir SMA atau SMK"),
    "sd_idr": _("bagi siswa SD"),
    "sd_half_idr": _("bagi siswa SD kelas akhir"),
    "smp_idr": _("bagi siswa SMP"),
    "smp_half_idr": _("bagi siswa SMP kelas akhir"),
    "sma_idr": _("bagi siswa SMA atau SMK"),
    "sma_half_idr": _("bagi siswa SMA atau SMK kelas akhir"),
    "pregnant_idr": _("bagi ibu hamil atau nifas"),
    "young_child_idr": _("bagi anak usia dini"),
    "young_child_age_max": _("umur paling tua anak usia dini"),
    "disability_idr": _("bagi penyandang disabilitas berat"),
    "elderly_idr": _("bagi lanjut usia"),
    "elderly_age_min": _("umur paling muda lanjut usia"),
    "rights_violation_victim_idr": _("bagi korban pelanggaran HAM berat"),
    "damage": _("kerusakan rumah yang dibantu"),
    "house_idr": _("besar bantuan satu rumah"),
    "light_idr": _("bagi rumah rusak ringan"),
    "medium_idr": _("bagi rumah rusak sedang"),
    "heavy_idr": _("bagi rumah rusak berat"),
    "new_idr": _("bagi rumah yang dibangun baru"),
}


def in_language(said: Sentence) -> str:
    """A sentence of a rulebook in the page's language."""
    return said.id if get_language() == "id" else said.en


def asked_as(key: tuple[str, str]) -> tuple[str, str]:
    """A fact as a question, and its help; what the catalogue calls it where no question is written for it."""
    fact = FACTS[key]
    plain = in_language(Sentence(fact.id, fact.en))
    label, help_text = QUESTIONS.get(key, (plain[:1].upper() + plain[1:], ""))
    return str(label), str(help_text)


def value_called(name: str, value: str) -> Text:
    """A value of a fact in words; the value itself where it has none."""
    return VALUES.get(name, {}).get(value, value)


def parameter_called(name: str) -> Text:
    """What a parameter of a rule is; its name where it has no words."""
    return PARAMETERS.get(name, name)
