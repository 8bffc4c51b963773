"""What the yearly report says, in Indonesian or English: every figure with its n and how it is computed again."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from merata_portal.oversight.documents import people, rupiah, works
from merata_portal.oversight.documents.typesetting import canonical
from merata_portal.oversight.documents.writing import million, percent, whole
from merata_portal.oversight.queries.accountability import Accountability
from merata_portal.oversight.queries.money import total


def report(found: Accountability, *, language: str, synthetic: bool) -> dict[str, Any]:
    """The report's data with its hash: SHA-256 of all the rest, so that the same figures have the same hash."""
    with override(language):
        told = _told(found, language, synthetic=synthetic)
    return told | {"hash": hashlib.sha256(canonical(told).encode()).hexdigest()}


def _told(found: Accountability, language: str, *, synthetic: bool) -> dict[str, Any]:
    title = _("Laporan pertanggungjawaban %(year)s") % {"year": found.year}
    return {
        "language": language,
        "day": found.day.isoformat(),
        "title": title,
        "office": found.place.name,
        "subtitle": _("%(place)s · keadaan per %(day)s")
        % {"place": found.place.name, "day": date_format(found.day, "j F Y")},
        "synthetic": _("DATA SINTETIS: semua orang di sini dibuat oleh komputer.") if synthetic else "",
        "about": _(
            "Untuk DPRD dan warga: apa yang dijanjikan dan apa yang sampai, siapa yang didengar dan siapa yang "
            "menerima, apa yang ditemukan dan apa jawabannya. Rupiah dalam juta, dari buku kas portal; jumlah orang di "
            "bawah lima tidak ditulis, begitu pula jumlah lain yang akan membukanya."
        ),
        "figures": _figures(found),
        "sections": [*rupiah.sections(found), *people.sections(found), *works.sections(found)],
        "checking": _(
            "Setiap tabel dapat diunduh sebagai CSV di halaman Pengawasan dan dihitung ulang; setiap rupiah dapat "
            "diikuti langkah demi langkah di halaman Ikuti rupiah. Sidik di bawah ini adalah SHA-256 dari seluruh isi "
            "laporan; angka yang sama memberi sidik yang sama, dan pembuatannya tercatat di jejak audit."
        ),
        "words": {
            "hash": _("Sidik isi SHA-256"),
            "page": _("halaman"),
            "check": _("Memeriksa laporan ini"),
            "nothing": _("Tidak ada catatan."),
        },
    }


def _figures(found: Accountability) -> list[dict[str, str]]:
    pillars = total(found.pillars)
    handed = sum(summary.project.handed_over_on is not None for summary, _counts in found.works)
    return [
        {
            "label": _("Terealisasi"),
            "value": percent(pillars.share),
            "note": _("Rp%(spent)s juta dari Rp%(ceiling)s juta")
            % {"spent": million(pillars.realised_idr), "ceiling": million(pillars.ceiling_idr)},
        },
        {
            "label": _("Keluarga penerima bantuan"),
            "value": whole(found.equity.n["received"]),
            "note": _("keluarga yang ditetapkan, masing-masing sekali"),
        },
        {
            "label": _("Proyek diserahterimakan"),
            "value": f"{handed} / {len(found.works)}",
            "note": _("dari proyek tahun ini"),
        },
        {
            "label": _("Pengaduan yang dijawab"),
            "value": f"{found.complaints.answered} / {found.complaints.filed}",
            "note": _("%(overdue)s terlambat") % {"overdue": found.complaints.overdue},
        },
    ]
