"""What can be found wrong with a row: each with a code, a severity, and a sentence in Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pyarrow as pa


class Severity(Enum):
    """A fault keeps the row out; a warning lets it in and names what somebody should look at."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding; the sentences say what is wrong and what to do."""

    code: str
    severity: Severity
    id: str
    en: str


_FAULTS = (
    ("row_unreadable",
     "baris tidak dapat dibaca: jumlah sel tidak sama dengan judul kolom",
     "the row cannot be taken apart: it has not as many cells as the header"),
    ("formula",
     "sel berisi rumus; ganti dengan nilainya (tempel sebagai nilai)",
     "the cell holds a formula; replace it by its value (paste as values)"),
    ("computed_error",
     "lembar kerja menghitung galat di sel ini (#N/A, #REF!); isi nilainya",
     "the spreadsheet computed an error in this cell (#N/A, #REF!); write the value"),
    ("number_damaged",
     "nomor rusak oleh program lembar kerja (disimpan sebagai angka, digit terakhir hilang); ekspor ulang sebagai teks",
     "a spreadsheet damaged the number (stored as a number, its last digits are lost); export it again as text"),
    ("nik_form",
     "NIK harus 16 angka",
     "a NIK has 16 digits"),
    ("nik_repeated",
     "NIK sudah ada di baris sebelumnya dalam berkas ini; pastikan baris mana yang benar",
     "the NIK stands already in an earlier row of this file; find out which row is right"),
    ("kk_form",
     "nomor KK harus 16 angka",
     "a KK number has 16 digits"),
    ("kk_repeated",
     "keluarga ini sudah ada di baris sebelumnya dalam berkas ini",
     "the family stands already in an earlier row of this file"),
    ("household_missing",
     "nomor KK dan nomor keluarga kosong; keluarganya tidak diketahui",
     "neither KK number nor family number; nobody knows which family it is"),
    ("name_missing",
     "nama kosong",
     "the name is empty"),
    ("birth_date_impossible",
     "tanggal lahir tidak mungkin; tulis HH-BB-TTTT atau TTTT-BB-HH, tidak di masa depan",
     "an impossible date of birth; write DD-MM-YYYY or YYYY-MM-DD, not in the future"),
    ("event_date_impossible",
     "tanggal peristiwa tidak mungkin; tulis HH-BB-TTTT atau TTTT-BB-HH, tidak di masa depan",
     "an impossible day of the event; write DD-MM-YYYY or YYYY-MM-DD, not in the future"),
    ("event_incomplete",
     "NIK, jenis, atau tanggal peristiwa kosong atau tidak jelas; lengkapi dari catatan Dukcapil",
     "NIK, kind or day of the event is empty or unclear; complete it from Dukcapil's record"),
    ("programme_unknown",
     "program tidak dikenal; lengkapi daftar kode pada berkas pemetaan",
     "unknown programme; complete the code list in a mapping file"),
    ("year_impossible",
     "tahun harus empat angka, paling lambat tahun depan",
     "a year has four digits and is next year at the latest"),
    ("rupiah_impossible",
     "jumlah harus rupiah bulat setahun, seperti 3000000 atau 3.000.000; tidak minus, paling banyak satu miliar",
     "the amount is whole rupiah a year, such as 3000000 or 3.000.000; not negative, a billion at most"),
    ("benefit_incomplete",
     "program, tahun, atau rupiah setahun kosong; lengkapi dari kantor yang membuat daftar",
     "programme, year or rupiah a year is empty; complete it from the office that made the list"),
    ("recipient_missing",
     "NIK dan nomor KK kosong; penerimanya tidak diketahui",
     "neither NIK nor KK number; nobody knows who receives it"),
    ("recipient_unknown",
     "menurut registri penerima tidak tinggal di wilayah impor; masukkan dahulu daftar anggota, atau perbaiki nomornya",
     "by the registry the recipient does not live in the area; bring in the list of members first, or mend the number"),
    ("benefit_repeated",
     "penerima ini sudah ada di baris sebelumnya untuk program dan tahun yang sama; pastikan baris mana yang benar",
     "the recipient stands already in an earlier row for the same programme and year; find out which row is right"),
    ("sex_unknown",
     "jenis kelamin tidak dikenal; lengkapi daftar kode pada berkas pemetaan",
     "unknown sex; complete the code list in a mapping file"),
    ("relation_unknown",
     "hubungan keluarga tidak dikenal; lengkapi daftar kode pada berkas pemetaan",
     "unknown relation to the head; complete the code list in a mapping file"),
    ("desil_unknown",
     "desil harus 1 sampai 10, 6-10, atau kosong",
     "a desil is 1 to 10, 6-10, or empty"),
    ("size_unknown",
     "jumlah anggota harus bilangan 1 sampai 60",
     "the number of members is a whole number from 1 to 60"),
    ("flag_unknown",
     "keterangan tidak dikenal; lengkapi daftar kode pada berkas pemetaan",
     "unknown note; complete the code list in a mapping file"),
    ("village_missing",
     "kode desa kosong",
     "the village code is empty"),
    ("village_form",
     "kode desa harus kode Kemendagri seperti 35.05.01.2001 (kode BPS berbeda)",
     "a village code is Kemendagri's, such as 35.05.01.2001 (BPS codes differ)"),
    ("village_unknown",
     "kode desa tidak ada dalam daftar desa",
     "the village code is not in the list of villages"),
)  # fmt: skip

