"""Writes invented files in the forms that offices have, for whoever walks docs/first-day.md without files of their own.

Usage: python docs/first_day_files.py FOLDER. Six villages of an invented kecamatan 35.05.99, 480 families, a survey of
320 households. Nobody in them ever lived; every number of a person has kecamatan 99, which no regency has.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

SEED = 1
VILLAGES = [  # code, name, kind, latitude, longitude, how well off (log points)
    ("35.05.99.2001", "Sumberejo", "desa", -8.10, 112.10, -0.25),
    ("35.05.99.2002", "Ngadirejo", "desa", -8.11, 112.14, -0.15),
    ("35.05.99.2003", "Kalipucang", "desa", -8.14, 112.11, -0.05),
    ("35.05.99.2004", "Tegalsari", "desa", -8.15, 112.15, 0.05),
    ("35.05.99.2005", "Bendosewu", "desa", -8.18, 112.12, 0.15),
    ("35.05.99.1006", "Wonosari", "kelurahan", -8.19, 112.16, 0.3),
]
FAMILIES = 80  # in each village
Row = Sequence[object]


def main(folder: Path) -> None:
    """Write every file into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)  # noqa: S311 - invented people, no secret
    _csv(folder / "desa.csv", *_villages())
    head, families = _families(chance)
    _xlsx(folder / "dtsen_keluarga.xlsx", head, families)
    _csv(folder / "dtsen_anggota.csv", *_members(chance, families))
    _csv(folder / "susenas.csv", *_survey(chance))
    _csv(folder / "penerima.csv", *_recipients(chance))
    _csv(folder / "ruas_jalan.csv", *_roads())
    _csv(folder / "fasilitas.csv", *_facilities())
    _xlsx(folder / "usulan_pekerjaan.xlsx", *_works())
    _xlsx(folder / "apbd.xlsx", *_budget())


def _villages() -> tuple[Row, list[Row]]:
    head = ("KODE", "DESA", "JENIS", "KODE_KEC", "LINTANG", "BUJUR", "PENDUDUK")
    return head, [(code, name, kind, code[:8], y, x, FAMILIES * 3) for code, name, kind, y, x, _better in VILLAGES]


def _home(chance: random.Random, better: float) -> dict[str, object]:
    """A family's circumstances as codes of a questionnaire, and `score`, which is not written anywhere."""
    score = better + chance.gauss(0, 0.35)
    floor = 1 if score > 0.15 else 2 if score > -0.35 else 3 if score > -0.6 else 4
    return {
        "score": score,
        "size": min(8, 1 + int(chance.expovariate(0.45))),
        "floor_m2": round(max(12, 55 + 45 * score + chance.gauss(0, 12))),
        "floor": floor,
        "toilet": 1 if score + chance.gauss(0, 0.3) > -0.2 else 2,
        "power": 1300 if score > 0.3 else 900 if score > -0.1 else 450,
        "motorcycle": 1 if score + chance.gauss(0, 0.4) > -0.5 else 2,
        "fridge": 1 if score + chance.gauss(0, 0.3) > 0 else 2,
    }


HOME = ("size", "floor_m2", "floor", "toilet", "power", "motorcycle", "fridge")


def _families(chance: random.Random) -> tuple[Row, list[Row]]:
    head = (
        "id_keluarga", "nomor_kartu_keluarga", "nama_anggota_keluarga", "kode_kelurahan_desa", "jumlah_anggota_keluarga",
        "luas_lantai", "jenis_lantai_terluas", "jenis_kloset", "daya_terpasang", "aset_bergerak_sepeda_motor",
        "aset_bergerak_lemari_es", "desil_nasional",
    )  # fmt: skip
    rows: list[Row] = []
    for village, (code, *_place, better) in enumerate(VILLAGES):
        for number in range(FAMILIES):
            home = _home(chance, better)
            decile = min(10, max(1, round(5.5 + 5 * float(str(home["score"])) + chance.gauss(0, 1))))
            row = (f"K{village}{number:03d}", _card(village, number), f"Keluarga {village}-{number}", code)
            rows.append((*row, *(home[one] for one in HOME), decile))
    return head, rows


def _card(village: int, number: int) -> str:
    return f"35059901012{village}{number + 1:04d}"


