"""Why `merata` cannot compute something, in both languages: its errors are written in English, for who computes."""

from __future__ import annotations

import re

_BOTH = " / "
_WORDS = (
    (
        r"has no line of (\S+) up to (\d+)",
        "Buku anggaran tidak memuat pagu {0} sampai {1}; tetapkan anggarannya, atau rencanakan tanpa pagu.",
    ),
    (r"registry has no household in (.+?);", "Registri tidak memuat rumah tangga di {0}; bekukan potret yang lengkap."),
    (
        r"no household of (.+?) is in the survey of (\d+)",
        "Survei {1} tidak memuat rumah tangga dari {0}, jadi kesejahteraan di sana tidak dapat diduga; bawa masuk "
        "survei yang memuatnya.",
    ),
    (
        r"(\d+) households have no positive welfare in a draw",
        "Kesejahteraan {0} rumah tangga tidak positif dalam satu ulangan, dan ukuran Atkinson tidak dapat menimbangnya;"
        " pilih tujuan lain (sen atau sgini), atau perbaiki bukti dampaknya.",
    ),
    (
        r"no poverty line for the plan's year",
        "Belum ada garis kemiskinan untuk tahun rencana, jadi kemiskinan tidak dapat menjadi tujuannya; lengkapi bahan "
        "garis kemiskinan.",
    ),
    (
        r"benefits: (\d+) recipients of (\S+) are not in households",
        "{0} penerima {1} tidak ada dalam registri, jadi tidak diketahui berapa yang sudah dibayar desanya; lengkapi "
        "registri.",
    ),
    (r"survey_households has no rows of (\d+)", "Survei tidak memuat tahun {0}; bekukan dengan tahun survei lain."),
    (
        r"the registry has categories that the survey never saw",
        "Registri memuat jawaban yang tidak pernah ada dalam survei, jadi kesejahteraannya tidak dapat diduga; samakan "
        "kode keduanya.",
    ),
    (
        r"survey and registry do not mean the same",
        "Survei dan registri memakai arti yang berbeda untuk isian yang sama; samakan kode keduanya.",
    ),
    (r"unknown regency '(.+?)'", "Himpunan data tidak memuat kabupaten/kota {0}."),
    (r"a budget of Rp ([\d,]+) buys nothing", "Anggaran Rp {0} tidak membeli apa pun; isi lebih dari nol."),
    (r"works of (.+?) cannot be planned together", "Karya milik {0} tidak dapat direncanakan bersama."),
    (r"(?:has no|lacks the) table (\w+)", "Masukan tidak memuat tabel {0}; lengkapi bahannya."),
)


def in_both(message: str) -> tuple[str, str]:
    """A refusal in Indonesian and English.

    One that `merata` words in both languages is parted; what it says only in English keeps those words at the end of
    the Indonesian text, unless they are known by heart: then nothing is lost that an administrator could use.
    """
    lines = message.splitlines()
    first = lines[0] if lines else ""
    if first.count(_BOTH) == 1 and not all(line.count(_BOTH) == 1 for line in lines):
        # Its faults follow, which stand by a file's name and column.
        here, there = first.split(_BOTH)
        return "\n".join([here, *lines[1:]]), "\n".join([there, *lines[1:]])
    if lines and all(line.count(_BOTH) == 1 for line in lines):
        parted = [line.split(_BOTH) for line in lines]
        return "\n".join(one.strip() for one, _ in parted), "\n".join(one.strip() for _, one in parted)
    for pattern, words in _WORDS:
        found = re.search(pattern, message)
        if found:
            return words.format(*found.groups()), message
    return (
        f"Tidak dapat dihitung dari masukan dan parameter ini. Kata mesin hitung (bahasa Inggris): {message}",
        message,
    )