_WARNINGS = (
    ("nik_missing",
     "NIK kosong; orang ini hanya dapat dicocokkan dengan nama dan tanggal lahir",
     "no NIK; this person can be matched by name and date of birth only"),
    ("kk_missing",
     "nomor KK kosong; dipakai nomor keluarga dari berkas",
     "no KK number; the file's own family number is used"),
    ("nik_region_unknown",
     "NIK tidak dimulai dengan kode provinsi yang ada; periksa dengan Dukcapil",
     "the NIK does not begin with the code of a province; check with Dukcapil"),
    ("nik_issued_elsewhere",
     "NIK pertama kali terbit di kabupaten/kota lain; biasa pada warga pindahan",
     "the NIK was first issued in another regency; usual for people who moved here"),
    ("nik_date_impossible",
     "tanggal dalam NIK tidak ada; periksa dengan Dukcapil",
     "the date within the NIK does not exist; check with Dukcapil"),
    ("nik_date_mismatch",
     "tanggal lahir berbeda dengan tanggal dalam NIK; periksa mana yang benar",
     "the date of birth differs from the date within the NIK; check which is right"),
    ("nik_sex_mismatch",
     "jenis kelamin berbeda dengan NIK (hari + 40 untuk perempuan); periksa mana yang benar",
     "the sex differs from the NIK (day + 40 for women); check which is right"),
    ("recipient_of_other_family",
     "nomor KK bukan keluarga tempat pemilik NIK ini tinggal; dicatat pada keluarga tempat ia tinggal",
     "the KK number is not of the family that this NIK lives in; it is recorded for the family where they live"),
    ("birth_date_missing",
     "tanggal lahir kosong",
     "no date of birth"),
    ("desil_grouped",
     "desil diberikan sebagai kelompok (6-10); desil pastinya tidak diketahui",
     "the desil is given as a group (6-10); which one is not known"),
    ("attribute_unknown",
     "keterangan rumah atau aset tidak dikenal dan tidak diambil; lengkapi daftar kode pada berkas pemetaan",
     "what is said of house or assets is unknown and not taken over; complete the code list in a mapping file"),
    ("formula_aside",
     "sel kolom yang tidak dipakai berisi rumus",
     "a cell of a column that is not used holds a formula"),
    ("no_head",
     "keluarga tanpa kepala keluarga dalam berkas ini",
     "a family without a head in this file"),
    ("two_heads",
     "keluarga dengan lebih dari satu kepala keluarga dalam berkas ini",
     "a family with more than one head in this file"),
)  # fmt: skip

KINDS: dict[str, Kind] = {
    code: Kind(code, severity, indonesian, english)
    for severity, entries in ((Severity.FAULT, _FAULTS), (Severity.WARNING, _WARNINGS))
    for code, indonesian, english in entries
}
"""Every kind of finding, by its code; faults first."""

FINDINGS = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("sheet", pa.string()),
        pa.field("column", pa.string()),
        pa.field("code", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("value", pa.string()),
    ]
)
"""One finding of one row: where, the file's own name of the column, the code of its kind, and the cell, in which
personal numbers are masked (names are never given)."""
