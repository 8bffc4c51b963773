"""Why something cannot be evaluated, in Indonesian too: what the estimators raise is for who computes, in English."""

from __future__ import annotations

import re

_WORDS = (
    (
        r"no class has (\d+) winners",
        "Belum ada kelas dengan sedikitnya {0} pemenang dan {0} yang kalah undian yang ditemukan lagi; "
        "selesaikan survei susulan lebih dulu.",
    ),
    (
        r"(\d+) values of .* are not positive",
        "{0} penghasilan tercatat nol atau negatif, padahal logaritma yang dibandingkan; perbaiki, atau kosongkan bila "
        "pendaftar tidak ditemukan.",
    ),
    (r"name a course that `courses` lacks", "Ada pendaftaran ke kelas yang tidak tercatat; lengkapi tabel kelas."),
    (r"(\d+) winners have no record", "Kelulusan {0} pemenang belum dicatat; lengkapi kehadiran atau kelulusannya."),
    (
        r"winners complete the course no more often",
        "Pemenang tidak lebih sering lulus daripada yang kalah, jadi dampak kelulusan tidak dapat dinilai dari undian "
        "ini; periksa pencatatan kelulusan, atau baca dampak tawaran kursi.",
    ),
    (
        r"no village entered between (\d+) and (\d+)",
        "Belum ada desa yang masuk antara {0} dan {1} dengan desa pembanding yang belum masuk; pantau desa sejak "
        "setahun sebelum masuk, dan pantau juga yang tidak masuk.",
    ),
    (
        r"villages were monitored in (.*) and works handed over in (.*): .* at least (\d+)",
        "Desa dipantau pada {0} dan pekerjaan diserahkan pada {1}: perlu sedikitnya {2} tahun sebelum dan satu tahun "
        "sejak serah terima; pantau desa sebelum pekerjaan dimulai.",
    ),
    (
        r"(\d+) villages without works or programmes to compare (\d+) served ones with; expected at least\s+(\d+)",
        "Hanya ada {0} desa tanpa pekerjaan dan program untuk membandingkan {1} desa terlayani; perlu sedikitnya {2}, "
        "dan lebih banyak daripada yang terlayani.",
    ),
    (r"no values of .* for villages", "Belum ada pemantauan desa dalam bahan; pantau desa sebelum dan sesudahnya."),
    (
        r"no village has .* in every year from (\d+) to (\d+)",
        "Tidak ada desa yang dipantau setiap tahun dari {0} sampai {1}.",
    ),
    (r"delivered has no row of the lever", "Belum ada program desa yang tercatat terlaksana."),
    (r"no built project serves a village", "Belum ada pekerjaan selesai yang tercatat melayani desa."),
    (r"nothing of .* was delivered yet", "Belum ada yang terlaksana dari yang diteliti ini."),
    (
        r"(\d+) free villages seen in (\d+) years",
        "Hanya {0} desa bebas program yang dipantau, dalam {1} tahun; perlu sedikitnya 3 desa dalam 2 tahun.",
    ),
    (r"(\d+) seats for (\d+) applicants", "{0} kursi untuk {1} pendaftar bukan undian; pendaftar harus lebih banyak."),
    (
        r"fewer than two winners or losers",
        "Kurang dari dua pemenang atau dua yang kalah akan ditemukan lagi di satu kelas; tak ada yang dapat dihitung.",
    ),
    (r"cohorts have .* villages", "Setiap gelombang dan kelompok pembanding perlu sedikitnya 2 desa."),
    (
        r"lacks the table (\w+)",
        "Bahan belum memuat tabel yang diperlukan ({0}); bawa tabel itu, lalu bekukan bahan lagi.",
    ),
)


def in_indonesian(reason: str) -> str:
    """What `reason` (of `Refusal`, or an `InputError` of this room) says, in Indonesian; as it is where none fits."""
    for pattern, words in _WORDS:
        found = re.search(pattern, reason, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return f"Tidak dapat dihitung: {reason}"