def _members(chance: random.Random, families: list[Row]) -> tuple[Row, list[Row]]:
    """Everybody of each family, and two rows that are wrong on purpose."""
    head = (
        "nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama_anggota_keluarga", "jenis_kelamin", "tanggal_lahir",
        "hubungan_dengan_kepala_keluarga", "kode_kelurahan_desa", "desil_nasional",
    )  # fmt: skip
    rows: list[Row] = []
    for _id, card, name, code, size, *_home, decile in families:
        for place in range(int(str(size))):
            relation, first, last = ((1, 1950, 1995), (2, 1952, 1998), (3, 2000, 2020))[min(place, 2)]
            born = date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))
            sex = 2 if place == 1 else 1 if place == 0 else chance.randint(1, 2)
            day = born.day + 40 * (sex == 2)  # a woman's day is written with 40 added
            nik = f"350599{day:02d}{born:%m%y}{len(rows) + 1:04d}"
            rows.append((nik, card, f"{name} {place + 1}", sex, born.isoformat(), relation, code, decile))
    rows[6] = (str(rows[6][0])[:15], *rows[6][1:])  # a digit is missing
    rows[7] = (*rows[7][:4], "1980-02-30", *rows[7][5:])  # no such day
    return head, rows


def _survey(chance: random.Random) -> tuple[Row, list[Row]]:
    head = ("URUT", "STRATA", "PSU", "FWT", "KAPITA", "R301", "LUAS", "LANTAI", "WC", "DAYA", "MOTOR", "KULKAS")
    rows: list[Row] = []
    for block in range(32):
        better = (-0.3, -0.1, 0.1, 0.3)[block % 4]
        for number in range(10):
            home = _home(chance, better)
            consumption = round(
                math.exp(
                    13.9
                    + 0.75 * float(str(home["score"]))
                    - 0.35 * math.log(int(str(home["size"])))
                    + chance.gauss(0, 0.25)
                )
            )
            rows.append(
                (
                    f"{block:02d}{number}",
                    f"S{block % 4 + 1}",
                    f"B{block:02d}",
                    1.5,
                    consumption,
                    *(home[one] for one in HOME),
                )
            )
    return head, rows


def _recipients(chance: random.Random) -> tuple[Row, list[Row]]:
    rows = [
        (f"K{village}{number:03d}", _card(village, number), programme, 2025, rupiah)
        for village in range(len(VILLAGES))
        for number in range(FAMILIES)
        for programme, rupiah in (("pkh", 3_000_000), ("sembako", 2_400_000))
        if chance.random() < 0.15
    ]
    return ("id_keluarga", "nomor_kartu_keluarga", "program", "tahun", "rupiah_setahun"), list(rows)


def _roads() -> tuple[Row, list[Row]]:
    head = ("RUAS", "NAMA", "DARI", "KE", "Y1", "X1", "Y2", "X2", "KM", "PERMUKAAN", "KONDISI")
    joined = [(0, 1), (0, 2), (1, 3), (2, 3), (2, 4), (3, 5), (4, 5)]
    rows: list[Row] = []
    for number, (one, other) in enumerate(joined):
        (_c, name, _k, y1, x1, _b), (_d, to, _l, y2, x2, _e) = VILLAGES[one], VILLAGES[other]
        km = round(111 * math.hypot(y1 - y2, x1 - x2) * 1.2, 1)
        surface, state = ("tanah", "rusak berat") if number < 2 else ("aspal", "sedang")
        rows.append((f"R{number}", f"{name} - {to}", f"N{one}", f"N{other}", y1, x1, y2, x2, km, surface, state))
    return head, rows


def _facilities() -> tuple[Row, list[Row]]:
    rows: list[Row] = [
        ("F1", "pasar", "Pasar Wonosari", "35.05.99.1006", -8.19, 112.16),
        ("F2", "puskesmas", "Puskesmas Tegalsari", "35.05.99.2004", -8.15, 112.15),
    ]
    return ("ID", "JENIS", "NAMA", "KODE_DESA", "LINTANG", "BUJUR"), rows


def _works() -> tuple[Row, list[Row]]:
    rows: list[Row] = [
        ("PJ-1", "Aspal Sumberejo - Ngadirejo", "jalan", "35.05.99.2001", 180_000_000, 0.6),
        ("PJ-2", "Aspal Sumberejo - Kalipucang", "jalan", "35.05.99.2003", 320_000_000, 0.4),
        ("PJ-3", "Jembatan Bendosewu", "jembatan", "35.05.99.2005", 450_000_000, 0.5),
    ]
    return ("ID", "PEKERJAAN", "JENIS", "KODE_DESA", "BIAYA", "BAGIAN_TERLAYANI"), rows


def _budget() -> tuple[Row, list[Row]]:
    rows: list[Row] = [
        ("1.06.05.2.01.0001", "PAD", "bantuan", 250_000_000),
        ("1.03.10.2.01.0005", "DAU", "infrastruktur", 500_000_000),
    ]
    return ("REKENING", "SUMBER", "PILAR", "PAGU"), rows


def _csv(path: Path, head: Row, rows: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def _xlsx(path: Path, head: Row, rows: list[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in [head, *rows]:
        sheet.append(list(row))
    book.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
